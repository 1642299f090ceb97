"""An XmR chart: values as a line with their mean and limits, special points marked by shape as well as by colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import floor, isfinite, log10
from typing import Final

from markupsafe import Markup

from heard.design.figures.chart import Chart
from heard.design.figures.drawing import (
    AMBER,
    BLUE,
    GRID,
    INK,
    PAPER,
    QUIET,
    Frame,
    element,
    frames,
    joined,
    picture,
    spread,
    text,
)
from heard.design.figures.icons import signs

# Shape and colour of each kind of point; a point of no kind is a small grey disc.
_SHAPES: Final = {
    "concern": ("square", AMBER, "concern"),
    "improvement": ("diamond", BLUE, "improvement"),
    "neutral_high": ("triangle", INK, "special, high"),
    "neutral_low": ("down", INK, "special, low"),
}
_STEPS: Final = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Point:
    """One period: its value and the mean and limits of its group, None where there are none.

    `kind`: '', 'concern', 'improvement', 'neutral_high' or 'neutral_low'.
    """

    value: float | None
    mean: float | None
    lower: float | None
    upper: float | None
    kind: str = ""


def control_chart(
    *,
    title: str,
    sentence: str,
    periods: Sequence[str],
    points: Sequence[Point],
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    unit: str = "",
    least: float | None = None,
    most: float | None = None,
    icons: Sequence[str] = (),
) -> Chart:
    """The chart of one series. `periods` are short labels, one for each point; `unit` follows the numbers ('%').

    `least` and `most` are where values end (0, 100): the axis goes no further, and a limit beyond is not drawn.
    `icons` are keys of `methods.signals.xmr.MEANINGS`, as its `summary` gives them; '' is none.
    """
    scale = _scale(points, least, most)
    drawn = joined(
        picture(frame, title, sentence, _chart(frame, periods, points, scale, unit)) for frame in frames(len(periods))
    )
    return Chart(title, sentence, drawn, columns, rows, (), len(frames(len(periods))) > 1, signs(*icons))


def _scale(points: Sequence[Point], least: float | None, most: float | None) -> list[float]:
    """Round numbers from below everything drawn to above it.

    >>> _scale([Point(92.5, 91.0, 88.2, 93.8)], 0, 100), _scale([], 0, None)
    ([88.0, 90.0, 92.0, 94.0], [0.0, 0.5, 1.0])
    """
    numbers = [
        number
        for point in points
        for number in (point.value, point.mean, point.lower, point.upper)
        if number is not None and isfinite(number)
    ]
    low, high = min(numbers, default=0.0), max(numbers, default=1.0)
    low = low if least is None else max(low, least)
    high = high if most is None else min(high, most)
    # Halved first: the distance of two numbers can be more than the largest number.
    raw = max(high / 4 - low / 4, abs(high) * 1e-6, 1e-9)
    power = 10.0 ** floor(log10(raw))
    step = next(power * times for times in _STEPS if power * times >= raw * 0.999)
    first = floor(low / step) * step
    count = max(1, -floor((first - high) / step))
    return [round(first + step * place, 10) for place in range(count + 1)]


def _chart(frame: Frame, periods: Sequence[str], points: Sequence[Point], scale: Sequence[float], unit: str) -> Markup:
    slot = frame.plot_width / max(1, len(periods))
    pen = _Pen(frame, slot, scale[0], scale[-1])
    radius = max(2.5, min(5.0, slot * 0.32))
    found = [(place, point.value) for place, point in enumerate(points) if point.value is not None]
    lines = [
        element(
            "polyline",
            points=" ".join(f"{pen.x(place):.1f},{pen.y(value):.1f}" for place, value in run),
            fill="none",
            stroke=QUIET,
            stroke_width=1.5,
        )
        for run in _runs(found)
        if len(run) > 1
    ]
    dots = [_shape(points[place].kind, pen.x(place), pen.y(value), radius) for place, value in found]
    return joined(
        [_axes(frame, scale, periods, unit, pen), *_levels(points, pen), *lines, *dots, _legend(frame, points)]
    )


@dataclass(frozen=True, slots=True)
class _Pen:
    frame: Frame
    slot: float
    low: float
    high: float

    def x(self, place: float) -> float:
        return self.frame.left + self.slot * (place + 0.5)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.frame.top + self.frame.plot_height * (1 - min(1.0, max(0.0, share)))

    def holds(self, value: float | None) -> bool:
        return value is not None and isfinite(value) and self.low <= value <= self.high


def _runs(found: Sequence[tuple[int, float]]) -> list[list[tuple[int, float]]]:
    """Neighbouring periods with a value: a period without one breaks the line."""
    runs = groupby(enumerate(found), key=lambda pair: pair[1][0] - pair[0])
    return [[point for _, point in run] for _, run in runs]


def _levels(points: Sequence[Point], pen: _Pen) -> list[Markup]:
    """Mean (solid) and limits (dashed), a piece for each stretch on which they stay the same."""
    drawn = []
    for name, dashes in (("mean", None), ("lower", "6 4"), ("upper", "6 4")):
        start = 0
        for level, run in groupby(points, key=lambda point: getattr(point, name)):
            end = start + len(list(run))
            if pen.holds(level):
                y = pen.y(level)
                drawn.append(
                    element(
                        "line",
                        x1=pen.x(start - 0.5),
                        y1=y,
                        x2=pen.x(end - 0.5),
                        y2=y,
                        stroke=INK,
                        stroke_width=1.5,
                        stroke_dasharray=dashes,
                    )
                )
            start = end
    return drawn


def _shape(kind: str, x: float, y: float, radius: float) -> Markup:
    """A point: a disc, or the shape of its kind, larger, so that it is told without colour."""
    if kind not in _SHAPES:
        return element("circle", cx=x, cy=y, r=radius * 0.7, fill=QUIET)
    shape, colour, _ = _SHAPES[kind]
    r = radius * 1.25
    if shape == "square":
        corners = [(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)]
    elif shape == "diamond":
        r *= 1.25
        corners = [(x, y - r), (x + r, y), (x, y + r), (x - r, y)]
    else:
        tip = -r if shape == "triangle" else r
        corners = [(x, y + 1.2 * tip), (x + r, y - tip), (x - r, y - tip)]
    # The diamond is hollow: in black and white it is not taken for the square.
    inside = PAPER if shape == "diamond" else colour
    way = " ".join(f"{cx:.1f},{cy:.1f}" for cx, cy in corners)
    return element("polygon", points=way, fill=inside, stroke=colour, stroke_width=2 if shape == "diamond" else 1)


def _axes(frame: Frame, scale: Sequence[float], periods: Sequence[str], unit: str, pen: _Pen) -> Markup:
    right = frame.width - frame.right
    drawn = []
    for value in scale:
        y = round(pen.y(value)) + 0.5
        drawn.append(element("line", x1=frame.left, y1=y, x2=right, y2=y, stroke=GRID, stroke_width=1))
        drawn.append(text(frame.left - 8, y + 5, f"{value:,.6g}{unit}", frame.font, anchor="end"))
    half = max((len(label) for label in periods), default=0) * frame.font * 0.28
    bottom = frame.height - frame.bottom
    for place in spread(periods, frame.plot_width, frame.font):
        x = pen.x(place)
        drawn.append(element("line", x1=x, y1=bottom, x2=x, y2=bottom + 5, stroke=QUIET, stroke_width=1))
        shown = min(max(x, half), frame.width - half)
        drawn.append(text(shown, bottom + 7 + frame.font, periods[place], frame.font, anchor="middle"))
    return joined(drawn)


def _legend(frame: Frame, points: Sequence[Point]) -> Markup:
    """The key: mean and limits, and those kinds of points that the chart has."""
    kinds = [kind for kind in _SHAPES if any(point.kind == kind for point in points)]
    x, y = float(frame.left), 16.0
    drawn = []
    for name, dashes in (("mean", None), ("limits", "6 4")):
        drawn.append(
            element("line", x1=x, y1=y - 4, x2=x + 22, y2=y - 4, stroke=INK, stroke_width=1.5, stroke_dasharray=dashes)
        )
        drawn.append(text(x + 27, y, name, frame.font, fill=INK))
        x += 27 + len(name) * frame.font * 0.56 + 12
    for kind in kinds:
        name = _SHAPES[kind][2]
        wide = 18 + len(name) * frame.font * 0.56 + 12
        if x + wide > frame.width:
            x, y = float(frame.left), y + 18
        drawn.append(_shape(kind, x + 6, y - 5, 4.5))
        drawn.append(text(x + 18, y, name, frame.font, fill=INK))
        x += wide
    return joined(drawn)
