"""Which roles may do what with decisions."""

from __future__ import annotations

from heard.decisions.models import Decision, Interest
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import Actor, Thing, can, declare
from heard.tasks.ports import conflicted_accounts

__all__ = ["CONFLICT", "can", "conflicted", "require", "subject"]

PREPARERS = {Role.ENGAGEMENT_LEAD, Role.SERVICE_MANAGER, Role.COMPLAINTS_OFFICER, Role.SAFEGUARDING_LEAD}

declare(
    {
        "see_decisions": set(Role) - {Role.ADMINISTRATOR},
        # Open, describe, bring evidence and options, publish and reply.
        "prepare_decisions": PREPARERS,
        "decide": {Role.ENGAGEMENT_LEAD, Role.SERVICE_MANAGER, Role.BOARD_MEMBER},
        "publish_decisions": {Role.ENGAGEMENT_LEAD, Role.SERVICE_MANAGER},
        # Own an action of a decision.
        "do_actions": PREPARERS | {Role.MODERATOR, Role.ANALYST, Role.INFORMATION_GOVERNANCE, Role.BOARD_MEMBER},
        "declare_interests": PREPARERS | {Role.BOARD_MEMBER},
        "ask_board": {Role.BOARD_MEMBER, Role.ENGAGEMENT_LEAD, Role.INDEPENDENT_VOICE},
        "answer_board": {Role.BOARD_MEMBER, Role.ENGAGEMENT_LEAD, Role.SERVICE_MANAGER},
    }
)

CONFLICT = "You have a conflict of interest over this decision. Somebody else has to decide."


def require(actor: Actor, verb: str, thing: Thing) -> None:
    """Raise Refused unless the actor may do it to this thing."""
    if not can(actor, verb, thing):
        raise Refused("Your role does not include this. Ask an administrator of the organisation.")


def subject(reference: str, kind: str = "decision") -> str:
    """What other rooms and the ledger call a decision (or an action, a question) of this room.

    >>> subject("01J")
    'decisions.decision:01J'
    """
    return f"decisions.{kind}:{reference}"


def conflicted(decision: Decision) -> frozenset[int]:
    """Accounts that may not decide: who declared an interest, and who is in conflict over a signal that is cited."""
    declared = Interest.objects.filter(decision=decision).values_list("account_id", flat=True)
    cited = decision.evidence.filter(kind="signals.signal").values_list("of", flat=True)
    found = [conflicted_accounts(f"signals.signal:{reference}") for reference in cited]
    return frozenset(declared).union(*found)
