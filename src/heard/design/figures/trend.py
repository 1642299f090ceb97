"""Charts over time: counts as stacked bars, a share as a line with its uncertainty. One axis each, never two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from heard.design.figures.chart import Chart, Mark
from heard.design.figures.drawing import (
    BAND,
    BLUE,
    GRID,
    INK,
    PAPER,
    QUIET,
    Frame,
    element,
    frames,
    joined,
    name_for,
    picture,
    spread,
    text,
    ticks,
)
from heard.methods.shares import wilson

_SLOT_FOR_DOTS = 8.0


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of thing counted in every period. Told from others by pattern as well as by colour."""

    name: str
    values: Sequence[int]
    colour: str
    hatched: bool = False


def bars_over_time(
    *,
    title: str,
    sentence: str,
    periods: Sequence[str],
    series: Sequence[Series],
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    marks: Sequence[Mark] = (),
) -> Chart:
    """Counts a period as stacked bars, the first series lowest. `periods` are short labels, one for each value."""
    drawn = joined(
        picture(frame, title, sentence, _bars(frame, title, periods, series, marks)) for frame in frames(len(periods))
    )
    return Chart(title, sentence, drawn, columns, rows, _notes(marks), len(frames(len(periods))) > 1)


def share_over_time(
    *,
    title: str,
    sentence: str,
    periods: Sequence[str],
    parts: Sequence[int],
    wholes: Sequence[int],
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    marks: Sequence[Mark] = (),
) -> Chart:
    """A share a period in percent, from 0 to 100, with its 95% range; a period without answers breaks the line."""
    drawn = joined(
        picture(frame, title, sentence, _line(frame, periods, parts, wholes, marks)) for frame in frames(len(periods))
    )
    return Chart(title, sentence, drawn, columns, rows, _notes(marks), len(frames(len(periods))) > 1)


def _notes(marks: Sequence[Mark]) -> tuple[str, ...]:
    return tuple(mark.text for mark in marks)


def _bars(frame: Frame, title: str, periods: Sequence[str], series: Sequence[Series], marks: Sequence[Mark]) -> Markup:
    totals = [sum(values) for values in zip(*(one.values for one in series), strict=True)]
    scale = ticks(max(totals, default=0))
    slot = frame.plot_width / max(1, len(periods))
    width = max(1.0, min(34.0, slot * 0.72))
    parts = [_axes(frame, scale, periods, ""), _patterns(frame, title, series)]
    below = [0] * len(periods)
    for one in series:
        fill = f"url(#{name_for(title, one.name, frame.name)})" if one.hatched else one.colour
        for place, value in enumerate(one.values):
            if value:
                low, high = _y(frame, below[place], scale[-1]), _y(frame, below[place] + value, scale[-1])
                left = frame.left + slot * (place + 0.5) - width / 2
                parts.append(
                    element(
                        "rect",
                        x=left,
                        y=high,
                        width=width,
                        height=max(1.0, low - high),
                        fill=fill,
                        stroke=one.colour,
                        stroke_width=1,
                    )
                )
            below[place] += value
    return joined([*parts, _legend(frame, title, series), _marks(frame, len(periods), marks)])


def _line(
    frame: Frame, periods: Sequence[str], parts: Sequence[int], wholes: Sequence[int], marks: Sequence[Mark]
) -> Markup:
    slot = frame.plot_width / max(1, len(periods))
    points = []
    for place, (part, whole) in enumerate(zip(parts, wholes, strict=True)):
        if whole:
            low, high = wilson(part, whole)
            x = frame.left + slot * (place + 0.5)
            points.append(
                (place, x, _y(frame, 100 * part / whole, 100), _y(frame, 100 * low, 100), _y(frame, 100 * high, 100))
            )
    drawn = [_axes(frame, [0, 25, 50, 75, 100], periods, "%")]
    for _, run in groupby(enumerate(points), key=lambda pair: pair[1][0] - pair[0]):
        drawn.append(_run([point for _, point in run], slot))
    key = element("rect", x=frame.left, y=8, width=14, height=14, fill=BAND, stroke=BLUE, stroke_width=1)
    words = text(frame.left + 20, 20, "95% range: wide where few answered", frame.font)
    return joined([*drawn, key, words, _marks(frame, len(periods), marks)])


def _run(points: Sequence[tuple[int, float, float, float, float]], slot: float) -> Markup:
    """Neighbouring points: the range as a band (a bar where one stands alone), the line, and a dot for each."""
    reach = slot * 0.3 if len(points) == 1 else 0.0
    upper = [(x + side, high) for _, x, _, _, high in points for side in ([-reach, reach] if reach else [0.0])]
    lower = [(x + side, low) for _, x, _, low, _ in points for side in ([-reach, reach] if reach else [0.0])]
    outline = " ".join(f"{x:.1f},{y:.1f}" for x, y in [*upper, *reversed(lower)])
    way = " ".join(f"{x:.1f},{y:.1f}" for _, x, y, _, _ in points)
    radius = min(4.0, slot * 0.3)
    # Dots closer together than this hide the line; a point alone has no line and always needs one.
    dotted = points if slot >= _SLOT_FOR_DOTS or len(points) == 1 else []
    dots = [
        element("circle", cx=x, cy=y, r=max(radius, 2.0), fill=BLUE, stroke=PAPER, stroke_width=1)
        for _, x, y, _, _ in dotted
    ]
    return joined(
        [
            element("polygon", points=outline, fill=BAND),
            element("polyline", points=way, fill="none", stroke=BLUE, stroke_width=2),
            *dots,
        ]
    )


def _y(frame: Frame, value: float, top: float) -> float:
    return frame.top + frame.plot_height * (1 - value / top)


def _axes(frame: Frame, scale: Sequence[int], periods: Sequence[str], unit: str) -> Markup:
    right = frame.width - frame.right
    lines = []
    for value in scale:
        y = round(_y(frame, value, scale[-1])) + 0.5
        stroke = QUIET if value == 0 else GRID
        lines.append(element("line", x1=frame.left, y1=y, x2=right, y2=y, stroke=stroke, stroke_width=1))
        lines.append(text(frame.left - 8, y + 5, f"{value:,}{unit}", frame.font, anchor="end"))
    slot = frame.plot_width / max(1, len(periods))
    half = max((len(label) for label in periods), default=0) * frame.font * 0.28
    for place in spread(periods, frame.plot_width, frame.font):
        x = frame.left + slot * (place + 0.5)
        shown = min(max(x, half), frame.width - half)
        y = frame.height - frame.bottom
        lines.append(element("line", x1=x, y1=y, x2=x, y2=y + 5, stroke=QUIET, stroke_width=1))
        lines.append(text(shown, y + 7 + frame.font, periods[place], frame.font, anchor="middle"))
    return joined(lines)


def _patterns(frame: Frame, title: str, series: Sequence[Series]) -> Markup:
    hatched = [one for one in series if one.hatched]
    if not hatched:
        return Markup("")
    return element("defs", joined(_pattern(name_for(title, one.name, frame.name), one.colour) for one in hatched))


def _pattern(name: str, colour: str) -> Markup:
    ground = element("rect", width=6, height=6, fill=PAPER)
    stripe = element("path", d="M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2", stroke=colour, stroke_width=2)
    return element("pattern", joined([ground, stripe]), id=name, width=6, height=6, patternUnits="userSpaceOnUse")


def _legend(frame: Frame, title: str, series: Sequence[Series]) -> Markup:
    parts = []
    x, y = float(frame.left), 8
    for one in series:
        fill = f"url(#{name_for(title, one.name, frame.name)})" if one.hatched else one.colour
        wide = 20 + len(one.name) * frame.font * 0.56 + 20
        if x > frame.left and x + wide > frame.width:
            x, y = float(frame.left), y + 20
        parts.append(element("rect", x=x, y=y, width=14, height=14, fill=fill, stroke=one.colour, stroke_width=1))
        parts.append(text(x + 20, y + 12, one.name, frame.font, fill=INK))
        x += wide
    return joined(parts)


def _marks(frame: Frame, periods: int, marks: Sequence[Mark]) -> Markup:
    """A dashed line with a number for each mark; the numbers are told under the chart."""
    slot = frame.plot_width / max(1, periods)
    bottom = frame.height - frame.bottom
    parts = []
    for number, mark in enumerate(marks, start=1):
        x = frame.left + slot * mark.position
        parts.append(
            element("line", x1=x, y1=frame.top, x2=x, y2=bottom, stroke=INK, stroke_width=1.5, stroke_dasharray="4 3")
        )
        parts.append(element("circle", cx=x, cy=frame.top, r=9, fill=INK))
        parts.append(text(x, frame.top + 4, str(number), 12, anchor="middle", fill=PAPER))
    return joined(parts)
