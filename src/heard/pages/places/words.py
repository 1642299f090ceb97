"""What is said of a place, in sentences and cells."""

from __future__ import annotations

from typing import Final

from heard.coding.presenters.figures import count, share
from heard.coding.queries import Figures
from heard.pages.places.comparison import Row

HIDDEN: Final = "hidden"
_LIES: Final = {
    2: "Above the far limit",
    1: "Above the near limit",
    0: "Within the limits",
    -1: "Below the near limit",
    -2: "Below the far limit",
}


def stands_out(row: Row) -> str:
    """The sentence of a place outside the far limits.

    >>> from heard.organisations.queries import UnitSummary
    >>> ward = UnitSummary(1, 1, "A", "ward", "Kestrel Ward")
    >>> stands_out(Row(ward, "Kestrel Ward", 34, 120, (6, 19), 2, 112, 120, 20))
    'Kestrel Ward: 34 of 120 comments tell of a concern, where 6 to 19 would be usual for a place of its size.'
    """
    usual = f", where {_range(row.usual)} would be usual for a place of its size" if row.usual else ""
    verb = "tells" if row.comments == 1 else "tell"
    return f"{row.name}: {row.concerns or 0:,} of {count(row.comments or 0, 'comment')} {verb} of a concern{usual}."


def beside_all(row: Row, whole: Figures) -> str:
    """What the percentage says of it, beside that of all, and what stands behind it.

    >>> from heard.organisations.queries import UnitSummary
    >>> ward = UnitSummary(1, 1, "A", "ward", "Kestrel Ward")
    >>> whole = Figures(rated=(0, 900, 41, 0, 59, 0, 0))
    >>> beside_all(Row(ward, "Kestrel Ward", 34, 120, (6, 19), 2, 112, 120, 20), whole)
    'Its ratings say 93.3% Good or Very good, those of all together 94.1%; behind its own stand 20 concerns.'
    """
    if row.ratings is None or not row.ratings or row.positive is None:
        return ""
    said = (
        f"Its ratings say {share(row.positive, row.ratings)} Good or Very good, those of all together "
        f"{share(whole.positive, whole.ratings)}"
    )
    return f"{said}; behind its own stand {count(row.behind, 'concern')}." if row.behind else f"{said}."


def lies(row: Row) -> str:
    """Where it lies, in a few words."""
    if row.hidden:
        return "Too few to show"
    return _LIES[row.beyond] if row.comments else "Nothing said"


def number(value: int | None) -> str:
    """A number, or that it is hidden."""
    return HIDDEN if value is None else f"{value:,}"


def part(row: Row) -> str:
    """Its share of concerns."""
    return HIDDEN if row.concerns is None or row.comments is None else share(row.concerns, row.comments)


def usual(row: Row) -> str:
    """From how many to how many concerns would be usual."""
    return _range(row.usual) if row.usual else "–"


def positive(row: Row) -> str:
    """Its percentage with its denominator."""
    if row.positive is None or row.ratings is None:
        return HIDDEN
    return f"{share(row.positive, row.ratings)} of {row.ratings:,}" if row.ratings else "–"


def _range(ends: tuple[int, int] | None) -> str:
    if ends is None:
        return "–"
    return f"{ends[0]:,}" if ends[0] == ends[1] else f"{ends[0]:,} to {ends[1]:,}"
