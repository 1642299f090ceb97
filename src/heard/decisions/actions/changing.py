"""What every change of a decision has in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heard.decisions import policy
from heard.decisions.models import Decision
from heard.ledger import actions as ledger
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor
from heard.store.rows import sole
from heard.tasks import actions as tasks
from heard.tasks import queries as found_tasks
from heard.tasks.queries import TaskSummary

LONGEST = 4_000


def locked(actor: Actor, reference: str, verb: str = "prepare_decisions") -> Decision:
    """The decision, locked until the transaction ends. Raises Refused where there is none, or the actor may not."""
    found = sole(Decision.objects.select_for_update().filter(reference=reference))
    if found is None:
        raise Refused("Choose a decision that exists.")
    policy.require(actor, verb, found)
    return found


def open_one(actor: Actor, reference: str, verb: str = "prepare_decisions") -> Decision:
    """As `locked`, refusing a decision that has its outcome or is withdrawn."""
    found = locked(actor, reference, verb)
    if found.withdrawn_at is not None:
        raise Refused("This decision was withdrawn.")
    if found.decided_at is not None:
        raise Refused("This decision has its outcome. Open another decision to think again.")
    return found


def decided_one(actor: Actor, reference: str, verb: str = "prepare_decisions") -> Decision:
    """As `locked`, refusing a decision without its outcome, or a withdrawn one."""
    found = locked(actor, reference, verb)
    if found.withdrawn_at is not None:
        raise Refused("This decision was withdrawn.")
    if found.decided_at is None:
        raise Refused("Decide first: there is no outcome yet.")
    return found


def said(words: str, sentence: str, field: str, longest: int = LONGEST, required: bool = True) -> str:
    """Words that somebody entered, without control characters. Raises Refused with `sentence` where there are none."""
    given = words.replace("\x00", "").replace("\r\n", "\n").strip()
    if required and not given:
        raise Refused(sentence, field)
    if len(given) > longest:
        raise Refused(f"Enter at most {longest:,} characters.", field)
    return given


def record(actor: Actor, kind: str, decision: Decision, content: Mapping[str, Any]) -> int:
    """One event about a decision."""
    subject = policy.subject(decision.reference)
    return ledger.record(kind=f"decisions.{kind}", subject=subject, content=dict(content), actor=actor.reference)


def live_task(subject: str, kind: str) -> TaskSummary | None:
    """The task of a kind about a subject that is still to be done."""
    return next((task for task in found_tasks.tasks_about(subject) if task.kind == kind and task.live), None)


def end_task(actor: Actor, subject: str, kind: str, reason: str = "") -> None:
    """Finish the live task of a kind about a subject, if there is one."""
    task = live_task(subject, kind)
    if task is not None:
        tasks.finish_task(actor=actor, reference=task.reference, outcome=subject, reason=reason)
