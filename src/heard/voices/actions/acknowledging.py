"""Who asked for a reply is told that their words have arrived: once, neutrally, and by a job rather than by the page.

Somebody else may read what is sent, so that it names no service and nothing that was said (ADR 11).
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.dates import MONTHS

from heard.ledger import actions as ledger
from heard.messages import actions as messages
from heard.messages import addresses
from heard.messages import queries as sent
from heard.messages.models import Way
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
        done = _acknowledge_next(moment)
        if done is None:
            break
        written += done
    return written


@transaction.atomic
def _acknowledge_next(now: datetime) -> bool | None:
    """Acknowledge the one that has waited longest; whether a message was made, or None where nobody waits."""
    skip = connection.features.has_select_for_update_skip_locked
    rows = Contact.objects.select_for_update(skip_locked=skip, of=("self",) if skip else ())
    contact = rows.filter(acknowledge=True).select_related("voice").order_by("voice_id").first()
    if contact is None:
        return None
    contact.acknowledge = False
    contact.save(update_fields=["acknowledge"])
    voice = contact.voice
    due = next((task.due_on for task in asked(voice)), None)
    # Answered or taken back meanwhile: there is nothing to announce.
    if due is None or not _may_be_told(voice, now):
        return False
    with translation.override(voice.language or "en"):
        day = f"{due.day} {MONTHS[due.month]} {due.year}"
    message = _write(voice, day, now)
    content = {"message": message}
    ledger.record(kind="voices.acknowledged", subject=f"voice:{voice.reference}", content=content)
    return True


def _may_be_told(voice: Voice, now: datetime) -> bool:
    """Whether whoever spoke is written to: on a way that is written, and neither stopped nor told too often."""
    if voice.withdrawn_at is not None or voice.route in BY_KEY:
        return False
    person = sent.resolve(voice.organisation_id, subject_of(voice.reference))
    if person is None or person.way in _BY_A_PERSON:
        return False
    mark = addresses.fingerprint(person.way, person.address)
    standing = sent.standing(voice.organisation_id, TEMPLATE, [mark], now)
    return mark not in standing.stopped | standing.lately


def _write(voice: Voice, due: str, now: datetime) -> str:
    person = sent.resolve(voice.organisation_id, subject_of(voice.reference))
    following = how_to_follow(voice.organisation_id, [voice.reference])[voice.reference]
    return messages.write(
        actor=SYSTEM,
        organisation_id=voice.organisation_id,
        template=TEMPLATE,
        recipient_ref=subject_of(voice.reference),
        values={"name": person.address.name if person else "", "due": due, "follow": following.sentence},
        about=about(voice.reference),
        unit_id=voice.unit_id if voice.route == Voice.Route.LINE else None,
        key=about(voice.reference),
        now=now,
    )
