"""Who checks what the coder did, who sees how good it is, and who sets samples up.

Figures of this room stand as they are: whoever sees them reads the comments too. Nothing of it is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from heard.coding.counting import periods
from heard.coding.models import UNDATED
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import Actor, Thing, can, declare

CODERS = frozenset({Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.COMPLAINTS_OFFICER, Role.MODERATOR})

declare(
    {
        "review_codes": CODERS,
        # Code a sample without seeing the machine's codes or another person's: asked by name.
        "code_samples": CODERS,
        "see_coding_quality": CODERS | {Role.INFORMATION_GOVERNANCE},
        "manage_samples": {Role.ENGAGEMENT_LEAD, Role.ANALYST},
    }
)


def require(actor: Actor, verb: str, thing: Thing, sentence: str = "Your role does not include this.") -> None:
    """Raise Refused unless the actor may do it to this thing."""
    if not can(actor, verb, thing):
        raise Refused(sentence)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a comment belongs, for the policy."""

    organisation_id: int
    unit_id: int
    said_on: date | None

    @classmethod
    def of(cls, organisation_id: int, unit_id: int, said_day: int) -> Place:
        """The place of a comment of Explore."""
        return cls(organisation_id, unit_id, None if said_day == UNDATED else periods.date_of(said_day))
