"""The page 'Compare places': those that stand out in sentences, the funnel, and every place in a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from heard.coding.presenters.figures import count, share
from heard.design.figures import Chart, Limits, Place, funnel_plot
from heard.design.figures.drawing import ticks
from heard.methods.signals.funnel import Funnel, curves
from heard.organisations.queries import UnitSummary
from heard.pages.places import words
from heard.pages.places.comparison import Comparison, Row, least
from heard.pages.places.periods import Over, Period

TITLE: Final = "Concerns among comments, by place"
HEADINGS: Final = (
    "Place",
    "Concerns",
    "Comments",
    "Share",
    "Usual",
    "Good or Very good",
    "Concerns behind it",
    "Where it lies",
)
COLUMNS: Final = ("Place", "Kind", *HEADINGS[1:6], "Of ratings", *HEADINGS[6:])
_CHOICES: Final = ((Over.MONTHS, "The last 12 months"), (Over.WEEKS, "The last 12 weeks"))
# Sizes for which limits are drawn: closer where they are small, for there the curves bend.
_DRAWN: Final = 90


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table."""

    name: str
    href: str
    cells: Sequence[str]
    stands_out: bool


@dataclass(frozen=True, slots=True)
class PlacesPage:
    """Everything that is shown."""

    period: str
    # (text, value, chosen)
    choices: tuple[tuple[str, str, bool], ...]
    above: tuple[tuple[str, str], ...]
    # Names of those above the near limit alone.
    near: str
    below: tuple[str, ...]
    verdict: str
    chart: Chart | None
    headings: Sequence[str]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]


def page(found: Comparison, over: Over, period: Period, href: Callable[[UnitSummary], str]) -> PlacesPage:
    """What is said of a comparison. `href` is where a place's name leads, '' for nowhere."""
    return PlacesPage(
        period=period.said,
        choices=tuple((text, one.value, one is over) for one, text in _CHOICES),
        above=tuple((words.stands_out(row), words.beside_all(row, found.whole)) for row in found.above),
        near=", ".join(row.name for row in found.rows if row.beyond == 1),
        below=tuple(words.stands_out(row) for row in found.below),
        verdict=verdict(found),
        chart=_chart(found),
        headings=HEADINGS,
        lines=tuple(Line(row.name, href(row.unit), _cells(row), row.beyond == 2) for row in found.rows),
        notes=tuple(_notes(found)),
    )


def verdict(found: Comparison) -> str:
    """How many stand out, of how many that anything was said of.

    >>> from heard.coding.queries import Figures
    >>> verdict(Comparison((), Figures(), None, None, None, 0))
    ''
    """
    if not found.rows:
        return ""
    above = len(found.above)
    spoken_of = sum(row.hidden or bool(row.comments) for row in found.rows)
    if not above and not found.unnamed:
        return f"None of {count(spoken_of, 'place')} stands out with more concerns than chance explains."
    verb = "stands" if above + found.unnamed == 1 else "stand"
    said = f"{above + found.unnamed:,} of {count(spoken_of, 'place')} {verb} out with more concerns than"
    if found.unnamed:
        return f"{said} chance explains; {found.unnamed:,} of them by numbers too small to be shown."
    return f"{said} chance explains."


def lines(found: Comparison) -> Iterator[Sequence[str | int | float]]:
    """The rows of the file: numbers as numbers, and 'hidden' where one is."""
    for row in found.rows:
        share_of = None if row.concerns is None or not row.comments else round(100 * row.concerns / row.comments, 1)
        good = round(100 * row.positive / row.ratings, 1) if row.positive is not None and row.ratings else None
        yield (
            row.name,
            row.unit.kind_label,
            _raw(row.concerns),
            _raw(row.comments),
            words.HIDDEN if row.hidden else "" if share_of is None else share_of,
            words.usual(row),
            words.HIDDEN if row.ratings is None else "" if good is None else good,
            _raw(row.ratings),
            _raw(row.behind),
            words.lies(row),
        )


def _raw(value: int | None) -> str | int:
    return words.HIDDEN if value is None else value


def _cells(row: Row) -> tuple[str, ...]:
    return (
        words.number(row.concerns),
        words.number(row.comments),
        words.part(row),
        words.usual(row),
        words.positive(row),
        words.number(row.behind),
        words.lies(row),
    )


def _chart(found: Comparison) -> Chart | None:
    """The funnel of places that can be shown; None where none can, or all together cannot."""
    shown = [row for row in found.rows if row.comments and row.concerns is not None]
    if not shown or found.funnel is None or found.concerns is None or found.comments is None:
        return None
    return funnel_plot(
        title=TITLE,
        sentence=_sentence(found),
        places=[
            Place(row.name, row.comments or 0, (row.concerns or 0) / (row.comments or 1), row.beyond) for row in shown
        ],
        limits=_limits(found.funnel, max(row.comments or 0 for row in shown)),
        target=found.funnel.target,
        asked="comments",
        columns=(*HEADINGS[:5], HEADINGS[-1]),
        rows=[(row.name, *_cells(row)[:4], words.lies(row)) for row in shown],
    )


def _sentence(found: Comparison) -> str:
    together = (
        f"All together: {found.concerns or 0:,} of {count(found.comments or 0, 'comment')} tell of a concern, "
        f"{share(found.concerns or 0, found.comments or 0)}."
    )
    return f"{_list('Above the far limit', found.above)} {_list('Below it', found.below)} {together}"


def _list(what: str, rows: Sequence[Row]) -> str:
    return f"{what}: {', '.join(row.name for row in rows) or 'none'}."


def _limits(made: Funnel, largest: int) -> list[Limits]:
    """Limits from one comment to the end of the axis."""
    sizes = np.unique(np.round(ticks(largest)[-1] * np.linspace(0, 1, _DRAWN) ** 2).clip(1))
    drawn = zip(sizes.tolist(), *(limit.tolist() for limit in curves(made, sizes)), strict=True)
    return [Limits(*row) for row in drawn]


def _notes(found: Comparison) -> Iterator[str]:
    if found.funnel is not None and found.funnel.tau:
        yield (
            "Places differ by more than chance alone explains, as people in them differ; the limits are widened by "
            "that, so that a place stands out only beyond it."
        )
    if any(row.hidden for row in found.rows):
        yield (
            f"Numbers under {least()} are hidden, and those that would tell them; such a place is not in the chart and "
            "is not named as standing out. Every serious concern is a signal of its own, however few there are."
        )
    if found.note:
        yield found.note
