"""What a person has to do about messages, as tasks with an owner and a clock."""

from __future__ import annotations

import logging

from heard.messages import ports
from heard.messages.limits import UNOWED
from heard.messages.models import Message
from heard.messages.policy import can
from heard.messages.queries.recipients import ACCOUNT
from heard.organisations import queries as organisations
from heard.organisations.errors import Refused
from heard.organisations.models import Account, Role
from heard.organisations.policy import SYSTEM, Actor
from heard.tasks import actions as tasks
from heard.tasks import queries as standing

logger = logging.getLogger(__name__)

SUBJECT = "messages.message:"
REPLY_SUBJECT = "messages.reply:"
UNDELIVERED, BY_HAND, STRAY = "messages.undelivered", "messages.by_hand", "messages.stray"
_MADE = {
    "braille": "Make a message in braille and send it",
    "bsl": "Have a message signed in British Sign Language",
    "audio": "Record a message and send it",
    "other": "Make a message in the format that was asked for",
    "phone": "Tell somebody a message by telephone",
    "in_person": "Tell somebody a message in person",
}


def bring(given: ports.ByHand) -> None:
    """A message that the machine cannot make or bring becomes a task."""
    _open(given.organisation_id, given.message, BY_HAND, _MADE[given.what])


def find_another_way(outcome: ports.Outcome) -> None:
    """A message that did not arrive becomes a task; what nobody is owed, or asked not to get, does not."""
    if outcome.template in UNOWED or outcome.stopped:
        return
    if outcome.state in ("unsent", "failed", "bounced") and not outcome.recipient_ref.startswith(ACCOUNT):
        _open(outcome.organisation_id, outcome.message, UNDELIVERED, "Reach somebody whom a message did not reach")


def read_stray(organisation_id: int, reference: str) -> None:
    """A reply that belongs to no message becomes a task: it may say that somebody is in danger."""
    try:
        tasks.open_task(
            actor=SYSTEM,
            organisation_id=organisation_id,
            kind=STRAY,
            subject=f"{REPLY_SUBJECT}{reference}",
            title="Read a reply that belongs to no message",
            role=Role.ENGAGEMENT_LEAD,
            clock="first_read",
            verb="send_messages",
        )
    except (LookupError, Refused):
        logger.exception("No task could be opened about reply %s", reference)


def finish_stray(actor: Actor, reference: str) -> None:
    """Somebody has seen to a reply that belongs to no message."""
    for task in standing.tasks_about(f"{REPLY_SUBJECT}{reference}"):
        if task.live:
            tasks.finish_task(actor=actor, reference=task.reference, reason="Seen to.")


def finish(actor: Actor, message: Message, kind: str, reason: str) -> None:
    """A person has seen to it: the task of that kind is done."""
    for task in standing.tasks_about(f"{SUBJECT}{message.reference}"):
        if task.kind == kind and task.live:
            tasks.finish_task(actor=actor, reference=task.reference, reason=reason)


def _open(organisation_id: int, reference: str, kind: str, title: str) -> None:
    message = Message.objects.select_related("made_by").get(reference=reference)
    try:
        tasks.open_task(
            actor=SYSTEM,
            organisation_id=organisation_id,
            kind=kind,
            subject=f"{SUBJECT}{reference}",
            title=title,
            role=Role.ENGAGEMENT_LEAD,
            clock="undelivered",
            unit_id=message.unit_id,
            verb="send_messages",
            owner_id=_owner(message),
        )
    except (LookupError, Refused):
        # No calendar for that year, say: the message stands on the list all the same, and sending goes on.
        logger.exception("No task could be opened about message %s", reference)


def _owner(message: Message) -> int | None:
    """Whoever wrote the message, if they still may; else nobody yet, and the role has it."""
    account: Account | None = message.made_by
    if account is None or not can(organisations.actor(account), "send_messages", message):
        return None
    return account.pk
