"""Whatever stands in a file's cells, nobody meets a telephone number in it: on no page, in no download, in no event."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from heard.ledger.models import Opening
from heard.organisations.models import Role
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_organisation
from heard.store.background import run_all_now
from heard.voices import queries
from heard.voices.importing.findings import EXAMPLE, LONGEST
from heard.voices.importing.masking import QUOTED
from heard.voices.models import Import, Question, RejectedRow, Voice
from heard.voices.queries.one_source import source_detail
from heard.voices.tests.desk import at_desk, filled, latest, page, upload
from heard.voices.tests.factories import table

pytestmark = pytest.mark.django_db

PHONE = "01632 960001"
# What is left of it where a text is cut before it is masked.
PART = "01632 9"
HEADER = (
    *("Comment ID", "Respondent ID", "Date", "Ward", "FFT score", "FFT question", "FFT answer"),
    *("Ethnicity", "Age"),
)


def until(length: int) -> str:
    """A text in which a telephone number lies across a cut after so many characters."""
    return "word " * ((length - len(PART)) // 5) + " " * ((length - len(PART)) % 5) + PHONE + " please"


def said(number: int, **given: str) -> list[str]:
    cells = {
        "id": f"c{number}",
        "respondent": f"r{number}",
        "date": "13/02/2026",
        "ward": "Ward 4",
        "rating": "1",
        "question": "What was good?",
        "answer": f"Kind people {number}",
        "ethnicity": "White British",
        "age": "65-74",
    }
    return list({**cells, **given}.values())


ROWS = [
    *(said(n) for n in range(30)),
    said(30, answer=until(LONGEST)),
    said(31, answer=until(EXAMPLE), id=PHONE, respondent=f"tel {PHONE}", ethnicity=f"Ask {PHONE}"),
    said(32, rating=f"ring {PHONE}"),
    said(33, question=f"Shall we ring {PHONE}?"),
    said(34, date=until(QUOTED)),
    said(35, date="03/10/2025", respondent=PHONE),
    said(36, date="10/03/2025", respondent=PHONE, id="c36"),
]


@pytest.fixture
def trust() -> OrganisationSummary:
    return make_organisation("riverside")


def seen(client: Client, *addresses: str) -> None:
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        html = b"".join(response.streaming_content) if response.streaming else response.content
        assert PART not in html.decode(), address


@pytest.fixture
def lead(trust: OrganisationSummary) -> Client:
    return at_desk(trust, Role.ENGAGEMENT_LEAD)


def brought(lead: Client) -> str:
    """Every page on the way of the file looked at; the address of the import."""
    # First those with something in them, so that they are among the rows of the preview.
    columns = upload(lead, "riverside", table([*ROWS[-7:], *ROWS[:-7]], HEADER)).headers["Location"]
    seen(lead, columns)
    answer = lead.post(columns, filled(lead.get(columns)))
    here = columns.removesuffix("columns/")
    assert answer.headers["Location"] == f"{here}questions/"
    seen(lead, f"{here}questions/")
    asked = page(lead.get(f"{here}questions/"))
    assert "What does the code ‘ring [phone number]’ mean?" in asked
    assert "Shall we ring [phone number]?" in asked
    lead.post(f"{here}questions/", filled(lead.get(f"{here}questions/")))
    seen(lead, f"{here}preview/")
    assert "ring [phone number] (not known)" in page(lead.get(f"{here}preview/"))
    lead.post(f"{here}preview/")
    run_all_now()
    assert Import.objects.get().state == Import.State.DONE
    return here


def test_no_page_about_an_import_or_its_source_shows_a_number(lead: Client, trust: OrganisationSummary) -> None:
    here = brought(lead)
    batch = latest()
    assert RejectedRow.objects.count() == 1
    source = f"/o/riverside/sources/{batch.source_id}/"
    seen(lead, here, f"{here}rejected/", "/o/riverside/imports/", source, f"{source}dates/", f"{source}columns/")
    governance = at_desk(trust, Role.ADMINISTRATOR)
    seen(governance, here, f"{here}rejected/", f"{here}rejected.csv")
    detail = source_detail(trust.id, batch.source_id or 0)
    assert detail is not None
    assert [one.supplier_id for one in detail.examples] == ["[phone number]"]


def test_no_voice_is_handed_out_with_a_number(lead: Client, trust: OrganisationSummary) -> None:
    brought(lead)
    # Somebody has said by now that this is a question: it is the organisation's own, and is shown as it was asked.
    Question.objects.filter(wording__contains=PART).update(wording="Shall we ring?")
    officer = at_desk(trust, Role.COMPLAINTS_OFFICER)
    for voice in Voice.objects.all():
        found = queries.voice(trust.id, voice.reference)
        assert PART not in repr(found)
    told = Voice.objects.get(supplier_id=f"tel {PHONE}")
    address = f"/o/riverside/voices/{told.reference}/"
    seen(officer, address, f"/o/riverside/voices/{Voice.objects.get(rating=0).reference}/")
    assert "Ethnicity Ask [phone number]" in page(officer.get(address))
    seen(officer, "/o/riverside/explore/", "/o/riverside/explore/?words=ring")


def test_no_event_holds_a_number(lead: Client) -> None:
    brought(lead)
    assert Opening.objects.exists()
    assert not [one for one in Opening.objects.all() if PART in json.dumps(one.content)]


def test_what_is_kept_until_the_run_is_masked_before_it_is_cut(lead: Client) -> None:
    upload(lead, "riverside", table([said(1, answer=until(LONGEST)), said(2, answer=until(EXAMPLE))], HEADER))
    found = latest().findings
    assert PART not in json.dumps(found["examples"])
    (_, long), _ = found["samples"]
    assert len(long[6]) == LONGEST
    assert PART not in long[6]
