"""Every page: who may open it, and what a person needs to use it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from heard.organisations import actions, queries
from heard.organisations.actions import Invitee
from heard.organisations.models import Account, Invitation, Membership, Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_account, make_membership, make_organisation, make_unit
from heard.organisations.tests.outline import assert_usable

pytestmark = [pytest.mark.django_db, pytest.mark.urls("heard.organisations.tests.addresses")]

SERVICES = {"services"}
MANAGE_SERVICES = {
    "service-add",
    "service-edit",
    "service-rename",
    "service-move",
    "service-merge",
    "service-close",
    "service-reopen",
    "service-aliases",
    "service-codes",
    "service-history",
}
SEE_PEOPLE = {"people", "people-export"}
MANAGE_PEOPLE = {
    "people-invite",
    "people-invite-many",
    "invitations",
    "person",
    "person-change",
    "person-deputy",
    "person-end",
    "person-reset",
}
SETTINGS = {"settings", "settings-describe", "settings-link"}
POSTED = {"invitation-resend", "invitation-withdraw"}
WHO_MAY = {
    **{name: set(Role) for name in SERVICES},
    **{name: {Role.ADMINISTRATOR, Role.ENGAGEMENT_LEAD} for name in MANAGE_SERVICES},
    **{name: {Role.ADMINISTRATOR, Role.ENGAGEMENT_LEAD, Role.INFORMATION_GOVERNANCE} for name in SEE_PEOPLE},
    **{name: {Role.ADMINISTRATOR} for name in MANAGE_PEOPLE | SETTINGS | POSTED},
}


@pytest.fixture
def trust():
    return make_organisation(name="Riverside NHS Trust")


@pytest.fixture
def ward(trust):
    site = make_unit(trust, "North Hospital", "site")
    make_unit(site, "Ward 9", "ward")
    return make_unit(site, "Ward 5", "ward")


def address(name, trust, ward, membership, invitation):
    if name.startswith("service-") and name != "service-add":
        return reverse(f"organisations:{name}", args=[trust.code, ward.reference])
    if name == "person" or name.startswith("person-"):
        return reverse(f"organisations:{name}", args=[trust.code, membership.reference])
    if name in POSTED:
        return reverse(f"organisations:{name}", args=[trust.code, invitation])
    return reverse(f"organisations:{name}", args=[trust.code])


def addresses(trust, ward):
    administrator = make_membership(trust, Role.ADMINISTRATOR)
    person = make_membership(trust, Role.ANALYST, make_account(name="Raj Example"))
    (invitation,) = actions.invite_people(
        actor=queries.actor(administrator.account),
        organisation_id=trust.id,
        invitees=[Invitee("new@example.org", Role.ANALYST)],
        site="https://heard.example",
    )
    return {name: address(name, trust, ward, person, invitation) for name in WHO_MAY}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_its_own_pages_and_no_other(client, trust, ward, role):
    pages = addresses(trust, ward)
    client.force_login(make_membership(trust, role).account)
    for name, roles in WHO_MAY.items():
        response = client.post(pages[name]) if name in POSTED else client.get(pages[name])
        expected = (302 if name in POSTED else 200) if role in roles else 403
        assert response.status_code == expected, name


def test_nobody_of_another_organisation_finds_a_page(client, trust, ward):
    pages = addresses(trust, ward)
    other = make_organisation()
    client.force_login(make_membership(other, Role.ADMINISTRATOR).account)
    for name, page in pages.items():
        response = client.post(page) if name in POSTED else client.get(page)
        assert response.status_code == 404, name


def test_another_organisations_things_are_not_found_under_the_own_address(client, trust, ward):
    pages = addresses(trust, ward)
    other = make_organisation()
    client.force_login(make_membership(other, Role.ADMINISTRATOR).account)
    for name, page in pages.items():
        if ward.reference in page or "/people/0" in page:
            assert client.get(page.replace(f"/o/{trust.code}/", f"/o/{other.code}/")).status_code == 404, name


def test_who_is_not_signed_in_is_asked_to_sign_in(client, trust, ward):
    for name, page in addresses(trust, ward).items():
        response = client.post(page) if name in POSTED else client.get(page)
        assert response.status_code == 302, name
        assert response["Location"].startswith("/account/login/?next="), name


def test_a_lead_of_one_site_changes_services_there_and_nowhere_else(client, trust, ward):
    elsewhere = make_unit(trust, "South Clinic", "site")
    lead = make_membership(trust, Role.ENGAGEMENT_LEAD, unit=ward)
    client.force_login(lead.account)
    own = reverse("organisations:service-rename", args=[trust.code, ward.reference])
    tree = client.get(reverse("organisations:services", args=[trust.code])).content.decode()
    assert f"{ward.reference}/edit/" in tree
    assert f"{elsewhere.reference}/edit/" not in tree
    assert client.get(own).status_code == 200
    assert client.get(own.replace(ward.reference, elsewhere.reference)).status_code == 403
    assert client.get(reverse("organisations:people", args=[trust.code])).status_code == 403


def test_every_page_can_be_used_without_script_and_by_screen_reader(client, trust, ward):
    pages = addresses(trust, ward)
    client.force_login(make_membership(trust, Role.ADMINISTRATOR).account)
    for name in WHO_MAY.keys() - POSTED - {"people-export"}:
        assert_usable(client.get(pages[name]))
    for name in ("organisations:account", "organisations:account-name"):
        assert_usable(client.get(reverse(name)))
    for name in WHO_MAY.keys() - POSTED - SEE_PEOPLE - SETTINGS - SERVICES - {"service-edit", "service-history"}:
        response = client.post(pages[name], {})
        if response.status_code == 200 and "There is a problem" in response.content.decode():
            assert_usable(response)
            assert "This field is required" not in response.content.decode(), name


def test_a_page_takes_at_most_five_queries_before_the_view(client, trust, ward, django_assert_max_num_queries):
    manager = make_membership(trust, Role.SERVICE_MANAGER, unit=ward)
    client.force_login(manager.account)
    with django_assert_max_num_queries(5):
        assert client.get(f"/o/{trust.code}/explore/").status_code == 200


def test_a_service_is_moved_after_its_consequences_were_shown(client, trust, ward):
    south = make_unit(trust, "South Clinic", "site")
    client.force_login(make_membership(trust, Role.ENGAGEMENT_LEAD).account)
    page = reverse("organisations:service-move", args=[trust.code, ward.reference])
    given = {"parent": str(south.id), "on_0": "1", "on_1": "4", "on_2": "2026"}
    checked = client.post(page, given)
    assert "What will not change" in checked.content.decode()
    assert_usable(checked)
    assert queries.breadcrumbs(ward.id)[1].name == "North Hospital"
    done = client.post(page, {**given, "confirmed": "yes"}, follow=True)
    assert "From 1 April 2026 Ward 5 stands under South Clinic." in done.content.decode()
    assert queries.breadcrumbs(ward.id)[1].name == "South Clinic"


def test_a_wrong_answer_gets_its_own_sentence(client, trust, ward):
    client.force_login(make_membership(trust, Role.ADMINISTRATOR).account)
    day = {"on_0": "1", "on_1": "2", "on_2": "2026", "confirmed": "yes"}
    for name, given, sentence in (
        ("service-rename", {**day, "name": "Acorn", "on_0": "31"}, "Enter a real date"),
        ("service-rename", {**day, "name": "Ward 5"}, "Enter a name that differs"),
        ("service-close", {"confirmed": "yes"}, "Enter the date from which it holds."),
        ("service-move", {**day, "parent": "999999"}, "Choose a place from the list."),
    ):
        page = reverse(f"organisations:{name}", args=[trust.code, ward.reference])
        assert sentence in client.post(page, given).content.decode(), name


def test_the_tree_shows_closed_services_only_when_asked(client, trust, ward):
    actions.close_unit(actor=SYSTEM, unit_id=ward.id, on=date(2026, 1, 1))
    client.force_login(make_membership(trust, Role.BOARD_MEMBER).account)
    page = reverse("organisations:services", args=[trust.code])
    assert "Ward 5" not in client.get(page).content.decode()
    assert "Closed 1 January 2026" in client.get(page + "?closed=yes").content.decode()


def test_a_search_finds_former_names(client, trust, ward):
    actions.rename_unit(actor=SYSTEM, unit_id=ward.id, name="Acorn Ward", on=date(2026, 1, 1))
    client.force_login(make_membership(trust, Role.BOARD_MEMBER).account)
    page = client.get(reverse("organisations:services", args=[trust.code]), {"search": "ward 5"}).content.decode()
    assert "Acorn Ward" in page
    assert "also called" in page


def test_the_history_tells_each_change_in_a_sentence(client, trust, ward):
    lead = make_membership(trust, Role.ENGAGEMENT_LEAD, make_account(name="Lena Lead"))
    actor = queries.actor(lead.account)
    actions.rename_unit(actor=actor, unit_id=ward.id, name="Acorn Ward", on=date(2026, 1, 1))
    client.force_login(lead.account)
    page = client.get(reverse("organisations:service-history", args=[trust.code, ward.reference])).content.decode()
    assert "Renamed from Ward 5 to Acorn Ward from 1 January 2026." in page
    assert "Lena Lead" in page


def test_the_list_of_people_exports_what_it_shows_and_no_formula(client, trust):
    client.force_login(make_membership(trust, Role.ADMINISTRATOR, make_account(name="Ann Admin")).account)
    make_membership(trust, Role.ANALYST, make_account(name="=HYPERLINK(1)"))
    make_membership(trust, Role.ANALYST, make_account(name="Gone"), until_date=date(2024, 1, 1))
    lines = client.get(reverse("organisations:people-export", args=[trust.code])).content.decode().splitlines()
    assert lines[0].startswith("\ufeffName,E-mail,Role")
    assert any(line.startswith("'=HYPERLINK(1),") for line in lines)
    assert not any("Gone" in line for line in lines)


def test_people_are_found_by_name_role_and_page(client, trust):
    client.force_login(make_membership(trust, Role.ADMINISTRATOR, make_account(name="Zed Admin")).account)
    for number in range(55):
        make_membership(trust, Role.ANALYST, make_account(name=f"Person {number:02}"))
    page = reverse("organisations:people", args=[trust.code])
    first = client.get(page).content.decode()
    assert "Person 49" in first
    assert "Person 50" not in first
    assert "Person 54" in client.get(page, {"page": "2"}).content.decode()
    assert "Person" not in client.get(page, {"role": Role.ADMINISTRATOR}).content.decode().split("<tbody")[1]
    assert "1 role." in client.get(page, {"search": "person 07"}).content.decode()
    assert client.get(page, {"page": "9" * 30}).status_code == 200


def test_the_start_page_leads_to_the_only_organisation_or_lets_choose(client, trust):
    account = make_membership(trust, Role.ANALYST).account
    client.force_login(account)
    assert client.get("/")["Location"] == f"/o/{trust.code}/"
    make_membership(make_organisation(name="Other Trust"), Role.ANALYST, account)
    page = client.get("/")
    assert "Other Trust" in page.content.decode()
    assert_usable(page)
    nobody = make_account()
    client.force_login(nobody)
    assert "no role in an organisation" in client.get("/").content.decode()


def test_the_details_of_an_organisation_are_changed(client, trust):
    client.force_login(make_membership(trust, Role.ADMINISTRATOR).account)
    given = {"name": "Riverside Foundation Trust", "kind": "provider", "sector": "nhs", "ods_code": "rx6"}
    given["nation"] = "scotland"
    page = reverse("organisations:settings-describe", args=[trust.code])
    done = client.post(page, {**given, "brand_name": "Riverside hears"}, follow=True)
    assert "Riverside Foundation Trust" in done.content.decode()
    assert queries.organisation(trust.code).ods_code == "RX6"
    assert queries.root_unit(trust.id).name == "Riverside Foundation Trust"


def test_the_settings_say_within_a_year_that_bank_holidays_end(client, trust):
    account = make_membership(trust, Role.ADMINISTRATOR).account
    for day, said in ((date(2027, 12, 30), False), (date(2028, 1, 2), True)):
        with time_machine.travel(day, tick=False):
            client.force_login(account)
            page = client.get(reverse("organisations:settings", args=[trust.code])).content.decode()
        assert ("They are known until 31 December 2028 only." in page) is said


def test_two_organisations_are_linked_by_the_administrator_of_both(client, trust):
    other = make_organisation(name="Hillside NHS Trust")
    account = make_membership(trust, Role.ADMINISTRATOR).account
    client.force_login(account)
    given = {"direction": "successor", "other": str(other.id), "on_0": "1", "on_1": "4", "on_2": "2026"}
    page = reverse("organisations:settings-link", args=[trust.code])
    assert "Choose an organisation from the list" in client.post(page, given).content.decode()
    make_membership(other, Role.ADMINISTRATOR, account)
    done = client.post(page, {**given, "confirmed": "yes"}, follow=True).content.decode()
    assert "Hillside NHS Trust carries on Riverside NHS Trust from 1 April 2026" in done


def test_a_leaver_is_shown_out(client, trust):
    client.force_login(make_membership(trust, Role.ADMINISTRATOR).account)
    leaver = make_membership(trust, Role.ANALYST, make_account(name="Lee Leaver"))
    page = reverse("organisations:person-end", args=[trust.code, leaver.reference])
    today = timezone.localdate() + timedelta(days=0)
    given = {"on_0": today.day, "on_1": today.month, "on_2": today.year}
    assert "their account closes" in client.post(page, given).content.decode()
    client.post(page, {**given, "confirmed": "yes"})
    assert not Account.objects.get(pk=leaver.account_id).is_active
    assert Membership.objects.get(pk=leaver.pk).until_date == today


def test_many_are_invited_at_once_or_nobody(client, trust, ward):
    client.force_login(make_membership(trust, Role.ADMINISTRATOR).account)
    page = reverse("organisations:people-invite-many", args=[trust.code])
    wrong = (
        "ann@example.org, Ann, Analyst\nnobody, Nobody, Analyst\n"
        "raj@example.org, Raj, King\nkim@example.org, Kim, Analyst, Ward 77"
    )
    told = client.post(page, {"lines": wrong})
    text = told.content.decode()
    assert_usable(told)
    assert [f"Line {number}:" in text for number in (1, 2, 3, 4)] == [False, True, True, True]
    assert Invitation.objects.count() == 0
    right = (
        "E-mail,Name,Role,Service\nann@example.org,Ann,Analyst\n"
        "raj@example.org,Raj,Service manager,North Hospital > Ward 5\n"
    )
    client.post(page, {"lines": right})
    assert set(Invitation.objects.values_list("email", "unit__name")) == {
        ("ann@example.org", "Riverside NHS Trust"),
        ("raj@example.org", "Ward 5"),
    }
