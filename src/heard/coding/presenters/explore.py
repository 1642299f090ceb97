"""Explore's page: what its template shows, said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from markupsafe import Markup

from heard.coding import queries
from heard.coding.forms import MANY, ExploreForm, grouped
from heard.coding.presenters import figures
from heard.coding.presenters.figures import Box
from heard.coding.presenters.highlight import marked
from heard.coding.presenters.languages import tag_of, translated_from
from heard.coding.presenters.periods import said
from heard.coding.presenters.search import Asking, Chip, breakdown_links, chips
from heard.coding.presenters.services import Services
from heard.coding.presenters.ticks import ticks
from heard.coding.queries.shapes import By, Choices, Row, Share
from heard.design.figures import Bars, Chart
from heard.methods import search as methods
from heard.organisations.queries import Scope

# The parts of a breakdown that stand open; the others one step away.
ROWS_OPEN = 8
_PART = {
    By.THEME: "theme",
    By.RELATION: "relation",
    By.CHANNEL: "channel",
    By.QUESTION: "question",
    By.SOURCE: "source",
    By.SERVICE: "service",
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: colour and words, which say it without the colour."""

    text: str
    colour: str


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment of the list."""

    heading: str
    href: str
    words: Markup
    seriousness: int
    tag: Tag | None
    facts: tuple[str, ...]
    themes: str
    coded: bool = True
    # What HTML calls the language of the words, "" for English; and what a person says that they mean.
    lang: str = ""
    translation: str = ""
    translated: str = ""


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """One filter with several options, folded away until one is chosen."""

    title: str
    chosen: int
    html: Markup
    error: str


@dataclass(frozen=True, slots=True)
class ExplorePage:
    """Everything that the page shows."""

    search: Asking
    chips: tuple[Chip, ...]
    filters: tuple[FilterGroup, ...]
    services: Services
    boxes: tuple[tuple[Box, ...], ...]
    note: str
    undated: str
    undated_href: str
    charts: tuple[Chart, ...]
    breakdown: Bars | None
    breakdown_links: Sequence[tuple[str, str, bool]]
    comments: tuple[Comment, ...]
    count: str
    newer: str
    older: str
    problem: str
    has_voices: bool


def page(
    *,
    scope: Scope,
    form: ExploreForm,
    search: Asking,
    choices: Choices,
    services: Services,
    today: date,
    voice_url: Callable[[str], str],
) -> ExplorePage:
    """Ask everything that the page shows, and say it. `voice_url` gives the address of a voice's page."""
    found = queries.Search(scope, search.filters)
    listed, summary = found.page(search.cursor), found.summary()
    trend, parts = found.trend(search.interval), found.breakdown(search.by)
    known = summary.figures
    shown = known if known and known.voices else None
    count = f"{known.comments:,}" if known else str(found.count())
    levels = {level.value: level.label for level in choices.seriousness}
    return ExplorePage(
        search=search,
        chips=chips(search, choices),
        filters=filter_groups(form, choices),
        services=services,
        boxes=figures.boxes(shown, search.href({"serious": "3"}), search.href({"serious": "2"})) if shown else (),
        note=summary.note,
        undated=figures.undated(summary.undated or 0, bool(search.first_day or search.last_day)),
        undated_href=search.href({"period": "undated", "from": "", "to": ""}),
        charts=figures.charts(trend, today) if trend else (),
        breakdown=figures.breakdown(parts, _part(search, choices, services), _chosen(search)) if parts else None,
        breakdown_links=breakdown_links(search),
        comments=comments(listed.rows, levels, voice_url, search.filters.words, search.place),
        count=count[:1].upper() + count[1:],
        newer=search.href(cursor=listed.newer) if listed.newer else "",
        older=search.href(cursor=listed.older) if listed.older else "",
        problem=listed.problem,
        has_voices=bool(listed.rows or search.narrowed or summary.undated or (known and known.voices)),
    )


def comments(
    rows: Iterable[Row],
    levels: dict[int, str],
    voice_url: Callable[[str], str],
    words: str = "",
    place: str = "",
) -> tuple[Comment, ...]:
    """Comments as the list shows them: with what was searched for marked, and the search kept in every link."""
    wanted = methods.parse(words)
    kept = "?" + urlencode({"from": place}) if place else ""
    return tuple(
        Comment(
            heading=f"{row.service}, {said(row.said_on) if row.said_on else 'date not decided'}",
            href=voice_url(row.voice_reference) + kept,
            words=marked(row.words, wanted),
            seriousness=row.seriousness,
            tag=level_tag(row.seriousness, levels),
            facts=tuple(fact for fact in (row.question, _rated(row.rating), row.relation, row.channel) if fact),
            themes=" · ".join([*row.themes, *([row.sentiment] if row.sentiment else [])]),
            coded=row.coded,
            lang=tag_of(row.language),
            **_translation(row),
        )
        for row in rows
    )


def _translation(row: Row) -> dict[str, str]:
    found = row.language.in_force if row.language else None
    return {"translation": found.words, "translated": translated_from(found)} if found else {}


def level_tag(level: int, levels: dict[int, str]) -> Tag | None:
    """A level of seriousness as a tag; none for 0.

    >>> level_tag(3, {3: "Serious"}), level_tag(0, {})
    (Tag(text='Serious', colour='red'), None)
    """
    colours = {1: "grey", 2: "orange", 3: "red"}
    return Tag(levels.get(level, f"Level {level}"), colours[level]) if level else None


def _rated(rating: str) -> str:
    return f"Rated {rating[:1].lower()}{rating[1:]}" if rating else ""


def filter_groups(form: ExploreForm, choices: Choices) -> tuple[FilterGroup, ...]:
    """The filters of which any number of options can be chosen; one without options is left out."""
    made = []
    for name, title, attribute, _ in MANY:
        options = getattr(choices, attribute)
        if options:
            groups = grouped(form[name], options)
            error = str(form.errors[name][0]) if name in form.errors else ""
            shown = Markup("").join(ticks(group, title) for group in groups)
            made.append(FilterGroup(title, sum(group.chosen for group in groups), shown, error))
    return tuple(made)


def _part(search: Asking, choices: Choices, services: Services) -> Callable[[Share], str]:
    """The address of the search within one part of a breakdown; '' for a part that no filter names."""
    name = _PART[search.by]
    if search.by is By.SERVICE:
        values = {option.unit_id: option.reference for option in services.options}
    else:
        options = next(getattr(choices, attribute) for field, _, attribute, _ in MANY if field == name)
        values = {option.value: str(option.value) for option in options}

    def href(share: Share) -> str:
        value = values.get(share.value, "")
        return search.href({name: value}) if value else ""

    return href


def _chosen(search: Asking) -> tuple[int, ...]:
    filters = search.filters
    chosen = {
        By.THEME: filters.themes,
        By.RELATION: filters.relations,
        By.CHANNEL: filters.channels,
        By.QUESTION: filters.questions,
        By.SOURCE: filters.sources,
        By.SERVICE: (filters.unit_id,) if filters.unit_id else (),
    }
    return chosen[search.by]
