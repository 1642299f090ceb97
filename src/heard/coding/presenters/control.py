"""Concerns and the percentage of months as XmR charts, with what their icon means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from math import isfinite
from typing import Final

import numpy as np

from heard.coding.queries import Figures, Point
from heard.design.figures import Chart, control_chart
from heard.design.figures import Point as Drawn
from heard.methods.signals.xmr import MEANINGS, Better, Options, chart, summary
from heard.methods.signals.xmr import Chart as Found

# NHS England asks for thirteen points before limits are drawn.
_LEAST: Final = 13
_KINDS: Final = {"concern": "Concern", "improvement": "Improvement", "": "–"}


def control_charts(months: Sequence[Point]) -> tuple[Chart, ...]:
    """Concerns first. None where nothing was said."""
    if not months:
        return ()
    concerns = _chart(months, "Concerns in a hundred comments", Better.LOWER, _concern_share, "")
    positive = _chart(months, "Good or Very good, in percent", Better.HIGHER, _positive_share, "%")
    return (concerns, positive)


def _concern_share(one: Figures) -> tuple[int, int]:
    return one.serious, one.comments


def _positive_share(one: Figures) -> tuple[int, int]:
    return one.positive, one.ratings


def _chart(
    months: Sequence[Point], title: str, better: Better, parts: Callable[[Figures], tuple[int, int]], unit: str
) -> Chart:
    known = [parts(month.figures or Figures()) for month in months]
    values = [100 * part / whole if whole else float("nan") for part, whole in known]
    days = np.array([month.start for month in months], "datetime64[D]")
    found = chart(np.zeros(len(months), int), days, values, options=Options(better=better, least=_LEAST))
    read = summary(found)[0]
    hidden = sum((month.figures or Figures()).concerns_rated_good for month in months)
    sentence = f"{MEANINGS[read.icon]} {_last(months[-1].start, values[-1], known[-1], unit)}"
    if better is Better.HIGHER:
        sentence += f" Over these months it hides {hidden:,} concern{'' if hidden == 1 else 's'}."
    return control_chart(
        title=title,
        sentence=sentence,
        periods=[f"{month.start:%b} {month.start:%y}" for month in months],
        points=[_drawn(found, place) for place in range(len(months))],
        columns=("Month", "Value", "Of", "Mean", "Limits", "Shown as"),
        rows=[_row(found, place, month.start, known[place], unit) for place, month in enumerate(months)],
        unit=unit,
        least=0,
        most=100,
        icons=(read.icon, read.assurance),
    )


def _last(month: date, value: float, known: tuple[int, int], unit: str) -> str:
    if not isfinite(value):
        return f"In {month:%B %Y} nobody answered."
    return f"{month:%B %Y}: {value:.1f}{unit}, {known[0]:,} of {known[1]:,}."


def _number(value: float) -> float | None:
    return float(value) if isfinite(value) else None


def _drawn(found: Found, place: int) -> Drawn:
    return Drawn(
        _number(found.y[place]),
        _number(found.mean[place]),
        _number(found.lower[place]),
        _number(found.upper[place]),
        found.shown[place],
    )


def _row(found: Found, place: int, month: date, known: tuple[int, int], unit: str) -> tuple[str, ...]:
    def told(value: float) -> str:
        return f"{value:.1f}{unit}" if isfinite(value) else "–"

    # A share ends at 0 and at 100: so do its limits.
    lower, upper = max(0.0, found.lower[place]), min(100.0, found.upper[place])
    limits = f"{told(lower)} to {told(upper)}" if isfinite(found.upper[place]) else "–"
    kind = _KINDS[found.shown[place]]
    return (f"{month:%B %Y}", told(found.y[place]), f"{known[1]:,}", told(found.mean[place]), limits, kind)
