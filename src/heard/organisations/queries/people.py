"""People, their roles, and who is invited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from heard.organisations.models import Account, Invitation, Membership, Role, Unit

PAGE = 50


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A person in a role."""

    reference: str
    organisation_id: int
    account_id: int
    account_reference: str
    name: str
    email: str
    role: str
    role_label: str
    unit_id: int
    unit_name: str
    whole: bool
    from_date: date
    until_date: date | None
    deputy_id: int | None
    deputy_name: str
    purpose: str
    legal_basis: str
    state: str  # current, coming, ended
    second_step: bool
    last_seen: datetime | None


@dataclass(frozen=True, slots=True)
class MemberPage:
    """A page of a list of people."""

    rows: tuple[MemberRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """Somebody who is invited and has not yet come."""

    reference: str
    organisation_id: int
    email: str
    name: str
    role_label: str
    unit_name: str
    invited_at: datetime
    invited_by: str
    expires_at: datetime
    expired: bool


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """What the page of an invitation's link shows."""

    email: str
    name: str
    organisation_name: str
    role_label: str
    unit_name: str
    has_account: bool


def members(organisation_id: int, search: str = "", role: str = "", show: str = "current", page: int = 1) -> MemberPage:
    """People by name, fifty a page. `show`: current (those to come too), ended, or all."""
    found = _members(organisation_id, search, role, show)
    total = found.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = tuple(_row(member) for member in found[(page - 1) * PAGE : page * PAGE])
    return MemberPage(rows, total, page, pages)


def all_members(organisation_id: int, search: str = "", role: str = "", show: str = "current") -> Iterable[MemberRow]:
    """As members, without pages: for a file."""
    return (_row(member) for member in _members(organisation_id, search, role, show).iterator(chunk_size=500))


def member(organisation_id: int, reference: str) -> MemberRow | None:
    """One person's role by its reference, or None."""
    found = _selected().filter(organisation=organisation_id, reference=reference).first()
    return _row(found) if found else None


def memberships_of(account_id: int) -> list[tuple[str, MemberRow]]:
    """A person's own roles everywhere that count or will, each with its organisation's name."""
    found = _selected().filter(_lasting(), account=account_id).select_related("organisation")
    return [(member.organisation.name, _row(member)) for member in found]


def colleagues(organisation_id: int) -> list[tuple[int, str]]:
    """Everyone with a role that counts or will, as (account id, name): who may be a deputy."""
    accounts = Account.objects.filter(
        is_active=True,
        pk__in=Membership.objects.filter(_lasting(), organisation=organisation_id).values("account"),
    )
    return list(accounts.order_by("name", "id").values_list("id", "name"))


def invitations(organisation_id: int) -> list[InvitationRow]:
    """Everyone invited who has not come, those invited last first."""
    waiting = Invitation.objects.filter(organisation=organisation_id, accepted_at=None, withdrawn_at=None)
    now = timezone.now()
    return [
        InvitationRow(
            reference=one.reference,
            organisation_id=organisation_id,
            email=one.email,
            name=one.name,
            role_label=one.get_role_display(),
            unit_name=one.unit.name,
            invited_at=one.invited_at,
            invited_by=one.invited_by.name if one.invited_by else "Heard",
            expires_at=one.expires_at,
            expired=one.expires_at <= now,
        )
        for one in waiting.select_related("unit", "invited_by").order_by("-invited_at", "-id")
    ]


def open_invitation(token_hash: str) -> OpenInvitation | None:
    """The invitation of a link that still works, or None."""
    found = (
        Invitation.objects.filter(
            token_hash=token_hash, accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
        )
        .select_related("organisation", "unit")
        .first()
    )
    if found is None:
        return None
    return OpenInvitation(
        email=found.email,
        name=found.name,
        organisation_name=found.organisation.name,
        role_label=found.get_role_display(),
        unit_name=found.unit.name,
        has_account=Account.objects.filter(email=found.email, is_active=True).exists(),
    )


def _lasting() -> Q:
    return Q(until_date=None) | Q(until_date__gt=timezone.localdate())


def _selected() -> QuerySet[Membership]:
    has_code = Authenticator.objects.filter(user=OuterRef("account"), type=Authenticator.Type.TOTP)
    related = Membership.objects.select_related("account", "unit", "deputy").annotate(second_step=Exists(has_code))
    return related.order_by("account__name", "account_id", "id")


def _members(organisation_id: int, search: str, role: str, show: str) -> QuerySet[Membership]:
    found = _selected().filter(organisation=organisation_id)
    if show != "all":
        found = found.exclude(_lasting()) if show == "ended" else found.filter(_lasting())
    if role in Role.values:
        found = found.filter(role=role)
    if words := search.strip():
        found = found.filter(Q(account__name__icontains=words) | Q(account__email__icontains=words))
    return found


def _row(member: Membership) -> MemberRow:
    today = timezone.localdate()
    ended = member.until_date is not None and member.until_date <= today
    return MemberRow(
        reference=member.reference,
        organisation_id=member.organisation_id,
        account_id=member.account_id,
        account_reference=member.account.reference,
        name=member.account.name,
        email=member.account.email,
        role=member.role,
        role_label=member.get_role_display(),
        unit_id=member.unit_id,
        unit_name=member.unit.name,
        whole=member.unit.kind == Unit.Kind.ORGANISATION,
        from_date=member.from_date,
        until_date=member.until_date,
        deputy_id=member.deputy_id,
        deputy_name=member.deputy.name if member.deputy else "",
        purpose=member.purpose,
        legal_basis=member.legal_basis,
        state="ended" if ended else "coming" if member.from_date > today else "current",
        second_step=bool(getattr(member, "second_step", False)),
        last_seen=member.account.last_login,
    )


def account_names(references: Iterable[str]) -> dict[str, str]:
    """Names of people by the references that events keep."""
    return dict(Account.objects.filter(reference__in=set(references)).values_list("reference", "name"))
