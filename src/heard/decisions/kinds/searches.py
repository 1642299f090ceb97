"""A search of Explore as evidence: how many comments match, of how many in the same place and time."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

from django.http import QueryDict
from django.utils import timezone

from heard.coding import queries as coding
from heard.coding.presenters.search import Asking, read
from heard.coding.presenters.services import services
from heard.coding.queries.shapes import Filters
from heard.decisions.ports import Asked, Seen
from heard.organisations import queries as organisations
from heard.organisations.queries import Scope
from heard.voices import queries as voices

SEARCH: Final = "coding.search"
# Of these filters a search's denominator keeps the place and the days alone.
_KEPT: Final = ("unit_id", "from_date", "to_date", "undated")


def search(asked: Asked) -> Seen | None:
    """What a search (its query string, or the reference of a saved view) finds today, within what the actor sees."""
    if asked.kind != SEARCH:
        return None
    scope = organisations.scope(asked.actor, "explore", asked.organisation_id)
    if scope is None:
        return None
    saved = coding.saved_view(asked.actor, asked.organisation_id, asked.of)
    asking = _asking(scope, asked.organisation_id, saved.query if saved else asked.of)
    found = coding.Search(scope, asking.filters)
    count = found.count()
    if count.number is None or (count.number == 0 and not asking.narrowed):
        return None
    place = Filters(**{name: getattr(asking.filters, name) for name in _KEPT})
    total = coding.count(scope, place)
    whole = total.number if total.number is not None and not total.capped and not count.capped else None
    name = f"{saved.name}: " if saved else ""
    shows = f"{name}{_in_words(asking)}{', more than can be counted' if count.capped else ''}"
    day = timezone.localdate().isoformat()
    return Seen(
        of=asking.query,
        shows=shows[:400],
        content=json.dumps([asking.query, day, count.number, count.capped, whole]).encode(),
        speakers=_speakers(found),
        count=count.number,
        denominator=whole if whole is not None and whole >= count.number else None,
        unit_id=asking.filters.unit_id,
    )


def _asking(scope: Scope, organisation_id: int, query: str) -> Asking:
    choices = coding.choices(organisation_id, scope)
    return read(QueryDict(query.lstrip("?")), choices, services(scope), timezone.localdate())[1]


def _in_words(asking: Asking) -> str:
    """Place and period; what was searched for stands in the link, which only those who explore can open."""
    place = asking.service.name if asking.service else "All services"
    filters = replace(asking.filters, unit_id=None, from_date=None, to_date=None, undated=False)
    narrowed = "comments that match a search" if filters != Filters() else "all comments"
    return f"{place}, {asking.period}: {narrowed}"


def _speakers(found: coding.Search) -> tuple[str, ...]:
    """The voices behind at most a thousand comments: whoever is among them is replied to."""
    return tuple(dict.fromkeys(words.voice_reference for words in voices.words(found.few or []).values()))
