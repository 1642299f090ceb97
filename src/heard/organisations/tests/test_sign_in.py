"""Signing in: password, second step, recovery, lost device, and pages of allauth in Heard's look."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from heard.organisations import actions, queries
from heard.organisations.actions.memberships import confirm_address
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.tests.factories import make_account, make_membership, make_organisation
from heard.organisations.tests.outline import assert_usable
from heard.store.testing import start_process

pytestmark = [pytest.mark.django_db, pytest.mark.urls("heard.organisations.tests.addresses")]
PASSWORD = "three random words"
SIGN_IN = "/account/login/"


@pytest.fixture(autouse=True)
def _no_limits_left_over(monkeypatch):
    cache.clear()
    # One half minute that lasts: a code that is asked for and sent never falls into two.
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter([59_000_000]))


@pytest.fixture
def person():
    account = make_account("ann@example.org", "Ann Example", PASSWORD)
    confirm_address(account)
    make_membership(make_organisation(code="riverside"), Role.ADMINISTRATOR, account)
    return account


def code_now(secret):
    return auth.format_hotp_value(auth.hotp_value(secret, 59_000_000))


def sign_in(client, email="ann@example.org", password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": email, "password": password}, **more)


def set_up_second_step(client):
    asked = client.get(reverse("mfa_activate_totp"))["Location"]
    assert_usable(client.get(asked))
    assert client.post(asked, {"password": PASSWORD})["Location"] == reverse("mfa_activate_totp")
    page = client.get(reverse("mfa_activate_totp"))
    assert_usable(page)
    secret = re.search(r"Key: <code[^>]*>(\w+)</code>", page.content.decode())[1]
    response = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert response.status_code == 302, response.content.decode()
    return secret


def test_a_person_signs_in_by_e_mail_and_password_and_out_again(client, person):
    assert_usable(client.get(SIGN_IN))
    assert sign_in(client)["Location"] == "/"
    assert client.get("/")["Location"] == "/o/riverside/"
    assert_usable(client.get(reverse("account_logout")))
    client.post(reverse("account_logout"))
    assert client.get("/")["Location"].startswith(SIGN_IN)


def test_after_signing_in_a_person_goes_where_they_were_going(client, person):
    asked = client.get("/o/riverside/services/")["Location"]
    page = client.get(asked).content.decode()
    assert 'name="next" value="/o/riverside/services/"' in page
    response = client.post(SIGN_IN, {"login": person.email, "password": PASSWORD, "next": "/o/riverside/services/"})
    assert response["Location"] == "/o/riverside/services/"


def test_a_wrong_or_missing_answer_gets_a_sentence_that_helps(client, person):
    wrong = sign_in(client, password="something else")
    assert "The e-mail address or the password is wrong." in wrong.content.decode()
    empty = sign_in(client, email="", password="")
    assert_usable(empty)
    assert "Enter your e-mail address." in empty.content.decode()
    assert "Enter your password." in empty.content.decode()


def test_guessing_a_password_is_slowed_down(client, person):
    for _ in range(5):
        sign_in(client, password="guess")
    assert "tried too often" in sign_in(client).content.decode()


ANOTHER = """
import django; django.setup()
from django.test import Client
response = Client().post("{page}", {given}, headers={{"host": "localhost"}})
print("tried too often" in response.content.decode(), flush=True)
"""


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_guesses_at_several_processes_are_counted_together(client):
    make_account("ann@example.org", "Ann Example", PASSWORD)
    code = ANOTHER.format(page=SIGN_IN, given={"login": "ann@example.org", "password": "guess"})
    for expected in ("False", "True"):
        process = start_process(code)
        said, _ = process.communicate(timeout=60)
        assert (process.returncode, said.split()) == (0, [expected])
        for _ in range(4):
            sign_in(client, password="guess", headers={"host": "localhost"})


def test_a_second_step_asks_for_a_code_at_sign_in_and_its_key_is_stored_encrypted(client, person):
    sign_in(client)
    secret = set_up_second_step(client)
    stored = Authenticator.objects.get(user=person, type="totp").data["secret"]
    assert secret not in stored
    client.post(reverse("account_logout"))
    assert sign_in(client)["Location"] == reverse("mfa_authenticate")
    assert client.get("/")["Location"].startswith(SIGN_IN), "the password alone is not enough"
    asked = client.get(reverse("mfa_authenticate"))
    assert_usable(asked)
    refused = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "The code is wrong or too old." in refused.content.decode()
    assert client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})["Location"] == "/"
    client.post(reverse("account_logout"))
    sign_in(client)
    replayed = client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert replayed.status_code == 200, "a code that was used does not count again"


def test_a_recovery_code_lets_in_once(client, person):
    sign_in(client)
    set_up_second_step(client)
    page = client.get(reverse("mfa_view_recovery_codes"))
    assert_usable(page)
    recovery = re.findall(r"<li><code>(\w+)</code></li>", page.content.decode())
    assert len(recovery) == 10
    for expected in (302, 200):
        client.post(reverse("account_logout"))
        sign_in(client)
        assert client.post(reverse("mfa_authenticate"), {"code": recovery[0]}).status_code == expected


def test_every_page_of_the_account_can_be_used(client, person):
    sign_in(client)
    set_up_second_step(client)
    for name in (
        "mfa_index",
        "mfa_deactivate_totp",
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
        "account_change_password",
        "account_reauthenticate",
        "mfa_reauthenticate",
    ):
        response = client.get(reverse(name))
        assert response.status_code == 200, name
        assert_usable(response)
    assert client.get(reverse("mfa_download_recovery_codes"))["Content-Type"] == "text/plain"
    assert client.get(reverse("account_email"))["Location"] == reverse("organisations:account")
    empty = client.post(reverse("account_change_password"), {}).content.decode()
    assert "Enter the password that you have now." in empty
    client.post(reverse("account_logout"))
    for page in (reverse("account_reset_password"), reverse("account_reset_password_done"), reverse("account_signup")):
        assert_usable(client.get(page))
    assert_usable(client.get(reverse("account_inactive")))


def test_a_forgotten_password_is_replaced_by_a_link(client, person):
    client.post(reverse("account_reset_password"), {"email": person.email})
    link = re.search(r"http://testserver(/account/password/reset/key/\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True)
    assert_usable(form)
    action = form.redirect_chain[-1][0]
    weak = client.post(action, {"password1": "short", "password2": "short"})
    assert "at least 12 characters" in weak.content.decode()
    client.post(action, {"password1": "another three words", "password2": "another three words"})
    assert sign_in(client, password="another three words")["Location"] == "/"
    assert "no longer works" in client.get(link, follow=True).content.decode()


def test_nobody_learns_from_the_form_whether_an_address_has_an_account(client, person):
    known = client.post(reverse("account_reset_password"), {"email": person.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert known["Location"] == unknown["Location"]


def test_a_lost_device_is_reset_by_an_administrator_with_a_reason(client, person, django_capture_on_commit_callbacks):
    sign_in(client)
    set_up_second_step(client)
    organisation = queries.organisation("riverside")
    membership = queries.members(organisation.id).rows[0]
    asks = {"organisation_id": organisation.id, "reference": membership.reference}
    other = queries.actor(make_membership(organisation, Role.ADMINISTRATOR, make_account(name="Omar Other")).account)
    with pytest.raises(Refused, match="nobody resets their own"):
        actions.reset_second_factor(actor=queries.actor(person), **asks, reason="lost")
    with pytest.raises(Refused, match="Enter why"):
        actions.reset_second_factor(actor=other, **asks, reason=" ")
    lead = queries.actor(make_membership(organisation, Role.ENGAGEMENT_LEAD).account)
    with pytest.raises(Refused, match="Your role"):
        actions.reset_second_factor(actor=lead, **asks, reason="lost")
    with django_capture_on_commit_callbacks(execute=True):
        actions.reset_second_factor(actor=other, **asks, reason="Lost phone; called back on the ward's number")
    assert not Authenticator.objects.filter(user=person).exists()
    assert client.get("/")["Location"].startswith(SIGN_IN), "signed out everywhere"
    assert mail.outbox[-1].to == [person.email]
    assert "Omar Other" in mail.outbox[-1].body
    assert sign_in(client)["Location"] == "/"
