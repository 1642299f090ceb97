"""What somebody asks of Explore: read from the address, said in words, and written back into addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.http import QueryDict

from heard.coding.forms import BREAKDOWNS, MANY, PERIODS, ExploreForm
from heard.coding.presenters.periods import preset, span
from heard.coding.presenters.services import Service, Services
from heard.coding.queries.shapes import By, Choices, Filters, Interval

Pair = tuple[str, str]
# Where a page of the list starts; no part of what is asked.
CURSOR: Final = "at"
_DEFAULTS: Final = {"grain": str(Interval.MONTH), "by": str(By.THEME)}
# How the page is laid out, not which voices it is about.
_LAYOUT: Final = {"grain", "by"}


@dataclass(frozen=True, slots=True)
class Chip:
    """One chosen filter in words, with the address of the same search without it."""

    name: str
    value: str
    href: str


@dataclass(frozen=True, slots=True)
class Asking:
    """A search that can be answered: what was understood, in one spelling."""

    filters: Filters
    interval: Interval
    by: By
    asked: tuple[Pair, ...]
    service: Service | None
    first_day: date | None
    last_day: date | None
    cursor: str = ""
    candidates: tuple[Service, ...] = ()

    @property
    def query(self) -> str:
        """The search as a query string, without the place in the list."""
        return urlencode(self.asked)

    @property
    def narrowed(self) -> bool:
        """Whether any filter is chosen."""
        return any(name not in _LAYOUT for name, _ in self.asked)

    @property
    def period(self) -> str:
        """The period in words."""
        return "dates not decided" if self.filters.undated else span(self.first_day, self.last_day)

    @property
    def place(self) -> str:
        """The search with the place in its list: what a voice's page keeps to lead back here."""
        return self.href(cursor=self.cursor)[1:] or "period="  # all dates: a search is never named by nothing

    def href(self, changes: Mapping[str, str] | None = None, *, without: Pair | None = None, cursor: str = "") -> str:
        """The address of this search with some things changed ('' takes one out) or without one pair."""
        new = changes or {}
        kept = [pair for pair in self.asked if pair[0] not in new and pair != without]
        added = [(name, value) for name, value in new.items() if value and _DEFAULTS.get(name) != value]
        return "?" + urlencode([*kept, *added, *([(CURSOR, cursor)] if cursor else [])])


def read(data: QueryDict, choices: Choices, offered: Services, today: date) -> tuple[ExploreForm, Asking]:
    """The form as it was filled in, with its errors, and the search that holds whatever of it could be understood."""
    form = ExploreForm(data, choices)
    form.is_valid()
    cleaned = form.cleaned_data
    service, candidates = _service(form, offered)
    period, first, last = cleaned.get("period", ""), cleaned.get("from"), cleaned.get("to")
    if period in {"", "between"}:
        period = "between" if first or last else ""
    else:
        first = last = None
    first_day, last_day = preset(period, first, last, today)
    serious = int(cleaned.get("serious") or 0)
    many: dict[str, Any] = {attribute: cleaned.get(name, ()) for name, _, attribute, _ in MANY}
    filters = Filters(
        unit_id=service.unit_id if service else None,
        from_date=first_day,
        to_date=last_day,
        undated=period == "undated",
        seriousness=serious,
        words=cleaned.get("words", ""),
        **many,
    )
    asked = _asked(cleaned, filters, service, period if period != "between" else (first, last))
    return form, Asking(
        filters=filters,
        interval=Interval(cleaned.get("grain") or Interval.MONTH),
        by=By(cleaned.get("by") or By.THEME),
        asked=asked,
        service=service,
        first_day=first_day,
        last_day=last_day,
        cursor=data.get(CURSOR, "")[:200],
        candidates=candidates,
    )


def _asked(
    cleaned: Mapping[str, Any], filters: Filters, service: Service | None, period: str | tuple[date | None, date | None]
) -> tuple[Pair, ...]:
    """The one spelling of a search: fields in this order, empty and usual ones left out, days as ISO dates."""
    first, last = period if isinstance(period, tuple) else (None, None)
    single = {
        "words": filters.words,
        "service": service.reference if service else "",
        "period": "between" if isinstance(period, tuple) else period,
        "from": first.isoformat() if first else "",
        "to": last.isoformat() if last else "",
        "serious": str(filters.seriousness or ""),
        "grain": cleaned.get("grain", ""),
        "by": cleaned.get("by", ""),
    }
    asked = [(name, value) for name, value in single.items() if value and _DEFAULTS.get(name) != value]
    several = ((name, getattr(filters, attribute)) for name, _, attribute, _ in MANY)
    return (*asked, *((name, str(value)) for name, values in several for value in values))


def is_tidy(data: QueryDict, search: Asking) -> bool:
    """Whether an address already is the one spelling of its search."""
    given = sorted((name, value) for name, values in data.lists() for value in values if name != CURSOR)
    return given == sorted(search.asked)


def _service(form: ExploreForm, offered: Services) -> tuple[Service | None, tuple[Service, ...]]:
    typed = form.cleaned_data.get("service", "")
    if not typed:
        return None, ()
    if found := offered.by_reference(typed):
        return found, ()
    candidates = offered.named(typed)
    if len(candidates) == 1:
        return candidates[0], ()
    form.add_error(
        "service",
        "Choose one of the services with this name below" if candidates else "Choose a service from the list",
    )
    return None, candidates


def chips(search: Asking, choices: Choices) -> tuple[Chip, ...]:
    """What is chosen, in words, each with the way out."""
    made = []
    levels = {str(level.value): level.label for level in choices.seriousness}
    period = dict(search.asked).get("period", "")
    single = {
        "words": ("Words", f"‘{search.filters.words}’"),
        "service": ("Service", search.service.label if search.service else ""),
        "period": ("Period", search.period if period == "between" else dict(PERIODS).get(period, "")),
        "serious": ("At least", levels.get(str(search.filters.seriousness), "")),
    }
    labels = {
        name: (title, {str(choice.value): choice.label for choice in getattr(choices, attribute)})
        for name, title, attribute, _ in MANY
    }
    for name, value in search.asked:
        gone = search.href({"from": "", "to": ""} if name == "period" else None, without=(name, value))
        if name in single:
            made.append(Chip(*single[name], gone))
        elif name in labels:
            title, options = labels[name]
            made.append(Chip(title, options.get(value, value), gone))
    return tuple(made)


def breakdown_links(search: Asking) -> Sequence[tuple[str, str, bool]]:
    """(text, address, whether it is shown now) of each way to break the search down."""
    return [(text, search.href({"by": str(by)}), by is search.by) for by, text in BREAKDOWNS]
