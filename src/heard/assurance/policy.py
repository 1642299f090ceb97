"""Who prepares, submits and publishes returns, who sees the board's page, and who compares places.

All but the last is the whole organisation's.
"""

from __future__ import annotations

from dataclasses import dataclass

from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import Actor, can, declare

_PREPARE = {Role.ENGAGEMENT_LEAD, Role.ANALYST}
_BOARD = {
    Role.BOARD_MEMBER,
    Role.ENGAGEMENT_LEAD,
    Role.ANALYST,
    Role.COMPLAINTS_OFFICER,
    Role.INFORMATION_GOVERNANCE,
    Role.COMMISSIONER,
    Role.INDEPENDENT_VOICE,
    Role.REGULATOR,
}

declare(
    {
        # The numbers that are submitted are not suppressed: for those who answer for them.
        "see_returns": _PREPARE | {Role.INFORMATION_GOVERNANCE},
        "prepare_returns": _PREPARE,
        "submit_returns": {Role.ENGAGEMENT_LEAD},
        "see_board": _BOARD,
        # Places beside each other: of a part of the tree for who has a role over that part alone.
        "compare_places": _BOARD | {Role.SERVICE_MANAGER},
    }
)


@dataclass(frozen=True, slots=True)
class Whole:
    """The organisation as a whole, for the policy."""

    organisation_id: int


def require(actor: Actor, verb: str, organisation_id: int) -> None:
    """Raise Refused where the actor may not do it to the whole organisation."""
    if not can(actor, verb, Whole(organisation_id)):
        raise Refused("Your role does not include this. Ask an administrator of the organisation.")
