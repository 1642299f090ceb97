"""Which roles may do what with messages."""

from __future__ import annotations

from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import Actor, Thing, can, declare

__all__ = ["can", "require"]

# Those who answer people. An administrator keeps the house and reads nobody's letters.
WRITERS = {
    Role.ENGAGEMENT_LEAD,
    Role.SERVICE_MANAGER,
    Role.COMPLAINTS_OFFICER,
    Role.MODERATOR,
    Role.SAFEGUARDING_LEAD,
}

declare(
    {
        "see_messages": WRITERS | {Role.INFORMATION_GOVERNANCE},
        "send_messages": WRITERS,
        "send_batches": {Role.ENGAGEMENT_LEAD, Role.COMPLAINTS_OFFICER},
        "keep_recipients": WRITERS,
        "print_letters": {Role.ENGAGEMENT_LEAD, Role.COMPLAINTS_OFFICER, Role.MODERATOR},
        "see_templates": WRITERS | {Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE},
        "edit_templates": {Role.ENGAGEMENT_LEAD, Role.ADMINISTRATOR},
        "forget_recipients": {Role.INFORMATION_GOVERNANCE},
        "see_notices": Role,
    }
)


def require(actor: Actor, verb: str, thing: Thing) -> None:
    """Raise Refused unless the actor may do it to this thing."""
    if not can(actor, verb, thing):
        raise Refused("Your role does not include this. Ask an administrator of the organisation.")
