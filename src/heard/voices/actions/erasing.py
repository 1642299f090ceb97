"""Words are erased: asked for by whoever spoke, by whom they are about, or by a rule; looked at, done, or refused.

By key it is done after some days, in which it can be taken back: a receipt may have been found by somebody else.
Through staff two people are needed. By a rule a named person confirms each lot. A hold stops all three.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.methods.redaction import redact_text
from heard.organisations.policy import SYSTEM, Actor
from heard.store.rows import sole
from heard.voices import ports, retention
from heard.voices.actions.answering import ask_again, cancel_asked
from heard.voices.errors import Refused
from heard.voices.models import ErasureRequest, Receipt, Voice
from heard.voices.policy import Whole, require
from heard.voices.queries.erasing import subject_of

State, Basis, Identity = ErasureRequest.State, ErasureRequest.Basis, ErasureRequest.Identity
HELD = "These words may not be erased yet: {why} Ring us if you think that this is wrong."
ERASED = "These words have been erased already."
# Requests that are carried out in one go; each is a transaction of its own.
MANY = 500


@transaction.atomic
def ask_erasure_own(*, reference: str) -> ErasureRequest:
    """Whoever spoke, known by their key, wants their words erased. They are no longer shown or counted at once.

    They are erased by `erase_due` after the days of the pack. Raises Refused where a hold stands, with its reason.
    """
    voice = _locked(reference)
    request = _ask(
        voice,
        basis=Basis.SPEAKER,
        identity=Identity.KEY_AND_PIN if Receipt.objects.filter(voice=voice).exclude(pin="").exists() else Identity.KEY,
        due_on=retention.own_request_due(timezone.localdate()),
    )
    if voice.withdrawn_at is None:
        voice.withdrawn_at = request.asked_at
        voice.save(update_fields=["withdrawn_at"])
        ports.changed(ports.VoicesChanged([voice.pk], "withdrawn"))
        cancel_asked(voice)
    _record("voices.erasure-asked", voice, {"basis": request.basis, "due": request.due_on.isoformat()})
    return request


@transaction.atomic
def take_back_erasure(*, reference: str) -> None:
    """Whoever spoke keeps their words after all: they are counted and shown as before."""
    voice = _locked(reference)
    asked = ErasureRequest.objects.filter(voice=reference, state=State.ASKED, basis=Basis.SPEAKER).first()
    if asked is None:
        raise Refused("Nothing is waiting to be erased.")
    asked.state, asked.decided_at = State.TAKEN_BACK, timezone.now()
    asked.save(update_fields=["state", "decided_at"])
    # What was withdrawn before they asked stays withdrawn.
    if voice.withdrawn_at == asked.asked_at:
        voice.withdrawn_at = None
        voice.save(update_fields=["withdrawn_at"])
        ports.changed(ports.VoicesChanged([voice.pk], "restored"))
        ask_again(voice)
    _record("voices.erasure-taken-back", voice, {})


@transaction.atomic
def ask_erasure(*, actor: Actor, organisation_id: int, reference: str, identity: str, note: str) -> ErasureRequest:
    """Somebody asks us to erase what is about them: how we know who they are is kept. A second person decides."""
    require(actor, "ask_erasures", Whole(organisation_id))
    voice = _locked(reference, organisation_id)
    if identity not in {*Identity.values} - {"", Identity.KEY, Identity.KEY_AND_PIN}:
        raise Refused("Choose how you know who asked.", "identity")
    due_on = timezone.localdate() + timedelta(days=retention.settings()["answer_days"])
    checked = said(note, "Enter what you checked, without personal details.", "note", 300)
    request = _ask(voice, basis=Basis.SUBJECT, identity=identity, due_on=due_on, note=checked, actor=actor)
    _record("voices.erasure-asked", voice, {"basis": request.basis, "identity": identity}, actor)
    return request


@transaction.atomic
def erase_asked(*, actor: Actor, organisation_id: int, reference: str) -> dict[str, int]:
    """Carry out what was asked for, as a second person; returns how much went, by what it is."""
    request = _request(actor, organisation_id, reference)
    if request.basis == Basis.SUBJECT and request.asked_by_id == actor.account_id:
        raise Refused("You have taken this request yourself. A second person has to look at it.")
    return _erase(request, actor)


@transaction.atomic
def refuse_erasure(*, actor: Actor, organisation_id: int, reference: str, reason: str) -> None:
    """Say why it is not erased, as whoever asked will be told. What a speaker asked with their key is not refused."""
    request = _request(actor, organisation_id, reference)
    if request.basis == Basis.SPEAKER:
        raise Refused("They spoke, and have asked for it with their key. Only a hold stops it.")
    request.reason = said(reason, "Enter why it is not erased.", "reason", 400)
    _decide(request, State.REFUSED, actor)
    _record("voices.erasure-refused", _locked(request.voice), {"reason": request.reason}, actor)


def erase_due(*, actor: Actor = SYSTEM, many: int = MANY) -> int:
    """Carry out what speakers asked for and have not taken back in time, and what was confirmed; returns how many."""
    waiting = ErasureRequest.objects.filter(state=State.ASKED, due_on__lte=timezone.localdate())
    ready = waiting.filter(basis=Basis.SPEAKER) | waiting.filter(basis=Basis.RETENTION, decided_by__isnull=False)
    count = 0
    for pk in list(ready.order_by("due_on", "id").values_list("id", flat=True)[:many]):
        with transaction.atomic():
            request = ErasureRequest.objects.select_for_update().get(pk=pk)
            voice = sole(Voice.objects.filter(reference=request.voice))
            if request.state == State.ASKED and (voice is None or retention.held_back(voice) is None):
                _erase(request, actor)
                count += 1
    return count


def _locked(reference: str, organisation_id: int | None = None) -> Voice:
    rows = Voice.objects.select_for_update().filter(reference=reference)
    voice = (rows if organisation_id is None else rows.filter(organisation=organisation_id)).first()
    if voice is None:
        raise Refused("Choose a voice that exists.", "voice")
    return voice


def _request(actor: Actor, organisation_id: int, reference: str) -> ErasureRequest:
    require(actor, "erase_voices", Whole(organisation_id))
    rows = ErasureRequest.objects.select_for_update().filter(organisation=organisation_id, reference=reference)
    request = rows.filter(state=State.ASKED).first()
    if request is None:
        raise Refused("Choose a request that is still open.")
    return request


def _ask(voice: Voice, *, actor: Actor | None = None, **given: object) -> ErasureRequest:
    _refuse_held(voice)
    if voice.erased_at is not None:
        raise Refused(ERASED)
    if ErasureRequest.objects.filter(voice=voice.reference, state=State.ASKED).exists():
        raise Refused("It is asked for already.")
    return ErasureRequest.objects.create(
        organisation_id=voice.organisation_id,
        voice=voice.reference,
        asked_by_id=actor.account_id if actor else None,
        asked_at=timezone.now(),
        **given,
    )


def _refuse_held(voice: Voice) -> None:
    hold = retention.held_back(voice)
    if hold is not None:
        why = hold.why if hold.why.endswith((".", "!", "?")) else f"{hold.why}."
        raise Refused(HELD.format(why=why))


def _erase(request: ErasureRequest, actor: Actor) -> dict[str, int]:
    voice = sole(Voice.objects.filter(reference=request.voice))
    if voice is not None:
        _refuse_held(voice)
    named = "" if voice is None or voice.route == Voice.Route.SPEAKING_UP else actor.reference
    gone = ledger.forget(subject=subject_of(request.voice), because=request.basis, actor=named)
    # What was noted of who asked is not needed once it is done: that it was checked is.
    request.gone, request.note = gone, "Checked." if request.note else ""
    _decide(request, State.DONE, actor)
    return gone


def _decide(request: ErasureRequest, state: str, actor: Actor) -> None:
    request.state = State(state)
    if request.decided_by_id is None:
        request.decided_by_id = actor.account_id
    request.decided_at = timezone.now()
    request.save()


def said(text: str, missing: str, field: str, longest: int) -> str:
    """What somebody wrote, on one line, personal details masked. Raises Refused for nothing and for too much."""
    cleaned = " ".join(text.replace("\x00", "").split())
    if not cleaned:
        raise Refused(missing, field)
    if len(cleaned) > longest:
        raise Refused(f"Enter at most {longest} characters.", field)
    return redact_text(cleaned).words[:longest]


def _record(kind: str, voice: Voice, content: dict[str, object], actor: Actor | None = None) -> None:
    named = actor.reference if actor and voice.route != Voice.Route.SPEAKING_UP else ""
    ledger.record(kind=kind, subject=subject_of(voice.reference), content=content, actor=named)
