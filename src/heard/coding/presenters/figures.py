"""The figures of a search: concern first, and every share with its denominator and what it hides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from heard.coding.presenters import periods
from heard.coding.queries.shapes import Breakdown, By, Figures, Interval, Share, Trend
from heard.design.figures import Bars, Chart, Mark, Series, bars, bars_over_time, drawing, share_over_time
from heard.methods.shares import wilson

_HEADINGS = {
    By.THEME: "Theme",
    By.SERVICE: "Service",
    By.QUESTION: "Question",
    By.RELATION: "Who said it",
    By.CHANNEL: "Channel",
    By.SOURCE: "Source",
}


@dataclass(frozen=True, slots=True)
class Box:
    """One figure at the head of a page."""

    name: str
    value: str
    note: str
    concern: bool = False
    href: str = ""


def serious(figures: Figures) -> int:
    """Comments at level 3."""
    return figures.seriousness[2]


def concerns(figures: Figures) -> int:
    """Comments at level 2 or 3."""
    return figures.seriousness[1] + figures.seriousness[2]


def negative(figures: Figures) -> int:
    """Comments that sound negative or very negative."""
    return figures.sentiments[3] + figures.sentiments[4]


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> count(1, "comment"), count(1200, "comment"), count(2, "person", "people")
    ('1 comment', '1,200 comments', '2 people')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def share(part: int, whole: int) -> str:
    """A share in percent.

    >>> share(2, 3), share(0, 0)
    ('66.7%', '–')
    """
    return f"{100 * part / whole:.1f}%" if whole else "–"


def boxes(figures: Figures, serious_href: str = "", concerns_href: str = "") -> tuple[tuple[Box, ...], ...]:
    """The head: serious and concerns first; then the percentage in one group with what it hides; then how many."""
    said = f"of {count(figures.comments, 'comment')}"
    hidden = figures.concerns_rated_good
    return (
        (
            Box("Serious", f"{serious(figures):,}", said, True, serious_href if serious(figures) else ""),
            Box(
                "Concerns",
                f"{concerns(figures):,}",
                f"{said}, serious ones included",
                True,
                concerns_href if concerns(figures) else "",
            ),
        ),
        (
            Box(
                "Positive",
                share(figures.positive, figures.ratings),
                f"{figures.positive:,} of {figures.ratings:,} ratings",
            ),
            Box(
                "It hides",
                f"{hidden:,}",
                f"{'concern' if hidden == 1 else 'concerns'} from people who ticked Good or Very good",
                True,
            ),
        ),
        (
            Box(
                "Voices",
                f"{figures.voices:,}",
                f"{figures.with_words:,} with words, {figures.wordless:,} a rating alone",
            ),
        ),
    )


def undated(voices: int, dated_only: bool) -> str:
    """The sentence about voices whose date is not decided: counted among all dates, in no period and no chart.

    >>> undated(1, dated_only=True)
    '1 more voice has a date that is not decided, and counts in no period.'
    """
    if not voices:
        return ""
    if dated_only:
        verbs = ("has", "counts") if voices == 1 else ("have", "count")
        return f"{count(voices, 'more voice')} {verbs[0]} a date that is not decided, and {verbs[1]} in no period."
    verbs = ("has", "is") if voices == 1 else ("have", "are")
    return f"{voices:,} of these voices {verbs[0]} a date that is not decided, and {verbs[1]} in no chart."


def charts(trend: Trend, today: date, marks: Sequence[tuple[date, str]] = ()) -> tuple[Chart, ...]:
    """The charts of a trend, concerns first; one of plain counts where no more is known. None for nothing to show."""
    if not trend.points:
        return ()
    placed = _marks(trend, marks)
    if any(point.figures is None for point in trend.points):
        return (_plain(trend, today, placed),)
    return (_concerns(trend, today, placed), _positive(trend, today, placed))


def _marks(trend: Trend, marks: Sequence[tuple[date, str]]) -> list[Mark]:
    starts = [point.start for point in trend.points]
    ends = [*starts[1:], periods.next_start(starts[-1], trend.interval)]
    found = []
    for day, text in sorted(marks):
        for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
            if start <= day < end:
                found.append(Mark(place + (day - start) / (end - start), f"{periods.said(day)}: {text}"))
    return found


def _labels(trend: Trend) -> list[str]:
    return [periods.short(point.start, trend.interval) for point in trend.points]


def _names(trend: Trend) -> list[str]:
    return [periods.name(point.start, trend.interval) for point in trend.points]


def _between(trend: Trend) -> str:
    names = [name.replace("Week", "week") for name in _names(trend)]
    return f"in {names[0]}" if len(names) == 1 else f"{names[0]} to {names[-1]}"


def _unfinished(trend: Trend, today: date) -> str:
    last = trend.points[-1].start
    if last <= today < periods.next_start(last, trend.interval):
        return f" {periods.name(last, trend.interval)} is not over yet."
    return ""


def _most(trend: Trend, values: Sequence[int], noun: str) -> str:
    most = max(values)
    if most == 0 or len(values) == 1:
        return ""
    return f" Most {noun}: {_names(trend)[values.index(most)]}, {most:,}."


def _concerns(trend: Trend, today: date, marks: Sequence[Mark]) -> Chart:
    figures = [point.figures or Figures() for point in trend.points]
    worst = [serious(one) for one in figures]
    others = [one.seriousness[1] for one in figures]
    both = [concerns(one) for one in figures]
    sentence = (
        f"{count(sum(worst), 'serious comment')} and {count(sum(others), 'other concern')} "
        f"among {count(sum(one.comments for one in figures), 'comment')}, {_between(trend)}."
        f"{_most(trend, both, 'concerns')}{_unfinished(trend, today)}"
    )
    return bars_over_time(
        title="Concerns over time",
        sentence=sentence,
        periods=_labels(trend),
        series=[
            Series("Serious", worst, drawing.RED),
            Series("Other concerns", others, drawing.AMBER, hatched=True),
        ],
        columns=(_column(trend.interval), "Serious", "Other concerns", "Comments", "Voices"),
        rows=[
            (name, f"{serious(one):,}", f"{one.seriousness[1]:,}", f"{one.comments:,}", f"{one.voices:,}")
            for name, one in zip(_names(trend), figures, strict=True)
        ],
        marks=marks,
    )


def _positive(trend: Trend, today: date, marks: Sequence[Mark]) -> Chart:
    figures = [point.figures or Figures() for point in trend.points]
    parts, wholes = [one.positive for one in figures], [one.ratings for one in figures]
    hidden = sum(one.concerns_rated_good for one in figures)
    rated = [(part / whole, place) for place, (part, whole) in enumerate(zip(parts, wholes, strict=True)) if whole]
    sentence = f"{share(sum(parts), sum(wholes))} positive: {sum(parts):,} of {count(sum(wholes), 'rating')}."
    if len(rated) > 1:
        place = min(rated)[1]
        sentence += f" Lowest: {_names(trend)[place]}, {share(parts[place], wholes[place])} of {wholes[place]:,}."
    sentence += f" It hides {count(hidden, 'concern')} from people who ticked Good or Very good."
    return share_over_time(
        title="Positive over time",
        sentence=sentence + _unfinished(trend, today),
        periods=_labels(trend),
        parts=parts,
        wholes=wholes,
        columns=(_column(trend.interval), "Positive", "Ratings", "95% range", "Concerns behind Good or Very good"),
        rows=[
            (name, share(one.positive, one.ratings), f"{one.ratings:,}", _range(one), f"{one.concerns_rated_good:,}")
            for name, one in zip(_names(trend), figures, strict=True)
        ],
        marks=marks,
    )


def _plain(trend: Trend, today: date, marks: Sequence[Mark]) -> Chart:
    values = [point.value for point in trend.points]
    noun = trend.unit_of_count
    return bars_over_time(
        title=f"{noun.capitalize()} over time",
        sentence=f"{sum(values):,} {noun}, {_between(trend)}.{_most(trend, values, noun)}{_unfinished(trend, today)}",
        periods=_labels(trend),
        series=[Series(noun.capitalize(), values, drawing.BLUE)],
        columns=(_column(trend.interval), noun.capitalize()),
        rows=[(name, f"{value:,}") for name, value in zip(_names(trend), values, strict=True)],
        marks=marks,
    )


def _column(interval: Interval) -> str:
    return interval.value.capitalize()


def _range(figures: Figures) -> str:
    if not figures.ratings:
        return "–"
    low, high = wilson(figures.positive, figures.ratings)
    return f"{100 * low:.0f}% to {100 * high:.0f}%"


def breakdown(found: Breakdown, href: Callable[[Share], str], chosen: Sequence[int] = ()) -> Bars:
    """A breakdown as a table with bars, the most serious first: severe and rare stands above common and mild."""
    heading = _HEADINGS[found.by]
    rated = found.by not in {By.THEME, By.QUESTION}
    shares = sorted(
        found.shares, key=lambda one: (-serious(one.figures), -concerns(one.figures), -one.figures.comments, one.label)
    )
    columns = (heading, "Serious", "Concerns", "Comments", "Negative")
    rows = [
        (
            one.label,
            one.figures.comments,
            concerns(one.figures),
            _cells(one.figures, rated),
            href(one),
            one.value in chosen,
        )
        for one in shares
    ]
    sentence = "The most serious first. The dark end of a bar is concerns, the whole bar all comments."
    return bars(
        title=f"By {heading[:1].lower()}{heading[1:]}",
        sentence=f"{sentence} {found.note}".strip(),
        columns=(*columns, "Positive, and the concerns that it hides") if rated else columns,
        rows=rows,
    )


def _cells(figures: Figures, rated: bool) -> list[str]:
    cells = [
        f"{serious(figures):,}",
        f"{concerns(figures):,}",
        f"{figures.comments:,}",
        share(negative(figures), figures.comments),
    ]
    if rated:
        hidden = f"hides {figures.concerns_rated_good:,}"
        cells.append(f"{share(figures.positive, figures.ratings)} of {figures.ratings:,}, {hidden}")
    return cells
