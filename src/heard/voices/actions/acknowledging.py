"""Who asked for a reply is told that their words have arrived: once, neutrally, and by a job rather than by the page.

Somebody else may read what is sent, so that it names no service and nothing that was said (ADR 11).
"""

from __future__ import annotations

from datetime import date, datetime
from time import monotonic, sleep

from django.db import transaction
from django.utils import timezone, translation
from django.utils.dates import MONTHS

from heard.ledger import actions as ledger
from heard.messages import actions as messages
from heard.messages import addresses
from heard.messages import queries as sent
from heard.messages.actions import Planned
from heard.messages.models import Way
from heard.messages.ports import Recipient
from heard.organisations.policy import SYSTEM
from heard.voices.actions.answering import asked
from heard.voices.actions.reading import subject_of
from heard.voices.models import Contact, Voice
from heard.voices.policy import BY_KEY
from heard.voices.queries.receipts import how_to_follow

TEMPLATE = "acknowledgement"
# Nobody is rung, and nobody is sent, only to say that something has arrived; and others may answer a telephone.
_BY_A_PERSON = frozenset({str(Way.PHONE), str(Way.IN_PERSON)})


def about(reference: str) -> str:
    """What an acknowledgement belongs to: it is no answer, so that it is not about the voice itself.

    >>> about("01J")
    'voices.acknowledgement:01J'
    """
    return f"voices.acknowledgement:{reference}"


def acknowledge_due(*, now: datetime | None = None, most: int = 500) -> int:
    """Acknowledge what has come from people who asked for a reply, at most `most`; returns how many were written to."""
    moment, written = now or timezone.now(), 0
    for _ in range(most):
        began = monotonic()
        done = _acknowledge_next(moment)
        if done is None:
            break
        written += done
        # Each holds SQLite's one lock: whoever speaks meanwhile comes in between, and waits for one of them at most.
        sleep(monotonic() - began)
    return written


def _acknowledge_next(now: datetime) -> bool | None:
    """Acknowledge the one that has waited longest; whether a message was made, or None where nobody waits."""
    rows = Contact.objects.filter(acknowledge=True).select_related("voice")
    contact = rows.order_by("voice_id").first()
    if contact is None:
        return None
    voice = contact.voice
    due = next((task.due_on for task in asked(voice)), None)
    # Answered or taken back meanwhile: there is nothing to announce.
    person = _told(voice, now) if due is not None else None
    return _write(voice, _planned(voice, person, due, now) if person and due else None)


def _told(voice: Voice, now: datetime) -> Recipient | None:
    """Whoever spoke, if they are written to: on a way that is written, and neither stopped nor told too often."""
    if voice.withdrawn_at is not None or voice.route in BY_KEY:
        return None
    person = sent.resolve(voice.organisation_id, subject_of(voice.reference))
    if person is None or person.way in _BY_A_PERSON:
        return None
    mark = addresses.fingerprint(person.way, person.address)
    standing = sent.standing(voice.organisation_id, TEMPLATE, [mark], now)
    return None if mark in standing.stopped | standing.lately else person


def _planned(voice: Voice, person: Recipient, due: date, now: datetime) -> Planned:
    following = how_to_follow(voice.organisation_id, [voice.reference])[voice.reference]
    with translation.override(voice.language or "en"):
        day = f"{due.day} {MONTHS[due.month]} {due.year}"
    return messages.plan_message(
        actor=SYSTEM,
        recipient=person,
        template=TEMPLATE,
        values={"name": person.address.name, "due": day, "follow": following.sentence},
        about=about(voice.reference),
        unit_id=voice.unit_id if voice.route == Voice.Route.LINE else None,
        key=about(voice.reference),
        now=now,
    )


@transaction.atomic
def _write(voice: Voice, planned: Planned | None) -> bool:
    # One worker of several takes it off the list: who was first.
    if not Contact.objects.filter(voice=voice, acknowledge=True).update(acknowledge=False) or planned is None:
        return False
    message = messages.write_planned(actor=SYSTEM, planned=planned)
    ledger.record(kind="voices.acknowledged", subject=f"voice:{voice.reference}", content={"message": message})
    return True
