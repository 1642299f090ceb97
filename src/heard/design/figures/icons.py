"""The signs beside an XmR chart: how it varies, and whether it meets its target. Our own drawings.

Each is told three times, so that it is read in black and white and by who sees no colour: by its outline (that of the
chart's own points: a square for concern, a diamond for improvement, a triangle for neither, a pill for what is usual),
by a letter, and by an arrow that says which way. A sign is never shown without its words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from markupsafe import Markup

from heard.design.figures.drawing import AMBER, BLUE, FONT, INK, PAPER, QUIET, element, joined
from heard.methods.signals.xmr import MEANINGS

_WIDTH, _HEIGHT = 60, 40
# The first part is how it varies, the rest whether it meets its target.
_NAMES: Final[Mapping[str, str]] = {
    "concern_high": "Concern, higher",
    "concern_low": "Concern, lower",
    "improvement_high": "Improvement, higher",
    "improvement_low": "Improvement, lower",
    "neutral_high": "Changed, higher",
    "neutral_low": "Changed, lower",
    "common_cause": "As usual",
    "too_few": "Too few points",
    "consistent_fail": "Misses its target",
    "inconsistent": "Hit or miss",
    "consistent_pass": "Meets its target",
}


@dataclass(frozen=True, slots=True)
class Sign:
    """A drawing with its name and, in a sentence, its meaning. The drawing is hidden from a screen reader."""

    key: str
    name: str
    meaning: str
    svg: Markup


@cache
def sign(key: str) -> Sign:
    """The sign of a key of `methods.signals.xmr.MEANINGS`. Raises KeyError for another.

    >>> sign("concern_high").name, sign("concern_high").meaning
    ('Concern, higher', 'Special cause for concern: higher than chance explains.')
    """
    content = _assurance(key) if key in _BARS else _variation(key)
    drawn = element(
        "svg",
        joined(content),
        xmlns="http://www.w3.org/2000/svg",
        class_="heard-sign__drawing",
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        width=_WIDTH,
        height=_HEIGHT,
        aria_hidden="true",
        focusable="false",
    )
    return Sign(key, _NAMES[key], MEANINGS[key], drawn)


def signs(*keys: str) -> tuple[Sign, ...]:
    """The signs of some keys; '' (a chart without a target has no assurance) is left out.

    >>> [one.name for one in signs("common_cause", "")]
    ['As usual']
    """
    return tuple(sign(key) for key in keys if key)


def legend() -> tuple[Sign, ...]:
    """Every sign, concern first: 'What the signs mean'."""
    return signs(*_NAMES)


# Where the bar of what is expected stands about the target, which is in the middle: from, to; good is to the right.
_BARS: Final[Mapping[str, tuple[float, float, str, str]]] = {
    "consistent_fail": (4, 22, "F", AMBER),
    "inconsistent": (12, 48, "H", INK),
    "consistent_pass": (38, 56, "M", BLUE),
}


def _variation(key: str) -> Sequence[Markup]:
    kind, _, way = key.partition("_")
    if key in ("common_cause", "too_few"):
        dashes = "3 3" if key == "too_few" else None
        pill = element(
            "rect", x=4, y=9, width=52, height=22, rx=11, fill=PAPER, stroke=QUIET, stroke_width=2.5,
            stroke_dasharray=dashes,
        )  # fmt: skip
        return [pill, _letter(30, 26, "U" if key == "common_cause" else "–", INK)]
    if kind == "concern":
        plate, letter = _polygon("4,4 36,4 36,36 4,36", AMBER, AMBER), _letter(20, 26, "C", PAPER)
    elif kind == "improvement":
        # Hollow, as its points are: in black and white it is not taken for the square.
        plate, letter = _polygon("20,1.5 38.5,20 20,38.5 1.5,20", PAPER, BLUE), _letter(20, 26, "I", INK)
    else:
        corners = "20,3 38,36 2,36" if way == "high" else "20,37 38,4 2,4"
        plate, letter = _polygon(corners, PAPER, INK), _letter(20, 31 if way == "high" else 20, "N", INK)
    return [plate, letter, _arrow(50, way)]


def _assurance(key: str) -> Sequence[Markup]:
    """The target as a dashed post, and the bar of what is expected on its good side, on its bad one, or across."""
    start, end, letter, colour = _BARS[key]
    across = key == "inconsistent"
    bar = element(
        "rect", x=start, y=22, width=end - start, height=12, fill=PAPER if across else colour, stroke=colour,
        stroke_width=2,
    )  # fmt: skip
    post = element(
        "line", x1=30, y1=2, x2=30, y2=38, stroke=INK, stroke_width=2.5, stroke_dasharray="5 3",
    )  # fmt: skip
    # The letter stands above the bar, beside the post where the bar lies across it.
    return [bar, post, _letter(20 if across else (start + end) / 2, 17, letter, INK)]


def _polygon(corners: str, fill: str, stroke: str) -> Markup:
    return element("polygon", points=corners, fill=fill, stroke=stroke, stroke_width=2.5, stroke_linejoin="round")


def _letter(x: float, y: float, letter: str, fill: str) -> Markup:
    return element(
        "text", letter, x=x, y=y, fill=fill, font_family=FONT, font_size=16, font_weight="bold", text_anchor="middle"
    )


def _arrow(x: float, way: str) -> Markup:
    """An arrow up or down, from the middle of the sign's height."""
    tip, tail = (7, 33) if way == "high" else (33, 7)
    back = 9 if way == "high" else -9
    head = element("polygon", points=f"{x:g},{tip} {x + 7:g},{tip + back} {x - 7:g},{tip + back}", fill=INK)
    return joined([element("line", x1=x, y1=tail, x2=x, y2=tip + back, stroke=INK, stroke_width=3), head])
