"""What came back as 'no', and looking again after six and twelve months."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from heard.decisions import policy
from heard.decisions.actions import changing
from heard.decisions.actions.deciding import REVIEW, open_review
from heard.decisions.models import CameBack, Decision, Review
from heard.messages import actions as messages
from heard.messages.ports import NoticeFor
from heard.organisations import queries as organisations
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM, Actor
from heard.tasks import actions as tasks

RETURNED = "decisions.returned"


@transaction.atomic
def bring_back(*, actor: Actor, reference: str, voice: str, at: datetime, treated_worse: bool = False) -> CameBack:
    """Somebody whose words were evidence says that it did not change: the decision is to be looked at again.

    Said twice before it is settled, it stands once.
    """
    decision = Decision.objects.select_for_update().get(reference=reference)
    found = decision.came_back.filter(voice=voice, settled_at=None).first()
    if found is not None:
        if treated_worse and not found.treated_worse:
            found.treated_worse = True
            found.save(update_fields=["treated_worse"])
            changing.record(actor, "came-back", decision, {"again": True})
        return found
    made = decision.came_back.create(voice=voice, at=at, treated_worse=treated_worse)
    tasks.open_task(
        actor=actor,
        organisation_id=decision.organisation_id,
        unit_id=decision.unit_id,
        kind=RETURNED,
        subject=policy.subject(reference),
        title=f"It did not change: {decision.question}"[:200],
        verb="prepare_decisions",
        role=Role.SERVICE_MANAGER if decision.unit_id else Role.ENGAGEMENT_LEAD,
        clock="came_back",
    )
    _tell(decision, made)
    # Who said so is not in the event: whoever reads the history of a decision need not know.
    changing.record(actor, "came-back", decision, {})
    return made


@transaction.atomic
def settle_returns(*, actor: Actor, reference: str, answer: str) -> int:
    """Answer those who said that it did not change: they read it by their key; returns how many."""
    decision = changing.decided_one(actor, reference)
    if actor.account_id is not None and actor.account_id in policy.conflicted(decision):
        raise Refused(policy.CONFLICT)
    given = changing.said(answer, "Enter what you say to those who told you.", "answer")
    waiting = decision.came_back.filter(settled_at=None)
    count = waiting.update(settled_at=timezone.now(), settled_by=actor.account_id, answer=given)
    if not count:
        raise Refused("Nothing that came back is open.")
    changing.end_task(actor, policy.subject(reference), RETURNED, given[:400])
    changing.record(actor, "returns-settled", decision, {"answer": given, "voices": count})
    return count


@transaction.atomic
def record_review(*, actor: Actor, reference: str, holds: str, found: str) -> Review:
    """Say whether it still holds: the review after six months, then the one after twelve."""
    decision = changing.decided_one(actor, reference)
    if holds not in Review.Holds.values:
        raise Refused("Choose whether it still holds.", "holds")
    due_on = next_review(decision, decision.reviews.count())
    if due_on is None:
        raise Refused("Both reviews are recorded.")
    if timezone.localdate() < due_on:
        raise Refused(f"The next review is not due before {due_on.day} {due_on:%B %Y}.")
    review = decision.reviews.create(
        due_on=due_on,
        at=timezone.now(),
        by_id=actor.account_id,
        holds=holds,
        found=changing.said(found, "Enter what you found.", "found"),
    )
    changing.end_task(actor, policy.subject(reference), REVIEW, review.found[:400])
    following = next_review(decision, decision.reviews.count())
    if following is not None:
        open_review(SYSTEM, decision, following, 12)
    changing.record(actor, "reviewed", decision, {"holds": holds, "found": review.found, "due": due_on.isoformat()})
    return review


def next_review(decision: Decision, done: int) -> date | None:
    """The day from which the next review is due, after so many; None where there is none."""
    days = (decision.first_review_on, decision.second_review_on)
    return days[done] if done < len(days) else None


def _tell(decision: Decision, made: CameBack) -> None:
    """Whoever decided and the board hear of it; whoever looks again has a task."""
    board = organisations.people_as(decision.organisation_id, [Role.BOARD_MEMBER], None)
    link = reverse("decisions:decision", args=[decision.organisation.code, decision.reference])
    told = {account for account, _ in board} | ({decision.decided_by_id} if decision.decided_by_id else set())
    messages.notify(
        [
            NoticeFor(
                account_id=account,
                organisation_id=decision.organisation_id,
                kind="task_other",
                key=f"decision:{decision.reference}:came-back:{made.pk}",
                text=f"Somebody says that it did not change: {decision.question}"[:300],
                link=link,
            )
            for account in sorted(told)
        ]
    )
