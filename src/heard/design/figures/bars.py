"""A breakdown: a table in which each row carries its bar, so that picture, figures and links are one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from heard.design.figures.drawing import AMBER, BLUE, element, joined

_WIDTH, _HEIGHT = 120, 16


@dataclass(frozen=True, slots=True)
class BarRow:
    """One value of a breakdown: what it is, its bar, its figures as text, and where a click leads."""

    label: str
    svg: Markup
    cells: Sequence[str]
    href: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """A breakdown. `columns` name the label and then every cell; the bar stands between."""

    title: str
    sentence: str
    columns: Sequence[str]
    rows: Sequence[BarRow]


def bars(
    *,
    title: str,
    sentence: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, int, int, Sequence[str], str, bool]],
) -> Bars:
    """Rows of (label, whole, part, cells, href, chosen); every bar is drawn against the longest whole.

    The part (concerns) is the dark end that starts at the left; the figures stand beside it as text, so that the
    drawing itself is hidden from a screen reader.

    >>> rows = [("Parking", 4, 1, ["4"], "", False)]
    >>> shown = bars(title="Themes", sentence="", columns=("Theme", "Comments"), rows=rows)
    >>> shown.rows[0].label, 'aria-hidden="true"' in shown.rows[0].svg
    ('Parking', True)
    """
    longest = max((whole for _, whole, _, _, _, _ in rows), default=0)
    made = [
        BarRow(label, _bar(whole, part, longest), cells, href, chosen)
        for label, whole, part, cells, href, chosen in rows
    ]
    return Bars(title, sentence, columns, made)


def _bar(whole: int, part: int, longest: int) -> Markup:
    scale = _WIDTH / longest if longest else 0.0
    shapes = []
    if whole:
        shapes.append(element("rect", x=0, y=3, width=max(1.0, whole * scale), height=_HEIGHT - 6, fill=BLUE))
    if part:
        shapes.append(element("rect", x=0, y=0, width=max(2.0, part * scale), height=_HEIGHT, fill=AMBER))
    return element(
        "svg",
        joined(shapes) or Markup("<g/>"),
        xmlns="http://www.w3.org/2000/svg",
        class_="heard-bar",
        width=_WIDTH,
        height=_HEIGHT,
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        aria_hidden="true",
        focusable="false",
    )
