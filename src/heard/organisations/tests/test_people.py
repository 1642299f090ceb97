"""Invitations, roles by date, leavers, and the last administrator."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from heard.ledger import queries as ledger
from heard.organisations import actions, policy, queries
from heard.organisations.actions import Invitee
from heard.organisations.errors import Refused
from heard.organisations.jobs import close_left_accounts
from heard.organisations.models import Account, Invitation, Membership, Role
from heard.organisations.policy import SYSTEM
from heard.organisations.sessions import SessionStore
from heard.organisations.tests.factories import make_account, make_actor, make_membership, make_organisation, make_unit
from heard.organisations.tests.outline import assert_usable

pytestmark = [pytest.mark.django_db, pytest.mark.urls("heard.organisations.tests.addresses")]
PASSWORD = "three random words"
SITE = "https://heard.example/"


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()


@pytest.fixture
def trust():
    return make_organisation(name="Riverside NHS Trust")


@pytest.fixture
def administrator(trust):
    return make_actor(trust, Role.ADMINISTRATOR)


@pytest.fixture
def send(trust, administrator, django_capture_on_commit_callbacks):
    """Invites one person; returns the address of the link that they were sent, and the invitation's reference."""

    def invite(email="new@example.org", role=Role.ANALYST, **more):
        with django_capture_on_commit_callbacks(execute=True):
            (reference,) = actions.invite_people(
                actor=administrator, organisation_id=trust.id, invitees=[Invitee(email, role, **more)], site=SITE
            )
        return link(), reference

    return invite


def link():
    return re.search(r"https://heard\.example(/\S+)", mail.outbox[-1].body)[1]


def today():
    return timezone.localdate()


def test_an_invited_person_chooses_a_name_and_a_password_and_is_in(client, trust, send):
    ward = make_unit(trust, "Ward 5", "ward")
    address, _ = send(role=Role.SERVICE_MANAGER, unit_id=ward.id, name="Nia")
    page = client.get(address)
    assert_usable(page)
    assert "Service manager" in page.content.decode()
    assert "Enter a password." in client.post(address, {"name": "Nia New", "password": ""}).content.decode()
    assert "at least 12" in client.post(address, {"name": "Nia New", "password": "short"}).content.decode()
    client.post(address, {"name": "Nia New", "password": PASSWORD})
    account = Account.objects.get(email="new@example.org")
    (grant,) = queries.actor(account).grants
    assert (grant.role, grant.unit_id, grant.whole) == (Role.SERVICE_MANAGER, ward.id, False)
    assert client.get("/account/").status_code == 200, "signed in"
    assert client.get(address).status_code == 410, "a link works once"


def test_the_link_is_kept_only_as_a_hash(send):
    address, _ = send()
    token = address.rstrip("/").rsplit("/", 1)[-1]
    assert not Invitation.objects.filter(token_hash__contains=token).exists()


def test_who_has_an_account_joins_by_signing_in(client, send):
    account = make_account("raj@example.org", "Raj", PASSWORD)
    address, _ = send("Raj@Example.org")
    assert "Sign in first" in client.get(address).content.decode()
    refused = client.post(address, {"name": "Thief", "password": PASSWORD})
    assert "Sign in as raj@example.org first" in refused.content.decode()
    client.force_login(make_account("other@example.org"))
    assert "signed in as somebody else" in client.get(address).content.decode()
    client.force_login(account)
    assert client.post(address)["Location"] == "/"
    assert queries.actor(account).grants[0].role == Role.ANALYST


def test_a_link_ends_when_it_is_old_withdrawn_or_sent_again(client, trust, administrator, send):
    old, reference = send()
    with pytest.raises(Refused, match="invited to that already"):
        actions.invite_people(
            actor=administrator, organisation_id=trust.id, invitees=[Invitee("new@example.org", "analyst")], site=SITE
        )
    actions.resend_invitation(actor=administrator, organisation_id=trust.id, reference=reference, site=SITE)
    assert client.get(old).status_code == 410
    Invitation.objects.update(expires_at=timezone.now())
    assert queries.invitations(trust.id)[0].expired
    actions.withdraw_invitation(actor=administrator, organisation_id=trust.id, reference=reference)
    assert queries.invitations(trust.id) == []
    with pytest.raises(Refused, match="accepted or withdrawn already"):
        actions.withdraw_invitation(actor=administrator, organisation_id=trust.id, reference=reference)


def test_people_from_outside_need_a_purpose_and_a_legal_basis(trust, administrator):
    for given, sentence in (({}, "needs it for"), ({"purpose": "Quality"}, "legal basis")):
        with pytest.raises(Refused, match=sentence):
            actions.invite_people(
                actor=administrator,
                organisation_id=trust.id,
                invitees=[Invitee("reg@example.org", Role.REGULATOR, **given)],
                site=SITE,
            )
    assert Invitation.objects.count() == 0


def test_invitations_are_one_event_and_all_or_nothing(trust, administrator):
    good, bad = Invitee("a@example.org", "analyst"), Invitee("no address", "analyst")
    with pytest.raises(Refused, match="Enter an e-mail address"):
        actions.invite_people(actor=administrator, organisation_id=trust.id, invitees=[good, bad], site=SITE)
    assert Invitation.objects.count() == 0
    two = [good, Invitee("b@example.org", "analyst")]
    actions.invite_people(actor=administrator, organisation_id=trust.id, invitees=two, site=SITE)
    (event,) = [
        entry
        for entry in ledger.history(f"organisation:{trust.reference}")
        if entry.kind == "organisations.people-invited"
    ]
    assert event.actor == administrator.reference
    assert len(event.content["invitations"]) == 2
    assert "example.org" not in str(event.content), "the ledger names nobody"


def test_only_who_manages_people_may(trust):
    lead = make_actor(trust, Role.ENGAGEMENT_LEAD)
    part = make_actor(trust, Role.ADMINISTRATOR, unit=make_unit(trust))
    stranger = make_actor(make_organisation(), Role.ADMINISTRATOR)
    for actor in (lead, part, stranger):
        with pytest.raises(Refused, match="Your role"):
            actions.invite_people(
                actor=actor, organisation_id=trust.id, invitees=[Invitee("a@example.org", "analyst")], site=SITE
            )


def change(actor, membership, **more):
    given = {
        "role": membership.role,
        "unit_id": membership.unit_id,
        "from_date": membership.from_date,
        "until_date": membership.until_date,
    }
    actions.change_membership(
        actor=actor, organisation_id=membership.organisation_id, reference=membership.reference, **{**given, **more}
    )


def test_the_last_administrator_can_neither_leave_nor_be_changed_away(trust):
    last = make_membership(trust, Role.ADMINISTRATOR)
    make_membership(trust, Role.ADMINISTRATOR, unit=make_unit(trust))
    make_membership(trust, Role.ADMINISTRATOR, until_date=today() + timedelta(days=30))
    make_membership(trust, Role.ADMINISTRATOR, make_account(is_active=False))
    actor = queries.actor(last.account)
    part = make_unit(trust).id
    for more in ({"role": Role.ANALYST}, {"unit_id": part}, {"until_date": today() + timedelta(days=9)}):
        with pytest.raises(Refused, match="last administrator"):
            change(actor, last, **more)
    with pytest.raises(Refused, match="last administrator"):
        actions.end_membership(actor=actor, organisation_id=trust.id, reference=last.reference, on=today())
    last.refresh_from_db()
    assert (last.role, last.until_date) == (Role.ADMINISTRATOR, None)
    make_membership(trust, Role.ADMINISTRATOR)
    actions.end_membership(actor=actor, organisation_id=trust.id, reference=last.reference, on=today())


def test_a_leavers_account_closes_and_every_session_ends(client, trust, administrator):
    account = make_account("lee@example.org", "Lee", PASSWORD)
    first, second = (make_membership(trust, role, account) for role in (Role.ANALYST, Role.BOARD_MEMBER))
    client.force_login(account)
    actions.end_membership(actor=administrator, organisation_id=trust.id, reference=first.reference, on=today())
    assert client.get("/").status_code == 302
    account.refresh_from_db()
    assert account.is_active, "another role counts still"
    actions.end_membership(actor=administrator, organisation_id=trust.id, reference=second.reference, on=today())
    account.refresh_from_db()
    assert not account.is_active
    assert client.get("/")["Location"].startswith("/account/login/")
    kinds = [entry.kind for entry in ledger.history(f"account:{account.reference}")]
    assert kinds == ["organisations.account-closed"]


def test_a_role_that_ends_later_closes_the_account_by_the_clock(trust, administrator):
    leaver = make_membership(trust, Role.ANALYST)
    tomorrow = today() + timedelta(days=1)
    actions.end_membership(actor=administrator, organisation_id=trust.id, reference=leaver.reference, on=tomorrow)
    close_left_accounts()
    assert Account.objects.get(pk=leaver.account_id).is_active
    Membership.objects.filter(pk=leaver.pk).update(until_date=today())
    close_left_accounts()
    assert not Account.objects.get(pk=leaver.account_id).is_active
    assert actions.close_left_accounts(actor=SYSTEM) == 0


def test_a_leaver_who_comes_back_chooses_a_new_password(client, trust, administrator, send):
    leaver = make_membership(trust, Role.ANALYST, make_account("lee@example.org", "Lee", PASSWORD))
    actions.end_membership(actor=administrator, organisation_id=trust.id, reference=leaver.reference, on=today())
    address, _ = send("lee@example.org", Role.BOARD_MEMBER)
    client.post(address, {"name": "Lee Again", "password": "another three words"})
    account = Account.objects.get(email="lee@example.org")
    assert account.is_active
    assert account.check_password("another three words")
    assert [grant.role for grant in queries.actor(account).grants] == [Role.BOARD_MEMBER]


def test_a_deputy_is_a_colleague_and_not_oneself(trust, administrator):
    holder, colleague = make_membership(trust, Role.ADMINISTRATOR), make_membership(trust, Role.BOARD_MEMBER)
    asks = {"actor": administrator, "organisation_id": trust.id, "reference": holder.reference}
    with pytest.raises(Refused, match="nobody is their own deputy"):
        actions.appoint_deputy(**asks, deputy_id=holder.account_id)
    with pytest.raises(Refused, match="has a role in this organisation"):
        actions.appoint_deputy(**asks, deputy_id=make_account().pk)
    actions.appoint_deputy(**asks, deputy_id=colleague.account_id)
    assert policy.can(queries.actor(colleague.account), "manage_people", trust)
    actions.appoint_deputy(**asks, deputy_id=None)
    assert not policy.can(queries.actor(colleague.account), "manage_people", trust)


def test_a_changed_role_leaves_an_event_with_before_and_after(trust, administrator):
    membership = make_membership(trust, Role.ANALYST)
    change(administrator, membership, role=Role.BOARD_MEMBER)
    (event,) = ledger.history(f"membership:{membership.reference}")
    assert (event.content["was"]["role"], event.content["role"]) == ("analyst", "board_member")


def test_a_role_cannot_be_changed_through_another_organisation(trust):
    membership = make_membership(trust, Role.ANALYST)
    other = make_organisation()
    with pytest.raises(Refused, match="Choose a person of this organisation"):
        actions.end_membership(
            actor=make_actor(other, Role.ADMINISTRATOR),
            organisation_id=other.id,
            reference=membership.reference,
            on=today(),
        )


def test_the_installation_enrols_people_with_a_password(client, trust):
    pk = actions.enrol(
        actor=SYSTEM,
        organisation_id=trust.id,
        email="lead@example.org",
        name="Lea",
        role="engagement_lead",
        password=PASSWORD,
    )
    assert policy.can(queries.actor(Account.objects.get(pk=pk)), "manage_services", trust)
    with pytest.raises(Refused):
        actions.enrol(
            actor=make_actor(trust, Role.ADMINISTRATOR),
            organisation_id=trust.id,
            email="x@example.org",
            name="X",
            role="analyst",
        )


def test_a_session_that_has_run_out_is_no_session(client, trust, administrator):
    client.force_login(Account.objects.get(pk=administrator.account_id))
    key = client.session.session_key
    assert SessionStore(key).load()["_auth_user_id"] == str(administrator.account_id)
    Session.objects.filter(pk=key).update(expire_date=timezone.now())
    late = SessionStore(key)
    assert late.load() == {}
    assert late.session_key is None
    assert client.get("/")["Location"].startswith("/account/login/")
