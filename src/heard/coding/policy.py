"""Who may explore, correct codes, export and keep searches. A page shows small numbers as they are: staff see it."""

from __future__ import annotations

from heard.organisations.models import Role
from heard.organisations.policy import declare

declare(
    {
        "explore": Role,
        "save_view": Role,
        # Words of the whole scope in one file: for those who answer for where it goes.
        "export": {Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.INFORMATION_GOVERNANCE, Role.SERVICE_MANAGER},
        "correct": {Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.COMPLAINTS_OFFICER, Role.MODERATOR},
        # A view that everyone in the organisation sees.
        "share_view": {Role.ENGAGEMENT_LEAD, Role.ANALYST},
    }
)
