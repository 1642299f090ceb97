"""'Did it change?': asked by itself, once, of those who were answered about a decision and may be contacted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from heard.decisions import policy
from heard.decisions.actions import changing
from heard.decisions.kinds.voices import LINE
from heard.decisions.models import Action, Decision, Reply
from heard.decisions.speakers import of_decision, recipient
from heard.messages import actions as messages
from heard.messages import queries as found_messages
from heard.organisations.policy import SYSTEM
from heard.voices.queries import Following, how_to_follow

TEMPLATE = "did-it-change"


def ask_due(*, now: datetime | None = None, most: int = 100) -> int:
    """Ask about at most `most` decisions of which something is done or to be checked; returns how many people."""
    moment = now or timezone.now()
    waits = Reply.objects.filter(decision=OuterRef("pk"), asked_at=None, sent_at__isnull=False)
    rows = Decision.objects.filter(Exists(waits), Exists(_due(OuterRef("pk"), moment)), withdrawn_at=None)
    references = list(rows.order_by("pk").values_list("reference", flat=True)[:most])
    return sum(ask_whether_changed(reference=reference, now=moment) for reference in references)


@transaction.atomic
def ask_whether_changed(*, reference: str, now: datetime) -> int:
    """Ask those who have had their answer about a decision; returns how many. Nobody is asked twice.

    Who took their words back, may not be contacted with questions, asked to be left alone, or has said 'no' that is
    still open is not asked; nor is anybody whose answer is still on its way: they are asked later.
    """
    decision = changing.locked(SYSTEM, reference)
    action = _due(decision.pk, now).order_by("state", "due_on", "pk").first()
    if action is None or decision.withdrawn_at is not None:
        return 0
    waiting = list(decision.replies.filter(asked_at=None, sent_at__isnull=False).order_by("pk"))
    written = found_messages.outgoing(decision.organisation_id, (reply.message for reply in waiting))
    settled = [one for one in waiting if not (one.message in written and written[one.message].on_its_way)]
    if not settled:
        return 0
    answered = [one for one in settled if one.message in written and written[one.message].handed_over]
    asked = _asked(decision, answered)
    following = how_to_follow(decision.organisation_id, asked)
    for reply in settled:
        reply.asked_at = now
        if reply.voice in asked:
            reply.asked = _write(decision, action, reply.voice, following[reply.voice], now)
    Reply.objects.bulk_update(settled, ["asked_at", "asked"])
    content = {"action": action.reference, "people": len(asked), "not_asked": len(settled) - len(asked)}
    changing.record(SYSTEM, "asked-whether-changed", decision, content)
    return len(asked)


def _due(decision: int | OuterRef, now: datetime) -> QuerySet[Action]:
    """Actions of a decision that are done, or whose day of checking has come."""
    come = Q(state=Action.State.DONE) | Q(state=Action.State.PLANNED, check_on__lte=timezone.localdate(now))
    return Action.objects.filter(come, decision=decision)


def _asked(decision: Decision, answered: Sequence[Reply]) -> set[str]:
    """The voices of those among the answered who are asked."""
    open_again = set(decision.came_back.filter(settled_at=None).values_list("voice", flat=True))
    people = of_decision(decision)
    wished = {
        one.voice
        for one in answered
        if one.voice in people
        and people[one.voice].contact
        and people[one.voice].route == LINE
        and one.voice not in open_again
    }
    reached = found_messages.open_to(decision.organisation_id, (recipient(voice) for voice in wished))
    return {voice for voice in wished if recipient(voice) in reached}


def _write(decision: Decision, action: Action, voice: str, following: Following, now: datetime) -> str:
    person = found_messages.resolve(decision.organisation_id, recipient(voice))
    values = {"promise": action.what, "follow": following.sentence, "phone": following.phone}
    return messages.write(
        actor=SYSTEM,
        organisation_id=decision.organisation_id,
        template=TEMPLATE,
        recipient_ref=recipient(voice),
        values={**values, "name": person.address.name if person else ""},
        # What they reply is said about this: see voices.connect.
        about=policy.subject(action.reference, "action"),
        unit_id=decision.unit_id,
        key=f"did-it-change:{decision.reference}:{voice}",
        now=now,
    )
