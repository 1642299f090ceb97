"""Who sees what of Explore, and what leaves it as a file."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from heard.coding.tests.ground import make_ground, signed_in
from heard.coding.tests.test_explore_page import text_of, words_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground():
    return make_ground()


def lines_of(response):
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_nobody_explores_without_signing_in(ground, client):
    assert client.get(ground.explore).status_code == 302
    assert "/account/login/" in client.get(ground.explore)["Location"]


def test_another_organisation_is_not_there(ground):
    other = make_ground(code="hillside")
    client = signed_in(ground, "lead")
    for path in ("explore/", "explore/export.csv", "explore/saved/", "explore/saved/new/"):
        assert client.get(other.at(path)).status_code == 404


def test_a_manager_sees_the_words_of_the_own_ward_alone(ground):
    client = signed_in(ground, "manager")
    response = client.get(ground.explore)
    assert len(words_in(response)) == 5
    assert "of 5 comments" in text_of(response)
    assert "Curlew" not in response.content.decode()
    assert "Eye Clinic" not in response.content.decode()


@pytest.mark.parametrize("by_name", [True, False])
def test_a_manager_cannot_name_another_service(ground, by_name):
    asked = "Eye Clinic" if by_name else ground.clinic.reference
    response = signed_in(ground, "manager").get(ground.explore, {"service": asked})
    assert "Choose a service from the list" in text_of(response)
    assert not [words for words in words_in(response) if "Clinic" in words]


def test_a_managers_search_does_not_find_other_words(ground):
    response = signed_in(ground, "manager").get(ground.explore, {"words": "parking"})
    assert "Nothing fits all of this" in text_of(response)


def test_a_managers_file_holds_the_own_ward_alone(ground):
    lines = lines_of(signed_in(ground, "manager").get(ground.at("explore/export.csv")))
    assert {line[2] for line in lines[1:]} == {"Heron Ward"}
    assert len(lines) == 1 + 5


def test_whoever_may_not_export_gets_neither_link_nor_file(ground):
    client = signed_in(ground, "board")
    assert "export.csv" not in client.get(ground.explore).content.decode()
    assert client.get(ground.at("explore/export.csv")).status_code == 403


def test_a_file_holds_what_the_search_shows(ground):
    client = signed_in(ground, "lead")
    lines = lines_of(client.get(ground.at("explore/export.csv"), {"serious": "2"}))
    assert [line[4] for line in lines[1:]] == words_in(client.get(ground.explore, {"serious": "2"}))


def test_a_file_leaves_an_event_without_the_searched_words(ground):
    from heard.ledger.models import Opening

    client = signed_in(ground, "lead")
    lines_of(client.get(ground.at("explore/export.csv"), {"serious": "2", "words": "Mrs Ash"}))
    found = Opening.objects.filter(content__contains='"coding.exported"').get()
    assert found.actor
    assert '"serious":"2"' in found.content
    assert "Ash" not in found.content


def test_a_search_that_is_not_understood_gives_no_file(ground):
    assert signed_in(ground, "lead").get(ground.at("explore/export.csv"), {"theme": "999"}).status_code == 404


def test_no_cell_of_a_csv_file_is_a_formula(ground):
    cells = [cell for line in lines_of(signed_in(ground, "lead").get(ground.at("explore/export.csv"))) for cell in line]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "'=HYPERLINK(1) theme4 mood1" in cells
    assert "'@mention +44 -1 theme7 mood3" in cells


def test_no_cell_of_an_xlsx_file_is_a_formula_or_a_link(ground):
    response = signed_in(ground, "lead").get(ground.at("explore/export.xlsx"))
    content = b"".join(response.streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 1 + 11
    assert "'=HYPERLINK(1) theme4 mood1" in {row[4] for row in rows}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet


def test_a_view_is_saved_shared_renamed_and_deleted(ground):
    lead, board = signed_in(ground, "lead"), signed_in(ground, "board")
    new = ground.at("explore/saved/new/?serious=3&by=service")
    assert "Enter a name for this view" in text_of(lead.post(new, {"name": " "}))
    saved = lead.post(new, {"name": "Worst first", "shared": "on"}, follow=True)
    assert "Saved as ‘Worst first’." in text_of(saved)
    assert f'href="{ground.explore}?serious=3&amp;by=service"' in saved.content.decode()
    shown = board.get(ground.explore).content.decode()
    assert "Worst first" in shown
    reference = shown_reference(lead.get(ground.at("explore/saved/")).content.decode())
    assert board.get(ground.at(f"explore/saved/{reference}/")).status_code == 404
    assert board.post(ground.at(f"explore/saved/{reference}/delete/")).status_code == 404
    lead.post(ground.at(f"explore/saved/{reference}/"), {"name": "Mine alone"})
    assert "Mine alone" not in board.get(ground.explore).content.decode()
    assert "Delete the view ‘Mine alone’?" in text_of(lead.get(ground.at(f"explore/saved/{reference}/delete/")))
    assert "Nothing that was said is lost" in text_of(
        lead.post(ground.at(f"explore/saved/{reference}/delete/"), follow=True)
    )
    assert "You have no saved views yet" in text_of(lead.get(ground.at("explore/saved/")))


def shown_reference(body):
    return body.split("/explore/saved/")[1].split("/")[0]


def test_a_board_member_cannot_share_a_view(ground):
    board = signed_in(ground, "board")
    new = ground.at("explore/saved/new/")
    assert 'name="shared"' not in board.get(new).content.decode()
    assert "Only engagement leads and analysts" in text_of(board.post(new, {"name": "For all", "shared": "on"}))


def correction(ground, at=0):
    voice = ground.voices[at]
    return ground.at(f"voices/{voice.reference}/codes/{voice.answers.first().pk}/")


def test_a_correction_counts_at_once_and_shows_who_made_it(ground):
    analyst = signed_in(ground, "analyst")
    form = analyst.get(correction(ground)).content.decode()
    assert 'name="seriousness" type="radio" value="3" checked' in form
    assert "Alleged harm, danger to life or limb" in form
    given = {"seriousness": "2", "sentiment": "none", "themes": ["3", "21"], "reason": "No harm is alleged"}
    back = analyst.post(correction(ground) + "?from=serious%3D3", given)
    assert back["Location"] == ground.at(f"voices/{ground.voices[0].reference}/?from=serious%3D3#understood-as")
    page = text_of(analyst.get(back["Location"].split("#")[0]))
    assert "Corrected. Your name and the time stand beside it" in page
    assert "Distress or risk Feeling safe, Pain management · Cannot tell" in page
    assert "‘No harm is alleged’ Analyst" in page
    assert "Before that (1)" in page
    assert "Serious 0 of 11 comments" in text_of(analyst.get(ground.explore))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Choose how serious it is"),
        ({"seriousness": "2"}, "Choose how it sounds"),
        ({"seriousness": "4", "sentiment": "1"}, "Choose how serious it is from the list"),
        ({"seriousness": "0", "sentiment": "1", "themes": ["62"]}, "Choose themes from the list"),
        ({"seriousness": "0", "sentiment": "1", "reason": "x" * 301}, "Use at most 300 characters for the reason"),
    ],
)
def test_a_correction_that_cannot_be_gets_a_sentence(ground, given, sentence):
    response = signed_in(ground, "lead").post(correction(ground), given)
    assert response.status_code == 200
    assert sentence in text_of(response)


def test_nobody_else_corrects(ground):
    assert signed_in(ground, "board").get(correction(ground)).status_code == 403
    assert signed_in(ground, "manager").post(correction(ground), {}).status_code == 403
    other = make_ground(code="hillside")
    assert signed_in(other, "lead").get(correction(ground)).status_code == 404
    assert signed_in(other, "lead").get(correction(ground).replace("riverside", "hillside")).status_code == 404


def test_there_is_no_form_for_an_answer_of_another_voice(ground):
    path = ground.at(f"voices/{ground.voices[0].reference}/codes/{ground.voices[1].answers.get().pk}/")
    assert signed_in(ground, "lead").get(path).status_code == 404


def test_the_codes_of_an_answer_stand_on_its_voices_page(ground):
    path = ground.at(f"voices/{ground.voices[0].reference}/")
    page = text_of(signed_in(ground, "lead").get(path))
    assert "Understood as" in page
    assert "Serious Pain management · Very negative Heard (fake@1)" in page
    assert "90% sure" in page
    assert "Correct how" not in text_of(signed_in(ground, "board").get(path))
