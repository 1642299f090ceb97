from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from heard.demonstration.exports import singular
from heard.demonstration.generator import SILENT, Spoken, texts, voices
from heard.demonstration.places import EYE_CLINIC, KESTREL, PLACES, Calendar, as_written

UNTIL = date(2026, 11, 21)
CALENDAR = Calendar(UNTIL)


@pytest.fixture(scope="module")
def spoken() -> list[Spoken]:
    return list(voices(20_000, seed=7, until=UNTIL))


def test_equal_arguments_give_equal_voices_and_another_seed_others() -> None:
    assert list(voices(200, seed=3)) == list(voices(200, seed=3))
    assert list(voices(200, seed=3)) != list(voices(200, seed=4))


def test_numbers_go_on_where_they_are_told_to() -> None:
    assert [voice.number for voice in voices(3, first=8)] == [8, 9, 10]


def test_voices_lie_within_the_two_years(spoken: list[Spoken]) -> None:
    days = {voice.day for voice in spoken}
    assert (min(days), max(days)) == (CALENDAR.begins, UNTIL)


def test_no_slot_is_left_open(spoken: list[Spoken]) -> None:
    assert not [voice for voice in spoken if "{" in voice.why + voice.better]


def test_comments_are_varied(spoken: list[Spoken]) -> None:
    most_common = Counter(voice.why for voice in spoken if len(voice.why) > 40).most_common(1)[0][1]
    assert most_common < len(spoken) / 100


def test_kestrel_ward_keeps_its_score_while_more_and_more_is_wrong(spoken: list[Spoken]) -> None:
    wrong = ("bell", "fell", "fall", "reach", "warned", "wet bed", "drinking", "commode")
    turned = [voice for voice in spoken if voice.place.name == KESTREL and voice.day >= CALENDAR.kestrel_turns]

    def share(part: list[Spoken]) -> float:
        return sum(any(word in voice.why.lower() for word in wrong) for voice in part) / len(part)

    early = [voice for voice in turned if (voice.day - CALENDAR.kestrel_turns).days < 90]
    late = [voice for voice in turned if (voice.day - CALENDAR.kestrel_turns).days >= 180]
    assert share(late) > 2 * share(early)
    for part in (early, late):
        assert sum(voice.rating <= 2 for voice in part) / len(part) > 0.88


def test_the_eye_clinic_improves_on_the_day_of_the_decision(spoken: list[Spoken]) -> None:
    clinic = [voice for voice in spoken if voice.place.name == EYE_CLINIC]
    before = [voice.rating <= 2 for voice in clinic if voice.day < CALENDAR.decided]
    after = [voice.rating <= 2 for voice in clinic if voice.day >= CALENDAR.decided]
    assert sum(before) / len(before) < 0.5
    assert sum(after) / len(after) > 0.85


def test_one_group_is_hardly_heard(spoken: list[Spoken]) -> None:
    assert 5 <= sum(voice.ethnicity == SILENT for voice in spoken) <= 60


def test_what_is_said_once_has_a_safeguarding_matter_and_personal_data() -> None:
    said = [voice.why for voice in singular(CALENDAR)]
    assert texts()["safeguarding"] in said
    assert any("07700 900" in words for words in said)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_places_are_written_as_they_were_called_on_the_day(place: object) -> None:
    first, last = as_written(place, CALENDAR.begins, CALENDAR), as_written(place, UNTIL, CALENDAR)  # type: ignore[arg-type]
    assert first == place
    assert last.name not in {"Ward 4", "Kingfisher Ward"}
