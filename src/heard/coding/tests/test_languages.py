"""Comments in another language: not coded, said so, translated by people, and coded by that while it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from heard.coding import machine, queries
from heard.coding.actions import changes, counts, recoding, translating
from heard.coding.actions.corrections import agree, correct, take_back
from heard.coding.models import NOT_ASSIGNED, NOT_CODED, UNCODED, Code, ExploreAnswer, Spoken, Translation
from heard.coding.queries import Filters
from heard.coding.queries.current import checked
from heard.coding.queries.languages import spoken
from heard.coding.tests.ground import make_ground, signed_in
from heard.coding.tests.spoken import Spoken as Voice
from heard.coding.tests.spoken import speak
from heard.ledger.queries import history
from heard.methods.coding import SHIPPED, Coder
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.queries import Scope
from heard.organisations.tests.factories import make_actor, make_organisation, make_unit
from heard.voices.models import Answer
from heard.voices.ports import VoicesChanged

pytestmark = [pytest.mark.django_db, pytest.mark.both]

SAID = "foreign theme1 mood2 level1"
MEANS = "The food was cold theme3 mood4"


class Place:
    """One comment in another language, and one in English, at a ward."""

    def __init__(self) -> None:
        self.organisation = make_organisation()
        ward = make_unit(self.organisation, kind="ward")
        said = [Voice(ward.id, answers=[("Why?", words)]) for words in (SAID, "theme1 mood2")]
        self.voice, self.english = speak(self.organisation.id, said)
        self.answer, self.other = (
            ExploreAnswer.objects.get(voice_id=voice.pk).answer_id for voice in (self.voice, self.english)
        )
        self.analyst = make_actor(self.organisation, Role.ANALYST)

    def translate(self, words: str = MEANS, language: str = "pl") -> str:
        return translating.translate(actor=self.analyst, answer_id=self.answer, language=language, words=words)

    def count(self, theme: int) -> int | None:
        return queries.count(Scope(self.organisation.id, None), Filters(themes=(theme,))).number

    def now(self) -> tuple[int, int | None, int]:
        code = Code.objects.filter(answer_id=self.answer).latest("number")
        row = ExploreAnswer.objects.get(answer_id=self.answer)
        assert (row.themes, row.sentiment, row.seriousness) == (code.themes, code.sentiment, code.seriousness)
        return code.themes, code.sentiment, code.seriousness


@pytest.fixture
def place(db: None) -> Place:
    return Place()


def test_what_is_not_english_is_kept_uncoded_counted_as_such_and_found(place: Place) -> None:
    assert place.now() == (UNCODED, None, 1)
    assert (place.count(NOT_CODED), place.count(NOT_ASSIGNED), place.count(1)) == (1, 0, 1)
    (row,) = queries.explore(Scope(place.organisation.id, None), Filters(themes=(NOT_CODED,))).rows
    assert (row.answer_id, row.themes, row.coded) == (place.answer, ("Not coded: this is Polish",), False)
    assert set(spoken([place.answer, place.other])) == {place.answer}
    with pytest.raises(Refused, match="did not code"):
        agree(actor=place.analyst, answer_id=place.answer)


def test_a_translation_stands_beside_the_words_and_the_comment_is_coded_by_it(place: Place) -> None:
    place.translate(f"{MEANS} so ring 07700 900123")
    # Nor is the level that the words themselves showed lowered by it.
    assert place.now() == (1 << 3, 4, 1)
    assert (place.count(NOT_CODED), place.count(3)) == (0, 1)
    assert counts.differences(place.organisation.id) == []
    stands = spoken([place.answer])[place.answer].in_force
    assert stands is not None
    assert "07700" not in stands.words
    assert (stands.by, stands.gave(0), stands.gave(1)) == (place.analyst.name, False, True)
    assert Answer.objects.get(pk=place.answer).words == SAID
    (event,) = history(f"voice:{place.voice.reference}")
    assert (event.kind, event.actor, (event.content or {})["code"]) == ("voice.translated", place.analyst.reference, 1)
    # What was coded by a translation tells nothing of how the coder reads the words.
    correct(actor=place.analyst, answer_id=place.answer, themes=[2], sentiment=None, seriousness=0)
    assert checked(place.organisation.id) == []


def test_another_translation_takes_its_place_and_withdrawn_the_comment_is_not_coded_again(place: Place) -> None:
    place.translate()
    place.translate("The nurse was kind theme5 mood1", "uk")
    assert place.now() == (1 << 5, 1, 1)
    assert Spoken.objects.get().language == "uk"
    translating.withdraw_translation(actor=place.analyst, answer_id=place.answer)
    assert place.now() == (UNCODED, None, 1)
    latest, first = spoken([place.answer])[place.answer].translations
    assert (first.first_code, first.last_code, latest.first_code, latest.last_code) == (1, 2, 2, 3)
    assert counts.differences(place.organisation.id) == []
    with pytest.raises(Refused, match="no translation"):
        translating.withdraw_translation(actor=place.analyst, answer_id=place.answer)


def test_what_a_person_said_of_the_comment_stands_and_taken_back_the_translation_counts(place: Place) -> None:
    number = correct(actor=place.analyst, answer_id=place.answer, themes=[7], sentiment=5, seriousness=3)
    place.translate()
    assert place.now() == (1 << 7, 5, 3)
    take_back(actor=place.analyst, answer_id=place.answer, number=number)
    assert place.now() == (1 << 3, 4, 1)
    assert counts.differences(place.organisation.id) == []


def test_what_is_english_after_all_is_coded_as_it_stands(place: Place) -> None:
    translating.settle_language(actor=place.analyst, answer_id=place.answer, language="en")
    assert place.now() == (1 << 1, 2, 1)
    language = spoken([place.answer])[place.answer]
    assert (language.name, language.settled, language.in_force) == ("English", True, None)


def test_a_later_run_reads_the_translation_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.translate()
    monkeypatch.setattr(type(machine.coder()), "name", "fake@2")
    reference = recoding.begin_recoding(actor=place.analyst, organisation_id=place.organisation.id)
    again = recoding._coded_again([place.voice.pk], replace(machine.shipped(), name="fake@2"))
    assert again == [], f"{reference} reads something else"
    Spoken.objects.all().delete()
    Translation.objects.all().delete()
    while recoding.recode_step(actor=SYSTEM, reference=reference):
        pass
    assert place.now() == (UNCODED, None, 1)
    assert Spoken.objects.get().answer_id == place.answer, "what an earlier run took for English"


@pytest.mark.parametrize(
    ("language", "words", "sentence"),
    [
        ("pl", "  ", "Enter the translation"),
        ("pl", "Personel był bardzo miły, ale czekałem trzy godziny", "in English"),
        ("en", "The food was cold", "Choose the language"),
        ("xx", "The food was cold", "Choose the language"),
        ("pl", "cold " * 5_000, "Shorten"),
    ],
)
def test_what_cannot_be_a_translation_is_refused(place: Place, language: str, words: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        place.translate(words, language)
    assert place.now() == (UNCODED, None, 1)


def test_only_those_who_correct_translate_and_only_what_is_in_another_language(place: Place) -> None:
    board = make_actor(place.organisation, Role.BOARD_MEMBER)
    with pytest.raises(Refused, match="not yours"):
        translating.translate(actor=board, answer_id=place.answer, language="pl", words=MEANS)
    with pytest.raises(Refused, match="read as English"):
        translating.translate(actor=place.analyst, answer_id=place.other, language="pl", words=MEANS)
    assert not Translation.objects.exists()


def test_withdrawn_voices_come_back_as_they_were_and_deleted_ones_leave_nothing(place: Place) -> None:
    place.translate()
    for what in ("withdrawn", "restored"):
        changes.follow(VoicesChanged([place.voice.pk], what))
    assert place.now() == (1 << 3, 4, 1)
    changes.follow(VoicesChanged([place.voice.pk], "deleted"))
    assert not Spoken.objects.exists()
    assert not Translation.objects.exists()


def test_the_shipped_coder_leaves_polish_alone_but_for_what_the_lexicon_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = Coder.load(SHIPPED)
    monkeypatch.setattr(machine, "coder", lambda: shipped)
    organisation = make_organisation()
    ward = make_unit(organisation, kind="ward")
    said = ("Personel był bardzo miły, ale czekałem trzy godziny na lekarza", "The food was cold")
    polish, english = speak(organisation.id, [Voice(ward.id, answers=[("Why?", words)]) for words in said])
    row = ExploreAnswer.objects.get(voice_id=polish.pk)
    assert (row.themes, row.sentiment, row.seriousness) == (UNCODED, None, 0)
    assert ExploreAnswer.objects.get(voice_id=english.pk).themes > 0
    assert Spoken.objects.get().answer_id == row.answer_id


def test_the_pages_say_that_it_is_not_coded_and_take_a_translation_and_withdraw_it() -> None:
    ground = make_ground(voices=False)
    (voice,) = speak(ground.organisation.id, [Voice(ground.heron.id, answers=[("Why?", SAID)])])
    answer = ExploreAnswer.objects.get(voice_id=voice.pk).answer_id
    client, page = signed_in(ground, "analyst"), ground.at(f"voices/{voice.reference}/")
    address = f"{page}translation/{answer}/"

    def shown(url: str) -> str:
        return client.get(url).content.decode()

    assert "Not coded: this is Polish" in shown(f"{ground.explore}?theme={NOT_CODED}")
    assert "A person has to read this one." in shown(page)
    assert 'lang="pl"' in shown(ground.explore)
    wrong = client.post(address, {"language": "pl", "words": ""}).content.decode()
    assert "Enter the translation" in wrong
    english = client.post(address, {"language": "en", "words": MEANS}).content.decode()
    assert "Leave the translation empty, or choose another language" in english
    assert client.post(address, {"language": "pl", "words": MEANS}).status_code == 302
    for url in (ground.explore, page):
        assert "Translated from Polish by Analyst" in shown(url)
    assert ", from the translation" in shown(page)
    assert client.post(address, {"withdraw": "yes"}).status_code == 302
    assert "Translations that were withdrawn (1)" in shown(page)
    assert "Translated from" not in shown(ground.explore)
    assert signed_in(ground, "board").get(address).status_code == 403
    assert client.post(address, {"language": "en", "words": ""}).status_code == 302
    assert ExploreAnswer.objects.get(voice_id=voice.pk).themes == 1 << 1
