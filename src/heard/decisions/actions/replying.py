"""Replies to everyone whose words were evidence: drafted, changed, sent, and stopped."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from heard.decisions import policy
from heard.decisions.actions import changing
from heard.decisions.actions.deciding import REPLYING, ask_for_replies
from heard.decisions.models import Decision, Reply
from heard.decisions.speakers import recipient, unanswered, wishing_reply
from heard.messages import actions as messages
from heard.messages import queries as found_messages
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor
from heard.voices.queries import Following, how_to_follow
from heard.voices.queries.spoken import Spoken

TEMPLATE = "decision"


@transaction.atomic
def draft_replies(*, actor: Actor, reference: str) -> int:
    """Draft one reply to each who wishes one and has none yet; returns how many. Nothing is sent."""
    decision = changing.decided_one(actor, reference)
    done = set(decision.replies.values_list("voice", flat=True))
    people = {voice: one for voice, one in wishing_reply(decision).items() if voice not in done}
    now = timezone.now()
    following = how_to_follow(decision.organisation_id, people)
    for voice, one in people.items():
        message = _drafted(actor, decision, one, following[voice])
        Reply.objects.create(decision=decision, voice=voice, message=message, drafted_at=now)
    if people:
        changing.record(actor, "replies-drafted", decision, {"replies": len(people)})
    return len(people)


@transaction.atomic
def write_replies(*, actor: Actor, reference: str, decided: str, reasons: str, not_done: str) -> int:
    """Say it in other words to everyone at once: drafts that nobody changed by themselves are made anew."""
    decision = changing.decided_one(actor, reference)
    words = {
        "decision": changing.said(decided, "Enter what was decided.", "decided"),
        "reasons": changing.said(reasons, "Enter the reasons.", "reasons"),
        "not_done": changing.said(not_done, "", "not_done", required=False),
    }
    waiting = list(decision.replies.filter(sent_at=None, edited=False).order_by("id"))
    if not waiting:
        raise Refused("There is no draft that this would change.")
    people = wishing_reply(decision)
    following = how_to_follow(decision.organisation_id, people)
    for reply in waiting:
        messages.discard_draft(actor=actor, organisation_id=decision.organisation_id, reference=reply.message)
        if reply.voice in people:
            reply.message = _drafted(actor, decision, people[reply.voice], following[reply.voice], words)
            reply.save(update_fields=["message"])
        else:
            reply.delete()
    changing.record(actor, "replies-written", decision, {"replies": len(waiting)})
    return len(waiting)


@transaction.atomic
def edit_reply(*, actor: Actor, reference: str, voice: str, subject: str, words: str) -> Reply:
    """Change one person's draft."""
    decision = changing.decided_one(actor, reference)
    reply = decision.replies.filter(voice=voice, sent_at=None).first()
    if reply is None:
        raise Refused("There is no such draft.")
    organisation = decision.organisation_id
    messages.edit_draft(
        actor=actor, organisation_id=organisation, reference=reply.message, subject=subject, words=words
    )
    reply.edited = True
    reply.save(update_fields=["edited"])
    changing.record(actor, "reply-edited", decision, {"voice": voice})
    return reply


@transaction.atomic
def send_replies(*, actor: Actor, reference: str) -> int:
    """Put every draft into the queue, where it can be stopped for ten minutes; returns how many."""
    decision = changing.decided_one(actor, reference)
    waiting = list(decision.replies.filter(sent_at=None).order_by("id"))
    if not waiting:
        raise Refused("There is no draft to send.")
    now = timezone.now()
    for reply in waiting:
        messages.queue_message(actor=actor, organisation_id=decision.organisation_id, reference=reply.message, now=now)
        reply.sent_at = now
    Reply.objects.bulk_update(waiting, ["sent_at"])
    if not unanswered(decision):
        changing.end_task(actor, policy.subject(reference), REPLYING, f"{len(waiting)} replies are on their way.")
    changing.record(actor, "replied", decision, {"replies": len(waiting)})
    return len(waiting)


@transaction.atomic
def recall_replies(*, actor: Actor, reference: str) -> int:
    """Stop what is not yet sent: it comes back as drafts; returns how many."""
    decision = changing.locked(actor, reference)
    sent = {reply.message: reply for reply in decision.replies.exclude(sent_at=None)}
    rows = found_messages.about(decision.organisation_id, policy.subject(reference))
    stopped = [row.reference for row in rows if row.reference in sent and row.recallable]
    if not stopped:
        raise Refused("Every reply has been sent. They can no longer be stopped.")
    for message in stopped:
        reply = sent[message]
        reply.message = messages.recall_message(
            actor=actor, organisation_id=decision.organisation_id, reference=message
        )
        reply.sent_at = None
        reply.save(update_fields=["message", "sent_at"])
    ask_for_replies(actor, decision)
    changing.record(actor, "replies-recalled", decision, {"replies": len(stopped)})
    return len(stopped)


def _drafted(
    actor: Actor, decision: Decision, one: Spoken, following: Following, words: Mapping[str, str] | None = None
) -> str:
    reached = found_messages.resolve(decision.organisation_id, recipient(one.reference))
    given = words or {"decision": decision.decided, "reasons": decision.reasons, "not_done": decision.not_done}
    values = {
        **given,
        "not_done": given["not_done"] or "There is nothing that we left out.",
        "name": reached.address.name if reached else "",
        "service": one.service,
        "follow": following.sentence,
        "phone": following.phone,
    }
    return messages.draft_message(
        actor=actor,
        organisation_id=decision.organisation_id,
        template=TEMPLATE,
        recipient_ref=recipient(one.reference),
        values=values,
        about=policy.subject(decision.reference),
        unit_id=one.unit_id,
    )
