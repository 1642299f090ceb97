"""Explore's page: what it shows, what every filter does to its address, and what bad addresses get."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heard.coding.queries import choices
from heard.coding.tests.ground import WHY, make_ground, signed_in
from heard.coding.tests.spoken import Spoken, speak

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground():
    return make_ground()


def text_of(response):
    """What a reader sees: without tags, entities read, spaces squeezed."""
    body = re.sub(r"<(script|head).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def words_in(response):
    found = re.findall(r'<blockquote class="heard-words[^"]*">(.*?)</blockquote>', response.content.decode(), re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", one)) for one in found]


@pytest.mark.parametrize(("who", "next_step"), [("lead", "Import a file"), ("board", "as soon as somebody imports")])
def test_without_voices_it_says_what_it_is_for_and_what_comes_next(who, next_step):
    empty = make_ground(voices=False)
    shown = text_of(signed_in(empty, who).get(empty.explore))
    assert "Nothing has been said here yet" in shown
    assert next_step in shown


def test_concern_stands_first_and_the_percentage_beside_what_it_hides(ground):
    shown = text_of(signed_in(ground, "lead").get(ground.explore))
    # Ten ratings between 1 and 6 among twelve voices: one has an unknown code, none is missing but for that.
    serious, positive = shown.index("Serious 1 of 11 comments"), shown.index("Positive 63.6% 7 of 11 ratings")
    assert serious < positive
    assert shown[positive:].startswith("Positive 63.6% 7 of 11 ratings It hides 2 concerns from people who")
    assert "12 10 with words, 2 a rating alone" in shown
    assert "1 of these voices has a date that is not decided" in shown


def test_nothing_inline_that_the_content_security_policy_refuses(ground):
    client = signed_in(ground, "lead")
    voice = ground.voices[0]
    for path in (
        ground.explore,
        f"{ground.explore}?by=service&grain=week",
        f"{ground.explore}?words=pain",
        f"{ground.explore}?words=zebra",
        ground.at("explore/saved/"),
        ground.at("explore/saved/new/?serious=3"),
        ground.at(f"voices/{voice.reference}/codes/{voice.answers.get().pk}/"),
        ground.at(f"services/{ground.medicine.reference}/"),
    ):
        response = client.get(path)
        body = response.content.decode()
        assert response.status_code == 200
        assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:", body), path
        assert "<script>alert" not in body


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"words": "pain"}, 1),
        ({"words": '"called back"'}, 1),
        ({"service": "Medicine"}, 8),
        ({"service": "medicine › heron ward"}, 5),
        ({"period": "undated"}, 1),
        ({"from": "2026-03-01", "to": "2026-03-31"}, 5),
        ({"from": "1/3/2026"}, 5),
        ({"serious": "2"}, 2),
        ({"serious": "3"}, 1),
        ({"theme": "10"}, 2),
        ({"theme": ["10", "30"]}, 3),
        ({"theme": "-1"}, 3),
        ({"sentiment": "5"}, 1),
        ({"rating": "0"}, 1),
        ({"rating": ["4", "5"]}, 2),
        ({"relation": "3"}, 1),
        ({"channel": "2"}, 1),
        ({"words": "late", "service": "Eye Clinic", "theme": "10", "serious": "1"}, 1),
    ],
)
def test_every_filter_round_trips_and_narrows_the_list(ground, query, expected):
    client = signed_in(ground, "lead")
    first = client.get(ground.explore, query, follow=True)
    assert len(words_in(first)) == expected
    tidy = urlsplit(first.redirect_chain[-1][0] if first.redirect_chain else first.request["QUERY_STRING"])
    again = client.get(f"{ground.explore}?{tidy.query or tidy.path}")
    assert again.status_code == 200
    assert words_in(again) == words_in(first)
    removed = re.findall(r'class="heard-chip" href="([^"]*)"', again.content.decode())
    named = {name for name, _ in parse_qsl(tidy.query or tidy.path) if name not in {"from", "to"}}
    assert len(removed) >= len(named)
    for href in removed:
        assert client.get(ground.explore + html.unescape(href)).status_code == 200


def test_questions_and_sources_filter_by_what_the_organisation_has(ground):
    client = signed_in(ground, "lead")
    options = choices(ground.organisation.id)
    why = next(choice.value for choice in options.questions if choice.label == WHY)
    web = next(choice.value for choice in options.sources if choice.label == "Web")
    assert len(words_in(client.get(ground.explore, {"question": why}))) == 9
    assert len(words_in(client.get(ground.explore, {"source": web}))) == 1


def test_an_address_with_empty_fields_leads_to_its_one_spelling(ground):
    client = signed_in(ground, "lead")
    untidy = {"words": "", "service": "Eye Clinic", "period": "", "from": "", "to": "", "serious": "", "grain": "month"}
    response = client.get(ground.explore, untidy)
    assert response.status_code == 302
    assert response["Location"] == f"{ground.explore}?service={ground.clinic.reference}"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("theme=999", "Choose a theme from the list"),
        ("theme=abc&theme=1", "Choose a theme from the list"),
        ("period=never", "Choose a period from the list"),
        ("from=32/13/2026", "Enter the first day like 1/4/2026"),
        ("to=0001-01-01", "Enter the last day like 30/4/2026"),
        ("from=2026-04-02&to=2026-04-01", "The last day must be the same as or after the first day"),
        ("period=between", "Enter the first day, the last day or both"),
        ("serious=9", "Choose how serious from the list"),
        ("grain=century", "Choose week, month or quarter"),
        ("by=shoe-size", "Choose what to break down by from the list"),
        ("service=No+such+place", "Choose a service from the list"),
        ("service=ward", "Choose one of the services with this name below"),
        ("words=" + "x" * 201, "Search for at most 200 characters"),
        ("words=%00", "Search for words without control characters"),
        ("service=%00", "Choose a service from the list"),
    ],
)
def test_a_bad_address_gets_a_sentence(ground, query, sentence):
    response = signed_in(ground, "lead").get(f"{ground.explore}?{query}")
    assert response.status_code == 200
    assert "There is a problem" in text_of(response)
    assert sentence in text_of(response)


@pytest.mark.parametrize(
    "query", ["at=garbage", "at=%00", "at=o99999999999.1", "words=%22", "words=-", "x=1", "%ff=%fe"]
)
def test_an_odd_address_is_answered(ground, query):
    assert signed_in(ground, "lead").get(f"{ground.explore}?{query}", follow=True).status_code == 200


def test_several_services_of_one_name_are_offered(ground):
    body = signed_in(ground, "lead").get(f"{ground.explore}?service=ward").content.decode()
    assert f'href="?service={ground.heron.reference}"' in body
    assert f'href="?service={ground.curlew.reference}"' in body


def test_nothing_found_offers_what_to_loosen(ground):
    response = signed_in(ground, "lead").get(ground.explore, {"words": "parking", "serious": "3"})
    assert "Nothing fits all of this" in text_of(response)
    assert 'href="?words=parking"' in response.content.decode()
    assert 'href="?serious=3"' in response.content.decode()


def test_what_was_searched_for_is_marked_and_nothing_is_run(ground):
    client = signed_in(ground, "lead")
    assert "<mark>called back</mark>" in client.get(ground.explore, {"words": '"call back"'}).content.decode()
    body = client.get(ground.explore, {"words": "alert"}).content.decode()
    assert "&lt;script&gt;<mark>alert</mark>(1)" in body


def test_the_list_pages_by_key_and_comes_back(ground):
    speak(ground.organisation.id, [Spoken(ground.clinic.id, answers=[(WHY, f"Number {n}")]) for n in range(60)])
    client = signed_in(ground, "lead")
    first = client.get(ground.explore)
    older = html.unescape(re.search(r'href="(\?at=[^"]+)"', first.content.decode())[1])
    second = client.get(ground.explore + older)
    assert len(words_in(first)) == len(words_in(second)) == 25
    assert not set(words_in(first)) & set(words_in(second))
    newer = next(html.unescape(one) for one in re.findall(r'href="(\?at=[^"]+)"', second.content.decode()))
    assert words_in(client.get(ground.explore + newer)) == words_in(first)


def test_a_voice_keeps_the_search_that_led_to_it(ground):
    client = signed_in(ground, "lead")
    body = client.get(ground.explore, {"serious": "2"}).content.decode()
    href = html.unescape(re.search(r'class="heard-comments__heading"><a href="([^"]+)"', body)[1])
    page = client.get(href).content.decode()
    assert f'href="{ground.explore}?serious=2"' in page


def test_keys_have_their_hooks(ground):
    body = signed_in(ground, "lead").get(ground.explore).content.decode()
    assert body.count("data-heard-item") == len(words_in(signed_in(ground, "lead").get(ground.explore)))
    assert "data-heard-search" in body
    assert "data-heard-keys" in body


def test_the_breakdown_puts_the_most_serious_first(ground):
    body = signed_in(ground, "lead").get(f"{ground.explore}?by=service").content.decode()
    table = body[body.index("heard-breakdown") :]
    assert table.index("Medicine") < table.index("Eye Clinic")


@pytest.mark.slow
def test_the_number_of_queries_does_not_grow_with_the_voices(ground):
    client = signed_in(ground, "lead")
    paths = [
        ground.explore,
        f"{ground.explore}?words=kind",
        f"{ground.explore}?by=service&period=between&from=2026-01-05",
    ]

    def queries():
        counts = []
        for path in paths:
            client.get(path)
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert client.get(path).status_code == 200
            counts.append(len(captured))
        return counts

    many = [Spoken(ground.heron.id, answers=[(WHY, "Kind staff theme4 mood1")])] * 100
    speak(ground.organisation.id, many)
    few = queries()
    speak(ground.organisation.id, many * 99)
    # A search with too many hits for exact figures asks less, never more.
    assert all(after <= before for after, before in zip(queries(), few, strict=True))


def test_a_query_string_is_spelled_the_same_twice(ground):
    asked = {"words": "a b", "theme": ["3", "1", "3"], "to": "31.3.2026", "from": "1 March 2026", "by": "theme"}
    client = signed_in(ground, "lead")
    tidy = client.get(ground.explore, asked)["Location"]
    assert tidy == ground.explore + "?" + urlencode(
        [
            ("words", "a b"),
            ("period", "between"),
            ("from", "2026-03-01"),
            ("to", "2026-03-31"),
            ("theme", 1),
            ("theme", 3),
        ]
    )
    assert client.get(tidy).status_code == 200
