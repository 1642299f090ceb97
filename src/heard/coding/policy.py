"""Who may explore, correct codes, export and keep searches. A page shows small numbers as they are: staff see it."""

from __future__ import annotations

from heard.organisations.models import Role
from heard.organisations.policy import declare

# Whoever reads voices; an administrator looks after the installation, and needs no words for that.
READERS = set(Role) - {Role.ADMINISTRATOR}

declare(
    {
        "explore": READERS,
        "save_view": READERS,
        # Words of the whole scope in one file: for those who answer for where it goes.
        "export": {Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.INFORMATION_GOVERNANCE, Role.SERVICE_MANAGER},
        "correct": {Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.COMPLAINTS_OFFICER, Role.MODERATOR},
        # Say what a comment in another language means.
        "translate": {Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.COMPLAINTS_OFFICER, Role.MODERATOR},
        # Topics beyond the frame, and frames of an organisation's own: seen by readers, made by those who analyse, and
        # signed off by a second person.
        "see_topics": READERS,
        "propose_topics": {Role.ENGAGEMENT_LEAD, Role.ANALYST},
        "sign_topics": {Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.COMPLAINTS_OFFICER, Role.SERVICE_MANAGER},
        "make_frames": {Role.ENGAGEMENT_LEAD, Role.ANALYST},
        "label_comments": {Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.COMPLAINTS_OFFICER, Role.MODERATOR},
        # Let corrections change how the coder codes here, or take that back.
        "teach_coder": {Role.ENGAGEMENT_LEAD, Role.ANALYST},
        # A view that everyone in the organisation sees.
        "share_view": {Role.ENGAGEMENT_LEAD, Role.ANALYST},
    }
)
