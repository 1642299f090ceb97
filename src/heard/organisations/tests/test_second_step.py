"""Whoever opens originals or administers has to have a second step of signing in before anything else."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from heard.organisations.models import Account, Organisation, Role
from heard.organisations.queries import OrganisationSummary
from heard.organisations.second_step import ROLES
from heard.organisations.tests.factories import make_account, make_membership, make_organisation, make_unit
from heard.organisations.tests.outline import assert_usable
from heard.organisations.tests.test_sign_in import PASSWORD, set_up_second_step

pytestmark = [pytest.mark.django_db, pytest.mark.urls("heard.organisations.tests.addresses")]
OWN_PAGE = "/account/"
PAGES = ("/", "/o/riverside/", "/o/riverside/services/", "/o/riverside/people/", "/o/riverside/explore/")


@pytest.fixture(autouse=True)
def _required(settings, monkeypatch):
    cache.clear()
    settings.REQUIRE_MFA = True
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter([59_000_000]))


@pytest.fixture
def trust() -> OrganisationSummary:
    return make_organisation("riverside")


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_the_roles_are_those_that_open_originals_or_administer(trust):
    assert {
        Role.ADMINISTRATOR,
        Role.INFORMATION_GOVERNANCE,
        Role.COMPLAINTS_OFFICER,
        Role.SAFEGUARDING_LEAD,
        Role.SPEAKING_UP_GUARDIAN,
    } == ROLES


@pytest.mark.parametrize("role", list(Role))
def test_such_a_person_is_led_to_their_own_page_from_everywhere(trust, role):
    more = {"unit": make_unit(trust)} if role == Role.COMPLAINTS_OFFICER else {}
    client = signed_in(make_membership(trust, role, make_account(password=PASSWORD), **more).account)
    for page in PAGES:
        away = client.get(page).headers.get("Location") == reverse("organisations:account")
        assert away == (role in ROLES), page
    assert (client.post("/o/riverside/services/new/").headers.get("Location") == OWN_PAGE) == (role in ROLES)


def test_the_own_page_says_why_and_leads_to_setting_it_up_and_then_everything_is_open(trust):
    account = make_membership(trust, Role.ADMINISTRATOR, make_account(password=PASSWORD)).account
    client = signed_in(account)
    page = client.get("/o/riverside/people/", follow=True)
    assert_usable(page)
    assert "Set up the second step first" in page.content.decode()
    assert reverse("mfa_activate_totp") in page.content.decode()
    assert client.get(reverse("account_change_password")).status_code in {200, 302}
    set_up_second_step(client)
    assert client.get("/o/riverside/people/").status_code == 200
    assert "Set up the second step" not in client.get(OWN_PAGE).content.decode()
    Authenticator.objects.filter(user=account).delete()
    assert client.get("/o/riverside/people/")["Location"] == OWN_PAGE


def test_a_deputy_of_such_a_person_needs_one_too(trust):
    deputy = make_membership(trust, Role.ANALYST).account
    client = signed_in(deputy)
    assert client.get("/").headers["Location"] == "/o/riverside/"
    make_membership(trust, Role.SAFEGUARDING_LEAD, deputy=deputy)
    assert client.get("/").headers["Location"] == OWN_PAGE


def test_nobody_needs_one_in_the_demonstration(trust):
    shown = make_membership(trust, Role.ADMINISTRATOR, make_account(demonstration=True)).account
    assert signed_in(shown).get("/").headers["Location"] == "/o/riverside/"
    real = make_membership(trust, Role.ADMINISTRATOR).account
    Organisation.objects.filter(pk=trust.id).update(demonstration=True)
    assert signed_in(real).get("/").headers["Location"] == "/o/riverside/"
    make_membership(make_organisation("hillside"), Role.INFORMATION_GOVERNANCE, real)
    assert signed_in(real).get("/").headers["Location"] == OWN_PAGE


def test_an_installation_may_do_without(trust, settings):
    settings.REQUIRE_MFA = False
    administrator = make_membership(trust, Role.ADMINISTRATOR).account
    assert signed_in(administrator).get("/").headers["Location"] == "/o/riverside/"


def test_whoever_needs_none_is_asked_for_nothing(trust, django_assert_num_queries, settings):
    client = signed_in(make_membership(trust, Role.ANALYST).account)
    client.get("/o/riverside/")
    settings.REQUIRE_MFA = False
    with django_assert_num_queries(4):
        client.get("/o/riverside/")
    settings.REQUIRE_MFA = True
    with django_assert_num_queries(4):
        client.get("/o/riverside/")
