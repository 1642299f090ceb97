"""The options of Explore's filters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import Q

from heard.coding.counting import periods
from heard.coding.frame import frame
from heard.coding.models import NOT_ASSIGNED, NOT_CODED, UNDATED, Cell, Facet
from heard.coding.queries import cells, places
from heard.coding.queries.cells import Group, Wanted
from heard.coding.queries.places import FIRST_DAY, LAST_DAY
from heard.coding.queries.shapes import Choice, Choices
from heard.organisations.queries import Scope, Span
from heard.voices.queries import labels

# Days of the longest period of a cell but its first.
_REST_OF_A_PERIOD: Final = 6


def choices(organisation_id: int, scope: Scope | None = None) -> Choices:
    """Every filter's options. Two queries, and two more where the packs were not read yet today.

    Of questions and sources, only those that occur in the `scope`, where it is a part of the organisation: their names
    say what is asked and collected elsewhere. At most four queries more, whatever the scope's size.
    """
    names = frame()
    questions, sources = labels.questions(organisation_id), labels.sources(organisation_id)
    if scope is not None and scope.spans is not None:
        occurs = _occurring(scope)
        questions = tuple(row for row in questions if row[0] in occurs[Facet.QUESTION])
        sources = tuple(row for row in sources if row[0] in occurs[Facet.SOURCE])
    themes = [Choice(bit, label, group) for bit, (label, group) in enumerate(names.themes)]
    return Choices(
        themes=(*themes, *(Choice(value, names.theme(value)) for value in (NOT_ASSIGNED, NOT_CODED))),
        sentiments=_numbered(names.sentiments, 1),
        seriousness=_numbered(names.levels[1:], 1),
        relations=_numbered(labels.relations(), 0),
        channels=_numbered(labels.channels(), 0),
        questions=tuple(Choice(key, wording) for key, wording in questions),
        sources=tuple(Choice(key, name) for key, name in sources),
        ratings=(*_numbered(labels.RATINGS[1:], 1), Choice(0, labels.RATINGS[0])),
    )


def _occurring(scope: Scope) -> dict[Facet, set[int]]:
    """The questions and sources of what a part of an organisation shows, out of the cells."""
    facets = (Facet.QUESTION, Facet.SOURCE)
    units = places.cell_units(scope, None)
    if units is None:
        return _in_spans(scope.spans or (), facets)
    found = {}
    for facet in facets:
        wanted = Wanted(scope.organisation_id, units, facet, (), FIRST_DAY, LAST_DAY)
        totals = cells.read(wanted, Group.VALUE, undated_too=True) if units else {}
        found[facet] = {value for value, counts in totals.items() if counts.any()}
    return found


def _in_spans(spans: Iterable[Span], facets: Sequence[Facet]) -> dict[Facet, set[int]]:
    """The same where no units' cells hold just the scope: by the periods that lie wholly within its spans.

    Whatever counted under a unit on a day on which that unit is in the scope is in the scope too.
    """
    units: dict[tuple[int, int], list[int]] = defaultdict(list)
    for span in spans:
        first = FIRST_DAY if span.from_date is None else periods.day_of(span.from_date)
        last = LAST_DAY if span.until_date is None else periods.day_of(span.until_date) - 1 - _REST_OF_A_PERIOD
        units[first, last].append(span.unit_id)
    within = Q(pk__in=[])
    for (first, last), ids in units.items():
        dated = Q(period__gte=first, period__lte=last)
        within |= Q(unit_id__in=ids) & (dated | Q(period=UNDATED) if last == LAST_DAY else dated)
    found: dict[Facet, set[int]] = {facet: set() for facet in facets}
    rows = Cell.objects.filter(within, facet__in=facets, voices__gt=0)
    for facet, value in rows.values_list("facet", "value").distinct():
        found[Facet(facet)].add(value)
    return found


def _numbered(names: Sequence[str], first: int) -> tuple[Choice, ...]:
    return tuple(Choice(number, name) for number, name in enumerate(names, first))
