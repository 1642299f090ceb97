"""People's roles: changed, handed to a deputy for a while, and ended; and the accounts behind them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.organisations import mails, queries
from heard.organisations.actions import trees
from heard.organisations.errors import Refused
from heard.organisations.models import Account, Membership, Role, Unit
from heard.organisations.policy import EXTERNAL_ROLES, Actor
from heard.store.rows import sole


@transaction.atomic
def enrol(
    *,
    actor: Actor,
    organisation_id: int,
    email: str,
    name: str,
    role: str,
    password: str | None = None,
    unit_id: int | None = None,
    from_date: date | None = None,
    purpose: str = "",
    legal_basis: str = "",
    demonstration: bool = False,
) -> int:
    """Give a person a role at once, making their account where needed; returns the account's id.

    For setting up an installation and its demonstration: within an organisation, people are invited.
    """
    if not actor.system:
        raise Refused("Invite the person: they choose their own password.")
    organisation = queries.organisation_summary(trees.locked(organisation_id))
    account = sole(Account.objects.filter(email=email.strip().lower()))
    if account is None:
        account = Account.objects.create_user(email.strip(), password, name=name, demonstration=demonstration)
        confirm_address(account)
    unit = unit_of(organisation_id, unit_id or queries.root_unit(organisation_id).id)
    purpose, legal_basis = checked_purpose(role, purpose, legal_basis)
    membership = Membership.objects.create(
        account=account,
        organisation_id=organisation.id,
        unit=unit,
        role=role,
        from_date=from_date or timezone.localdate(),
        purpose=purpose,
        legal_basis=legal_basis,
    )
    record_membership(actor, "member-enrolled", membership)
    return int(account.pk)


@transaction.atomic
def change_membership(
    *,
    actor: Actor,
    organisation_id: int,
    reference: str,
    role: str,
    unit_id: int,
    from_date: date,
    until_date: date | None,
    purpose: str = "",
    legal_basis: str = "",
) -> None:
    """Another role, another reach or other dates for a membership."""
    membership = membership_to_change(actor, organisation_id, reference)
    if until_date and until_date <= from_date:
        raise Refused("Enter a last day after the first.", "until_date")
    was = _facts(membership)
    was_administrator = membership.role == Role.ADMINISTRATOR
    membership.purpose, membership.legal_basis = checked_purpose(role, purpose, legal_basis)
    membership.role, membership.unit = role, unit_of(organisation_id, unit_id)
    membership.from_date, membership.until_date = from_date, until_date
    membership.save()
    if was_administrator:
        _refuse_without_administrator(organisation_id)
    record_membership(actor, "membership-changed", membership, was=was)


@transaction.atomic
def appoint_deputy(*, actor: Actor, organisation_id: int, reference: str, deputy_id: int | None) -> None:
    """Somebody of the same organisation holds the membership's grant too; None takes the deputy away."""
    membership = membership_to_change(actor, organisation_id, reference)
    if deputy_id == membership.account_id:
        raise Refused("Choose somebody else: nobody is their own deputy.", "deputy")
    deputy = None
    if deputy_id is not None:
        colleagues = _lasting(Membership.objects.filter(organisation=organisation_id, account__is_active=True))
        if not colleagues.filter(account=deputy_id).exists():
            raise Refused("Choose somebody who has a role in this organisation.", "deputy")
        deputy = Account.objects.get(pk=deputy_id)
    membership.deputy = deputy
    membership.save(update_fields=["deputy"])
    record_membership(actor, "deputy-appointed", membership)


@transaction.atomic
def end_membership(*, actor: Actor, organisation_id: int, reference: str, on: date) -> None:
    """A membership ends: `on` is the first day on which it no longer counts.

    Where it was the person's last, the account is closed and every session ends: today, or by the daily job later.
    """
    membership = membership_to_change(actor, organisation_id, reference)
    if on < membership.from_date:
        raise Refused("Enter a date on or after the first day of the role.", "on")
    if membership.until_date and membership.until_date <= timezone.localdate():
        raise Refused("This role has ended already.", "on")
    membership.until_date = on
    membership.save(update_fields=["until_date"])
    if membership.role == Role.ADMINISTRATOR:
        _refuse_without_administrator(organisation_id)
    record_membership(actor, "membership-ended", membership)
    mails.send_membership_ended(
        to=membership.account.email,
        name=membership.account.name,
        organisation=membership.organisation.name,
        role=membership.get_role_display(),
        on=on,
    )
    if on <= timezone.localdate():
        _close_if_left(actor, membership.account)


@transaction.atomic
def close_left_accounts(*, actor: Actor) -> int:
    """Close the accounts whose last membership has ended; returns how many. Safe to run twice."""
    left = Account.objects.filter(is_active=True, memberships__isnull=False).exclude(
        memberships__in=_lasting(Membership.objects.all())
    )
    return sum(_close_if_left(actor, account) for account in left.distinct())


@transaction.atomic
def reset_second_factor(*, actor: Actor, organisation_id: int, reference: str, reason: str) -> None:
    """For a lost device: the member's authenticators and recovery codes go, their sessions end, and they are told."""
    membership = membership_to_change(actor, organisation_id, reference)
    account, reason = membership.account, " ".join(reason.split())
    if not reason:
        raise Refused("Enter why you reset it and how you made sure who asked.", "reason")
    if account.pk == actor.account_id:
        raise Refused("Ask another administrator: nobody resets their own second step.", "reason")
    deleted, _ = Authenticator.objects.filter(user_id=account.pk).delete()
    if not deleted:
        raise Refused(f"{account.name} has no second step at sign-in.", "reason")
    end_sessions(account)
    record_membership(actor, "second-factor-reset", membership, reason=reason[:1000])
    mails.send_second_factor_reset(
        to=account.email, name=account.name, organisation=membership.organisation.name, by=actor.name
    )


@transaction.atomic
def rename_account(*, actor: Actor, name: str) -> None:
    """The person's own name, as colleagues see it."""
    if actor.account_id is None:
        raise Refused("Sign in first.")
    account = Account.objects.select_for_update().get(pk=actor.account_id)
    account.name = trees.cleaned(name)[:150]
    account.save(update_fields=["name"])
    subject = f"account:{account.reference}"
    ledger.record(kind="organisations.account-renamed", subject=subject, content={}, actor=actor.reference)


def membership_to_change(actor: Actor, organisation_id: int, reference: str) -> Membership:
    """A membership of an organisation whose people the actor manages. Raises Refused otherwise."""
    organisation = trees.locked(organisation_id)
    trees.require(actor, "manage_people", queries.organisation_summary(organisation))
    found = Membership.objects.select_related("account", "organisation", "unit", "deputy").filter(
        organisation=organisation, reference=reference
    )
    if membership := found.first():
        return membership
    raise Refused("Choose a person of this organisation.")


def unit_of(organisation_id: int, unit_id: int) -> Unit:
    """A unit of the organisation. Raises Refused otherwise."""
    unit = sole(Unit.objects.filter(pk=unit_id, organisation=organisation_id))
    if unit is None:
        raise Refused("Choose a service of this organisation, or the whole organisation.", "unit")
    return unit


def checked_purpose(role: str, purpose: str, legal_basis: str) -> tuple[str, str]:
    """Both, cleaned. Raises Refused for an unknown role, and where somebody from outside lacks either."""
    if role not in Role.values:
        raise Refused("Choose a role.", "role")
    purpose, legal_basis = " ".join(purpose.split())[:300], " ".join(legal_basis.split())[:300]
    if role in EXTERNAL_ROLES:
        if not purpose:
            raise Refused("Enter what this person from outside needs it for.", "purpose")
        if not legal_basis:
            raise Refused("Enter the legal basis on which this person from outside may see it.", "legal_basis")
    return purpose, legal_basis


def confirm_address(account: Account) -> None:
    """The account's address is known to be theirs; without this a second step could not be set up."""
    EmailAddress.objects.update_or_create(
        user_id=account.pk, email=account.email, defaults={"verified": True, "primary": True}
    )


def end_sessions(account: Account) -> None:
    """Sign the account out everywhere."""
    Account.objects.filter(pk=account.pk).update(session_round=F("session_round") + 1)


def record_membership(actor: Actor, kind: str, membership: Membership, **more: Any) -> None:
    """One event about a membership."""
    ledger.record(
        kind=f"organisations.{kind}",
        subject=f"membership:{membership.reference}",
        content={**_facts(membership), **more},
        actor=actor.reference,
    )


def _facts(membership: Membership) -> Mapping[str, Any]:
    return {
        "account": membership.account.reference,
        "role": membership.role,
        "unit": membership.unit.reference,
        "from": membership.from_date.isoformat(),
        "until": trees.text(membership.until_date),
        "deputy": membership.deputy.reference if membership.deputy else None,
        "purpose": membership.purpose,
        "legal_basis": membership.legal_basis,
    }


def _lasting(memberships: Any) -> Any:
    """Those that count today or will."""
    return memberships.filter(Q(until_date=None) | Q(until_date__gt=timezone.localdate()))


def _refuse_without_administrator(organisation_id: int) -> None:
    """After a change: somebody still administers the whole organisation, with no end in sight."""
    administrators = Membership.objects.filter(
        organisation=organisation_id,
        role=Role.ADMINISTRATOR,
        unit__kind=Unit.Kind.ORGANISATION,
        from_date__lte=timezone.localdate(),
        until_date=None,
        account__is_active=True,
    )
    if not administrators.exists():
        raise Refused("This is the last administrator. Make somebody else an administrator of the whole first.", "role")


def _close_if_left(actor: Actor, account: Account) -> bool:
    """Close the account unless a membership of its own still counts or will."""
    if _lasting(Membership.objects.filter(account=account)).exists():
        return False
    Membership.objects.filter(deputy=account).update(deputy=None)
    account.is_active = False
    account.set_unusable_password()
    account.save(update_fields=["is_active", "password"])
    end_sessions(account)
    Authenticator.objects.filter(user_id=account.pk).delete()
    ledger.record(
        kind="organisations.account-closed",
        subject=f"account:{account.reference}",
        content={},
        actor=actor.reference,
    )
    return True
