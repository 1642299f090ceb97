"""Which roles may do what with voices."""

from __future__ import annotations

from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import Actor, Thing, can, declare

__all__ = ["can", "require"]

IMPORTERS = {Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.ADMINISTRATOR}

declare(
    {
        # Everyone who explores reads the masked words, each within their own part of the tree.
        "read_voices": set(Role) - {Role.ADMINISTRATOR},
        "see_imports": IMPORTERS | {Role.INFORMATION_GOVERNANCE},
        "import_voices": IMPORTERS,
        "undo_imports": IMPORTERS,
        "settle_dates": IMPORTERS,
        "withdraw_voices": {Role.ENGAGEMENT_LEAD, Role.COMPLAINTS_OFFICER, Role.INFORMATION_GOVERNANCE},
        "open_originals": {Role.INFORMATION_GOVERNANCE, Role.COMPLAINTS_OFFICER, Role.SAFEGUARDING_LEAD},
        # What somebody said about themselves (age, ethnicity, religion …): for those who answer them or look after
        # fairness; everybody else meets it in counts alone.
        "see_about": {
            Role.ENGAGEMENT_LEAD,
            Role.ANALYST,
            Role.COMPLAINTS_OFFICER,
            Role.SAFEGUARDING_LEAD,
            Role.INFORMATION_GOVERNANCE,
        },
        "mark_read": {
            Role.ENGAGEMENT_LEAD,
            Role.SERVICE_MANAGER,
            Role.COMPLAINTS_OFFICER,
            Role.MODERATOR,
            Role.SAFEGUARDING_LEAD,
        },
    }
)


def require(actor: Actor, verb: str, thing: Thing) -> None:
    """Raise Refused unless the actor may do it to this thing."""
    if not can(actor, verb, thing):
        raise Refused("Your role does not include this. Ask an administrator of the organisation.")
