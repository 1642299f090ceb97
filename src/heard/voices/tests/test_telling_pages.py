"""The public pages of 'Tell us' without script: five steps, nothing lost, no session."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.apps import apps
from django.test import Client
from django.utils import translation

from heard.organisations import packs
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_organisation
from heard.voices import queries
from heard.voices.models import Contact, Voice
from heard.voices.queries import PointDetail
from heard.voices.tests.desk import page
from heard.voices.tests.speaking import Speaker, open_at
from heard.voices.views.public.carried import form_of

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def trust() -> OrganisationSummary:
    return make_organisation("riverside")


@pytest.fixture
def point(trust: OrganisationSummary) -> PointDetail:
    return open_at(trust)


@pytest.fixture
def speaker(point: PointDetail) -> Speaker:
    return Speaker(point, "riverside")


def test_a_relative_tells_something_in_five_steps_without_a_cookie(speaker: Speaker) -> None:
    first = speaker.client.get(speaker.base)
    assert "Is someone unsafe now?" in page(first)
    assert "public" in first["Cache-Control"]
    assert "Who are you in this?" in page(speaker.client.get(speaker.base + "who/"))
    assert "Your words" in page(speaker.send("who", relation="relative", about_person="consent"))
    text = page(speaker.send("words", words="Nobody came", rating="5", moment="during"))
    assert "What should happen?" in text
    check = page(
        speaker.send("wishes", reply="on", email="ann@example.org", publication="without_name", age="65 to 74")
    )
    for part in ("Nobody came", "Very poor", "I am a relative or friend", "ann@example.org", "65 to 74"):
        assert part in check
    receipt = page(speaker.send("check"))
    assert "We have received what you said" in receipt
    assert "Nobody has read it yet" in receipt
    voice = Voice.objects.get()
    assert (voice.relation, voice.moment, voice.rating, voice.about_person) == ("relative", "during", 5, "consent")
    assert (voice.about, voice.moderation) == ({"age": "65 to 74"}, "waiting")
    assert voice.wishes == {"reply": True, "contact": False, "publication": "without_name", "not_this_ward": False}
    assert Contact.objects.filter(voice=voice).exists()
    assert speaker.client.cookies == {}


def test_who_does_not_want_the_ward_to_read_it_is_not_sent_to_the_wards_telephone(speaker: Speaker) -> None:
    speaker.tell(not_this_ward="on")
    after = speaker.html[speaker.html.index("What happens next") :]
    assert "Somebody else reads it" in after
    assert "ask for PALS" in after
    assert "01632 960 101" not in after


def test_refreshing_the_receipt_gives_the_same_key(speaker: Speaker) -> None:
    key = speaker.tell()
    speaker.send("check")
    assert speaker.key() == key
    assert Voice.objects.count() == 1


def test_going_back_loses_nothing(speaker: Speaker) -> None:
    speaker.send("who", relation="carer")
    speaker.send("words", words="Half a sen", back="1")
    assert "checked" in speaker.html.split('value="carer"')[1][:40]
    speaker.send("who", relation="carer")
    assert "Half a sen" in speaker.html
    speaker.send("words", words="Half a sentence", rating="2")
    speaker.send("wishes", name="Ann", publication="none", back="1")
    assert "Half a sentence" in speaker.html
    speaker.send("words", words="Half a sentence")
    assert 'value="Ann"' in speaker.html


def test_words_that_suggest_danger_bring_help_at_once(speaker: Speaker) -> None:
    speaker.send("who", relation="relative")
    text = page(speaker.send("words", words="She’s NOT breathing properly"))
    assert text.index("Get help now") < text.index("What should happen?")
    assert "Nobody has read them yet" in text
    for number in ("999", "01632 960 101", "01632 960 199", "111"):
        assert number in text
    assert "Get help now" in page(speaker.send("wishes", publication="none"))
    assert "Get help now" in page(speaker.send("check"))


def test_unsafe_now_leads_to_telephones_and_takes_no_word(speaker: Speaker) -> None:
    html = speaker.client.get(speaker.base + "unsafe/").content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    assert "<input" not in main
    assert "<textarea" not in main
    assert 'href="tel:999"' in main
    assert "Martha’s Rule line" in main


@pytest.mark.parametrize(
    ("step", "given", "sentence"),
    [
        ("who", {}, "Choose who you are in this"),
        ("who", {"relation": "patient", "speaking_up": "on"}, "Choose ‘I work here’"),
        ("words", {}, "Enter what you want to tell us, or choose how your experience was"),
        ("words", {"words": "x" * 10_001}, "Enter at most 10,000 characters"),
        ("words", {"words": "x", "rating": "9"}, "Choose one of the answers about your experience"),
        ("words", {"words": "Buy", "website": "https://x.example"}, "Leave the last box empty"),
        ("wishes", {}, "Choose whether we may publish it"),
        ("wishes", {"publication": "none", "reply": "on"}, "so that we can reply"),
        ("wishes", {"publication": "with_name"}, "Enter your name, or choose"),
        ("wishes", {"publication": "none", "email": "ann"}, "like name@example.com"),
        ("wishes", {"publication": "none", "phone": "call me"}, "Enter a telephone number"),
        ("wishes", {"publication": "none", "pin": "12"}, "Enter four digits"),
    ],
)
def test_bad_input_has_one_clear_sentence(speaker: Speaker, step: str, given: dict[str, str], sentence: str) -> None:
    speaker.send("who", relation="patient")
    if step == "wishes":
        speaker.send("words", words="Cold")
    text = page(speaker.send(step, **given))
    assert "There is a problem" in text
    assert sentence in text
    assert not Voice.objects.exists()


def test_sending_without_the_steps_before_leads_to_the_first_that_is_missing(speaker: Speaker) -> None:
    speaker.send("who", relation="patient")
    text = page(speaker.send("check"))
    assert "Your words" in text
    assert not Voice.objects.exists()


def test_what_was_tampered_with_is_not_taken(speaker: Speaker) -> None:
    speaker.send("who", relation="patient")
    speaker.carried = speaker.carried[:-4] + "AAAA"
    response = speaker.send("words", words="Cold")
    assert response.status_code == 400
    assert "did not arrive whole" in page(response)


def test_a_flood_from_one_address_is_bounded_and_loses_nothing(
    point: PointDetail, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = packs.load
    found = real("tell-us")
    limits = {**found.content["limits_an_hour"], "submissions": 2}
    few = replace(found, content={**found.content, "limits_an_hour": limits})
    monkeypatch.setattr(packs, "load", lambda slug, on=None: few if slug == "tell-us" else real(slug, on))
    for _ in range(2):
        Speaker(point, "riverside").tell()
    third = Speaker(point, "riverside")
    third.send("who", relation="patient")
    third.send("words", words="Still here")
    third.send("wishes", publication="none")
    text = page(third.send("check"))
    assert "Too much has been sent from this network" in text
    assert "Still here" in text
    assert Voice.objects.count() == 2
    assert Speaker(point, "riverside", "192.0.2.99").tell()


def test_the_list_of_services_leads_to_each_page(point: PointDetail) -> None:
    text = page(Client().get("/p/riverside/tell-us/"))
    assert "Kestrel Ward" in text
    assert Client().get("/p/nowhere/tell-us/").status_code == 404


def test_pictures_alone_are_enough_and_each_is_an_answer_with_its_words(speaker: Speaker) -> None:
    shown = speaker.send("who", relation="patient", about_person="").content.decode()
    assert shown.count('name="cards"') == 16
    assert "Nobody came when I rang" in shown
    assert "Choose among the pictures" in page(speaker.send("words", cards=["pain", "nothing"]))
    speaker.send("words", cards=["pain", "bell"])
    # Back and forth loses no picture, and what is checked says what they say.
    again = speaker.send("wishes", back="1", publication="none").content.decode()
    assert again.count(" checked><label") == 2
    speaker.send("words", cards=["pain", "bell"])
    assert "I was in pain; Nobody came when I rang" in page(speaker.send("wishes", publication="without_name"))
    speaker.send("check")
    voice = Voice.objects.get()
    said = voice.answers.filter(state=1).order_by("id")
    assert [one.words for one in said] == ["I was in pain", "Nobody came when I rang"]
    assert {one.question.wording for one in said if one.question} == {"Picture cards: how was it?"}
    assert voice.moderation == "waiting"
    coded = apps.get_model("coding", "Code").objects.filter(answer_id__in=[one.pk for one in said])
    assert coded.count() == 2
    followed = queries.followed(voice.reference)
    assert followed is not None
    assert [one.words for one in followed.answers] == ["I was in pain", "Nobody came when I rang"]


def test_forms_of_a_step_share_their_fields_and_nothing_else() -> None:
    wrong, right = (
        form_of("wishes", {"publication": "perhaps", "phone": "no"}),
        form_of("wishes", {"publication": "none"}),
    )
    empty = form_of("wishes")
    assert wrong.fields is right.fields is empty.fields
    assert set(wrong.errors) == {"publication", "phone"}
    assert right.is_valid()
    assert not empty.is_bound
    assert right["publication"].value() == "none"
    assert "perhaps" not in str(empty)
    assert not form_of("words", {}).is_valid()
    assert form_of("words", {}, files=True).is_valid()
    with translation.override("cy"):
        assert form_of("words").fields["words"].label != form_of("who").fields["relation"].label
        welsh = str(form_of("words").fields["words"].label)
    assert welsh != str(form_of("words").fields["words"].label)
