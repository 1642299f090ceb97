"""An export's way through the pages: upload, columns, questions, preview, run, account, rejected rows, undo."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client

from heard.ledger.models import Opening
from heard.organisations.models import Role
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_organisation
from heard.store.background import run_all_now
from heard.voices.models import Import, Question, RejectedRow, Source, Voice
from heard.voices.tests.desk import at_desk, filled, latest, page, upload
from heard.voices.tests.factories import row, table

pytestmark = pytest.mark.django_db

ROWS = [
    row(1, 1, date="13/02/2026", answer="The nurses were kind. Ring me on 01632 960001 please"),
    row(1, 2, date="13/02/2026", answer="Nothing."),
    row(2, 1, date="15/02/2026", rating="7", answer="Did not answer"),
    row(3, 1, date="31/02/2026", rating="5", answer="=1+1 and nobody came"),
    row(4, 1, date="03/10/2025", rating="5", answer="I was left in pain"),
    row(4, 2, date="10/03/2025", rating="5", answer="More nurses at night"),
    row(5, 1, date="16/02/2026", rating="2", answer=""),
]


@pytest.fixture
def trust() -> OrganisationSummary:
    return make_organisation("riverside")


@pytest.fixture
def lead(trust: OrganisationSummary) -> Client:
    return at_desk(trust, Role.ENGAGEMENT_LEAD)


def mapped(client: Client, content: bytes) -> str:
    """Send a new file as far as its preview; returns the address of the import."""
    columns = upload(client, "riverside", content).headers["Location"]
    answer = client.post(columns, filled(client.get(columns)))
    here = columns.removesuffix("columns/")
    if answer.headers["Location"].endswith("questions/"):
        questions = answer.headers["Location"]
        answer = client.post(questions, filled(client.get(questions)))
    assert answer.headers["Location"] == f"{here}preview/"
    return here


def imported(client: Client, content: bytes) -> str:
    """Send a new file through every page and run it."""
    here = mapped(client, content)
    assert client.post(f"{here}preview/").headers["Location"] == here
    run_all_now()
    return here


def test_a_file_goes_from_upload_to_its_account(lead: Client) -> None:
    here = mapped(lead, table(ROWS))
    preview = page(lead.get(f"{here}preview/"))
    assert "Ring me on [phone number] please" in preview
    assert "01632" not in preview
    assert "The first 7 rows of the file: 4 answers, 2 empty, 1 to be rejected" in preview
    assert "Line 5: “31/02/2026” in “Date” is a date that does not exist." in preview
    assert not Voice.objects.exists()

    lead.post(f"{here}preview/")
    running = lead.get(here)
    assert "The file is being read." in page(running)
    assert b"<progress" in running.content
    assert b"data-heard-refresh" in running.content

    run_all_now()
    account = page(lead.get(here))
    for line in ("Answers taken 4", "Empty, or says that nothing was said 2", "Rejected, to be corrected 1"):
        assert line in account
    assert "Duplicates of what was here already 0 All rows 7" in account
    assert "Unknown code ‘7’, kept as unknown 1" in account
    assert "Until somebody says, they count in no month." in account
    assert "in 1 answer" in account


def test_a_second_file_with_the_same_columns_goes_straight_to_the_preview(lead: Client) -> None:
    imported(lead, table(ROWS))
    source = Source.objects.get()
    answer = upload(lead, "riverside", table([row(9)]), source=str(source.pk), name="Texts")
    assert answer.headers["Location"].endswith("preview/")
    assert latest().state == Import.State.READY


def test_a_second_file_with_another_column_is_mapped(lead: Client) -> None:
    imported(lead, table(ROWS))
    header = ("Comment ID", "Respondent ID", "Date", "Clinic", "FFT score", "FFT question", "FFT answer")
    assert upload(lead, "riverside", table([row(9)], header)).headers["Location"].endswith("columns/")


def test_rejected_rows_are_downloaded_corrected_and_imported_once(lead: Client) -> None:
    here = imported(lead, table(ROWS))
    shown = page(lead.get(f"{here}rejected/"))
    assert "“31/02/2026” in “Date” is a date that does not exist." in shown

    response = lead.get(f"{here}rejected.csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    header, rejected = csv.reader(io.StringIO(text))
    assert header[:2] == ["Heard: line", "Heard: reason"]
    assert rejected[-1] == "'=1+1 and nobody came"

    corrected = text.replace("31/02/2026", "28/02/2026", 1).replace("31/02/2026", "28/02/2026")
    for added in (1, 0):
        before = Voice.objects.count()
        answer = upload(lead, "riverside", corrected.encode(), name="Texts")
        assert answer.headers["Location"].endswith("preview/")
        lead.post(answer.headers["Location"])
        run_all_now()
        assert Voice.objects.count() == before + added
    assert Voice.objects.get(supplier_id="r3").answers.get().words == "=1+1 and nobody came"


def test_an_import_is_undone_after_a_page_that_says_what_goes_and_what_stays(lead: Client) -> None:
    here = imported(lead, table(ROWS))
    ask = page(lead.get(f"{here}undo/"))
    assert "What will go 4 voices with their answers, codes and counts The list of 1 rejected row" in ask
    assert "What will stay The record in the ledger" in ask
    assert Voice.objects.count() == 4

    assert lead.post(f"{here}undo/").headers["Location"] == here
    run_all_now()
    assert not Voice.objects.exists()
    assert not RejectedRow.objects.exists()
    after = page(lead.get(here))
    assert "Undone" in after
    assert "The import was undone." in after


def test_an_import_that_is_cited_can_only_be_withdrawn(lead: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    here = imported(lead, table(ROWS))
    monkeypatch.setattr("heard.voices.ports.fixed._functions", [set])
    ask = lead.get(f"{here}undo/")
    assert "it cannot be undone. It can be withdrawn" in page(ask)
    assert f"{here}withdraw/" in ask.content.decode()

    missing = lead.post(f"{here}withdraw/", {"reason": " "})
    assert "Enter why the import is withdrawn" in page(missing)
    lead.post(f"{here}withdraw/", {"reason": "Sent to us by mistake"})
    run_all_now()
    assert not Voice.objects.filter(withdrawn_at=None).exists()
    after = page(lead.get(here))
    assert "The import was withdrawn. Reason: Sent to us by mistake" in after


def test_an_upload_that_was_never_started_is_thrown_away(lead: Client) -> None:
    here = mapped(lead, table(ROWS))
    assert "Throw winter.csv away?" in page(lead.get(f"{here}discard/"))
    assert lead.post(f"{here}discard/").headers["Location"] == "/o/riverside/imports/"
    assert not Import.objects.exists()


def test_what_a_question_asks_for_and_a_code_means_is_asked_and_kept(lead: Client) -> None:
    rows = [row(1, question=1, rating="9", ask="Anything else?"), row(2, rating="9")]
    content = table([[*each[:5], "Anything else?", each[6]] for each in rows])
    columns = upload(lead, "riverside", content).headers["Location"]
    questions = lead.post(columns, filled(lead.get(columns))).headers["Location"]
    asked = lead.get(questions)
    assert "What does the code ‘9’ mean?" in page(asked)
    assert "What does “Anything else?” ask for?" in page(asked)
    lead.post(questions, {**filled(asked), "rating_0": "2", "kind_0": "could_improve", "relation": "patient"})
    lead.post(questions.replace("questions", "preview"))
    run_all_now()
    assert set(Voice.objects.values_list("rating", "relation")) == {(2, "patient")}
    assert Question.objects.get().kind == "could_improve"


def test_columns_without_a_date_are_warned_about_and_may_be_accepted(lead: Client) -> None:
    columns = upload(lead, "riverside", table([row(1)])).headers["Location"]
    given = {**filled(lead.get(columns)), "column_2": "ignore"}
    warned = lead.post(columns, given)
    assert "No column holds the date" in page(warned)
    assert latest().state == Import.State.UPLOADED
    assert lead.post(columns, {**given, "accept": "on"}).status_code == 302
    assert latest().state == Import.State.READY


def test_two_columns_for_one_thing_are_refused_beside_the_second(lead: Client) -> None:
    columns = upload(lead, "riverside", table([row(1)])).headers["Location"]
    refused = lead.post(columns, {**filled(lead.get(columns)), "column_3": "date"})
    assert "cannot both hold “Date of the feedback”" in page(refused)
    assert b'id="id_column_3-error"' in refused.content


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty. Choose the file that was exported"),
        (b"%PDF-1.7 and so on", "Save it as CSV (UTF-8) or as an Excel workbook (.xlsx), and import that."),
        (b"Date,Comment\n", "has a header and no rows below it. Choose the file that holds the answers."),
        (b"<!doctype html><html></html>", "is a web page, XML or JSON. Export the answers as CSV, and import that."),
    ],
)
def test_a_file_that_cannot_be_taken_gets_its_sentence_beside_the_field(
    lead: Client, content: bytes, sentence: str
) -> None:
    refused = upload(lead, "riverside", content)
    assert refused.status_code == 200
    assert sentence in page(refused)
    assert b'id="id_file-error"' in refused.content
    assert not Import.objects.exists()


def test_an_upload_without_a_source_or_a_file_is_asked_for_both(lead: Client) -> None:
    refused = page(lead.post("/o/riverside/imports/new/", {"name": " "}))
    assert "Choose the file to import" in refused
    assert "Enter where the file comes from" in refused


def test_an_import_that_stopped_says_why_and_what_to_do(lead: Client) -> None:
    here = mapped(lead, table(ROWS))
    lead.post(f"{here}preview/")
    Import.objects.update(file="imports/gone/source")
    run_all_now()
    shown = page(lead.get(here))
    assert "This import stopped" in shown
    assert "is no longer in the file store. Import it again." in shown


def test_the_steps_of_a_long_run_are_one_line_of_its_history(lead: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("heard.voices.importing.running.CHUNK", {"sqlite": 1, "postgresql": 1})
    here = imported(lead, table(ROWS))
    shown = page(lead.get(here))
    assert shown.count("Voices were imported. In 4 steps, up to record") == 1
    assert "recorded together" not in shown


def test_pages_before_the_start_lead_on_once_it_is_over(lead: Client) -> None:
    here = imported(lead, table(ROWS))
    for step in ("columns/", "questions/", "preview/"):
        assert lead.get(here + step).headers["Location"] == here


def test_rejected_rows_are_masked_on_the_page_and_their_contacts_not_shown(lead: Client) -> None:
    header = ("Comment ID", "Respondent ID", "Date", "Ward", "FFT score", "FFT question", "FFT answer", "Name")
    rows = [[*row(1), "Ann Ash"], [*row(2, date="31/02/2026", answer="Ring 01632 960001"), "Bo Birch"]]
    upload(lead, "riverside", table(rows, header))
    here = f"/o/riverside/imports/{latest().reference}/"
    sent = {**filled(lead.get(f"{here}columns/"))}
    place = next(name for name in sent if name.endswith("7"))
    lead.post(f"{here}columns/", {**sent, place: "contact_name"})
    lead.post(f"{here}preview/")
    run_all_now()
    shown = page(lead.get(f"{here}rejected/"))
    assert "FFT answer: Ring [phone number]" in shown
    assert "Name: [contact]" in shown
    assert "960001" not in shown
    assert "Birch" not in shown


def test_a_wide_file_keeps_the_order_of_its_answer_columns(lead: Client) -> None:
    header = ("Date", "Ward", "What was good?", "Why?", "A comment")
    here = imported(lead, table([["13/02/2026", "Ward 5", "All of it", "Kind people", "Thank you"]], header))
    shown = page(lead.get(f"{here}"))
    assert "Done" in shown
    assert [answer.words for answer in Voice.objects.get().answers.order_by("id")] == [
        "All of it",
        "Kind people",
        "Thank you",
    ]


def test_only_who_brought_a_file_or_may_open_originals_gets_its_rejected_rows_unmasked(
    trust: OrganisationSummary, lead: Client
) -> None:
    here = imported(lead, table([row(1), row(2, date="31/02/2026", answer="Ring 01632 960001")]))
    raw = b"".join(lead.get(f"{here}rejected.csv").streaming_content).decode()
    assert "01632 960001" in raw
    masked = b"".join(at_desk(trust, Role.ANALYST).get(f"{here}rejected.csv").streaming_content).decode()
    assert "31/02/2026" in masked
    assert "960001" not in masked
    taken = Opening.objects.filter(content__contains="voices.rejected-rows-taken").order_by("event_id")
    assert [json.loads(row.content)["body"]["masked"] for row in taken] == [False, True]
