"""Taking an import back, some voices at a time, from wherever a killed run left it."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.voices import ports
from heard.voices.importing import files
from heard.voices.models import Answer, BatchProof, Contact, Import, Original, RejectedRow, Voice

CHUNK: Final = 1_000


def is_fixed(import_id: int) -> bool:
    """Whether any voice of the import, or one that it added an answer to, is cited or answered elsewhere."""
    own = Voice.objects.filter(batch=import_id).values_list("id", flat=True)
    touched = Answer.objects.filter(added=import_id).values_list("voice_id", flat=True)
    for ids in (own, touched):
        last = 0
        while found := list(ids.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
            last = found[-1]
            voices = found if ids is own else list(ids.filter(pk__in=found))
            if any(ports.fixed(voices)):
                return True
    return False


def undo(import_id: int) -> None:
    """Delete what an import brought; only events and the import's own line stay. Safe to run again."""
    while _undo_added(import_id) or _undo_some(import_id):
        pass
    _finish(import_id)


def withdraw(import_id: int) -> None:
    """Mark every voice of a withdrawn import as withdrawn. Safe to run again."""
    while True:
        with transaction.atomic():
            batch = Import.objects.select_for_update().get(pk=import_id)
            if batch.state != Import.State.WITHDRAWN:
                return
            # Locked, so that none is withdrawn by itself between this and the update.
            rows = Voice.objects.select_for_update().filter(batch=import_id, withdrawn_at=None).order_by("id")
            ids = list(rows.values_list("id", flat=True)[:CHUNK])
            if not ids:
                return
            Voice.objects.filter(id__in=ids).update(withdrawn_at=timezone.now())
            ports.changed(ports.VoicesChanged(ids, "withdrawn"))


@transaction.atomic
def stop(import_id: int, from_state: str, to_state: str, sentence: str) -> None:
    """Say that a taking back came to an end half-way, and what to do; the import is then in `to_state`."""
    batch = Import.objects.select_for_update().filter(pk=import_id, state=from_state).first()
    if batch is None:
        return
    batch.state, batch.problem, batch.finished_at = to_state, sentence, timezone.now()
    batch.save(update_fields=["state", "problem", "finished_at"])
    ledger.record(kind="voices.taking-back-stopped", subject=f"import:{batch.reference}", content={"state": from_state})


def _undo_some(import_id: int) -> bool:
    """Delete one chunk of the import's own voices; False where none is left."""
    with transaction.atomic():
        if not _is_undoing(import_id):
            return False
        ids = list(Voice.objects.filter(batch=import_id).order_by("id").values_list("id", flat=True)[:CHUNK])
        if not ids:
            return False
        # A later import may have added answers to these voices; they go with the voice that they belong to.
        _forget(ids)
        return True


def _undo_added(import_id: int) -> bool:
    """Take the import's answers from voices that other imports brought; False where none is left.

    The rooms above know voices as wholes: the voice is withdrawn, and comes back without those answers.
    """
    with transaction.atomic():
        if not _is_undoing(import_id):
            return False
        answers = list(Answer.objects.filter(added=import_id).order_by("id").values_list("id", "voice_id")[:CHUNK])
        if not answers:
            return False
        ids = [pk for pk, _ in answers]
        voices = Voice.objects.filter(id__in={voice for _, voice in answers}, withdrawn_at=None)
        shown = list(voices.select_for_update().order_by("id").values_list("id", flat=True))
        ports.changed(ports.VoicesChanged(shown, "withdrawn"))
        Original.objects.filter(answer__in=ids)._raw_delete("default")
        Answer.objects.filter(id__in=ids)._raw_delete("default")
        ports.changed(ports.VoicesChanged(shown, "restored", gone_answers=ids))
        return True


def _forget(voice_ids: list[int]) -> None:
    # Locked, so that none is withdrawn or restored between what the rooms above do and the deletion.
    withdrawn = Voice.objects.select_for_update().filter(id__in=voice_ids).order_by("id")
    hidden = [pk for pk, at in withdrawn.values_list("id", "withdrawn_at") if at is not None]
    answers = Answer.objects.filter(voice__in=voice_ids)
    gone = list(answers.filter(voice__in=hidden).values_list("id", flat=True)) if hidden else []
    ports.changed(ports.VoicesChanged(voice_ids, "deleted", gone_answers=gone))
    owned = Exists(answers.filter(pk=OuterRef("answer_id")))
    Original.objects.filter(owned)._raw_delete("default")
    Contact.objects.filter(voice__in=voice_ids)._raw_delete("default")
    answers._raw_delete("default")
    Voice.objects.filter(id__in=voice_ids)._raw_delete("default")


def _is_undoing(import_id: int) -> bool:
    return Import.objects.select_for_update().get(pk=import_id).state == Import.State.UNDOING


@transaction.atomic
def _finish(import_id: int) -> None:
    batch = Import.objects.select_for_update().get(pk=import_id)
    if batch.state != Import.State.UNDOING:
        return
    RejectedRow.objects.filter(batch=batch).delete()
    BatchProof.objects.filter(batch=batch).delete()
    batch.state, batch.finished_at = Import.State.UNDONE, timezone.now()
    batch.findings, batch.problem = {}, ""
    batch.save(update_fields=["state", "finished_at", "findings", "problem"])
    ledger.record(kind="voices.import-removed", subject=f"import:{batch.reference}", content={})
    file = batch.file
    transaction.on_commit(lambda: files.remove(file))
