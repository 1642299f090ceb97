"""The next comment of the queue for one person, and how far they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q
from django.utils import timezone

from heard.checking.models import Drawn, Queued, Sample, Skip
from heard.checking.queries.places import within
from heard.coding.counting import periods
from heard.coding.models import NOT_ASSIGNED, UNDATED, ExploreAnswer
from heard.coding.queries.codes import codes
from heard.coding.queries.shapes import CodeEntry
from heard.organisations.policy import Actor
from heard.organisations.queries import units
from heard.voices import queries as voices

# Comments whose words are looked up at once while looking for the next that is still there.
_AHEAD: Final = 20
LIVE: Final = (Sample.State.CODING, Sample.State.SETTLING)


@dataclass(frozen=True, slots=True)
class Item:
    """One comment to check."""

    id: int
    answer_id: int
    voice_id: int
    voice_reference: str
    question: str
    words: str
    masked: bool
    service: str
    said_on: date | None
    rating: int | None
    why: int
    why_label: str
    rules_level: int
    model_level: int
    code: CodeEntry


@dataclass(frozen=True, slots=True)
class Review:
    """The queue as one person has it before them."""

    item: Item | None
    waiting: int
    left_to_others: int
    # Of the filters that were asked for, how many wait without them.
    waiting_in_all: int
    mine_today: int
    done: int
    undo: str
    themes: Counter[int]


def review(actor: Actor, organisation_id: int, *, theme: int | None = None, unit_id: int | None = None) -> Review:
    """The next comment, the most telling first. A number of queries that no voice and no service adds to."""
    covers = within(actor, "review_codes", organisation_id, unit_id)
    mine = within(actor, "review_codes", organisation_id)
    waiting = Queued.objects.filter(organisation=organisation_id, state=Queued.State.WAITING)
    # What two people are coding blind is nobody else's meanwhile, and shows them no code.
    blind = Drawn.objects.filter(sample__organisation=organisation_id, sample__state__in=LIVE)
    rows = list(waiting.exclude(answer_id__in=blind.values("answer_id")).order_by("place", "id"))
    ours = [row for row in rows if mine is not None and mine(row.unit_id, row.said_day)]
    skipped = set(
        Skip.objects.filter(account=actor.account_id, queued__organisation=organisation_id).values_list(
            "queued_id", flat=True
        )
    )
    asked = [row for row in ours if covers is not None and covers(row.unit_id, row.said_day) and _has(row, theme)]
    left = [row for row in asked if row.id not in skipped]
    done = Queued.objects.filter(organisation=organisation_id).exclude(state=Queued.State.WAITING)
    own = Q(person=actor.account_id)
    last = done.filter(own).order_by("-at").first() if actor.account_id else None
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return Review(
        item=next(_still_there(left), None),
        waiting=len(left),
        left_to_others=len(asked) - len(left),
        waiting_in_all=len(ours),
        mine_today=done.filter(own, at__gte=today).count() if actor.account_id else 0,
        done=done.count(),
        undo=last.get_state_display().lower() if last else "",
        themes=Counter(bit for row in ours for bit in _bits(row.themes)),
    )


def _has(row: Queued, theme: int | None) -> bool:
    return theme is None or theme in _bits(row.themes)


def _bits(mask: int) -> list[int]:
    return [bit for bit in range(mask.bit_length()) if mask >> bit & 1] or [NOT_ASSIGNED]


def _still_there(rows: Sequence[Queued]) -> Iterator[Item]:
    """Those that are neither withdrawn nor checked by another way meanwhile, looked up a few at a time."""
    for start in range(0, len(rows), _AHEAD):
        block = rows[start : start + _AHEAD]
        ids = [row.answer_id for row in block]
        said, given = voices.words(ids), codes(ids)
        places = {row.answer_id: row for row in ExploreAnswer.objects.filter(answer_id__in=ids).defer("terms")}
        names = units({row.unit_id for row in places.values()})
        for row in block:
            entries = given.get(row.answer_id, ())
            if row.answer_id in said and row.answer_id in places and entries and not entries[0].by_person:
                place = places[row.answer_id]
                yield _item(row, said[row.answer_id], place, names[place.unit_id].name, entries[0])


def _item(row: Queued, said: voices.Words, place: ExploreAnswer, service: str, code: CodeEntry) -> Item:
    return Item(
        row.id,
        row.answer_id,
        place.voice_id,
        said.voice_reference,
        said.question,
        said.words,
        said.masked,
        service,
        None if place.said_day == UNDATED else periods.date_of(place.said_day),
        place.rating,
        row.why,
        row.get_why_display(),
        row.rules_level,
        row.model_level,
        code,
    )
