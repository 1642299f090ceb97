"""What an import makes of rows: voices, ratings, duplicates, corrections, both layouts."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from heard.organisations.models import Unit
from heard.organisations.policy import SYSTEM
from heard.store.sealing import unseal
from heard.voices import actions, queries
from heard.voices.errors import Refused
from heard.voices.importing import undoing
from heard.voices.models import Answer, Contact, Import, Original, RejectedRow, Source, Voice
from heard.voices.tests.factories import HEADER, account, bring, organisation, ready, row, table, upload

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_rows_of_one_respondent_are_one_voice_however_far_apart() -> None:
    place = organisation()
    rows = [row(n) for n in range(3500)] + [row(n, 2) for n in range(3500)]
    batch = bring(place.id, table(rows))
    assert account(batch) == {
        "rows": 7000,
        "answers": 7000,
        "empty": 0,
        "rejected": 0,
        "duplicates": 0,
        "voices": 3500,
    }
    voice = Voice.objects.get(supplier_id="r3100")
    assert list(voice.answers.order_by("id").values_list("words", "line")) == [
        ("Comment 3100 on 1", 3102),
        ("Comment 3100 on 2", 6602),
    ]


def test_a_rating_counts_once_and_without_words() -> None:
    place = organisation()
    rows = [
        row(1, answer="Did not answer"),
        row(1, 2, answer=""),
        row(2, answer="Nothing."),
        row(3, rating="Very poor"),
    ]
    batch = bring(place.id, table(rows))
    assert batch.counts["ratings"] == {"1": 2, "5": 1}
    assert (batch.counts["answers"], batch.counts["empty"], batch.counts["voices"]) == (2, 2, 3)
    states = dict(Answer.objects.values_list("supplier_id", "state"))
    assert states == {
        "c1-1": Answer.State.NON_ANSWER,
        "c1-2": Answer.State.BLANK,
        "c2-1": Answer.State.SAID,
        "c3-1": Answer.State.SAID,
    }


def test_an_unknown_code_is_kept_and_can_be_given_a_meaning() -> None:
    place = organisation()
    batch = upload(place.id, table([row(1, rating="7"), row(2, rating="8")]))
    assert batch.findings["ratings"] == ["7", "8"]
    batch = bring(place.id, table([row(1, rating="7"), row(2, rating="8"), row(3)]), ratings={"8": 6})
    assert batch.counts["ratings"] == {"1": 1, "6": 1, "7": 1}
    assert batch.findings["run"]["unknown_ratings"] == ["7"]
    kept = Voice.objects.order_by("supplier_id").values_list("rating", "rating_as_said")
    assert list(kept) == [(0, "7"), (6, ""), (1, "")]


def test_where_a_respondents_rows_disagree_the_first_counts_and_it_is_said() -> None:
    place = organisation()
    rows = [row(1), row(1, 2, rating="5", ward="Ward 9"), row(2, date="01/09/2022"), row(2, 2, date="15/09/2022")]
    batch = bring(place.id, table(rows))
    assert batch.counts["conflicts"] == {"services": 1, "ratings": 1, "dates": 1}
    voice = Voice.objects.select_related("unit").get(supplier_id="r1")
    assert (voice.rating, voice.unit.name) == (1, "Ward 4")
    assert Voice.objects.get(supplier_id="r2").said_on == date(2022, 9, 1)


def test_a_later_file_adds_a_new_question_to_a_known_voice_and_its_undo_takes_it_back() -> None:
    place = organisation()
    bring(place.id, table([row(1), row(2)]))
    second = bring(place.id, table([row(1), row(1, 2), row(3)]))
    assert account(second) == {"rows": 3, "answers": 2, "empty": 0, "rejected": 0, "duplicates": 1, "voices": 1}
    voice = Voice.objects.get(supplier_id="r1")
    assert voice.answers.count() == 2

    actions.undo_import(actor=SYSTEM, import_id=second.pk, enqueue=False)
    undoing.undo(second.pk)
    assert list(voice.answers.values_list("supplier_id", flat=True)) == ["c1-1"]
    assert set(Voice.objects.values_list("supplier_id", flat=True)) == {"r1", "r2"}


def test_the_same_number_with_other_words_is_a_duplicate_and_the_first_words_stay() -> None:
    place = organisation()
    bring(place.id, table([row(1)]))
    second = bring(place.id, table([row(1, answer="Something else")]))
    assert (second.counts["duplicates"], second.counts["changed"]) == (1, 1)
    assert Answer.objects.get().words == "Comment 1 on 1"


def test_masked_words_are_recognised_when_they_come_again() -> None:
    place = organisation()
    content = table([row(1, answer="Ring me on 01632 960001")])
    bring(place.id, content)
    answer = Answer.objects.get()
    assert answer.masked
    assert "960001" not in answer.words
    assert Original.objects.get().words == "Ring me on 01632 960001"
    assert bring(place.id, content).counts["duplicates"] == 1


def test_without_numbers_the_content_and_its_repeats_tell_voices_apart() -> None:
    place = organisation()
    header = ("Date", "Ward", "Score", "Comments")
    line = ("30/09/2022", "Ward 4", "1", "Good")
    first = bring(place.id, table([line, line, ("01/10/2022", *line[1:])], header))
    assert first.counts["voices"] == 3
    # The next month's file holds the old rows again, and one more of the repeated.
    second = bring(place.id, table([line, line, line], header))
    assert (second.counts["voices"], second.counts["duplicates"]) == (1, 2)


def test_identical_rows_of_one_respondent_are_duplicates() -> None:
    place = organisation()
    batch = bring(place.id, table([row(1), row(1), row(1, answer="Something else", id="c9")]))
    assert (batch.counts["answers"], batch.counts["duplicates"]) == (2, 1)


def test_a_wide_file_has_a_question_a_column() -> None:
    place = organisation()
    header = ("date", "location_1", "location_2", "question_1", "question_2", "fft_score", "pt_id", "age", "email")
    rows = [
        ("2022-09-30", "Site A", "Ward 1", "Kind nurses", "", "Very good", "p1", "65-74", "ann@example.org"),
        ("2022-09-30", "Site A", "Ward 1", "", "n/a", "5", "p2", "", ""),
    ]
    questions = {"question_1": "What was good?", "question_2": "What could we do better?"}
    batch = bring(place.id, table(rows, header), questions=questions)
    assert account(batch) == {"rows": 2, "answers": 1, "empty": 1, "rejected": 0, "duplicates": 0, "voices": 2}
    assert batch.counts["comments"] == 1
    voice = Voice.objects.select_related("unit").get(supplier_id="p1")
    assert list(voice.answers.order_by("id").values_list("question__wording", "question__kind", "words")) == [
        ("What was good?", "what_good", "Kind nurses"),
        ("What could we do better?", "could_improve", ""),
    ]
    assert (voice.rating, voice.about, voice.unit.name) == (1, {"age": "65-74"}, "Ward 1")
    assert "ann@example.org" in unseal(Contact.objects.get(voice=voice).sealed)
    assert bring(place.id, table(rows, header), questions=questions).counts["duplicates"] == 2


def test_one_trust_is_the_organisation_itself_and_several_are_a_level() -> None:
    header = ("Trust", *HEADER)
    one, two = organisation("one"), organisation("two")
    bring(one.id, table([["Vale", *row(1)]], header))
    bring(two.id, table([["Vale", *row(1)], ["Hill", *row(2)]], header))
    assert set(Unit.objects.filter(organisation=one.id).values_list("name", flat=True)) == {"One Care", "Ward 4"}
    assert set(Unit.objects.filter(organisation=two.id, kind="site").values_list("name", flat=True)) == {"Vale", "Hill"}
    # A later file of that source with one trust keeps the level.
    bring(two.id, table([["Vale", *row(3)]], header))
    assert Unit.objects.filter(organisation=two.id, name="Ward 4").count() == 2


def test_the_mapping_is_saved_and_suggested_for_the_next_file() -> None:
    place = organisation()
    bring(place.id, table([row(1)]), columns={"Comment ID": "ignore"}, channel="sms")
    batch = upload(place.id, table([[*row(2), "x"]], (*HEADER, "Colour")))
    assert batch.findings["suggestions"]["Comment ID"] == "ignore"
    assert batch.findings["new_columns"] == ["Colour"]
    assert Source.objects.get().mapping["channel"] == "sms"
    assert Voice.objects.get().channel == "sms"


def test_rejected_rows_are_corrected_and_imported_again() -> None:
    place = organisation()
    rows = [row(1), row(2, date="31/02/2022"), row(3, date="soon"), row(4, date="30/09/2031")]
    first = bring(place.id, table(rows))
    assert account(first) == {"rows": 4, "answers": 1, "empty": 0, "rejected": 3, "duplicates": 0, "voices": 1}
    reasons = list(RejectedRow.objects.order_by("line").values_list("line", "reason"))
    assert [line for line, _ in reasons] == [3, 4, 5]
    assert "does not exist" in reasons[0][1]
    assert "no date" in reasons[1][1]
    assert "future" in reasons[2][1]

    text = "".join(queries.rejected_csv(place.id, first.reference, masked=False)).lstrip("\ufeff")
    listed = list(csv.DictReader(io.StringIO(text)))
    assert listed[0]["Heard: line"] == "3"
    corrected = text.replace("31/02/2022", "28/02/2022").replace("soon", "2022-09-30")
    second = bring(place.id, corrected.encode("utf-8-sig"))
    assert account(second) == {"rows": 3, "answers": 2, "empty": 0, "rejected": 1, "duplicates": 0, "voices": 2}
    assert bring(place.id, corrected.encode()).counts["duplicates"] == 2


def test_doubtful_dates_of_a_settled_source_are_read_at_once() -> None:
    place = organisation()
    swapped = [row(1, date="03/10/2021"), row(1, 2, date="10/03/2021")]
    bring(place.id, table(swapped))
    source = Source.objects.get()
    voice = Voice.objects.get()
    assert (voice.said_on, voice.said_on_day_first) == (None, date(2021, 10, 3))
    actions.settle_dates(actor=SYSTEM, source_id=source.pk, order="month_first")
    bring(place.id, table([row(2, date="04/10/2021"), row(2, 2, date="10/04/2021")]))
    days = dict(Voice.objects.values_list("supplier_id", "said_on"))
    assert days == {"r1": date(2021, 3, 10), "r2": date(2021, 4, 10)}


def test_one_import_of_a_source_runs_at_a_time() -> None:
    place = organisation()
    ready(place.id, table([row(1)]))
    with pytest.raises(Refused, match="Another import of this source is running"):
        ready(place.id, table([row(2)]))


def test_a_withdrawn_import_stays_and_its_voices_count_no_more() -> None:
    place = organisation()
    batch = bring(place.id, table([row(1), row(2)]))
    actions.withdraw_import(actor=SYSTEM, import_id=batch.pk, reason="Sent to us by mistake", enqueue=False)
    undoing.withdraw(batch.pk)
    assert Voice.objects.filter(withdrawn_at__isnull=False).count() == 2
    assert queries.words(Answer.objects.values_list("id", flat=True)) == {}
    assert bring(place.id, table([row(1)])).counts["duplicates"] == 1
    assert Import.objects.get(pk=batch.pk).state == Import.State.WITHDRAWN


def test_an_import_with_a_cited_voice_cannot_be_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    from heard.voices import ports

    place = organisation()
    batch = bring(place.id, table([row(1), row(2)]))
    cited = Voice.objects.get(supplier_id="r2").pk
    monkeypatch.setattr(ports.fixed, "_functions", [lambda ids: {cited} & set(ids)])
    with pytest.raises(Refused, match="Withdraw it instead"):
        actions.undo_import(actor=SYSTEM, import_id=batch.pk, enqueue=False)
    assert Voice.objects.count() == 2
