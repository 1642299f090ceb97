"""Invitations: sent one by one or many at once, sent again, withdrawn, accepted."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.organisations import mails, queries
from heard.organisations.actions import memberships, trees
from heard.organisations.errors import Refused
from heard.organisations.models import Account, Invitation, Membership, Organisation, Role
from heard.organisations.policy import Actor
from heard.store.rows import sole

LASTS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Invitee:
    """Whom to invite, as what, and over which unit (None is the whole organisation)."""

    email: str
    role: str
    name: str = ""
    unit_id: int | None = None
    purpose: str = ""
    legal_basis: str = ""


def hash_of(token: str) -> str:
    """What is kept of a link's token.

    >>> hash_of("a")[:8]
    'ca978112'
    """
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def invite_people(*, actor: Actor, organisation_id: int, invitees: Sequence[Invitee], site: str) -> list[str]:
    """Invite everyone or nobody; returns the invitations' references. `site` begins the links ('https://heard…').

    Raises Refused with the sentence of the first invitee that cannot be invited.
    """
    organisation = trees.locked(organisation_id)
    trees.require(actor, "manage_people", queries.organisation_summary(organisation))
    if not invitees:
        raise Refused("Enter at least one person.", "lines")
    made = [_invite(actor, organisation, invitee, site) for invitee in invitees]
    content = {"invitations": [{"reference": one.reference, "role": one.role} for one in made]}
    _record(actor, "people-invited", f"organisation:{organisation.reference}", content)
    return [one.reference for one in made]


@transaction.atomic
def resend_invitation(*, actor: Actor, organisation_id: int, reference: str, site: str) -> None:
    """A new link with a new time; the former one no longer works."""
    invitation = _waiting(actor, organisation_id, reference)
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.expires_at = hash_of(token), timezone.now() + LASTS
    invitation.save(update_fields=["token_hash", "expires_at"])
    _record(actor, "invitation-sent-again", f"invitation:{invitation.reference}", {})
    _send(invitation, token, site)


@transaction.atomic
def withdraw_invitation(*, actor: Actor, organisation_id: int, reference: str) -> None:
    """The link no longer works."""
    invitation = _waiting(actor, organisation_id, reference)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    _record(actor, "invitation-withdrawn", f"invitation:{invitation.reference}", {})


@transaction.atomic
def accept_invitation(
    *, token: str, name: str = "", password: str = "", signed_in_as: int | None = None
) -> tuple[int, str]:
    """The person with the link joins; returns the account's id and the organisation's code.

    Somebody new chooses a name and a password; whoever has an account has to be signed in to it. Raises Refused.
    """
    invitation = Invitation.objects.select_for_update().filter(usable(), token_hash=hash_of(token)).first()
    if invitation is None:
        raise Refused("This link no longer works. Ask the person who invited you to send another.")
    account = sole(Account.objects.filter(email=invitation.email))
    if account and account.is_active:
        if account.pk != signed_in_as:
            raise Refused(f"Sign in as {invitation.email} first: there is an account already.")
    else:
        account = _welcome(invitation.email, account, name or invitation.name, password)
    membership = Membership.objects.create(
        account=account,
        organisation=invitation.organisation,
        unit=invitation.unit,
        role=invitation.role,
        from_date=timezone.localdate(),
        purpose=invitation.purpose,
        legal_basis=invitation.legal_basis,
    )
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    themself = Actor(account.pk, account.reference, account.name)
    memberships.record_membership(themself, "invitation-accepted", membership, invitation=invitation.reference)
    return int(account.pk), invitation.organisation.code


def usable() -> Q:
    """Invitations whose link works."""
    return Q(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


def _invite(actor: Actor, organisation: Organisation, invitee: Invitee, site: str) -> Invitation:
    email = invitee.email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as problem:
        raise Refused("Enter an e-mail address like name@example.org.", "email") from problem
    unit = memberships.unit_of(organisation.pk, invitee.unit_id or queries.root_unit(organisation.pk).id)
    purpose, legal_basis = memberships.checked_purpose(invitee.role, invitee.purpose, invitee.legal_basis)
    same = {"organisation": organisation, "email": email, "role": invitee.role, "unit": unit}
    if Invitation.objects.filter(usable(), **same).exists():
        raise Refused(f"{email} is invited to that already. Send the invitation again, or withdraw it.", "email")
    lasting = Q(until_date=None) | Q(until_date__gt=timezone.localdate())
    has = {"organisation": organisation, "account__email": email, "role": invitee.role, "unit": unit}
    if Membership.objects.filter(lasting, **has).exists():
        raise Refused(f"{email} has that role already.", "email")
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    invitation = Invitation.objects.create(
        **same,
        name=" ".join(invitee.name.split())[:150],
        purpose=purpose,
        legal_basis=legal_basis,
        token_hash=hash_of(token),
        invited_by_id=actor.account_id,
        invited_at=now,
        expires_at=now + LASTS,
    )
    _send(invitation, token, site)
    return invitation


def _welcome(email: str, account: Account | None, name: str, password: str) -> Account:
    """A new account, or one of a leaver who comes back."""
    name = trees.cleaned(name)[:150]
    found = account or Account(email=email)
    found.name, found.is_active = name, True
    try:
        validate_password(password, found)
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages), "password") from problem
    found.set_password(password)
    found.save()
    memberships.confirm_address(found)
    return found


def _waiting(actor: Actor, organisation_id: int, reference: str) -> Invitation:
    organisation = trees.locked(organisation_id)
    trees.require(actor, "manage_people", queries.organisation_summary(organisation))
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    if found := waiting.filter(organisation=organisation, reference=reference).first():
        return found
    raise Refused("That invitation was accepted or withdrawn already.")


def _send(invitation: Invitation, token: str, site: str) -> None:
    mails.send_invitation(
        to=invitation.email,
        name=invitation.name,
        organisation=invitation.organisation.name,
        role=str(Role(invitation.role).label),
        link=site.rstrip("/") + reverse("organisations:invitation-accept", args=[token]),
        expires_at=invitation.expires_at,
    )


def _record(actor: Actor, kind: str, subject: str, content: Mapping[str, object]) -> None:
    ledger.record(kind=f"organisations.{kind}", subject=subject, content=content, actor=actor.reference)
