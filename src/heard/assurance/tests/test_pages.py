"""The return's pages over HTTP: what they say, what they refuse, and what they hand out."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from heard.assurance.models import Eligible, Publication, Submission
from heard.assurance.tests.test_counts import rated
from heard.coding.tests.ground import Ground, make_ground, signed_in
from heard.coding.tests.spoken import speak
from heard.coding.tests.test_explore_page import text_of
from heard.voices.models import Voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    made = make_ground(voices=False)
    day = date(2026, 3, 4)
    said = speak(
        made.organisation.id,
        [
            *rated(made.heron.id, day, 1, 20),
            *rated(made.heron.id, day, 0, 2),
            *rated(made.curlew.id, day, 2, 3),
            *rated(made.clinic.id, day, 4, 9),
            *rated(made.clinic.id, None, 4, 2),
        ],
    )
    Voice.objects.filter(pk=said[-1].pk).update(
        said_on_day_first=date(2026, 3, 4), said_on_month_first=date(2026, 4, 3)
    )
    return made


def at(ground: Ground, path: str = "") -> str:
    return ground.at(f"returns/fft/{path}")


def test_the_list_says_where_each_month_stands(ground: Ground) -> None:
    client = signed_in(ground, "lead")
    assert "March 2026 Responses now 32 Return Not started Submitted – Published –" in text_of(client.get(at(ground)))
    client.post(at(ground, "2026-03/start/"))
    assert "32 Return Draft" in text_of(client.get(at(ground)))
    client.post(at(ground, "2026-03/submit/"))
    assert "32 Return Submitted" in text_of(client.get(at(ground)))
    speak(ground.organisation.id, rated(ground.heron.id, date(2026, 3, 5), 1))
    assert "33 Return Changed since" in text_of(client.get(at(ground)))


def test_an_empty_list_says_what_it_is_for() -> None:
    empty = make_ground(voices=False, code="hillside")
    assert "No rating with a date has come in yet" in text_of(signed_in(empty, "lead").get(at(empty)))


def test_a_month_says_what_is_counted_and_what_stands_beside(ground: Ground) -> None:
    response = signed_in(ground, "lead").get(at(ground, "2026-03/"))
    shown = text_of(response)
    assert "71.9% positive and 28.1% negative of 32 responses" in shown
    assert "2 ratings of this month with a code that is none of the six answers." in shown
    assert "1 rating with a date that can be read in two ways, one of them in this month." in shown
    assert "1 rating without any date, which may belong to any month." in shown
    assert "Nobody has entered how many people could have answered" in shown
    assert "/dates/" in response.content.decode()


def test_numbers_are_entered_one_by_one_or_as_a_list(ground: Ground) -> None:
    client = signed_in(ground, "analyst")
    client.post(at(ground, "2026-03/start/"))
    path = at(ground, "2026-03/eligible/")
    field = f"unit_{ground.heron.id}"
    wrong = client.post(path, {field: "many"})
    assert "Enter a whole number from 0 to 10,000,000 for Heron Ward, or leave it empty" in text_of(wrong)
    client.post(path, {field: "40"})
    assert "50.0%" in text_of(client.get(at(ground, "2026-03/")))
    listed = SimpleUploadedFile("list.csv", b"service,eligible\nEye Clinic,90\n")
    client.post(path, {field: "", "file": listed})
    assert dict(Eligible.objects.values_list("unit_id", "number")) == {ground.heron.id: 40, ground.clinic.id: 90}
    slip = SimpleUploadedFile("list.csv", b"Nowhere,3\n")
    assert "there was no service" in text_of(client.post(path, {"file": slip}))


def test_what_is_downloaded_is_what_the_page_gives_the_hash_of(ground: Ground) -> None:
    client = signed_in(ground, "lead")
    client.post(at(ground, "2026-03/start/"))
    client.post(at(ground, "2026-03/submit/"))
    submission = Submission.objects.get()
    content = client.get(at(ground, f"2026-03/submitted/{submission.reference}.csv")).content
    assert sha256(content).hexdigest() == submission.sha256
    assert submission.sha256 in text_of(client.get(at(ground, "2026-03/")))
    workbook = client.get(at(ground, f"2026-03/submitted/{submission.reference}.xlsx"))
    assert workbook.content[:2] == b"PK"
    assert client.get(at(ground, f"2026-04/submitted/{submission.reference}.csv")).status_code == 404
    assert client.get(at(ground, "2026-03/draft.csv")).content == content


def test_a_correction_needs_a_reason_and_stands_beside_the_first(ground: Ground) -> None:
    client = signed_in(ground, "lead")
    for name in ("start", "submit", "publish"):
        client.post(at(ground, f"2026-03/{name}/"))
    first = text_of(client.get(at(ground, "2026-03/published/1/")))
    assert "Curlew Ward Hidden Hidden Hidden Hidden" in first
    speak(ground.organisation.id, rated(ground.heron.id, date(2026, 3, 30), 5, 6))
    client.post(at(ground, "2026-03/submit/"))
    assert "Enter why they are corrected" in text_of(client.post(at(ground, "2026-03/publish/"), {"reason": ""}))
    client.post(at(ground, "2026-03/publish/"), {"reason": "Paper forms came late"})
    assert Publication.objects.count() == 2
    second = text_of(client.get(at(ground, "2026-03/published/2/")))
    assert "Paper forms came late" in second
    assert "Heron Ward: responses 20 to 26" in second
    again = text_of(client.get(at(ground, "2026-03/published/1/")))
    assert "This version was corrected. The latest is version 2." in again
    assert again.endswith(first[-60:])


def test_an_analyst_prepares_and_does_not_submit(ground: Ground) -> None:
    client = signed_in(ground, "analyst")
    client.post(at(ground, "2026-03/start/"))
    assert client.post(at(ground, "2026-03/submit/")).status_code == 403
    assert "Keep the file as submitted" not in text_of(client.get(at(ground, "2026-03/")))


def test_others_do_not_see_unsuppressed_numbers(ground: Ground) -> None:
    for name in ("board", "manager"):
        assert signed_in(ground, name).get(at(ground, "2026-03/")).status_code == 403
    other = make_ground(voices=False, code="hillside")
    assert signed_in(other, "lead").get(at(ground, "2026-03/")).status_code == 404


@pytest.mark.parametrize("path", ["March/", "2026-13/", "2026-03/published/1/", "2026-03/draft.pdf"])
def test_what_is_not_there_is_not_there(ground: Ground, path: str) -> None:
    assert signed_in(ground, "lead").get(at(ground, path)).status_code == 404
