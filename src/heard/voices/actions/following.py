"""What somebody does with their own words afterwards, by the key of their receipt or through staff who hear it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from heard.ledger import actions as ledger
from heard.ledger.queries import history
from heard.methods.redaction import redact_text
from heard.organisations import queries as organisations
from heard.organisations.policy import Actor
from heard.store.bulk import reserve_ids
from heard.store.rows import sole
from heard.voices import ports
from heard.voices.actions.answering import ask_to_look_again, cancel_asked, open_misread
from heard.voices.actions.batching import batch_of
from heard.voices.actions.reading import open_reading
from heard.voices.capture import keys, limits
from heard.voices.capture.danger import danger
from heard.voices.errors import Refused
from heard.voices.importing.questions import ensure_questions
from heard.voices.models import Answer, CapturePoint, Confirmed, Misread, Original, Receipt, Voice
from heard.voices.policy import Whole, require, role_of
from heard.voices.queries.follow import taken_back

MORE = "What else do you want to tell us?"
UNKNOWN = "We do not know this key. Check the five words, or ring us."
WRONG_PIN = "That is not the PIN. Enter the four digits that you chose."
TOO_OFTEN = "There have been too many tries. Try again in an hour, or ring us."


def find_by_key(*, organisation_id: int, key: str, address: str) -> tuple[str, bool]:
    """(reference of the voice, whether a PIN is set) by the key as somebody typed or said it.

    Wrong keys are counted against the address they come from. Raises Refused for one that is unknown.
    """
    if not limits.spend("key", address):
        raise Refused(TOO_OFTEN, "key")
    known = Receipt.objects.select_related("voice").filter(
        key=keys.fingerprint(keys.cleaned(key)), voice__organisation=organisation_id
    )
    found = known.first() if keys.cleaned(key) else None
    if found is None:
        raise Refused(UNKNOWN, "key")
    limits.give_back("key", address)
    return found.voice.reference, bool(found.pin)


def check_pin(*, reference: str, pin: str) -> None:
    """Raise Refused unless the PIN is right. Wrong ones are counted against the receipt, wherever they come from."""
    receipt = Receipt.objects.get(voice__reference=reference)
    if not receipt.pin:
        return
    if not limits.spend("pin", reference):
        raise Refused(TOO_OFTEN, "pin")
    if not constant_time_compare(keys.pin_mark(reference, pin), receipt.pin):
        raise Refused(WRONG_PIN, "pin")
    limits.give_back("pin", reference)


def find_for_caller(*, actor: Actor, organisation_id: int, key: str, pin: str = "") -> str:
    """The voice of somebody who says their key to staff, and their PIN if they set one; that stays on record."""
    require(actor, "enter_voices", Whole(organisation_id))
    reference, _ = find_by_key(organisation_id=organisation_id, key=key, address=f"account:{actor.reference}")
    check_pin(reference=reference, pin=pin)
    # Outside a transaction until here: a wrong key stays counted.
    with transaction.atomic():
        _record("voices.followed-through-staff", Voice.objects.get(reference=reference), {}, actor)
    return reference


def add_words(*, reference: str, words: str, actor: Actor | None = None) -> None:
    """More words of the same person: a further answer, coded and counted like the first."""
    voice = _own(reference)
    _may_act_for(actor, voice)
    said = _cleaned(words, "Enter what you want to add.")
    (question_id, kind), *_ = ensure_questions(voice.organisation_id, [MORE])
    masked = redact_text(said)
    answer = Answer(
        id=reserve_ids(Answer, 1),
        voice_id=voice.pk,
        question_id=question_id,
        words=masked.words,
        masked=bool(masked.spans),
    )
    finish = ports.added(batch_of(voice, [(answer, kind)]))
    with transaction.atomic():
        _own(reference, lock=True)
        answer.save(force_insert=True)
        if masked.spans:
            Original.objects.create(answer=answer, words=said, spans=[list(span) for span in masked.spans])
        _record("voices.added-to", voice, {"answer": answer.pk}, actor)
        for write in finish:
            write()
        _ask_to_read(voice, said)


@transaction.atomic
def withdraw_own(*, reference: str, actor: Actor | None = None) -> None:
    """Whoever spoke takes their words back: no longer counted, found or shown."""
    voice = _own(reference, lock=True)
    voice.withdrawn_at = timezone.now()
    voice.save(update_fields=["withdrawn_at"])
    ports.changed(ports.VoicesChanged([voice.pk], "withdrawn"))
    cancel_asked(voice)
    _record("voices.withdrawn-by-speaker", voice, {}, actor)


@transaction.atomic
def say_misread(*, reference: str, words: str = "", actor: Actor | None = None) -> None:
    """'That is not what I meant': a person looks at how it was understood. Said twice, the later words stand."""
    voice = _own(reference, lock=True)
    meant = redact_text(_cleaned(words, "")).words if words.strip() else ""
    Misread.objects.update_or_create(voice=voice, settled_at=None, defaults={"words": meant, "at": timezone.now()})
    open_misread(voice)
    if danger(words):
        _ask_to_read(voice, words)
    _record("voices.misread", voice, {}, actor)


@transaction.atomic
def confirm_change(
    *, reference: str, answer: str, treated_worse: bool, about: str = "", actor: Actor | None = None
) -> None:
    """Keep whether it changed and whether they were treated worse, and tell the rooms that act on it.

    Where none of them has anything to bring back, those who read what they said look at it again.
    """
    voice = _own(reference, lock=True, withdrawn_by_us=True)
    _may_act_for(actor, voice)
    if answer not in Confirmed.Changed.values:
        raise Refused("Choose whether it changed.", "answer")
    now = timezone.now()
    Confirmed.objects.create(voice=voice, about=about, answer=answer, treated_worse=treated_worse, at=now)
    _record("voices.confirmed", voice, {"answer": answer, "treated_worse": treated_worse, "about": about}, actor)
    told = ports.Confirmation(
        voice.reference,
        voice.organisation_id,
        about,
        answer,  # type: ignore[arg-type]  # one of Confirmed.Changed, checked above
        treated_worse,
        now,
    )
    back = ports.confirmed(told)
    if answer == Confirmed.Changed.NO and not any(back):
        ask_to_look_again(voice)


def _ask_to_read(voice: Voice, said: str) -> None:
    """What is added has to be read like what was said first."""
    point = sole(CapturePoint.objects.filter(unit=voice.unit_id))
    service = organisations.units([voice.unit_id])[voice.unit_id].name
    open_reading(voice, point, urgent=bool(danger(said)), service=service)


def _own(reference: str, *, lock: bool = False, withdrawn_by_us: bool = False) -> Voice:
    """The voice of whoever holds its key. `withdrawn_by_us`: also one that staff withdrew."""
    rows = Voice.objects.select_for_update() if lock else Voice.objects
    voice = rows.filter(reference=reference).first()
    if voice is None:
        raise Refused(UNKNOWN)
    if voice.withdrawn_at is not None and not (withdrawn_by_us and not taken_back(history(f"voice:{reference}"))):
        raise Refused("These words were taken back. Nothing more can be done with them.")
    return voice


def _may_act_for(actor: Actor | None, voice: Voice) -> None:
    """Whoever writes down what a caller says with their key has to be one who may."""
    if actor is not None:
        require(actor, "enter_voices", Whole(voice.organisation_id))


def _cleaned(words: str, missing: str) -> str:
    cleaned = words.replace("\x00", "").replace("\r\n", "\n").strip()
    if not cleaned:
        raise Refused(missing, "words")
    if len(cleaned) > 10_000:
        raise Refused("Enter at most 10,000 characters.", "words")
    return cleaned


def _record(kind: str, voice: Voice, content: dict[str, object], actor: Actor | None) -> None:
    named, through = "", {}
    if actor is not None:
        through = {"by": "telephone"}
        if voice.route != Voice.Route.SPEAKING_UP:
            named, through["role"] = actor.reference, role_of(actor, voice.organisation_id)
    ledger.record(kind=kind, subject=f"voice:{voice.reference}", content={**content, **through}, actor=named)
