"""Looking for topics: a person asks, the worker reads the comments, and what stands out is proposed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from heard.coding import policy as _declared  # noqa: F401 - declares the verbs
from heard.coding.frame import frame
from heard.coding.models import NOT_ASSIGNED, ExploreAnswer, Topic, TopicQuotation, TopicSearch, TopicVersion
from heard.coding.queries.explore import Place
from heard.coding.queries.selection import Selection, select
from heard.coding.queries.shapes import Filters
from heard.ledger.actions import record
from heard.methods.emerging import Proposal, propose
from heard.organisations import policy
from heard.organisations.errors import Refused
from heard.organisations.policy import SYSTEM, Actor
from heard.organisations.queries import Scope
from heard.voices import queries as voices

# How many weeks a period is compared with.
BEFORE_WEEKS: Final = 26
WEEKS: Final = (2, 4, 8, 13)
# More comments than this are not looked at in one search: the newest are.
MOST: Final = 100_000
FAULT: Final = "Heard met a fault while it looked. Look again; if it stops again, tell whoever looks after Heard here."
_AT_ONCE: Final = 5_000
NOTHING_BEFORE: Final = "There is too little to compare with: choose a shorter or an earlier period."


def ask_search(
    *,
    actor: Actor,
    organisation_id: int,
    unit_id: int | None,
    weeks: int,
    among: str = TopicSearch.Among.ALL,
    theme: int | None = None,
    last: date | None = None,
) -> str:
    """Have the worker look for topics in the weeks until a day (today); returns the reference. Raises Refused."""
    from heard.coding import jobs

    if not policy.can(actor, "propose_topics", Place(organisation_id, unit_id, None)):
        raise Refused("Looking for themes here is not yours to do.")
    if weeks not in WEEKS:
        raise Refused("Choose how many weeks to look at from the list.", "weeks")
    if among not in TopicSearch.Among.values:
        raise Refused("Choose which comments to look at from the list.", "among")
    if among == TopicSearch.Among.THEME and (theme is None or not 0 <= theme < len(frame().themes)):
        raise Refused("Choose a theme from the list.", "theme")
    until = last or timezone.localdate()
    first = until - timedelta(days=7 * weeks - 1)
    with transaction.atomic():
        asked = TopicSearch.objects.create(
            organisation_id=organisation_id,
            unit_id=unit_id,
            first=first,
            last=until,
            before=first - timedelta(weeks=BEFORE_WEEKS),
            among=among,
            theme=theme if among == TopicSearch.Among.THEME else None,
            asked_by_id=actor.account_id,
            asked_at=timezone.now(),
        )
        record(
            kind="topics.asked",
            subject=f"topic-search:{asked.reference}",
            actor=actor.reference,
            content={"unit": unit_id, "first": str(first), "last": str(until), "among": among, "theme": asked.theme},
        )
        jobs.search_topics.enqueue(asked.pk)
    return asked.reference


def run_search(search_id: int) -> int:
    """Look, and propose what stands out; returns how many topics. Safe to run again: a search that is done is left."""
    asked = TopicSearch.objects.filter(pk=search_id, done_at=None).first()
    if asked is None:
        return 0
    now, before = _both(asked)
    known = [
        version.phrases
        for version in TopicVersion.objects.filter(
            topic__organisation=asked.organisation_id, topic__unit_id=asked.unit_id
        ).exclude(topic__state=Topic.State.MERGED)
    ]
    texts = list(now.values())
    proposals = propose(
        [said.words for said in texts],
        [said.words for said in before.values()],
        owners=_numbered([said.voice_reference for said in texts]),
        owners_before=_numbered([said.voice_reference for said in before.values()]),
        known=known,
    )
    with transaction.atomic():
        held = TopicSearch.objects.select_for_update().get(pk=search_id)
        if held.done_at is not None:
            return 0
        made = [_kept(held, proposal, list(now)) for proposal in proposals]
        held.done_at, held.looked, held.compared, held.found = timezone.now(), len(now), len(before), len(made)
        held.problem = "" if len(before) else NOTHING_BEFORE
        held.save(update_fields=["done_at", "looked", "compared", "found", "problem"])
        record(
            kind="topics.proposed",
            subject=f"topic-search:{held.reference}",
            actor=SYSTEM.reference,
            content={"looked": len(now), "compared": len(before), "topics": [topic.reference for topic in made]},
        )
    return len(made)


def give_up(search_id: int) -> None:
    """Say that a search failed, so that nobody waits for it."""
    TopicSearch.objects.filter(pk=search_id, done_at=None).update(done_at=timezone.now(), problem=FAULT)


def _kept(asked: TopicSearch, proposal: Proposal, answers: Sequence[int]) -> Topic:
    at = timezone.now()
    topic = Topic.objects.create(
        organisation_id=asked.organisation_id, unit_id=asked.unit_id, search=asked, beside=list(proposal.beside),
        now=proposal.now, of_now=proposal.of_now, expected=round(proposal.expected, 2), began_at=at,
    )  # fmt: skip
    TopicVersion.objects.create(topic=topic, number=1, phrases=list(proposal.phrases), made_at=at)
    quote(topic, [answers[row] for row in proposal.quotations])
    return topic


def quote(topic: Topic, answer_ids: Sequence[int]) -> None:
    """Have these comments show a topic, instead of those that did."""
    voice_of = dict(ExploreAnswer.objects.filter(answer_id__in=answer_ids).values_list("answer_id", "voice_id"))
    TopicQuotation.objects.filter(topic=topic).delete()
    TopicQuotation.objects.bulk_create(
        TopicQuotation(topic=topic, answer_id=answer, voice_id=voice_of[answer], place=number)
        for number, answer in enumerate(answer for answer in answer_ids if answer in voice_of)
    )


def _both(asked: TopicSearch) -> tuple[dict[int, voices.Words], dict[int, voices.Words]]:
    """The comments that are looked at and those that they are compared with, by answer."""
    scope = Scope(asked.organisation_id, None)
    period: dict[str, Any] = {"unit_id": asked.unit_id, "from_date": asked.first, "to_date": asked.last}
    if asked.among == TopicSearch.Among.NOT_ASSIGNED:
        now = read(select(scope, Filters(**period, themes=(NOT_ASSIGNED,))))
        others = replace(select(scope, Filters(**period)), conditions=("a.themes <> 0",))
        return now, read(others)
    themes = (asked.theme,) if asked.theme is not None else ()
    earlier = {**period, "from_date": asked.before, "to_date": asked.first - timedelta(days=1)}
    return read(select(scope, Filters(**period, themes=themes))), read(select(scope, Filters(**earlier, themes=themes)))


def read(selection: Selection, most: int = MOST) -> dict[int, voices.Words]:
    """The words of the newest comments of a selection, by answer, newest first."""
    if selection.is_empty:
        return {}
    statement, parameters = selection.statement(most)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        ids = [row[0] for row in cursor.fetchall()]
    found: dict[int, voices.Words] = {}
    for part in _parts(ids):
        words = voices.words(part)
        found |= {answer: words[answer] for answer in part if answer in words}
    return found


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


def _numbered(references: Sequence[str]) -> list[int]:
    numbers: dict[str, int] = {}
    return [numbers.setdefault(reference, len(numbers)) for reference in references]
