"""A funnel plot: places by how many were asked and by their share, with limits that narrow as places grow.

Read without colour: the target is solid, the near limits are dashed and the far ones dotted; a place within the limits
is a small disc, one beyond the near limits a ring, one above the far limit a square and one below it a triangle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup

from heard.design.figures.chart import Chart
from heard.design.figures.drawing import (
    AMBER,
    FONT,
    GRID,
    HALF,
    INK,
    PAPER,
    QUIET,
    WIDE,
    Frame,
    element,
    joined,
    picture,
    text,
    ticks,
)

# Taller than charts over time, and with room for the names of both axes.
_FRAMES: Final = (replace(WIDE, height=430, top=58, bottom=56), replace(HALF, height=380, top=98, bottom=54))
_NEAR, _FAR = "7 5", "2 4"
# More names than these are in the table alone.
_MOST_NAMES: Final = 8
_LETTER: Final = 0.54
_MARGIN: Final = 8.0
_KINDS: Final = (("above", "above the far limit"), ("below", "below the far limit"), ("near", "beyond the near limit"))

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """One place: how many were asked, its share from 0 to 1, and where it lies.

    `beyond` is 2 or -2 outside the far limits, 1 or -1 outside the near ones, else 0.
    """

    name: str
    size: int
    share: float
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one size, as shares from 0 to 1."""

    size: float
    lower_far: float
    lower_near: float
    upper_near: float
    upper_far: float


def funnel_plot(
    *,
    title: str,
    sentence: str,
    places: Sequence[Place],
    limits: Sequence[Limits],
    target: float,
    asked: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> Chart:
    """The chart. `places` stand worst first, so that the worst is named; `limits` by size; `asked` names the sizes.

    >>> ward, limits = Place("Kestrel", 120, 0.28, 2), [Limits(1, 0, 0, 0.3, 0.6), Limits(120, 0, 0.05, 0.16, 0.2)]
    >>> chart = funnel_plot(title="Concerns", sentence="", places=[ward], limits=limits, target=0.1, asked="comments",
    ...     columns=("Place",), rows=[("Kestrel",)])
    >>> "Kestrel" in chart.svg, chart.wide
    (True, True)
    """
    drawn = joined(picture(frame, title, sentence, _chart(frame, places, limits, target, asked)) for frame in _FRAMES)
    return Chart(title, sentence, drawn, columns, rows, (), True)


@dataclass(frozen=True, slots=True)
class _Pen:
    frame: Frame
    widest: float
    top: float

    def x(self, size: float) -> float:
        return self.frame.left + self.frame.plot_width * min(1.0, size / self.widest)

    def y(self, share: float) -> float:
        return self.frame.top + self.frame.plot_height * (1 - min(1.0, max(0.0, 100 * share / self.top)))


def _chart(frame: Frame, places: Sequence[Place], limits: Sequence[Limits], target: float, asked: str) -> Markup:
    across = ticks(max([place.size for place in places], default=1))
    up = ticks(min(100.0, _highest(places, limits, target)))
    pen = _Pen(frame, across[-1], up[-1])
    line = element(
        "line", x1=pen.x(0), y1=pen.y(target), x2=pen.x(pen.widest), y2=pen.y(target), stroke=INK, stroke_width=2
    )
    # Those that matter are drawn last, over the others.
    points = [_shape(_kind(place), pen.x(place.size), pen.y(place.share)) for place in reversed(places)]
    return joined(
        [
            _axes(frame, across, up, asked, pen),
            *_curves(limits, pen),
            line,
            *points,
            *_names(places, pen),
            _legend(frame, {_kind(place) for place in places}),
        ]
    )


def _highest(places: Sequence[Place], limits: Sequence[Limits], target: float) -> float:
    """Up to where the plot goes, in percent: above every place, and where the far limit has come down to a middle size.

    Near the axis the limits go up to everything; to draw that would press all places into the lowest part.
    """
    largest = max([place.size for place in places], default=0)
    reached = [one.upper_far for one in limits if one.size >= largest / 6]
    wanted = max([target * 1.5, *(place.share * 1.08 for place in places), *reached[:1]])
    return max(1.0, 100 * wanted)


def _kind(place: Place) -> str:
    if abs(place.beyond) == 2:
        return "above" if place.beyond > 0 else "below"
    return "near" if place.beyond else ""


def _curves(limits: Sequence[Limits], pen: _Pen) -> list[Markup]:
    drawn = []
    for name, dashes in (("lower_far", _FAR), ("lower_near", _NEAR), ("upper_near", _NEAR), ("upper_far", _FAR)):
        way = _within([(one.size, 100 * getattr(one, name)) for one in limits], pen.top)
        points = " ".join(f"{pen.x(size):.1f},{pen.y(percent / 100):.1f}" for size, percent in way)
        drawn.append(
            element(
                "polyline",
                points=points,
                fill="none",
                stroke=INK,
                stroke_width=2 if dashes == _FAR else 1.5,
                stroke_dasharray=dashes,
            )
        )
    return drawn


def _within(way: Sequence[tuple[float, float]], top: float) -> list[tuple[float, float]]:
    """What of a falling curve lies below the top of the plot, from where it crosses it.

    >>> _within([(1, 90.0), (2, 30.0), (3, 20.0)], 60.0)
    [(1.5, 60.0), (2, 30.0), (3, 20.0)]
    """
    kept = [point for point in way if point[1] <= top]
    before = [point for point in way if point[1] > top]
    if before and kept:
        (first, high), (then, low) = before[-1], kept[0]
        kept.insert(0, (first + (then - first) * (high - top) / (high - low), top))
    return kept


def _shape(kind: str, x: float, y: float) -> Markup:
    if kind == "above":
        return element("rect", x=x - 6, y=y - 6, width=12, height=12, fill=AMBER, stroke=PAPER, stroke_width=1)
    if kind == "below":
        corners = f"{x:.1f},{y + 7:.1f} {x + 7:.1f},{y - 6:.1f} {x - 7:.1f},{y - 6:.1f}"
        return element("polygon", points=corners, fill=PAPER, stroke=INK, stroke_width=2)
    if kind == "near":
        return element("circle", cx=x, cy=y, r=5, fill=PAPER, stroke=INK, stroke_width=2)
    return element("circle", cx=x, cy=y, r=3.5, fill=QUIET)


def _names(places: Sequence[Place], pen: _Pen) -> list[Markup]:
    """The names of places outside the far limits, each where it covers no other name and no other such place."""
    frame = pen.frame
    outside = [place for place in places if abs(place.beyond) == 2][:_MOST_NAMES]
    taken: list[Box] = [
        (pen.x(one.size) - 6, pen.y(one.share) - 6, pen.x(one.size) + 6, pen.y(one.share) + 6) for one in outside
    ]
    drawn = []
    for place in outside:
        words = place.name if len(place.name) <= 30 else place.name[:29] + "…"
        wide = len(words) * frame.font * _LETTER
        box = _free(pen.x(place.size), pen.y(place.share), wide, frame, taken)
        if box is not None:
            taken.append(box)
            drawn.append(_label(box, words, frame))
    return drawn


def _free(x: float, y: float, wide: float, frame: Frame, taken: Sequence[Box]) -> Box | None:
    """Where a name of a width has room beside a point: to the left or right of it, above or below; None for nowhere."""
    high = frame.font * 1.1
    sides = [
        (left, y - high / 2 + down)
        for down in (0.0, -high, high, -2 * high, 2 * high)
        for left in (x - 10 - wide, x + 10, x - wide / 2)
        if down or left != x - wide / 2
    ]
    for left, top in sides:
        box = (left, top, left + wide, top + high)
        inside = left >= frame.left and box[2] <= frame.width and top >= frame.top - high / 2
        if inside and box[3] <= frame.height - frame.bottom + 4 and not any(_overlap(box, other) for other in taken):
            return box
    return None


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _label(box: Box, words: str, frame: Frame) -> Markup:
    """A name on a ground of paper, so that a limit behind it does not strike it out."""
    left, top, right, bottom = box
    ground = element(
        "rect", x=left - 2, y=top, width=right - left + 4, height=bottom - top, fill=PAPER, fill_opacity="0.85"
    )
    name = element(
        "text",
        words,
        x=(left + right) / 2,
        y=bottom - 4,
        fill=INK,
        font_family=FONT,
        font_size=frame.font,
        font_weight="bold",
        text_anchor="middle",
    )
    return joined([ground, name])


def _axes(frame: Frame, across: Sequence[int], up: Sequence[int], asked: str, pen: _Pen) -> Markup:
    right, bottom = frame.width - frame.right, frame.height - frame.bottom
    drawn = []
    for value in up:
        y = round(pen.y(value / 100)) + 0.5
        stroke = QUIET if value == 0 else GRID
        drawn.append(element("line", x1=frame.left, y1=y, x2=right, y2=y, stroke=stroke, stroke_width=1))
        drawn.append(text(frame.left - 8, y + 5, f"{value}%", frame.font, anchor="end"))
    for place, value in enumerate(across):
        x = pen.x(value)
        drawn.append(element("line", x1=x, y1=bottom, x2=x, y2=bottom + 5, stroke=QUIET, stroke_width=1))
        # The last would pass the edge.
        anchor = "end" if place == len(across) - 1 else "middle"
        drawn.append(text(x, bottom + 7 + frame.font, f"{value:,}", frame.font, anchor=anchor))
    drawn.append(text((frame.left + right) / 2, frame.height - 6, asked, frame.font, anchor="middle"))
    return joined(drawn)


def _legend(frame: Frame, kinds: set[str]) -> Markup:
    """The key: the three kinds of lines, and those shapes that the plot has."""
    entries = [("", "all together"), (_NEAR, "near limits (95 in 100)"), (_FAR, "far limits (998 in 1,000)")]
    x, y = _MARGIN, 16.0
    drawn = []
    for dashes, words in [*entries, *(pair for pair in _KINDS if pair[0] in kinds)]:
        wide = 30 + len(words) * frame.font * _LETTER + 14
        if x > _MARGIN and x + wide - 14 > frame.width:
            x, y = _MARGIN, y + 20
        if words in dict(_KINDS).values():
            drawn.append(_shape(dashes, x + 12, y - 5))
        else:
            thick = 2 if dashes in ("", _FAR) else 1.5
            drawn.append(
                element(
                    "line",
                    x1=x,
                    y1=y - 5,
                    x2=x + 24,
                    y2=y - 5,
                    stroke=INK,
                    stroke_width=thick,
                    stroke_dasharray=dashes or None,
                )
            )
        drawn.append(text(x + 30, y, words, frame.font, fill=INK))
        x += wide
    return joined(drawn)
