"""The public pages in Welsh: by their address alone, every word of them, errors and receipts too."""

from __future__ import annotations

import gettext
import re
from functools import cache
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from heard.coding.tests.ground import make_ground
from heard.config.catalogue import LOCALE, catalogue, messages
from heard.decisions.actions import publish
from heard.decisions.tests.factories import decided, make_decision
from heard.organisations.policy import SYSTEM
from heard.pages.views.public import EASY
from heard.voices.capture.danger import danger
from heard.voices.models import Voice
from heard.voices.tests.speaking import Speaker, open_at

# What is the same in both languages, or a name: everything else that stands in English on a Welsh page is a gap.
SAME = frozenset({"PIN", "Cymraeg", "English", "Heard", "Demonstration"})
_PLACEHOLDER = re.compile(r"%\(\w+\)s")
_TAGS = re.compile(r"<[^>]+>")


def texts(found):
    return found if isinstance(found, tuple) else (found,)


@pytest.mark.django_db
def test_every_word_of_the_public_pages_has_its_welsh():
    wanted, kept = messages(), catalogue("cy")
    held = {(message.id if isinstance(message.id, str) else message.id[0]): message for message in kept if message.id}
    assert set(wanted) - set(held) == set(), "run python -m heard.config.catalogue, and translate what it added"
    assert set(held) - set(wanted) == set(), "run python -m heard.config.catalogue: nobody says this any more"
    for singular, message in held.items():
        for welsh in texts(message.string):
            assert welsh, f"no Welsh for: {singular}"
            one_of = [{*_PLACEHOLDER.findall(text)} for text in texts(message.id)]
            assert {*_PLACEHOLDER.findall(welsh)} in one_of, singular
            assert sorted(_TAGS.findall(welsh)) == sorted(_TAGS.findall(singular)), singular
            assert "%" not in _PLACEHOLDER.sub("", welsh), singular


def test_what_is_compiled_is_what_is_written():
    with (LOCALE / "cy" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in catalogue("cy"):
        if message.id:
            shown = texts(message.id)
            held = compiled.ngettext(*shown, 2) if len(shown) > 1 else compiled.gettext(shown[0])
            assert held == (message.string[2] if len(shown) > 1 else message.string), "run make setup"


@pytest.fixture
def ground(db):
    return make_ground(voices=False)


@cache
def every_text():
    return {text for found in messages().values() for text in texts(found)}


def english_left(html):
    """What stands in English on a page: a text of the catalogue that is the whole of something, or long."""
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.S)
    nodes = {" ".join(unescape(part).split()) for part in re.split(r"<[^>]+>", page)}
    attributes = {unescape(value) for value in re.findall(r'(?:alt|aria-label|title)="([^"]+)"', page)}
    whole = " ".join(unescape(_TAGS.sub("", page)).split())
    known = every_text()
    short = (nodes | attributes) & known
    long = {text for text in known if len(text.split()) > 3 and "%(" not in text and _TAGS.sub("", text) in whole}
    with translation.override("cy"):
        return {text for text in short | long if text not in SAME and translation.gettext(text) != text}


class WelshSpeaker(Speaker):
    """Somebody at the Welsh pages."""

    def __init__(self, point, code):
        super().__init__(point, code)
        self.base = f"/cy{self.base}"


def seen(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def assert_welsh(html):
    assert '<html lang="cy"' in html
    assert english_left(html) == set()


def test_tell_us_speaks_welsh_from_the_first_step_to_the_receipt(ground):
    code = ground.organisation.code
    speaker = WelshSpeaker(open_at(ground.organisation), code)
    for step in ("", "unsafe/", "who/"):
        assert_welsh(seen(speaker.client, speaker.base + step))
    speaker.send("who")
    assert_welsh(speaker.html)
    assert "Dewiswch pwy ydych chi yn hyn" in speaker.html
    speaker.send("who", relation="relative", about_person="consent")
    assert_welsh(speaker.html)
    speaker.send("words", words="Roedd hi’n oer drwy’r nos", rating="5", moment="during")
    assert_welsh(speaker.html)
    speaker.send("wishes", reply="on")
    assert_welsh(speaker.html)
    assert "Dewiswch a gawn ei gyhoeddi" in speaker.html
    speaker.send("wishes", publication="none")
    assert_welsh(speaker.html)
    assert "Gwael iawn" in speaker.html
    speaker.send("check")
    assert_welsh(speaker.html)
    voice = Voice.objects.get()
    question = voice.answers.get().question.wording
    assert (question, voice.rating) == ("Please tell us what happened, in your own words", 5)
    follow = f"/cy/p/{code}/follow/"
    assert_welsh(seen(speaker.client, follow))
    found = speaker.client.post(follow, {"do": "find", "key": speaker.key()}).content.decode()
    assert_welsh(found)
    ticket = re.search(r'name="pass" value="([^"]*)"', found)[1]
    for sent in ({"do": "show"}, {"do": "confirm"}, {"do": "confirm", "answer": "no", "worse": "no"}, {"do": "add"}):
        assert_welsh(speaker.client.post(follow, {**sent, "pass": ticket}).content.decode())
    wrong = speaker.client.post(follow, {"do": "find", "key": "one two"}).content.decode()
    assert_welsh(wrong)
    assert "Nid ydym yn adnabod yr allwedd hon" in wrong


def test_what_is_owed_and_what_changed_stand_in_welsh(ground):
    code = ground.organisation.code
    with translation.override("cy"):
        owed = ("front", "privacy", "accessibility", "cookies", "contact", "languages", "easy-read", "tell-us")
        urls = [reverse(name, args=[code]) for name in (*owed, "complain", "fft-percentages", "what-changed")]
        urls += [reverse("easy-read-page", args=[code, about]) for about in EASY]
    assert all(url.startswith("/cy/p/") for url in urls)
    client = Client()
    for url in urls:
        assert_welsh(seen(client, url))
    decision = decided(make_decision(ground.organisation, ground.heron))
    publish(actor=SYSTEM, reference=decision.reference, you_said="It is cold", we_did="We heat it")
    for url in (urls[-1 - len(EASY)], f"/cy/p/{code}/what-changed/{decision.reference}/"):
        assert_welsh(seen(client, url))
    complaint = client.post(f"/cy/p/{code}/complain/", {"about": "other"}).content.decode()
    assert_welsh(complaint)
    assert "Rhowch beth aeth o’i le" in complaint
    assert_welsh(client.post(f"/cy/p/{code}/complain/", {"about": "other", "words": "Araf"}).content.decode())


def test_the_language_stands_in_the_address_alone(ground):
    code = ground.organisation.code
    english = Client(headers={"accept-language": "cy"}, COOKIES={"django_language": "cy"})
    page = english.get(f"/p/{code}/contact/")
    assert page["Content-Language"] == "en"
    assert '<html lang="en"' in page.content.decode()
    assert "Accept-Language" not in page.get("Vary", "")
    welsh = Client().get(f"/cy/p/{code}/contact/")
    assert welsh["Content-Language"] == "cy"
    for response, own, other in ((page, "", "/cy"), (welsh, "/cy", "")):
        html = response.content.decode()
        for prefix, language in (("", "en"), ("/cy", "cy")):
            assert f'hreflang="{language}" href="http://testserver{prefix}/p/{code}/contact/"' in html
        assert f'href="{other}/p/{code}/contact/" lang=' in html
        assert f'href="{own}/p/{code}/privacy/"' in html
    assert Client().get(f"/cy/o/{code}/explore/").status_code == 404
    assert '<html lang="en"' in Client().get(f"/p/{code}/contact/").content.decode()


@pytest.mark.django_db
def test_welsh_words_of_danger_bring_help():
    assert danger("Dydy hi DDIM yn anadlu") == ("emergency",)
    assert danger("Mae e wedi cael strôc") == ("emergency",)
    assert danger("Dw i eisiau marw") == ("self_harm",)
    assert "abuse" in danger("Mae’n fy nharo bob nos")
    assert danger("Roedd y staff yn garedig iawn") == ()
