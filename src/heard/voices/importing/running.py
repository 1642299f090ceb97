"""A run over a file: staged whole, then stored chunk by chunk. Killed anywhere and started again, it goes on."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.methods.exports import dates as reading
from heard.methods.exports import joining
from heard.organisations import actions as organisations
from heard.organisations import policy
from heard.store.bulk import bulk_insert
from heard.voices.errors import BadFile, Superseded
from heard.voices.importing import answers, chunks, files, preparing, storing, words
from heard.voices.importing.findings import layout_of
from heard.voices.importing.mapping import Mapping as ColumnMapping
from heard.voices.importing.mapping import check, from_json
from heard.voices.importing.questions import ensure_questions
from heard.voices.importing.reading import rows
from heard.voices.importing.stager import Stager
from heard.voices.importing.staging import Staged, stage
from heard.voices.models import Import, RejectedRow, Source, Voice

# Voices in one transaction. On SQLite more would hold the write lock too long for the pages beside it; PostgreSQL's
# readers and writers do not wait for it, and what a chunk costs beside its rows is shared by more of them.
CHUNK: Final = {"sqlite": 4_000, "postgresql": 8_000}
# Voices whose words are looked at together: making the patterns ready takes as long as looking at some hundred texts,
# and many people say the same.
LOT: Final = 32_000
REJECTED: Final = 2_000


# Whatever way an import ended, its file is not kept: it holds what redaction masks.
OVER: Final = (Import.State.DONE, Import.State.FAILED, Import.State.UNDONE)
# Nor are the cells that were looked at before it was mapped.
NOTHING_SHOWN: Final[Mapping[str, Any]] = {"samples": [], "examples": {}}


class Progress(Protocol):
    """Told how far a run is: its phase, what is done of it, and of how much (0: not known)."""

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Be told."""


def quiet(phase: str, done: int, total: int) -> None:
    """No progress shown."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run works with once its file is staged."""

    batch: Import
    staged: Staged
    joined: joining.Joined
    dates: joining.Dates
    resolved: preparing.Resolved
    order: tuple[int, int, int]
    agreement: tuple[int, int]


def run(import_id: int, progress: Progress = quiet) -> None:
    """Store an import that is marked as running, from wherever it stands. A bad file ends it with a sentence."""
    batch = Import.objects.select_related("source", "created_by").get(pk=import_id)
    if batch.state != Import.State.RUNNING:
        return
    try:
        with files.workplace(batch.file) as folder, _uncollected():
            plan = _plan(batch, folder, progress)
            _store_rejected(plan)
            _store_voices(plan, progress)
            _finish(plan)
    except BadFile as problem:
        fail(import_id, problem.sentence)
        raise
    except Superseded:
        return
    finally:
        if Import.objects.filter(pk=import_id, state__in=OVER).exists():
            files.remove(batch.file)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without Python's search for reference cycles: rows make none, and it takes a twentieth of an import."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _plan(batch: Import, folder: Path, progress: Progress) -> Plan:
    assert batch.source is not None
    path = files.path_of(batch.file)
    layout = layout_of(batch.findings)
    # PostgreSQL's jsonb does not keep the order of columns: the header gives it back.
    mapping = check(from_json(batch.mapping), layout.header)
    today = timezone.localdate(batch.created_at)
    stager = Stager(mapping, layout.header, batch.source.pk, today, pads=layout.kind == "xlsx")
    staged = stage(stager, rows(path, layout), folder, lambda done: progress("reading", done, 0))
    if not staged.rows:
        raise BadFile(f"{batch.file_name} has a header and no rows below it. Choose the file that holds the answers.")
    joined = joining.join(staged.keys)
    said = reading.orders(staged.day_first, staged.month_first)
    around = reading.surroundings(said)
    order = reading.file_order(said)
    # Without a single date that tells, a file from this country has the day first.
    read_as = order[0] if order[1] or order[2] else 1
    dates = joining.decide(joined, staged.day_first, staged.month_first, around, read_as)
    agreement = joining.agreement(joined, dates, staged.day_first, staged.month_first, around)
    return Plan(batch, staged, joined, dates, _resolve(batch, mapping, staged), order, agreement)


def _resolve(batch: Import, mapping: ColumnMapping, staged: Staged) -> preparing.Resolved:
    """Units, rating codes and questions of the file's numbers, made where they are missing."""
    assert batch.source is not None
    paths = staged.paths.values or [()]
    has_trust = mapping.header("trust") is not None
    level = has_trust and (len(staged.paths.first_level()) > 1 if mapping.trust_level is None else mapping.trust_level)
    kinds = mapping.kinds(level)
    steps = [tuple(zip(kinds, path if level or not has_trust else path[1:], strict=True)) for path in paths]
    units = organisations.ensure_paths(actor=policy.SYSTEM, organisation_id=batch.organisation_id, paths=[(), *steps])
    texts = staged.ratings.values
    codes = [mapping.ratings[text] if text in mapping.ratings else words.rating_code(text) or 0 for text in texts]
    questions = ensure_questions(batch.organisation_id, staged.questions.values)
    if level and mapping.trust_level is None:
        _keep_level(batch)
    return preparing.Resolved(
        organisation_id=batch.organisation_id,
        source_id=batch.source.pk,
        batch_id=batch.pk,
        received_at=batch.created_at,
        units=np.array(units[1:], np.int64),
        root=units[0],
        ratings=np.array(codes, np.int64),
        rating_texts=tuple(texts),
        questions=np.array([pk for pk, _ in questions], np.int64),
        question_kinds=tuple(kind for _, kind in questions),
    )


def _keep_level(batch: Import) -> None:
    """Later files of the source keep the trust as a level, even one that holds a single trust."""
    with transaction.atomic():
        source = Source.objects.select_for_update().get(imports=batch)
        source.mapping = {**source.mapping, "trust_level": True}
        source.save(update_fields=["mapping"])


def _store_rejected(plan: Plan) -> None:
    """The rejected rows, some at a time; how many are stored stands in the counts."""
    batch = plan.batch
    done = int(Import.objects.get(pk=batch.pk).counts.get("rejected", 0))
    pending = itertools.islice(plan.staged.rejections(), done, None)
    while block := list(itertools.islice(pending, REJECTED)):
        with transaction.atomic():
            row = Import.objects.select_for_update().get(pk=batch.pk)
            if row.state != Import.State.RUNNING or int(row.counts.get("rejected", 0)) != done:
                raise Superseded
            done += len(block)
            row.counts = {**row.counts, "rejected": done}
            row.save(update_fields=["counts"])
            cells = ((batch.pk, rejected.line, rejected.reason[:300], rejected.cells) for rejected in block)
            bulk_insert(RejectedRow, ["batch_id", "line", "reason", "cells"], cells)


def _store_voices(plan: Plan, progress: Progress) -> None:
    batch, total = plan.batch, plan.joined.voices
    assert batch.source is not None
    Import.objects.filter(pk=batch.pk, state=Import.State.RUNNING).update(voices_total=total)
    done = int(Import.objects.values_list("voices_done", flat=True).get(pk=batch.pk))
    if not total:
        return
    reader = preparing.Reader(plan.staged, plan.joined)
    # Each voice comes once in a file: only those of earlier files can be known.
    looks = Voice.objects.filter(source=batch.source).exclude(batch=batch).exists()
    actor = batch.created_by.reference if batch.created_by else ""
    builder = chunks.Builder(plan.resolved)
    chunk = CHUNK[connection.vendor]
    # What is known already needs no looking at.
    lot = chunk if looks else max(LOT, chunk)
    try:
        while done < total:
            first = done
            entries = reader.entries(first, min(first + lot, total))
            several = builder.several(entries)
            for done in range(first, first + len(entries), chunk):
                last = min(done + chunk, first + len(entries))
                cut = slice(done - first, last - first)
                keys = plan.staged.keys[plan.joined.rows[plan.joined.starts[done:last]]]
                known = answers.known_voices(batch.source.pk, keys.tolist()) if looks else {}
                doubtful = batch.source.doubtful_dates
                prepared = preparing.voices(entries.cut(cut), plan.dates, range(done, last), plan.resolved, doubtful)
                built = builder.build(several, cut, prepared, keys, known)
                storing.store(built, batch.pk, done=done, last=last, actor=actor)
                progress("storing", last, total)
            done = first + len(entries)
            # What little there was since the last lot.
            gc.collect(0)
    finally:
        reader.close()


def _finish(plan: Plan) -> None:
    """Mark the run as done, with what was found on the way."""
    with transaction.atomic():
        batch = Import.objects.select_for_update().get(pk=plan.batch.pk)
        if batch.state != Import.State.RUNNING:
            raise Superseded
        batch.state, batch.finished_at = Import.State.DONE, timezone.now()
        batch.counts = {**EMPTY, **batch.counts, "rows": plan.staged.rows}
        batch.findings = {**batch.findings, **NOTHING_SHOWN, "run": _found(plan)}
        batch.save(update_fields=["state", "finished_at", "counts", "findings"])
        ledger.record(
            kind="voices.import-finished",
            subject=f"import:{batch.reference}",
            content={"counts": batch.counts},
            actor=plan.batch.created_by.reference if plan.batch.created_by else "",
        )


EMPTY: Final[Mapping[str, Any]] = {
    "rows": 0,
    "answers": 0,
    "empty": 0,
    "rejected": 0,
    "duplicates": 0,
    "voices": 0,
    "comments": 0,
    "non_answers": 0,
    "masked": 0,
    "changed": 0,
    "ratings": {},
    "dates": {decision.name.lower(): 0 for decision in joining.Decision},
    "conflicts": {"services": 0, "ratings": 0, "dates": 0},
}


def _found(plan: Plan) -> dict[str, Any]:
    order, day_first, month_first = plan.order
    agree, against = plan.agreement
    ratings = zip(plan.resolved.rating_texts, plan.resolved.ratings.tolist(), strict=True)
    return {
        "date_order": {1: "day_first", -1: "month_first", 0: "mixed" if day_first or month_first else "unknown"}[order],
        "day_first_rows": day_first,
        "month_first_rows": month_first,
        "suggested_order": "day_first" if agree >= against else "month_first",
        "agree": agree,
        "against": against,
        "unknown_ratings": sorted({words.code_label(text) for text, code in ratings if not code}),
        "questions": len(plan.resolved.questions),
        "services": len({*plan.resolved.units.tolist()}),
    }


@transaction.atomic
def fail(import_id: int, sentence: str) -> None:
    """Mark an import as stopped, with the sentence that says what to do."""
    batch = Import.objects.select_for_update().get(pk=import_id)
    if batch.state != Import.State.RUNNING:
        return
    batch.state, batch.problem, batch.finished_at = Import.State.FAILED, sentence, timezone.now()
    batch.findings = {**batch.findings, **NOTHING_SHOWN}
    batch.save(update_fields=["state", "problem", "finished_at", "findings"])
    # Not the sentence: it may name a cell, and what stands in an event stays.
    ledger.record(kind="voices.import-stopped", subject=f"import:{batch.reference}", content={})
