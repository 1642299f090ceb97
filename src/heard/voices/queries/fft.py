"""What a return needs that is not in the counts: channels by name, and ratings whose date can be read in two ways."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from heard.voices.models import Source, Voice


@dataclass(frozen=True, slots=True)
class DoubtfulDates:
    """Ratings of a unit from one source whose date is undecided.

    `number`: all of them. `here`: those of which a reading lies in the period that was asked for.
    """

    unit_id: int
    source_id: int
    source: str
    number: int
    here: int


def channel_values() -> tuple[str, ...]:
    """Every channel ('sms'), at the place by which batches call it."""
    return tuple(Voice.Channel.values)


def doubtful_dates(organisation_id: int, first: date, last: date) -> list[DoubtfulDates]:
    """Ratings with an undecided date, by unit and source. Two statements, over the index of doubtful dates."""
    names = dict(Source.objects.filter(organisation=organisation_id).values_list("id", "name"))
    here = Q(said_on_day_first__range=(first, last)) | Q(said_on_month_first__range=(first, last))
    rows = (
        Voice.objects.filter(source__in=list(names), said_on_day_first__isnull=False)
        .filter(said_on=None, withdrawn_at=None, rating__isnull=False)
        .values_list("unit_id", "source_id")
        .annotate(number=Count("id"), here=Count("id", filter=here))
        .order_by("source_id", "unit_id")
    )
    return [DoubtfulDates(unit, source, names[source], number, near) for unit, source, number, near in rows]
