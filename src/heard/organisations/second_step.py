"""Who has to have a second step of signing in, and does not have it yet."""

from __future__ import annotations

from typing import Final

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings

from heard.organisations.models import Account, Organisation, Role
from heard.organisations.policy import Actor

# Roles that read what people said in full, look after those who must not be found out, or give others their roles: a
# password alone is too little for them.
ROLES: Final = frozenset(
    {
        Role.ADMINISTRATOR,
        Role.INFORMATION_GOVERNANCE,
        Role.COMPLAINTS_OFFICER,
        Role.SAFEGUARDING_LEAD,
        Role.SPEAKING_UP_GUARDIAN,
    }
)


def is_missing(account: Account, actor: Actor) -> bool:
    """Whether this person has to set up the second step before anything else. At most two queries, none for most.

    Asked of nobody in the demonstration organisation, whose accounts share a password that is shown.
    """
    if not settings.REQUIRE_MFA or account.demonstration:
        return False
    where = {grant.organisation_id for grant in actor.grants if grant.role in ROLES}
    if not where or is_mfa_enabled(account):
        return False
    return Organisation.objects.filter(pk__in=where, demonstration=False).exists()
