"""Kill -9 anywhere: run again, and nothing is lost, doubled or half-written."""

from __future__ import annotations

import pytest

from heard.ledger.models import Event
from heard.methods.exports.dates import NONE
from heard.organisations.policy import SYSTEM
from heard.store.testing import start_process
from heard.voices import actions
from heard.voices.importing import chunks, proof, running, storing, undoing
from heard.voices.models import Answer, BatchProof, Import, Original, RejectedRow, Voice
from heard.voices.tests.factories import account, bring, organisation, ready, row, table

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.slow]

# Starts once, then forks a worker again and again and kills each a little later than the one before, until one comes
# to its end; prints how many were killed. Small chunks, so that there is much to be killed between.
KILLER = """
import os, random, signal, sys, time
import django; django.setup()
import pyarrow as pa
from heard.coding import machine
from heard.voices.importing import running, undoing
machine.coder().code(pa.array(["Kind"]), ["what_good"])
running.CHUNK, running.REJECTED, undoing.CHUNK = dict.fromkeys(running.CHUNK, 40), 7, 50
delays, kills = random.Random({seed}), 0
while True:
    child = os.fork()
    if not child:
        {call}({pk})
        os._exit(0)
    until = time.monotonic() + delays.uniform(0.02, 0.3 + 0.1 * kills)
    ended = 0
    while not ended and time.monotonic() < until:
        time.sleep(0.005)
        ended, status = os.waitpid(child, os.WNOHANG)
    if ended:
        assert status == 0, status
        break
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    kills += 1
print(kills, flush=True)
"""
RUN = """
import django; django.setup()
from heard.voices.importing import running
running.CHUNK, running.REJECTED = dict.fromkeys(running.CHUNK, 40), 7
running.run({pk})
"""
ROWS = 3_000


def export() -> bytes:
    rows = [row(n, answer=f"Ring 01632 960{n % 1000:03} about {n}") for n in range(ROWS // 2)]
    rows += [row(n, 2, date="soon" if n % 50 == 7 else "30/09/2022") for n in range(ROWS // 2)]
    return table(rows)


def kill_and_run_again(call: str, pk: int, seed: int) -> int:
    """Do the work in processes that are killed again and again; how often, before one came to its end."""
    process = start_process(KILLER.format(call=call, pk=pk, seed=seed))
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    return int(said)


def snapshot() -> tuple[object, ...]:
    """Everything that an import wrote, without ids."""
    voices = Voice.objects.order_by("supplier_id").values_list("supplier_id", "said_on", "rating", "unit__name")
    answers = Answer.objects.order_by("supplier_id").values_list("supplier_id", "voice__supplier_id", "words", "line")
    originals = Original.objects.order_by("answer__supplier_id").values_list("answer__supplier_id", "words")
    rejected = RejectedRow.objects.order_by("line").values_list("line", "reason", "cells")
    return list(voices), list(answers), list(originals), [(a, b, tuple(c)) for a, b, c in rejected]


def test_an_import_goes_on_where_it_was_killed() -> None:
    other = organisation("whole")
    whole = bring(other.id, export())
    expected, counted = snapshot(), whole.counts
    actions.undo_import(actor=SYSTEM, import_id=whole.pk, enqueue=False)
    undoing.undo(whole.pk)

    place = organisation("killed")
    batch = ready(place.id, export())
    kills = kill_and_run_again("running.run", batch.pk, seed=7)
    batch.refresh_from_db()
    assert kills >= 3, "the test has to hit the middle"
    assert snapshot() == expected
    assert batch.counts == counted
    imported = Event.objects.filter(kind="voices.imported", id__in=Voice.objects.filter(batch=batch).values("event"))
    assert imported.count() == BatchProof.objects.filter(batch=batch).count() == -(-ROWS // 2 // 40)


def test_an_undo_goes_on_where_it_was_killed() -> None:
    place = organisation()
    batch = bring(place.id, export())
    actions.undo_import(actor=SYSTEM, import_id=batch.pk, enqueue=False)
    kills = kill_and_run_again("undoing.undo", batch.pk, seed=3)
    assert kills >= 1
    for model in (Voice, Answer, Original, RejectedRow, BatchProof):
        assert not model.objects.exists()


def test_two_processes_at_one_import_store_every_voice_once(monkeypatch: pytest.MonkeyPatch) -> None:
    place = organisation()
    batch = ready(place.id, export())
    monkeypatch.setattr(running, "CHUNK", dict.fromkeys(running.CHUNK, 30))
    children = [start_process(RUN.format(pk=batch.pk)) for _ in range(2)]
    running.run(batch.pk)
    for child in children:
        child.communicate(timeout=300)
    # Whoever was overtaken stopped without a trace; the last one standing finished.
    running.run(batch.pk)
    batch.refresh_from_db()
    assert batch.state == Import.State.DONE
    assert account(batch)["voices"] == Voice.objects.count() == ROWS // 2
    assert Answer.objects.count() == ROWS - account(batch)["rejected"]


def test_a_chunk_that_fails_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    place = organisation()
    batch = ready(place.id, table([row(n) for n in range(50)]))
    monkeypatch.setattr(running, "CHUNK", dict.fromkeys(running.CHUNK, 20))
    whole = storing.bulk_insert
    calls = []

    def failing(model: type, *given: object) -> int:
        calls.append(model)
        if len(calls) == 6:
            raise OSError("disk full")
        return whole(model, *given)

    monkeypatch.setattr(storing, "bulk_insert", failing)
    with pytest.raises(OSError, match="disk full"):
        running.run(batch.pk)
    assert Voice.objects.count() == 20
    assert Import.objects.get(pk=batch.pk).voices_done == 20
    monkeypatch.setattr(storing, "bulk_insert", whole)
    running.run(batch.pk)
    assert Voice.objects.count() == 50


def test_a_voices_part_in_its_batch_can_be_proven_after_another_is_gone() -> None:
    from heard.ledger import queries as ledger

    place = organisation()
    bring(place.id, table([row(n) for n in range(5)]))
    voice = Voice.objects.get(supplier_id="r3")
    Voice.objects.get(supplier_id="r1").answers.all().delete()
    answers = voice.answers.order_by("id").values_list("question_id", "state", "words")
    day = (voice.said_on - voice.said_on.fromordinal(719163)).days if voice.said_on else NONE
    body = proof.content(voice.reference, day, (NONE, NONE), 1, list(answers))
    leaves = bytes(BatchProof.objects.get(event=voice.event).leaves)
    mine = leaves[32 * voice.place : 32 * voice.place + 32]
    assert proof.leaf(bytes(voice.salt), body) == mine
    every = [leaves[start : start + 32] for start in range(0, len(leaves), 32)]
    (entry,) = ledger.events([voice.event])
    assert entry.content is not None
    assert entry.content["digest"] == proof.root(every).hex()
    assert len(every) == 5
    assert len(bytes(voice.salt)) == chunks.SALT
