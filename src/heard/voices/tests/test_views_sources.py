"""Sources: their list, what is kept about each, names, columns, doubtful dates; and who may see imports at all."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from heard.organisations import queries as organisations
from heard.organisations.models import Role
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_organisation
from heard.voices.models import Import, Source, Voice
from heard.voices.tests.desk import at_desk, filled, page
from heard.voices.tests.factories import bring, row, table, upload

pytestmark = pytest.mark.django_db

ROWS = [
    row(1, 1, ward="Ward 5", rating="7"),
    row(3, 1, ward="Ward 5", date="03/10/2021", answer="Cold"),
    row(3, 2, ward="Ward 5", date="10/03/2021", answer="Blankets"),
]
IMPORTERS = {Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.ADMINISTRATOR}


@pytest.fixture
def trust() -> OrganisationSummary:
    made = make_organisation("riverside")
    bring(made.id, table(ROWS), ratings={"7": 0})
    return made


@pytest.fixture
def lead(trust: OrganisationSummary) -> Client:
    return at_desk(trust, Role.ENGAGEMENT_LEAD)


def at(name: str = "source") -> str:
    return reverse(f"voices:{name}", args=["riverside", Source.objects.earliest("id").pk])


def test_the_list_says_how_much_is_mapped_and_imported(lead: Client) -> None:
    assert "Texts Columns 7 mapped Imports 1 Last import" in page(lead.get("/o/riverside/sources/"))


def test_lists_without_anything_say_what_they_are_for_and_what_to_do(trust: OrganisationSummary) -> None:
    empty = make_organisation("new")
    client = at_desk(empty, Role.ANALYST)
    assert "The first import makes one" in page(client.get("/o/new/sources/"))
    shown = page(client.get("/o/new/imports/"))
    assert "Nothing has been imported yet." in shown
    assert "Import a file" in shown


def test_a_source_shows_its_columns_doubts_and_last_imports(lead: Client) -> None:
    shown = page(lead.get(at()))
    for text in (
        "FFT score Friends and Family Test rating",
        "Codes kept as unknown ‘7’",
        "1 date waits for an answer, and counts in no month. Say how to read them",
        "feedback.csv",
        "The source was added.",
    ):
        assert text in shown


def test_a_source_is_renamed_to_a_name_that_is_free(lead: Client, trust: OrganisationSummary) -> None:
    upload(trust.id, table([row(1)]), source="Cards")
    assert "Enter a name for the source" in page(lead.post(at("source-rename"), {"name": " "}))
    refused = page(lead.post(at("source-rename"), {"name": "Cards"}))
    assert "There is a source called Cards already. Enter another name." in refused
    assert lead.post(at("source-rename"), {"name": "Inpatient  texts"}).headers["Location"] == at()
    shown = page(lead.get(at()))
    assert "Inpatient texts" in shown
    assert "Renamed from Texts to Inpatient texts." in shown


def test_its_columns_are_changed_for_the_next_import(lead: Client) -> None:
    form = filled(lead.get(at("source-columns")))
    ward = next(name for name, field in form.items() if field == "service_1")
    refused = page(lead.post(at("source-columns"), {**form, ward: "date"}))
    assert "cannot both hold “Date of the feedback”" in refused
    lead.post(at("source-columns"), {**form, ward: "ignore"})
    assert Source.objects.get().mapping["columns"]["Ward"] == "ignore"
    assert Import.objects.get().mapping["columns"]["Ward"] == "service_1"


def test_doubtful_dates_are_settled_with_their_examples_and_taken_back(lead: Client) -> None:
    asked = lead.get(at("source-dates"))
    assert "1 voice has a date that can be read both ways" in page(asked)
    assert "3 October 2021, or 10 March 2021 (r3)" in page(asked)
    assert "Choose how the source writes its dates" in page(lead.post(at("source-dates"), {}))
    for order, day in (("day_first", "2021-10-03"), ("month_first", "2021-03-10"), ("undecided", "None")):
        assert lead.post(at("source-dates"), {"order": order}).headers["Location"] == at()
        assert str(Voice.objects.get(supplier_id="r3").said_on) == day


def test_the_list_of_imports_filters_by_source_and_state_and_turns_pages(lead: Client) -> None:
    source, first = Source.objects.get(), Import.objects.get()
    others = [
        Import(organisation=first.organisation, source=source, file_name=f"old {n}.csv", bytes=1, state="undone")
        for n in range(30)
    ]
    Import.objects.bulk_create(others)
    shown = page(lead.get("/o/riverside/imports/"))
    assert "1 to 25 of 31 imports" in shown
    assert "feedback.csv" not in shown
    assert "26 to 31 of 31 imports" in page(lead.get("/o/riverside/imports/?page=2"))
    assert "26 to 31 of 31 imports" in page(lead.get("/o/riverside/imports/?page=99"))
    undone = lead.get(f"/o/riverside/imports/?state=undone&source={source.pk}")
    assert "1 to 25 of 30 imports" in page(undone)
    assert f"?source={source.pk}&state=undone&page=2" in unescape(undone.content.decode())
    assert "No import matches." in page(lead.get("/o/riverside/imports/?state=failed"))
    assert "Choose a state from the list" in page(lead.get("/o/riverside/imports/?state=what"))


@pytest.mark.parametrize("role", list(Role))
def test_only_importers_and_information_governance_reach_imports(trust: OrganisationSummary, role: Role) -> None:
    client, batch = at_desk(trust, role), Import.objects.get()
    here = f"/o/riverside/imports/{batch.reference}/"
    seen = 200 if role in IMPORTERS | {Role.INFORMATION_GOVERNANCE} else 403
    for address in ("/o/riverside/imports/", "/o/riverside/sources/", here, f"{here}rejected/", at()):
        assert client.get(address).status_code == seen, address
    changed = 200 if role in IMPORTERS else 403
    for address in ("/o/riverside/imports/new/", f"{here}undo/", at("source-rename"), at("source-dates")):
        assert client.get(address).status_code == changed, address


def test_a_role_over_one_service_reaches_no_import(trust: OrganisationSummary) -> None:
    unit = next(one.unit for one in organisations.tree(trust.id) if one.name == "Ward 5")
    assert at_desk(trust, Role.ANALYST, unit).get("/o/riverside/imports/").status_code == 403


def test_another_organisations_imports_and_sources_are_not_found(trust: OrganisationSummary) -> None:
    stranger = at_desk(make_organisation("elsewhere"), Role.ENGAGEMENT_LEAD)
    here = f"/o/riverside/imports/{Import.objects.get().reference}/"
    for address in (here, f"{here}rejected.csv", f"{here}undo/", at(), at("source-dates"), "/o/riverside/imports/new/"):
        assert stranger.get(address).status_code == 404, address
        assert stranger.get(address.replace("riverside", "elsewhere")).status_code in {404, 200}
    assert stranger.get(here.replace("riverside", "elsewhere")).status_code == 404
    assert stranger.get(at().replace("riverside", "elsewhere")).status_code == 404


def test_nobody_reaches_anything_without_signing_in(trust: OrganisationSummary) -> None:
    response = Client().get("/o/riverside/imports/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/")
