"""What happens to voices when they are stored: coded, indexed and counted. Prepared outside, written inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from django.db import transaction
from numpy.typing import NDArray

from heard.coding import machine, sql
from heard.coding.actions import counts, telling
from heard.coding.counting.facts import ANSWER, NO_RATING, VOICE, Facts, joined
from heard.coding.machine import Read
from heard.coding.models import UNDATED, Code, ExploreAnswer, ExploreVoice, Spoken, Uncounted
from heard.coding.queries import facts as stored_facts
from heard.methods.coding import Coded
from heard.methods.language import is_foreign
from heard.store.bulk import bulk_insert
from heard.voices.ports import StoredBatch
from heard.voices.queries.voices import outside as voices_outside

_VOICE_FIELDS: Final = (
    "voice_id",
    "organisation_id",
    "unit_id",
    "said_day",
    "rating",
    "relation",
    "channel",
    "source_id",
)
_ANSWER_FIELDS: Final = (
    "answer_id",
    "voice_id",
    "organisation_id",
    "unit_id",
    "said_day",
    "question_id",
    "source_id",
    "relation",
    "channel",
    "rating",
    "themes",
    "sentiment",
    "seriousness",
    "terms",
)
_CODE_FIELDS: Final = (
    "answer_id",
    "number",
    "run_id",
    "themes",
    "sentiment",
    "seriousness",
    "kinds",
    "hcat",
    "confidence",
)
_SPOKEN_FIELDS: Final = ("answer_id", "language")
_NO_HCAT: Final = -1
# A file's voices come in the line: more than so many at once are not asked about.
_SEVERAL: Final = 100
# So many voices wait before an import folds by the way; what is left waits for the job.
_FOLD_FROM: Final = 100_000

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class _Prepared:
    """Everything of a batch that can be worked out before the transaction."""

    voices: Rows
    answers: Rows
    codes: Rows
    spoken: Rows
    facts: Facts
    organisation: NDArray[np.int64]
    # What the rooms above want run once the codes are written.
    told: list[Callable[[], None]]
    # The run of the coder, where the codes are the machine's.
    run: int


def store(batch: StoredBatch) -> Callable[[], None]:
    """Code, normalise and count new voices; what it returns writes them, inside the import's transaction."""
    prepared = _prepare(batch)

    def write() -> None:
        bulk_insert(ExploreVoice, _VOICE_FIELDS, prepared.voices)
        _write_answers(prepared, prepared.answers, batch.outside)
        for organisation in np.unique(prepared.organisation).tolist():
            sql.hold_counts(organisation, alone=False)
            counts.append(organisation, prepared.facts.where(prepared.organisation == organisation))
        telling.finish_all(prepared.told)
        # A voice that comes alone waits for the job.
        if batch.lot is not None:
            transaction.on_commit(_fold_by_the_way)

    return write


def add(batch: StoredBatch) -> Callable[[], None]:
    """The same for new answers of voices that are counted already."""
    prepared = _prepare(batch)
    voice_ids = [row[0] for row in prepared.voices]

    def write() -> None:
        # Locked, so that no correction or withdrawal falls between what they counted for and what they will.
        list(ExploreVoice.objects.select_for_update().filter(voice_id__in=voice_ids).order_by("voice_id"))
        for organisation in np.unique(prepared.organisation).tolist():
            sql.hold_counts(organisation, alone=False)
        # Only voices that Explore holds: a withdrawn one comes with all its answers when it is restored.
        held, before = stored_facts.of_voices(voice_ids)
        shown = set(held.tolist())
        _write_answers(prepared, [row for row in prepared.answers if row[1] in shown])
        _, after = stored_facts.of_voices(voice_ids)
        organisation_of = dict(zip(voice_ids, prepared.organisation.tolist(), strict=True))
        organisations = np.array([organisation_of[voice] for voice in held.tolist()], np.int64)
        for organisation in np.unique(organisations).tolist():
            chosen = organisations == organisation
            counts.append(organisation, joined([before.where(chosen).signed(-1), after.where(chosen)]))
        telling.finish_all(prepared.told)

    return write


def store_again(batch: StoredBatch) -> None:
    """Bring voices back that were withdrawn: indexed and counted again, with the codes that they have."""
    prepared = _prepare(batch, codes=_current_codes(batch.answers.column("answer_id").to_pylist()))
    bulk_insert(ExploreVoice, _VOICE_FIELDS, prepared.voices)
    _insert_answers(prepared.answers)
    for organisation in np.unique(prepared.organisation).tolist():
        sql.hold_counts(organisation, alone=False)
        counts.append(organisation, prepared.facts.where(prepared.organisation == organisation))


def _write_answers(prepared: _Prepared, shown: Rows, outside: frozenset[int] | None = None) -> None:
    _insert_answers(shown, outside)
    bulk_insert(Code, _CODE_FIELDS, ((row[0], 0, prepared.run, *row[1:]) for row in prepared.codes))
    if prepared.spoken:
        bulk_insert(Spoken, _SPOKEN_FIELDS, prepared.spoken)


def _insert_answers(rows: Rows, outside: frozenset[int] | None = None) -> None:
    # Outside the line they are counted, and nobody of the line finds their words.
    if outside is None:
        outside = voices_outside({row[1] for row in rows}) if len(rows) < _SEVERAL else frozenset()
    rows = [(*row[:-1], sql.stored_terms([""])[0]) if row[1] in outside else row for row in rows]
    bulk_insert(ExploreAnswer, _ANSWER_FIELDS, rows)
    sql.index_words([row[0] for row in rows], [row[-1] for row in rows])


def _fold_by_the_way() -> None:
    if Uncounted.objects.order_by("-id").values_list("id", flat=True).first():
        counts.fold(at_least=_FOLD_FROM)


def _prepare(batch: StoredBatch, codes: dict[int, tuple[int, int, int]] | None = None) -> _Prepared:
    """Rows and facts of a batch. `codes` (themes, sentiment, seriousness by answer) instead of the machine's."""
    facts, organisation = _facts(batch)
    position = facts.answers["voice"]
    texts = batch.answers.column("words")
    answer_ids = batch.answers.column("answer_id").to_pylist()
    code_rows: Rows = []
    spoken: Rows = []
    told: list[Callable[[], None]] = []
    terms: Sequence[Any]
    run = 0
    if codes is None:
        # An import is of one organisation: where several come together, none's own calibration holds for all.
        ours = machine.of(int(organisation[0])) if len(np.unique(organisation)) == 1 else machine.shipped()
        read, terms = _read(batch, ours)
        coded = read.coded
        run = ours.run
        facts.answers["themes"], facts.answers["sentiment"] = coded.themes, coded.sentiment
        facts.answers["seriousness"] = coded.seriousness
        code_rows = _code_rows(answer_ids, coded)
        spoken = _spoken_rows(answer_ids, read.languages)
        told = telling.tell_stored(batch, facts, organisation, coded)
    else:
        known = np.array([codes[answer] for answer in answer_ids], np.int64).reshape(-1, 3)
        for place, name in enumerate(("themes", "sentiment", "seriousness")):
            facts.answers[name] = known[:, place]
        terms = sql.stored_terms(texts.to_pylist())
    voice_rows = _voice_rows(batch, facts, organisation)
    owners = [voice_rows[place] for place in position.tolist()]
    answers = facts.answers
    answer_rows = [
        (
            answer,
            voice,
            org,
            unit,
            day,
            question,
            source,
            relation,
            channel,
            rating,
            themes,
            sentiment or None,
            level,
            terms,
        )
        for answer, (
            voice,
            org,
            unit,
            day,
            rating,
            relation,
            channel,
            source,
        ), question, themes, sentiment, level, terms in zip(
            answer_ids,
            owners,
            answers["question"].tolist(),
            answers["themes"].tolist(),
            answers["sentiment"].tolist(),
            answers["seriousness"].tolist(),
            terms,
            strict=True,
        )
    ]
    return _Prepared(voice_rows, answer_rows, code_rows, spoken, facts, organisation, told, run)


def _read(batch: StoredBatch, ours: machine.Machine) -> tuple[Read, Sequence[Any]]:
    """Codes and search terms of a batch's answers; looked at with those of the chunks after it."""
    if batch.lot is None:
        return _Looked(ours)(batch.answers.column("words"), batch.answers.column("question_kind").to_pylist())
    read, terms = batch.lot.once(_Looked(ours))
    return read.take(batch.rows), [terms[row] for row in batch.rows.tolist()]


@dataclass(frozen=True, slots=True)
class _Looked:
    """What is made of words by one version of the coder; equal for the same, so that a lot is looked at once."""

    machine: machine.Machine

    def __call__(self, words: pa.Array, kinds: Sequence[str]) -> tuple[Read, list[Any]]:
        return self.machine.read(words, kinds), sql.stored_terms(words.to_pylist())


def _facts(batch: StoredBatch) -> tuple[Facts, NDArray[np.int64]]:
    """The facts of a batch, not coded yet, and the organisation of each voice."""
    voices, answers = batch.voices, batch.answers
    counted, said = np.zeros(voices.num_rows, VOICE), np.zeros(answers.num_rows, ANSWER)
    counted["sign"] = 1
    for name, column, empty in (
        ("unit", "unit_id", 0),
        ("source", "source_id", 0),
        ("rating", "rating", NO_RATING),
        ("relation", "relation", 0),
        ("channel", "channel", 0),
    ):
        counted[name] = _numbers(voices.column(column), empty)
    counted["day"] = _numbers(voices.column("said_on").cast(pa.int32()), UNDATED)
    said["question"] = _numbers(answers.column("question_id"), 0)
    said["voice"] = _numbers(answers.column("voice"), 0)
    return Facts(counted, said), _numbers(voices.column("organisation_id"), 0).astype(np.int64)


def _numbers(column: pa.Array, empty: int) -> NDArray[Any]:
    filled: NDArray[Any] = column.fill_null(empty).to_numpy(zero_copy_only=False)
    return filled


def _voice_rows(batch: StoredBatch, facts: Facts, organisation: NDArray[np.int64]) -> Rows:
    voices = facts.voices
    return list(
        zip(
            batch.voices.column("voice_id").to_pylist(),
            organisation.tolist(),
            voices["unit"].tolist(),
            voices["day"].tolist(),
            batch.voices.column("rating").to_pylist(),
            voices["relation"].tolist(),
            voices["channel"].tolist(),
            voices["source"].tolist(),
            strict=True,
        )
    )


def _code_rows(answer_ids: Sequence[int], coded: Coded) -> Rows:
    return [
        (answer, themes, sentiment or None, level, kinds, None if hcat == _NO_HCAT else hcat, confidence)
        for answer, themes, sentiment, level, kinds, hcat, confidence in zip(
            answer_ids,
            coded.themes.tolist(),
            coded.sentiment.tolist(),
            coded.seriousness.tolist(),
            coded.kinds.tolist(),
            coded.hcat.tolist(),
            coded.confidence.tolist(),
            strict=True,
        )
    ]


def _spoken_rows(answer_ids: Sequence[int], languages: pa.Array) -> Rows:
    """The languages of those that are in another than English: few, or none."""
    foreign = np.flatnonzero(is_foreign(languages))
    told = languages.take(pa.array(foreign)).to_pylist()
    return [(answer_ids[row], language) for row, language in zip(foreign.tolist(), told, strict=True)]


def _current_codes(answer_ids: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    rows = Code.objects.filter(answer_id__in=answer_ids).order_by("answer_id", "number")
    return {
        answer: (themes, sentiment or 0, level)
        for answer, themes, sentiment, level in rows.values_list("answer_id", "themes", "sentiment", "seriousness")
    }
