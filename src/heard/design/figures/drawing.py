"""The pen: SVG elements as safe text, with presentation attributes only.

The content security policy refuses style attributes and style elements, so that neither is ever written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from markupsafe import Markup, escape

# Each has at least 3:1 against white (WCAG 2.2, 1.4.11); text has more than 4.5:1.
INK = "#212b32"
QUIET = "#4c6272"
GRID = "#d8dde0"
BLUE = "#005eb8"
RED = "#b6150f"
AMBER = "#b35a00"
BAND = "#cfe0f2"
PAPER = "#ffffff"
FONT = "Arial, Helvetica, sans-serif"
# Average width of an Arial letter in parts of its size: enough to keep labels apart.
_LETTER = 0.56


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a chart is drawn: its whole size, and the room around the plot for labels. Units are CSS pixels."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    font: int
    # Its class is heard-chart-<name>; see heard.scss.
    name: str

    @property
    def plot_width(self) -> int:
        """Width of the plot alone."""
        return self.width - self.left - self.right

    @property
    def plot_height(self) -> int:
        """Height of the plot alone."""
        return self.height - self.top - self.bottom


# Beside another chart, and on a telephone, where 358 px are left between the margins: text stays readable.
HALF = Frame(width=400, height=240, left=46, right=8, top=42, bottom=34, font=14, name="half")
# Over the whole column, for more periods than half a column can tell apart; telephones get HALF instead.
WIDE = Frame(width=820, height=260, left=52, right=14, top=36, bottom=34, font=14, name="wide")
MOST_IN_HALF = 26


def frames(periods: int) -> tuple[Frame, ...]:
    """The sizes in which a chart of so many periods is drawn; the stylesheet shows one of them."""
    return (HALF,) if periods <= MOST_IN_HALF else (WIDE, HALF)


def element(name: str, content: str | Markup = "", /, **attributes: object) -> Markup:
    """An element; `_` in a name becomes `-`, None leaves an attribute out, content is escaped unless it is Markup.

    >>> element("text", "a < b", font_size=14, x=None)
    Markup('<text font-size="14">a &lt; b</text>')
    """
    shown = [f"<{name}"]
    for key, value in attributes.items():
        if value is not None:
            shown.append(f' {_attribute(key)}="{_plain(value)}"')
    inside = content if isinstance(content, Markup) else _escaped(content)
    # Markup.format escapes piece by piece and took 85 ms for two charts of 104 weeks; every piece here is escaped once.
    return _safe(f"{''.join(shown)}>{inside}</{name}>" if inside else f"{''.join(shown)}/>")


@lru_cache(maxsize=100)
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


@lru_cache(maxsize=1_000)
def _escaped(words: str) -> str:
    """Labels, colours and fonts, which charts repeat."""
    return str(escape(words))


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value) if isinstance(value, int) else _escaped(str(value))


def _safe(drawn: str) -> Markup:
    return Markup(drawn)  # noqa: S704  (its attributes and contents were escaped by element)


def joined(parts: Iterable[Markup]) -> Markup:
    """Elements one after the other."""
    return _safe("".join(parts))


def text(x: float, y: float, words: str, size: int, *, anchor: str = "start", fill: str = QUIET) -> Markup:
    """Words at a place."""
    return element("text", words, x=x, y=y, fill=fill, font_family=FONT, font_size=size, text_anchor=anchor)


def name_for(*parts: object) -> str:
    """An id that is the same for the same parts and another for others, so that one page may hold many charts.

    >>> name_for("Concerns", "wide") == name_for("Concerns", "wide"), name_for("Concerns", "wide")[0]
    (True, 'f')
    """
    return "f" + sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:10]


def picture(frame: Frame, title: str, sentence: str, content: Markup) -> Markup:
    """The whole SVG: one image to a screen reader, named by its title and told by its sentence."""
    name = name_for(title, sentence, frame.name)
    inside = joined(
        [element("title", title, id=f"{name}t"), element("desc", sentence or title, id=f"{name}d"), content]
    )
    return element(
        "svg",
        inside,
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        class_=f"heard-chart heard-chart-{frame.name}",
        viewBox=f"0 0 {frame.width} {frame.height}",
        width=frame.width,
        height=frame.height,
        aria_labelledby=f"{name}t {name}d",
    )


def ticks(largest: float, most: int = 4) -> list[int]:
    """Whole numbers from 0 up to at least `largest`, in even steps of 1, 2 or 5 times a power of ten.

    >>> ticks(7), ticks(0), ticks(340)
    ([0, 2, 4, 6, 8], [0, 1], [0, 100, 200, 300, 400])
    """
    step, scale = 1, 1
    while largest > step * most:
        if step == 5 * scale:
            scale *= 10
            step = scale
        else:
            step = 2 * scale if step == scale else 5 * scale
    top = max(1, -(-int(-(-largest // 1)) // step))
    return [step * place for place in range(top + 1)]


def spread(labels: Sequence[str], room: float, size: int) -> list[int]:
    """Which labels to write so that none touches the next: the last one always, and every n-th before it.

    >>> spread(["Jan 26"] * 12, 200, 14)
    [3, 7, 11]
    """
    if not labels:
        return []
    wide = max(map(len, labels)) * size * _LETTER + size
    every = max(1, -(-int(wide * len(labels)) // max(1, int(room))))
    return sorted(range(len(labels) - 1, -1, -every))


__all__ = [
    "AMBER",
    "BAND",
    "BLUE",
    "GRID",
    "HALF",
    "INK",
    "PAPER",
    "QUIET",
    "RED",
    "WIDE",
    "Frame",
    "element",
    "frames",
    "joined",
    "name_for",
    "picture",
    "spread",
    "text",
    "ticks",
]
