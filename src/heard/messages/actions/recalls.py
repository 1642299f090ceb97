"""Second thoughts: recalled, sent again, or seen to by a person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from heard.messages import limits, work
from heard.messages.actions import drafts, queueing
from heard.messages.models import Body, Message
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor

State = Message.State
# Until a message is in one of these it can be recalled.
RECALLABLE = (State.QUEUED, State.TO_PRINT)
# On the list for a person until one has seen to it.
UNDELIVERED = (State.UNSENT, State.FAILED, State.BOUNCED)


@transaction.atomic
def recall_message(*, actor: Actor, organisation_id: int, reference: str, now: datetime | None = None) -> str:
    """Stop a message before it is sent, and give its words back as a draft; returns the draft's reference."""
    message = drafts.locked(actor, "send_messages", organisation_id, reference)
    if message.state not in RECALLABLE:
        raise Refused("This message has been sent, or is being sent. It can no longer be recalled.")
    moment = now or timezone.now()
    key, message.key = message.key, None
    queueing.end(message, State.RECALLED, moment)
    message.save()
    body = Body.objects.get(message=message)
    draft = Message(
        organisation_id=organisation_id,
        unit_id=message.unit_id,
        made_on=timezone.localdate(moment),
        recipient_ref=message.recipient_ref,
        about=message.about,
        key=key,
        template=message.template,
        template_version=message.template_version,
        language=message.language,
        way=message.way,
        format=message.format,
        made_by_id=actor.account_id,
        made_at=moment,
    )
    draft.save()
    Body.objects.create(message=draft, subject=body.subject, words=body.words, nonce=body.nonce)
    drafts.record(actor, "messages.recalled", message, {"draft": draft.reference})
    return draft.reference


@transaction.atomic
def send_again(*, actor: Actor, organisation_id: int, reference: str, now: datetime | None = None) -> str:
    """Try a message again that did not arrive, to the address that the book has now; returns the state it is in."""
    message = drafts.locked(actor, "send_messages", organisation_id, reference)
    if message.state not in UNDELIVERED:
        raise Refused("Only a message that did not arrive can be sent again.")
    if not Body.objects.filter(message=message).exists():
        raise Refused("Its words were erased, so that it cannot be sent again.")
    message.round += 1
    message.attempts, message.provider_id, message.ended_at = 0, "", None
    message.settled_at, message.settled_how = None, ""
    queueing.queue([message], limits.limits(), now or timezone.now())
    message.save()
    work.finish(actor, message, work.UNDELIVERED, "The message was sent again.")
    drafts.record(actor, "messages.sent-again", message, {"state": str(message.state), "round": message.round})
    return message.state


@transaction.atomic
def settle(*, actor: Actor, organisation_id: int, reference: str, how: str) -> None:
    """Say how a message that did not arrive was seen to; it leaves the list."""
    message = drafts.locked(actor, "send_messages", organisation_id, reference)
    if message.state not in UNDELIVERED:
        raise Refused("This message is not on the list of those that did not arrive.")
    given = " ".join(how.replace("\x00", "").split())
    if not given:
        raise Refused("Enter how you reached the person, or why nobody can.", "how")
    if len(given) > 200:
        raise Refused("Enter at most 200 characters.", "how")
    message.settled_at, message.settled_how = timezone.now(), given
    message.save(update_fields=["settled_at", "settled_how"])
    work.finish(actor, message, work.UNDELIVERED, "A person saw to it.")
    # How a person was reached can name them: it stays with the message, not in the event.
    drafts.record(actor, "messages.settled", message, {"state": str(message.state)})
    queueing.tell(message, "settled")


@transaction.atomic
def finish_by_hand(*, actor: Actor, organisation_id: int, reference: str, given: bool, how: str = "") -> None:
    """A person has brought a message that the machine could not make, or could not bring it either."""
    message = drafts.locked(actor, "send_messages", organisation_id, reference)
    if message.state != State.BY_HAND:
        raise Refused("This message does not wait for a person.")
    now = timezone.now()
    if given:
        message.state, message.problem, message.sent_at = State.SENT, "", now
    else:
        reason = " ".join(how.replace("\x00", "").split())
        if not reason:
            raise Refused("Enter why it could not be brought.", "how")
        queueing.end(message, State.UNSENT, now, reason)
    message.save()
    drafts.record(actor, "messages.brought" if given else "messages.not-brought", message, {"way": str(message.way)})
    work.finish(actor, message, work.BY_HAND, "A person brought it." if given else "A person could not bring it.")
    queueing.tell_ended([message])
