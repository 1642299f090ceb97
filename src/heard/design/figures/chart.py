"""What a page gets: a picture, the sentence that says what it shows, and the figures themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from heard.design.figures.icons import Sign


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened between two periods and that a reader should know beside the chart.

    `position` is the place among the periods, of which each has the length 1: 2.5 is the middle of the third.
    """

    position: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart. `rows` hold what the picture shows, as text, one row a period; `columns` name them."""

    title: str
    sentence: str
    svg: Markup
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    # What stands under the picture: the numbered marks, in order.
    notes: Sequence[str] = field(default=())
    # Whether it needs the whole column rather than half.
    wide: bool = False
    # How the last point of an XmR chart is read, and whether it meets its target.
    signs: Sequence[Sign] = field(default=())
