"""What this room holds of a voice, or of a file's rejected rows, goes when it is forgotten.

An empty shell stays under the voice's opaque reference: what rooms above decided about it still finds it, its key still
says to whoever spoke what came of it, and the same file imported again does not bring its words back.
"""

from __future__ import annotations

import json
from functools import partial

from django.db import transaction
from django.utils import timezone

from heard.ledger.ports import Forgetting
from heard.store import sealing
from heard.store.rows import sole
from heard.voices.actions.answering import cancel_asked
from heard.voices.actions.appealing import cancel_appeal
from heard.voices.actions.attaching import forget_attachments
from heard.voices.actions.reading import subject_of as task_subject
from heard.voices.importing import files
from heard.voices.models import (
    Answer,
    Appeal,
    Confirmed,
    Contact,
    Import,
    Misread,
    Original,
    Receipt,
    Refusal,
    RejectedRow,
    Submission,
    Voice,
)
from heard.voices.queries.erasing import SUBJECT

IMPORT = "import:"
# Who did what with somebody's words stays on record: it was owed to them, and holds none of the words.
KEPT = frozenset(
    {
        *("voices.first-read", "voices.original-opened", "voices.followed-through-staff"),
        *("voices.withdrawn-by-speaker", "voices.erasure-asked", "voices.erasure-taken-back", "ledger.erased"),
    }
)
# What an import's events hold are counts and digests over salted leaves.
KEPT_OF_IMPORT = frozenset(
    {
        *("voices.import-uploaded", "voices.import-mapped", "voices.import-started", "voices.import-finished"),
        *("voices.import-stopped", "voices.imported", "voices.rejected-rows-taken", "voices.questions-described"),
        *("voices.import-withdrawn", "voices.import-undone", "voices.import-removed", "ledger.erased"),
    }
)


def said(subject: str) -> list[str]:
    """Every text of a voice (masked, unmasked, contact, number), or of the rejected rows of an import."""
    if subject.startswith(IMPORT):
        rows = RejectedRow.objects.filter(batch__reference=subject.removeprefix(IMPORT)).values_list("cells", flat=True)
        return [str(cell) for cells in rows for cell in cells]
    voice = _voice(subject)
    if voice is None:
        return []
    texts = [voice.supplier_id, *map(str, (voice.about or {}).values())]
    for words, number in Answer.objects.filter(voice=voice).values_list("words", "supplier_id"):
        texts += [words, number]
    texts += Original.objects.filter(answer__voice=voice).values_list("words", flat=True)
    texts += Misread.objects.filter(voice=voice).values_list("words", flat=True)
    texts += Appeal.objects.filter(voice=voice).values_list("words", flat=True)
    contact = Contact.objects.filter(voice=voice).first()
    if contact is not None:
        texts += json.loads(sealing.unseal(bytes(contact.sealed))).values()
    return [text for text in texts if text]


def forget(forgetting: Forgetting) -> None:
    """Forget a voice, or the rejected rows of an import. Safe to call again."""
    if forgetting.subject.startswith(IMPORT):
        _forget_import(forgetting)
        return
    voice = _voice(forgetting.subject)
    if voice is None:
        return
    forgetting.kept |= KEPT
    forgetting.linked |= {task_subject(voice.reference), f"recipient:{task_subject(voice.reference)}"}
    # Before what it belongs to is gone.
    cancel_appeal(voice)
    # Their files too: before the answers that were written down of them.
    forgetting.gone["attachments"] += forget_attachments(voice)
    _forget_words(forgetting, voice)
    _forget_file(forgetting, voice)
    _empty(voice)
    cancel_asked(voice)


def _voice(subject: str) -> Voice | None:
    if not subject.startswith(SUBJECT):
        return None
    return sole(Voice.objects.select_for_update().filter(reference=subject.removeprefix(SUBJECT)))


def _forget_words(forgetting: Forgetting, voice: Voice) -> None:
    originals = Original.objects.filter(answer__voice=voice)
    forgetting.gone["originals"] += originals.count()
    originals._raw_delete("default")
    answers = Answer.objects.filter(voice=voice)
    forgetting.gone["answers"] += answers.count()
    answers._raw_delete("default")
    forgetting.gone["contacts"] += Contact.objects.filter(voice=voice).delete()[0]
    for kind in (Misread, Confirmed, Refusal, Appeal):
        forgetting.gone["notes"] += kind._default_manager.filter(voice=voice).delete()[0]
    # The key still opens its page, which has no words to protect any more.
    Receipt.objects.filter(voice=voice).update(pin="")
    # The same form sent again is still known as sent.
    Submission.objects.filter(voice=voice).update(digest="")


def _forget_file(forgetting: Forgetting, voice: Voice) -> None:
    """Rows of the same file that were rejected, and first rows that are kept of it, where they quote."""
    if voice.batch_id is None:
        return
    rows = RejectedRow.objects.filter(batch=voice.batch_id).only("id", "cells").iterator()
    ids = [row.pk for row in rows if any(forgetting.quoted.found(str(cell)) for cell in row.cells)]
    RejectedRow.objects.filter(pk__in=ids).delete()
    forgetting.gone["rejected rows"] += len(ids)
    batch = Import.objects.select_for_update().get(pk=voice.batch_id)
    if batch.findings.get("samples") or batch.findings.get("examples"):
        batch.findings = {**batch.findings, "samples": [], "examples": {}}
        batch.save(update_fields=["findings"])


def _forget_import(forgetting: Forgetting) -> None:
    batch = sole(Import.objects.select_for_update().filter(reference=forgetting.subject.removeprefix(IMPORT)))
    if batch is None:
        return
    forgetting.kept |= KEPT_OF_IMPORT
    forgetting.gone["rejected rows"] += RejectedRow.objects.filter(batch=batch).delete()[0]
    batch.findings = {**batch.findings, "samples": [], "examples": {}}
    batch.problem = forgetting.quoted.taken_out(batch.problem)
    batch.save(update_fields=["findings", "problem"])
    if batch.state not in (Import.State.UPLOADED, Import.State.READY, Import.State.RUNNING):
        transaction.on_commit(partial(files.remove, batch.file))


def _empty(voice: Voice) -> None:
    """What is left: that somebody spoke, where, on which day, and by which way it went. `key` finds re-imports."""
    voice.supplier_id, voice.rating, voice.rating_as_said = "", None, ""
    voice.said_on_day_first, voice.said_on_month_first, voice.experienced_on = None, None, None
    voice.relation, voice.channel, voice.moment, voice.language = "", "", "", ""
    voice.about, voice.wishes, voice.about_person, voice.moderation = None, None, "", ""
    voice.received_at = voice.received_at.replace(hour=0, minute=0, second=0, microsecond=0)
    voice.salt = b""
    voice.withdrawn_at = voice.withdrawn_at or timezone.now()
    voice.erased_at = voice.erased_at or timezone.now()
    voice.save()
