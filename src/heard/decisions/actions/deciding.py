"""The outcome with its reasons, and taking a decision back."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from heard.decisions import policy
from heard.decisions.actions import changing
from heard.decisions.actions.opening import DECIDING
from heard.decisions.models import Decision
from heard.decisions.speakers import wishing_reply
from heard.decisions.wordsafe import refusal_of_text
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM, Actor
from heard.signals.actions import reopen_closed_by
from heard.tasks import actions as tasks

REVIEW, REPLYING = "decisions.review", "decisions.reply"
EVERY_KIND = (DECIDING, REVIEW, REPLYING)


@transaction.atomic
def decide(
    *,
    actor: Actor,
    reference: str,
    outcome: str,
    decided: str,
    reasons: str,
    not_done: str = "",
    why_no_evidence: str = "",
    chosen: int | None = None,
) -> Decision:
    """Give a decision its outcome. `chosen` is one of its options' ids, where it is one of them.

    Refused without reasons, without evidence or the reason why there is none, without what was not done and why
    (unless all of it is done), before the options are fixed, and for whoever has a conflict of interest.
    """
    decision = changing.open_one(actor, reference, "decide")
    if actor.account_id is not None and actor.account_id in policy.conflicted(decision):
        raise Refused(policy.CONFLICT)
    if decision.options_fixed_at is None:
        raise Refused("Fix the options first, so that everyone can see what was chosen from.")
    if outcome not in Decision.Outcome.values:
        raise Refused("Choose the outcome.", "outcome")
    decision.decided = changing.said(decided, "Enter what was decided.", "decided")
    decision.reasons = changing.said(reasons, "Enter the reasons.", "reasons")
    all_done = outcome == Decision.Outcome.DONE
    decision.not_done = changing.said(not_done, "Enter what is not done, and why.", "not_done", required=not all_done)
    decision.why_no_evidence = changing.said(
        why_no_evidence,
        "There is no evidence. Add some, or enter why there is none: it is published.",
        "why_no_evidence",
        required=decision.evidenced == 0,
    )
    if chosen is not None and not decision.options.filter(pk=chosen).update(chosen=True):
        raise Refused("Choose one of the options.", "chosen")
    now = timezone.now()
    decision.outcome, decision.decided_at, decision.decided_by_id = outcome, now, actor.account_id
    today = timezone.localdate(now)
    decision.first_review_on, decision.second_review_on = months_after(today, 6), months_after(today, 12)
    decision.save()
    changing.end_task(actor, policy.subject(reference), DECIDING, "The decision has its outcome.")
    _what_follows(actor, decision)
    content = {"outcome": outcome, "reasons": decision.reasons, "not_done": decision.not_done}
    changing.record(actor, "decided", decision, {**content, "evidence": decision.evidenced, "chosen": chosen})
    return decision


@transaction.atomic
def withdraw_decision(*, actor: Actor, reference: str, reason: str) -> Decision:
    """Take a decision back, before or after its outcome, with a reason that is shown in its place."""
    decision = changing.locked(actor, reference, "decide")
    if decision.withdrawn_at is not None:
        raise Refused("This decision was withdrawn already.")
    if actor.account_id is not None and actor.account_id in policy.conflicted(decision):
        raise Refused(policy.CONFLICT)
    decision.why_withdrawn = changing.said(reason, "Enter why it is withdrawn.", "reason")
    if decision.published_at is not None and (sentence := refusal_of_text(decision, "reason", decision.why_withdrawn)):
        raise Refused(sentence, "reason")
    decision.withdrawn_at = timezone.now()
    decision.save(update_fields=["withdrawn_at", "why_withdrawn"])
    # Whoever decides may lack the roles of those who would have replied or looked again.
    for kind in EVERY_KIND:
        changing.end_task(SYSTEM, policy.subject(reference), kind, "The decision was withdrawn.")
    changing.record(actor, "withdrawn", decision, {"reason": decision.why_withdrawn})
    reopen_closed_by(
        actor=SYSTEM,
        organisation_id=decision.organisation_id,
        by=policy.subject(reference),
        reason=f"The decision that closed it was withdrawn: {decision.why_withdrawn}"[:400],
    )
    return decision


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last where it has none.

    >>> months_after(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    from calendar import monthrange

    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def open_review(actor: Actor, decision: Decision, due_on: date, months: int) -> None:
    """The task to look again, six or twelve months after."""
    _task(actor, decision, REVIEW, f"After {months} months, look again: {decision.question}", due_on=due_on)


def _what_follows(actor: Actor, decision: Decision) -> None:
    assert decision.first_review_on is not None, "set with the outcome"
    open_review(actor, decision, decision.first_review_on, 6)
    if wishing_reply(decision):
        ask_for_replies(actor, decision)


def ask_for_replies(actor: Actor, decision: Decision) -> None:
    """The task to write to those whose words were evidence."""
    _task(actor, decision, REPLYING, f"Reply to those whose words were evidence: {decision.question}", clock="reply")


def _task(
    actor: Actor, decision: Decision, kind: str, title: str, *, clock: str = "", due_on: date | None = None
) -> None:
    tasks.open_task(
        actor=actor,
        organisation_id=decision.organisation_id,
        unit_id=decision.unit_id,
        kind=kind,
        subject=policy.subject(decision.reference),
        title=title[:200],
        verb="prepare_decisions",
        role=Role.SERVICE_MANAGER if decision.unit_id else Role.ENGAGEMENT_LEAD,
        clock=clock,
        due_on=due_on,
    )
