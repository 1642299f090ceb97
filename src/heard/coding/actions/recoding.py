"""What the machine coded is coded again by a later run: in chunks, from a mark, leaving what a person said alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from django.db import transaction
from django.utils import timezone

from heard.coding import machine, ports, sql
from heard.coding.actions import counts
from heard.coding.counting.facts import joined
from heard.coding.models import UNCODED, Code, ExploreAnswer, ExploreVoice, Recoding, Spoken
from heard.coding.queries import facts as stored_facts
from heard.coding.queries.current import Current, current
from heard.coding.queries.languages import english
from heard.ledger.actions import record
from heard.methods.coding import Coded
from heard.organisations import policy
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor
from heard.organisations.queries import organisation_by_id
from heard.store.bulk import bulk_insert
from heard.store.rows import sole
from heard.voices.queries.batches import stored_batch

# Voices in one transaction: some hundred milliseconds of the write lock where all of them change.
VOICES_A_STEP: Final = 2_000
_FIELDS: Final = (
    *("answer_id", "number", "run_id", "themes", "sentiment", "seriousness", "kinds", "hcat", "confidence"),
)


@dataclass(frozen=True, slots=True)
class _Again:
    """A code that a later run gives in place of another."""

    was: Current
    themes: int
    sentiment: int | None
    seriousness: int
    kinds: int
    hcat: int | None
    confidence: int
    language: str

    @property
    def meaning(self) -> tuple[int, int | None, int, int, int | None]:
        """What it says, without how sure it is."""
        return self.themes, self.sentiment, self.seriousness, self.kinds, self.hcat


@transaction.atomic
def begin_recoding(*, actor: Actor, organisation_id: int) -> str:
    """Have everything that an earlier run coded coded again by the one in force; returns the recoding's reference.

    One that is under way ends where it is: what it did is done again where it has to be. Raises Refused.
    """
    organisation = organisation_by_id(organisation_id)
    if not policy.can(actor, "teach_coder", organisation):
        raise Refused("Your role does not include coding again.")
    run = machine.of(organisation_id).run
    Recoding.objects.filter(organisation=organisation_id, done_at=None).update(stopped=True, done_at=timezone.now())
    made = Recoding.objects.create(
        organisation_id=organisation_id,
        run_id=run,
        voices=ExploreVoice.objects.filter(organisation_id=organisation_id).count(),
        started_at=timezone.now(),
    )
    record(
        kind="coding.recoding-began",
        subject=f"organisation:{organisation.reference}",
        content={"recoding": made.reference, "run": made.run.model},
        actor=actor.reference,
    )
    return made.reference


def recode_step(*, actor: Actor, reference: str) -> bool:
    """Code the next voices again, in one transaction; whether there may be more. Safe to run twice and at once."""
    if not actor.system:
        raise Refused("Coding again is the worker's.")
    asked = sole(Recoding.objects.filter(reference=reference, done_at=None))
    if asked is None:
        return False
    ids = _next_voices(asked)
    ours = machine.of(asked.organisation_id)
    if ours.run != asked.run_id:
        return False
    again = _coded_again(ids, ours) if ids else []
    with transaction.atomic():
        recoding = sole(Recoding.objects.select_for_update().filter(reference=reference, done_at=None))
        if recoding is None or recoding.at_voice != asked.at_voice:
            return recoding is not None
        changed = _write(recoding, again)
        recoding.at_voice, recoding.looked = max(ids, default=recoding.at_voice), recoding.looked + len(ids)
        recoding.changed += changed
        if len(ids) < VOICES_A_STEP:
            recoding.done_at = timezone.now()
        recoding.save(update_fields=["at_voice", "looked", "changed", "done_at"])
        record(
            kind="coding.recoded",
            subject=f"organisation:{organisation_by_id(recoding.organisation_id).reference}",
            content={"recoding": reference, "looked": len(ids), "changed": changed, "done": bool(recoding.done_at)},
        )
    return recoding.done_at is None


def _next_voices(recoding: Recoding) -> list[int]:
    rows = ExploreVoice.objects.filter(organisation_id=recoding.organisation_id, voice_id__gt=recoding.at_voice)
    return list(rows.order_by("voice_id").values_list("voice_id", flat=True)[:VOICES_A_STEP])


def _coded_again(voice_ids: list[int], ours: machine.Machine) -> list[_Again]:
    """The codes that say something else now, of answers that an earlier run coded. Outside the transaction."""
    batch = stored_batch(voice_ids).answers
    answers = batch.column("answer_id").to_pylist()
    stands, run = current(answers), ours.run
    older = [
        row
        for row, answer in enumerate(answers)
        if (code := stands.get(answer)) and not code.by_person and code.run_id != run
    ]
    if not older:
        return []
    chosen = batch.take(older)
    ids, words = chosen.column("answer_id").to_pylist(), chosen.column("words")
    read = ours.read(words, chosen.column("question_kind").to_pylist(), english(ids, words.to_pylist()))
    languages = read.languages.to_pylist()
    made = [_again(stands[answer], read.coded, place, languages[place]) for place, answer in enumerate(ids)]
    return [one for one in made if one.meaning != one.was.meaning]


def _again(was: Current, coded: Coded, row: int, language: str) -> _Again:
    hcat = int(coded.hcat[row])
    return _Again(
        was,
        int(coded.themes[row]),
        int(coded.sentiment[row]) or None,
        int(coded.seriousness[row]),
        int(coded.kinds[row]),
        None if hcat < 0 else hcat,
        int(coded.confidence[row]),
        language,
    )


def _write(recoding: Recoding, again: list[_Again]) -> int:
    """Give these codes, but where somebody corrected or withdrew meanwhile; returns how many."""
    if not again:
        return 0
    ids = [one.was.answer_id for one in again]
    voices = ExploreAnswer.objects.filter(answer_id__in=ids).values_list("voice_id", flat=True).distinct()
    held = ExploreVoice.objects.select_for_update().filter(voice_id__in=list(voices)).order_by("voice_id")
    voice_ids = list(held.values_list("voice_id", flat=True))
    sql.hold_counts(recoding.organisation_id, alone=False)
    rows = {row.answer_id: row for row in ExploreAnswer.objects.filter(answer_id__in=ids).defer("terms")}
    stands = current(ids)
    kept = [one for one in again if one.was.answer_id in rows and stands.get(one.was.answer_id) == one.was]
    _, before = stored_facts.of_voices(voice_ids)
    bulk_insert(Code, _FIELDS, [_row(recoding, one) for one in kept])
    # What an earlier run took for English.
    Spoken.objects.bulk_create(
        [Spoken(answer_id=one.was.answer_id, language=one.language) for one in kept if one.themes == UNCODED],
        ignore_conflicts=True,
    )
    sql.recode_answers([(one.themes, one.sentiment, one.seriousness, one.was.answer_id) for one in kept])
    _, after = stored_facts.of_voices(voice_ids)
    counts.append(recoding.organisation_id, joined([before.signed(-1), after]))
    _tell([one for one in kept if one.meaning[2:] != one.was.meaning[2:]], rows)
    return len(kept)


def _row(recoding: Recoding, one: _Again) -> tuple[int | None, ...]:
    was = one.was
    return was.answer_id, was.number + 1, recoding.run_id, *one.meaning, one.confidence


def _tell(again: list[_Again], rows: dict[int, ExploreAnswer]) -> None:
    """Tell the rooms above of those whose seriousness, kinds or category is another now."""
    if not again:
        return
    found = [rows[one.was.answer_id] for one in again]
    for finish in ports.coded(
        ports.CodedBatch(
            answer=np.array([one.answer_id for one in found], np.int64),
            voice=np.array([one.voice_id for one in found], np.int64),
            organisation=np.array([one.organisation_id for one in found], np.int64),
            unit=np.array([one.unit_id for one in found], np.int64),
            day=np.array([one.said_day for one in found], np.int32),
            seriousness=np.array([one.seriousness for one in again], np.int8),
            kinds=np.array([one.kinds for one in again], np.int32),
            hcat=np.array([-1 if one.hcat is None else one.hcat for one in again], np.int8),
            several=True,
            corrected=True,
        )
    ):
        finish()
