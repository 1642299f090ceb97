"""One voice: withdrawn, restored, marked as read, its untouched words and the way to reach whoever spoke opened."""

from __future__ import annotations

import json

from django.db import transaction
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.methods.redaction import redact_text
from heard.organisations.policy import Actor
from heard.store import sealing
from heard.store.rows import sole
from heard.voices import ports
from heard.voices.actions.answering import ask_again, cancel_asked, wishes_words
from heard.voices.actions.reading import finish_reading
from heard.voices.errors import Refused
from heard.voices.models import Answer, CapturePoint, Contact, Import, Original, Voice
from heard.voices.policy import NOT_YOURS, may_answer, may_mark, may_read, require, role_of


@transaction.atomic
def withdraw_voice(*, actor: Actor, voice_id: int, reason: str) -> None:
    """Take a voice out of counts and search; its record stays.

    Raises Refused while a concern about it is open: a warning is not taken away by whoever should look into it.
    """
    voice = _locked(actor, "withdraw_voices", voice_id)
    if voice.withdrawn_at is not None:
        raise Refused("This voice is withdrawn already.")
    if not actor.system and any(voice.pk in found for found in ports.undecided([voice.pk])):
        raise Refused("A concern about it is open. Close that first, under Signals, with a decision or a reason.")
    voice.withdrawn_at = timezone.now()
    voice.save(update_fields=["withdrawn_at"])
    ports.changed(ports.VoicesChanged([voice.pk], "withdrawn"))
    cancel_asked(voice)
    _record(actor, "voices.withdrawn", voice, {"reason": _reason(reason, "Enter why the voice is withdrawn.")})


@transaction.atomic
def restore_voice(*, actor: Actor, voice_id: int, reason: str) -> None:
    """Bring a withdrawn voice back into counts and search."""
    # The import first, as everybody locks it before voices: else it could be withdrawn meanwhile, without this voice.
    brought_by = Voice.objects.filter(pk=voice_id).values("batch")
    batch = Import.objects.select_for_update().filter(pk__in=brought_by).first()
    voice = _locked(actor, "withdraw_voices", voice_id)
    if voice.withdrawn_at is None:
        raise Refused("This voice is not withdrawn.")
    if voice.erased_at is not None:
        raise Refused("Its words were erased: there is nothing left to bring back.")
    if batch is not None and batch.state == Import.State.WITHDRAWN:
        raise Refused("The whole import of this voice is withdrawn.")
    voice.withdrawn_at = None
    voice.save(update_fields=["withdrawn_at"])
    ports.changed(ports.VoicesChanged([voice.pk], "restored"))
    ask_again(voice)
    _record(actor, "voices.restored", voice, {"reason": _reason(reason, "Enter why the voice is restored.")})


@transaction.atomic
def mark_read(*, actor: Actor, voice_id: int) -> bool:
    """Note that somebody of the organisation has read it; True where this is the first time, which leaves an event.

    Its task to be read is done with that, and the page where it was said knows when it was last read.
    """
    voice = sole(Voice.objects.select_for_update().filter(pk=voice_id))
    if voice is None:
        raise Refused("Choose a voice that exists.")
    if not may_mark(actor, voice):
        raise Refused(NOT_YOURS)
    if voice.first_read_at is not None:
        # What was added since has been read with it.
        finish_reading(actor, voice.reference)
        return False
    voice.first_read_at = timezone.now()
    voice.save(update_fields=["first_read_at"])
    _record(actor, "voices.first-read", voice, {"role": role_of(actor, voice.organisation_id)})
    if voice.route == Voice.Route.LINE:
        # What the page says of its own reader: others read what goes elsewhere.
        CapturePoint.objects.filter(unit=voice.unit_id, organisation=voice.organisation_id).update(
            last_read_at=voice.first_read_at
        )
    finish_reading(actor, voice.reference)
    return True


@transaction.atomic
def open_original(*, actor: Actor, answer_id: int, reason: str) -> str:
    """The untouched words of an answer with personal data in it. Who opened it, when and why stays in the ledger."""
    answer = sole(Answer.objects.select_related("voice").filter(pk=answer_id))
    if answer is None:
        raise Refused("Choose an answer that exists.")
    require(actor, "open_originals", answer.voice)
    if not may_read(actor, answer.voice):
        raise Refused(NOT_YOURS)
    given = _reason(reason, "Enter why you need to read the original.")
    original = Original.objects.filter(answer=answer).first()
    role = role_of(actor, answer.voice.organisation_id)
    _record(actor, "voices.original-opened", answer.voice, {"answer": answer.pk, "reason": given, "role": role})
    return original.words if original else answer.words


@transaction.atomic
def open_contact(*, actor: Actor, voice_id: int, reason: str) -> dict[str, str]:
    """How whoever spoke can be reached: name, e-mail, phone, address, as they gave them.

    For those who may answer them, where they asked to be answered or contacted; on ways outside the line also where
    they did not, for somebody may be in danger. Who looked, in which role and why stands on their own page.
    """
    voice = sole(Voice.objects.select_for_update().filter(pk=voice_id))
    if voice is None or not may_answer(actor, voice):
        raise Refused(NOT_YOURS)
    contact = Contact.objects.filter(voice=voice).first()
    if contact is None or voice.withdrawn_at is not None:
        raise Refused("They left no way to reach them.")
    if voice.route == Voice.Route.LINE and not wishes_words(voice):
        raise Refused("They asked for neither an answer nor contact.")
    given = _reason(reason, "Enter why you need to reach them.")
    role = role_of(actor, voice.organisation_id)
    _record(actor, "voices.contact-opened", voice, {"reason": given, "role": role})
    found: dict[str, str] = json.loads(sealing.unseal(bytes(contact.sealed)))
    return found


def _locked(actor: Actor, verb: str, voice_id: int) -> Voice:
    voice = sole(Voice.objects.select_for_update().filter(pk=voice_id))
    if voice is None:
        raise Refused("Choose a voice that exists.")
    require(actor, verb, voice)
    if not may_read(actor, voice):
        raise Refused(NOT_YOURS)
    return voice


def _reason(reason: str, sentence: str) -> str:
    cleaned = " ".join(reason.replace("\x00", "").split())
    if not cleaned:
        raise Refused(sentence, "reason")
    if len(cleaned) > 300:
        raise Refused("Enter at most 300 characters.", "reason")
    # It stands in the ledger and on the voice's page: a name or number in it is masked as in anybody's words.
    return redact_text(cleaned).words


def _record(actor: Actor, kind: str, voice: Voice, content: dict[str, object]) -> None:
    named = "" if voice.route == Voice.Route.SPEAKING_UP else actor.reference
    ledger.record(kind=kind, subject=f"voice:{voice.reference}", content=content, actor=named)
