"""Coding a sample: each person alone, a third for what two differ in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from heard.checking.models import Drawn, Queued, Reading, Sample
from heard.checking.policy import require
from heard.checking.subjects import CODE, SETTLE, subject
from heard.coding.actions import corrections
from heard.coding.frame import frame
from heard.coding.queries.current import current
from heard.ledger.actions import record
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM, Actor
from heard.organisations.queries import organisation_by_id
from heard.store.rows import sole
from heard.tasks import actions as tasks
from heard.tasks import queries as open_tasks
from heard.voices import queries as voices

CONCERN = 2
NOT_YOURS = "This sample is not yours to code, or it is settled already."


@transaction.atomic
def give_reading(
    *,
    actor: Actor,
    organisation_id: int,
    reference: str,
    place: int,
    themes: Iterable[int],
    sentiment: int | None,
    seriousness: int,
) -> None:
    """Say what one reads in one comment of a sample; said again, the later one counts until both are done.

    With the last comment the person's task ends; with the last person's, what both agree in is settled, and the third
    is asked about the rest. Raises Refused.
    """
    sample, drawn = _open(actor, organisation_id, reference, place, Sample.State.CODING)
    if actor.account_id not in {sample.first_id, sample.second_id}:
        raise Refused(NOT_YOURS)
    mask = _mask(themes, sentiment, seriousness)
    Reading.objects.update_or_create(
        drawn=drawn,
        person_id=actor.account_id,
        defaults={"themes": mask, "sentiment": sentiment, "seriousness": seriousness, "at": timezone.now()},
    )
    _record(actor, sample, drawn, "checking.read")
    _go_on(actor, sample)


@transaction.atomic
def settle(
    *,
    actor: Actor,
    organisation_id: int,
    reference: str,
    place: int,
    themes: Iterable[int],
    sentiment: int | None,
    seriousness: int,
) -> None:
    """Decide what counts where two coders differ. Raises Refused for anybody but who was asked to."""
    sample, drawn = _open(actor, organisation_id, reference, place, Sample.State.SETTLING)
    if actor.account_id != sample.adjudicator_id:
        raise Refused(NOT_YOURS)
    _settle(actor, sample, drawn, (_mask(themes, sentiment, seriousness), sentiment, seriousness))
    _record(actor, sample, drawn, "checking.settled")
    if not _left(sample):
        _done(actor, sample)


def _open(actor: Actor, organisation_id: int, reference: str, place: int, state: Sample.State) -> tuple[Sample, Drawn]:
    require(actor, "code_samples", organisation_by_id(organisation_id))
    sample = sole(Sample.objects.select_for_update().filter(organisation=organisation_id, reference=reference))
    if sample is None or sample.state != state:
        raise Refused(NOT_YOURS)
    drawn = sole(Drawn.objects.select_for_update().filter(sample=sample, place=place))
    if drawn is None or drawn.settled_at or drawn.answer_id not in voices.words([drawn.answer_id]):
        raise Refused("This comment is settled, or was withdrawn. Here is the next one.")
    return sample, drawn


def _mask(themes: Iterable[int], sentiment: int | None, seriousness: int) -> int:
    if sentiment is not None and not 1 <= sentiment <= len(frame().sentiments):
        raise Refused("Select a sentiment from the list.", "sentiment")
    if not 0 <= seriousness < len(frame().levels):
        raise Refused("Select a level from the list.", "seriousness")
    try:
        return frame().mask(themes)
    except ValueError as error:
        raise Refused("Select themes from the list.", "themes") from error


def _left(sample: Sample) -> list[Drawn]:
    """What is not settled, and can be: words that were withdrawn are nobody's any more."""
    rows = list(Drawn.objects.filter(sample=sample, settled_at=None).order_by("place"))
    shown = voices.words([row.answer_id for row in rows])
    return [row for row in rows if row.answer_id in shown]


def _go_on(actor: Actor, sample: Sample) -> None:
    left = _left(sample)
    given: dict[int, dict[int, Reading]] = {row.pk: {} for row in left}
    for reading in Reading.objects.filter(drawn__in=left):
        given[reading.drawn_id][reading.person_id] = reading
    coders = [person for person in (sample.first_id, sample.second_id) if person is not None]
    finished = [person for person in coders if all(person in said for said in given.values())]
    if actor.account_id in finished:
        _finish(actor, sample, coders.index(actor.account_id) + 1)
    if len(finished) < len(coders):
        return
    for row in left:
        codes = {(one.themes, one.sentiment, one.seriousness) for one in given[row.pk].values()}
        if len(codes) == 1:
            _settle(actor, sample, row, codes.pop())
    if _left(sample):
        sample.state = Sample.State.SETTLING
        sample.save(update_fields=["state"])
        tasks.open_task(
            actor=SYSTEM,
            organisation_id=sample.organisation_id,
            kind=SETTLE,
            subject=subject(sample, 0),
            title="Settle what two coders differ in",
            role=Role.ANALYST,
            clock="coding_sample",
            verb="code_samples",
            owner_id=sample.adjudicator_id,
        )
    else:
        _done(actor, sample)


def _settle(actor: Actor, sample: Sample, drawn: Drawn, code: tuple[int, int | None, int]) -> None:
    drawn.themes, drawn.sentiment, drawn.seriousness = code
    drawn.settled_at = timezone.now()
    drawn.save(update_fields=["themes", "sentiment", "seriousness", "settled_at"])
    # Two keys are there to correct. A gold set is not: it measures, and must not teach what it measures. But what is
    # serious and was not flagged is nowhere left as it is: it becomes a signal as every correction to that level does.
    missed = code[2] >= CONCERN > drawn.machine_seriousness
    stands = current([drawn.answer_id]).get(drawn.answer_id)
    if stands is None or not (missed or sample.kind == Sample.Kind.TWO_KEY):
        return
    if sample.kind == Sample.Kind.TWO_KEY:
        number = _correct(actor, drawn, code)
        Queued.objects.filter(answer_id=drawn.answer_id, state=Queued.State.WAITING).update(
            state=Queued.State.CORRECTED, person=actor.account_id, at=timezone.now(), number=number
        )
    elif stands.seriousness < code[2]:
        _correct(actor, drawn, code)


def _correct(actor: Actor, drawn: Drawn, code: tuple[int, int | None, int]) -> int:
    themes = [bit for bit in range(code[0].bit_length()) if code[0] >> bit & 1]
    given: dict[str, Any] = {"themes": themes, "sentiment": code[1], "seriousness": code[2]}
    return corrections.correct(actor=actor, answer_id=drawn.answer_id, **given)


def _done(actor: Actor, sample: Sample) -> None:
    sample.state, sample.done_at = Sample.State.DONE, timezone.now()
    sample.save(update_fields=["state", "done_at"])
    _finish(actor, sample, 0)


def _finish(actor: Actor, sample: Sample, part: int) -> None:
    for reference in open_tasks.live_about(subject(sample, part), CODE if part else SETTLE):
        tasks.finish_task(actor=actor, reference=reference, outcome=subject(sample, part))


def _record(actor: Actor, sample: Sample, drawn: Drawn, kind: str) -> None:
    """What was read stays in the room: an event that said it would tell the other coder."""
    record(
        kind=kind,
        subject=f"organisation:{organisation_by_id(sample.organisation_id).reference}",
        content={"sample": sample.reference, "place": drawn.place},
        actor=actor.reference,
    )
