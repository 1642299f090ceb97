"""What may be published: a moderator publishes or holds alone; a refusal needs a second person."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.methods.redaction import MASKS
from heard.organisations.policy import Actor
from heard.store.rows import sole
from heard.voices import ports
from heard.voices.actions.answering import MISREAD, MODERATION, open_held
from heard.voices.actions.appealing import refuse_against
from heard.voices.actions.reading import HELD, finish
from heard.voices.errors import Refused
from heard.voices.models import Answer, Misread, Original, Refusal, Voice
from heard.voices.policy import may_read, require

HIDDEN = "[hidden]"


@transaction.atomic
def publish_voice(*, actor: Actor, reference: str) -> None:
    """Its words may be shown to everybody, without a name."""
    voice = _locked(actor, reference)
    if (voice.wishes or {}).get("publication") not in ("without_name", "with_name"):
        raise Refused("Whoever said this does not want it published.")
    Refusal.objects.filter(voice=voice, agreed_at=None).delete()
    _moderate(actor, voice, Voice.Moderation.PUBLISHED)


@transaction.atomic
def hold_voice(*, actor: Actor, reference: str) -> None:
    """Not now: it stays in the inbox among what is held, with a day by which somebody decides."""
    _moderate(actor, _locked(actor, reference), Voice.Moderation.HELD)


@transaction.atomic
def refuse_voice(*, actor: Actor, reference: str, reason: str) -> bool:
    """Propose that it is not published, or, as a second person, agree; True when the refusal stands.

    Raises Refused for no reason, and for the same person twice. Being critical is no reason.
    """
    voice = _locked(actor, reference)
    if reason not in Refusal.Reason.values:
        raise Refused("Choose why it is not published.", "reason")
    refuse_against(voice, Voice.Moderation.REFUSED)
    proposed = Refusal.objects.filter(voice=voice).first()
    if proposed is None:
        Refusal.objects.create(voice=voice, reason=reason, proposed_by_id=actor.account_id, proposed_at=timezone.now())
        _record(actor, "voices.refusal-proposed", voice, {"reason": reason})
        return False
    if proposed.proposed_by_id == actor.account_id:
        raise Refused("You have proposed this yourself. A second person has to look at it.")
    proposed.reason, proposed.agreed_by_id, proposed.agreed_at = reason, actor.account_id, timezone.now()
    proposed.save()
    _moderate(actor, voice, Voice.Moderation.REFUSED, reason=reason)
    return True


@transaction.atomic
def mask_more(*, actor: Actor, reference: str, answer_id: int, words: str) -> None:
    """Mask something that redaction missed, wherever it stands in an answer; the original stays beside it."""
    voice = _locked(actor, reference)
    answer = sole(Answer.objects.select_for_update().filter(pk=answer_id, voice=voice))
    wanted = words.strip()
    if answer is None or not wanted or wanted not in answer.words:
        raise Refused("Enter words exactly as they stand in the answer.", "words")
    if any(wanted in mask for mask in MASKS.values()):
        raise Refused("This is masked already.", "words")
    # The rooms above index words: they see the voice go and come back with the new ones.
    ports.changed(ports.VoicesChanged([voice.pk], "withdrawn"))
    if not answer.masked:
        Original.objects.create(answer=answer, words=answer.words, spans=[])
    answer.words, answer.masked = answer.words.replace(wanted, HIDDEN), True
    answer.save(update_fields=["words", "masked"])
    ports.changed(ports.VoicesChanged([voice.pk], "restored"))
    _record(actor, "voices.masked", voice, {"answer": answer.pk})


@transaction.atomic
def settle_misread(*, actor: Actor, reference: str) -> None:
    """Somebody has looked at how it was understood, and put the codes right where they were wrong."""
    voice = _locked(actor, reference)
    if not Misread.objects.filter(voice=voice, settled_at=None).update(settled_at=timezone.now()):
        raise Refused("This is settled already.")
    finish(actor, reference, MISREAD)
    _record(actor, "voices.misread-settled", voice, {})


def _locked(actor: Actor, reference: str) -> Voice:
    voice = sole(Voice.objects.select_for_update().filter(reference=reference, withdrawn_at=None))
    if voice is None:
        raise Refused("Choose a voice that exists.")
    require(actor, "moderate_voices", voice)
    if not may_read(actor, voice):
        raise Refused("Choose a voice that exists.")
    return voice


def _moderate(actor: Actor, voice: Voice, state: Voice.Moderation, **content: str) -> None:
    if voice.moderation == Voice.Moderation.NONE:
        raise Refused("Whoever said this does not want it published.")
    refuse_against(voice, state)
    voice.moderation = state
    voice.save(update_fields=["moderation"])
    finish(actor, voice.reference, MODERATION)
    if state == Voice.Moderation.HELD:
        open_held(voice)
    else:
        finish(actor, voice.reference, HELD)
    _record(actor, f"voices.{state.value}", voice, content)


def _record(actor: Actor, kind: str, voice: Voice, content: Mapping[str, str | int]) -> None:
    ledger.record(kind=kind, subject=f"voice:{voice.reference}", content=content, actor=actor.reference)
