"""What every voice that arrives by itself has in common: checked, masked, coded, routed, written with its event."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.methods.exports.dates import NONE
from heard.methods.redaction import redact_text
from heard.organisations import packs
from heard.organisations import queries as organisations
from heard.organisations.policy import SYSTEM, Actor
from heard.store import sealing, sql
from heard.store.bulk import insert_made, reserve_for
from heard.store.references import new_reference
from heard.tasks import actions as tasks
from heard.tasks.actions import Planned
from heard.voices import ports
from heard.voices.actions.answering import owed
from heard.voices.actions.attaching import attach
from heard.voices.actions.batching import batch_of
from heard.voices.actions.reading import plan, reading
from heard.voices.capture import keys
from heard.voices.capture.danger import danger
from heard.voices.capture.routes import route_of
from heard.voices.capture.wishes import Wishes
from heard.voices.errors import Refused, TooMuch
from heard.voices.importing import proof
from heard.voices.importing.questions import ensure_questions
from heard.voices.models import Answer, CapturePoint, Contact, Original, Receipt, Submission, Voice
from heard.voices.policy import BY_KEY

LONGEST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said on one occasion. `question` is the question's wording as it was asked."""

    question: str
    words: str = ""
    rating: int | None = None
    relation: str = ""
    moment: str = ""
    about_person: str = ""
    under_16: bool = False
    speaking_up: bool = False
    about: Mapping[str, str] = field(default_factory=dict)
    wishes: Wishes = field(default_factory=Wishes)
    # name, email, phone, address: only what was given.
    contact: Mapping[str, str] = field(default_factory=dict)
    pin: str = ""
    # In which they are written to ('en', 'cy'); '' where nobody said.
    language: str = ""
    # What the pictures say that were chosen, as the pack has it.
    cards: tuple[str, ...] = ()
    # Recordings and pictures that wait under the same token, by their references.
    attachments: tuple[str, ...] = ()

    def digest(self) -> str:
        """By what two sendings of the same are known as such; it says nothing without our secret."""
        return sealing.fingerprint("said:" + json.dumps(asdict(self), sort_keys=True))


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a sending. `changed` says that the same form came again with something else in it."""

    reference: str
    key: str
    at: datetime
    again: bool = False
    changed: bool = False
    # Whether it goes round the line of the service, whose people then do not see it.
    outside: bool = False
    # The last day in time for it to be read; None where it came before, and may be read already.
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """What was sent, about which service, how, and who entered it, if somebody did."""

    said: Said
    token: str
    unit_id: int
    organisation_id: int
    channel: str
    point: CapturePoint | None
    actor: Actor | None = None
    # Whether an answer is owed to whoever did not say how to reach them, too: they read it under their key.
    answer_owed: bool = False
    # The list of invitations by whose link they came.
    invited_id: int | None = None
    # Counts it against the limits of whoever sends it, and says whether it is within them.
    within: Callable[[], bool] | None = None


def sent_before(token: str, said: Said) -> Received | None:
    """What became of the same sending, where it came before."""
    mark = keys.token_mark(token)
    # Most come for the first time: to look whether they do costs less than to have Django ask for all of it.
    with sql.planned_cursor(connection) as cursor:
        cursor.execute("SELECT 1 FROM voices_submission WHERE token = %s", [mark])
        if cursor.fetchone() is None:
            return None
    before = Submission.objects.select_related("voice").get(token=mark)
    changed = before.digest != said.digest()
    voice = before.voice
    return Received(voice.reference, keys.key_of(token), voice.received_at, True, changed, _is_outside(voice))


def _is_outside(voice: Voice) -> bool:
    return voice.route != Voice.Route.LINE


def take(sent: Sending) -> Received:
    """Prepare outside the transaction (masking, coding), write inside."""
    sent = replace(sent, said=_checked(sent.said, answer_owed=sent.answer_owed))
    said = sent.said
    (question_id, kind), *chosen = ensure_questions(sent.organisation_id, [said.question, *_asked_with_cards(said)])
    alarms = danger("\n".join([said.words, *said.cards]))
    voice_id, answer_id = _begun(sent)
    voice = _voice(sent, alarms, voice_id)
    words = redact_text(said.words)
    answer = Answer(
        id=answer_id,
        voice_id=voice.pk,
        question_id=question_id,
        state=Answer.State.SAID if said.words else Answer.State.BLANK,
        words=words.words,
        masked=bool(words.spans),
    )
    spans = [list(span) for span in words.spans]
    cards = [(card, kind) for _, kind in chosen for card in _cards(said, voice, chosen[0][0], answer_id + 1)]
    finish = ports.stored(batch_of(voice, [(answer, kind), *cards]))
    point = sent.point
    service = point.unit.name if point else organisations.units([voice.unit_id])[voice.unit_id].name
    to_read = reading(voice, point, urgent=bool(alarms), service=service)
    planned = plan([to_read, *owed(voice, point, service)], [point.unit] if point else [])
    finish.append(partial(_open, planned))
    if said.attachments:
        finish.append(lambda: attach(voice, sent.token, said.attachments, service))
    try:
        _write(sent, voice, [answer, *(card for card, _ in cards)], spans, finish)
    except IntegrityError:
        # The same form came twice at once: the other was first.
        if known := sent_before(sent.token, said):
            return known
        raise
    key, outside = keys.key_of(sent.token), _is_outside(voice)
    return Received(voice.reference, key, voice.received_at, outside=outside, by=planned.due_of(to_read))


@transaction.atomic
def _begun(sent: Sending) -> tuple[int, ...]:
    """The ids of the voice and of its first answer. Raises TooMuch. On SQLite all of it waits once for its turn."""
    if sent.within is not None and not sent.within():
        raise TooMuch("Too much has been sent from here in the last hour.")
    return reserve_for((Voice, 1), (Answer, 1 + len(sent.said.cards)))


def _open(planned: Planned) -> None:
    tasks.open_planned(actor=SYSTEM, planned=planned)


def _asked_with_cards(said: Said) -> list[str]:
    return [packs.load("picture-cards").content["question"]] if said.cards else []


def _cards(said: Said, voice: Voice, question_id: int, first: int) -> list[Answer]:
    """An answer for each picture that was chosen, with its wording, so that it is coded and read like words."""
    return [
        Answer(id=first + place, voice_id=voice.pk, question_id=question_id, state=Answer.State.SAID, words=words)
        for place, words in enumerate(said.cards)
    ]


@transaction.atomic
def _write(
    sent: Sending, voice: Voice, answers: list[Answer], spans: list[list[Any]], finish: list[Callable[[], None]]
) -> None:
    said = sent.said
    digest, token = said.digest(), keys.token_mark(sent.token)
    # First, so that the second of two at once goes no further.
    insert_made(Submission(token=token, point=sent.point, voice=voice, digest=digest, invited_id=sent.invited_id))
    voice.event = _recorded(said, voice, answers, sent.actor)
    insert_made(voice)
    insert_made(*answers)
    if spans:
        insert_made(Original(answer=answers[0], words=said.words, spans=spans))
    if said.contact:
        sealed = sealing.seal(json.dumps(dict(said.contact)))
        # A job tells them that it has arrived: on the ways that are written, and not in this transaction.
        told = said.wishes.reply and voice.route not in BY_KEY
        insert_made(Contact(voice=voice, sealed=sealed, acknowledge=told))
    pin = keys.pin_mark(voice.reference, said.pin) if said.pin else ""
    insert_made(Receipt(voice=voice, key=keys.fingerprint(keys.key_of(sent.token)), pin=pin))
    for write in finish:
        write()


def _recorded(said: Said, voice: Voice, answers: list[Answer], actor: Actor | None) -> int:
    """The one event: a commitment to what was said, and no word of it."""
    rating = -1 if voice.rating is None else voice.rating
    day = (voice.said_on - date(1970, 1, 1)).days if voice.said_on else NONE
    body = proof.content(
        voice.reference,
        day,
        (NONE, NONE),
        rating,
        # The words of the first before anything in them is masked; a card has nothing to mask.
        [(one.question_id or 0, one.state, one.words if place else said.words) for place, one in enumerate(answers)],
    )
    content = {
        "unit": voice.unit_id,
        "channel": str(voice.channel),
        "route": voice.route,
        "digest": proof.leaf(bytes(voice.salt), body).hex(),
    }
    named = actor.reference if actor and voice.route != Voice.Route.SPEAKING_UP else ""
    kind = "voices.entered" if actor else "voices.received"
    return ledger.record(kind=kind, subject=f"voice:{voice.reference}", content=content, actor=named)


def _voice(sent: Sending, alarms: tuple[str, ...], voice_id: int) -> Voice:
    said = sent.said
    now = timezone.now()
    publish = said.wishes.publication != "none"
    route = route_of(
        speaking_up=said.speaking_up,
        under_16=said.under_16,
        danger=alarms,
        not_this_ward=said.wishes.not_this_ward,
    )
    waiting = publish and route == Voice.Route.LINE and bool(said.words or said.cards)
    return Voice(
        id=voice_id,
        reference=new_reference(),
        organisation_id=sent.organisation_id,
        unit_id=sent.unit_id,
        # Imports look for theirs by source; these have none.
        key=int.from_bytes(os.urandom(8)) >> 1,
        said_on=timezone.localdate(now),
        received_at=now,
        kind=Voice.Kind.STAFF_CONCERN if said.speaking_up else Voice.Kind.FEEDBACK,
        relation=said.relation,
        channel=sent.channel,
        moment=said.moment,
        language=said.language,
        rating=said.rating,
        about=dict(said.about) or None,
        wishes=_masked(said.wishes).as_json(),
        route=route,
        under_16=said.under_16,
        about_person=said.about_person,
        moderation=Voice.Moderation.WAITING if waiting else Voice.Moderation.NONE,
        salt=os.urandom(16),
    )


def _masked(wishes: Wishes) -> Wishes:
    """What they wrote about the format may name somebody, too."""
    note = wishes.format_note
    return replace(wishes, format_note=redact_text(note).words[:200]) if note else wishes


def _checked(said: Said, *, answer_owed: bool = False) -> Said:
    """What was said, cleaned of what no database keeps. Raises Refused with the field's sentence."""
    words = said.words.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words and said.rating is None and not said.cards and not said.attachments:
        raise Refused("Enter what you want to tell us, or choose how it was.", "words")
    if len(words) > LONGEST:
        raise Refused(f"Enter at most {LONGEST:,} characters. You can add more afterwards, with your key.", "words")
    choices = ((said.relation, Voice.Relation), (said.moment, Voice.Moment), (said.about_person, Voice.Basis))
    if any(given not in allowed.values for given, allowed in choices):
        raise Refused("Choose one of the answers.")
    if said.rating is not None and said.rating not in range(1, 7):
        raise Refused("Choose how it was.", "rating")
    if (
        said.wishes.reply
        and not answer_owed
        and not any(said.contact.get(way) for way in ("email", "phone", "address"))
    ):
        raise Refused("Enter an e-mail address, a telephone number or an address for our reply.", "email")
    return replace(said, words=words)
