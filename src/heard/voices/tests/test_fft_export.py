"""The real export: every row accounted for, every respondent one voice, swapped dates settled or kept in doubt."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from heard.ledger.models import Event
from heard.organisations.policy import SYSTEM
from heard.voices import actions, queries
from heard.voices.importing import files, undoing
from heard.voices.models import Answer, BatchProof, Import, Original, RejectedRow, Source, Voice
from heard.voices.tests.factories import account, bring, organisation

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def export(shared_data: Path) -> bytes:
    return (shared_data / "fft" / "fft_export.csv").read_bytes()


@pytest.fixture
def rows(export: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(export.decode("utf-8-sig").splitlines(keepends=True)))


def test_every_row_is_accounted_for_and_every_respondent_is_one_voice(
    export: bytes, rows: list[dict[str, str]]
) -> None:
    place = organisation()
    batch = bring(place.id, export, name="fft_export.csv")

    respondents = {row["Respondent ID"]: row["FFT categorical answer"] for row in rows}
    blank = sum(not row["FFT answer"].strip() for row in rows)
    no_answer = {"did not answer", "n/a", "na", "not applicable"}
    unanswered = sum(row["FFT answer"].strip().lower().rstrip(".") in no_answer for row in rows)
    assert account(batch) == {
        "rows": 6465,
        "answers": 6465 - blank - unanswered,
        "empty": blank + unanswered,
        "rejected": 0,
        "duplicates": 0,
        "voices": 3713,
    }
    assert batch.counts["ratings"] == Counter(respondents.values())
    assert batch.counts["ratings"]["7"] == 190
    assert Voice.objects.filter(rating=0, rating_as_said="7").count() == 190
    assert Voice.objects.count() == len(respondents)
    assert Answer.objects.count() == 6465
    assert Answer.objects.filter(words__in=["Nothing.", "Nothing"], state=Answer.State.SAID).exists()
    assert not files.path_of(batch.file).exists()


def test_swapped_dates_are_settled_by_the_join_or_kept_with_both_readings(export: bytes) -> None:
    place = organisation()
    batch = bring(place.id, export)

    dates = batch.counts["dates"]
    assert (dates["by_join"], dates["undecided"]) == (234, 167)
    assert sum(dates.values()) == 3713
    doubtful = Voice.objects.filter(said_on=None)
    assert doubtful.count() == 167 + dates["undecided_alone"]
    assert not doubtful.filter(said_on_day_first=None).exists()
    # Of the settled swaps every one is written as the rows around it: the evidence for the suggestion.
    assert {name: batch.findings["run"][name] for name in ("suggested_order", "agree", "against")} == {
        "suggested_order": "day_first",
        "agree": 234,
        "against": 0,
    }


def test_settling_dates_as_suggested_puts_them_in_the_order_of_the_respondents_numbers(export: bytes) -> None:
    place = organisation()
    bring(place.id, export)
    source = Source.objects.get()
    count = Voice.objects.filter(said_on=None).count()

    assert actions.settle_dates(actor=SYSTEM, source_id=source.pk, order="day_first") == count
    assert not Voice.objects.filter(said_on=None).exists()
    # An independent witness: the service numbers its respondents by date, so that settled dates must rise with them.
    known = Voice.objects.filter(supplier_id__startswith="NEAS S&C").values_list("supplier_id", "said_on")
    by_number = sorted((int(number.split()[-1]), day) for number, day in known)
    falls = sum(later < earlier for (_, earlier), (_, later) in pairwise(by_number))
    # Neighbours a few days apart; reading even one date the wrong way makes two falls of weeks.
    assert falls <= 5

    actions.settle_dates(actor=SYSTEM, source_id=source.pk, order="undecided")
    assert Voice.objects.filter(said_on=None).count() == count


def test_a_second_import_adds_nothing_and_undo_leaves_only_events(export: bytes) -> None:
    place = organisation()
    first = bring(place.id, export)
    second = bring(place.id, export)
    assert account(second) == {"rows": 6465, "answers": 0, "empty": 0, "rejected": 0, "duplicates": 6465, "voices": 0}
    events = Event.objects.count()

    for batch in (second, first):
        actions.undo_import(actor=SYSTEM, import_id=batch.pk, enqueue=False)
        undoing.undo(batch.pk)
    for model in (Voice, Answer, Original, RejectedRow, BatchProof):
        assert not model.objects.exists()
    assert Event.objects.count() > events
    assert set(Import.objects.values_list("state", flat=True)) == {Import.State.UNDONE}


def test_two_trusts_in_one_organisation_become_the_first_level_of_its_services(export: bytes) -> None:
    place = organisation()
    bring(place.id, export)
    voice = Voice.objects.select_related("unit").get(supplier_id="NEAS PTS 528")
    # The no-break space of the export is a space.
    assert voice.unit.name == "PTS - Patient Transport"
    detail = queries.voice(place.id, voice.reference)
    assert detail is not None
    assert detail.rating_label == "Very good"
