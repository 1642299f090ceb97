"""The format and the language that somebody asks for reach whoever answers, and the letter that they get."""

from __future__ import annotations

import pytest

from heard.messages import queries as sent
from heard.messages.models import Message
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_organisation
from heard.voices import actions
from heard.voices.models import Voice
from heard.voices.tests.desk import at_desk, page
from heard.voices.tests.speaking import Speaker, open_at

pytestmark = pytest.mark.django_db

WISH = {"reply": "on", "name": "Ann", "address": "1 High Street, Riverside, RV1 1AA"}


def told(base: str = "", **wishes: str) -> tuple[Voice, OrganisationSummary]:
    """Somebody tells us with these wishes; their voice, and the organisation."""
    trust = make_organisation()
    speaker = Speaker(open_at(trust), trust.code)
    speaker.base = f"{base}{speaker.base}"
    speaker.tell(**{**WISH, **wishes})
    return Voice.objects.get(), trust


def seen(voice: Voice, trust: OrganisationSummary, path: str = "") -> str:
    """A page of the voice, as an engagement lead reads it."""
    return page(at_desk(trust, Role.ENGAGEMENT_LEAD).get(f"/o/{trust.code}/voices/{voice.reference}/{path}"))


def answered(voice: Voice) -> Message:
    given = {"organisation_id": voice.organisation_id, "reference": voice.reference, "words": "Somebody comes now."}
    return Message.objects.get(reference=actions.answer_voice(actor=SYSTEM, **given))


@pytest.mark.both
def test_large_print_is_kept_with_the_wishes_said_to_who_answers_and_in_the_letter() -> None:
    voice, trust = told(format="large_print")
    assert voice.wishes["format"] == "large_print"
    assert "They asked to be written to like this: Large print." in seen(voice, trust, "answer/")
    assert "How to write to them Large print" in seen(voice, trust)
    message = answered(voice)
    assert (message.way, message.format) == ("letter", "large_print")
    assert b"%PDF" in sent.message_pdf(message.organisation_id, message.reference)


def test_easy_read_has_its_own_wording_and_what_nobody_can_make_here_names_a_person() -> None:
    voice, trust = told(format="easy_read")
    assert "This is our answer:" in sent.message(voice.organisation_id, answered(voice).reference).words
    Voice.objects.update(wishes={**voice.wishes, "format": "bsl"})
    shown = seen(voice, trust, "answer/")
    assert "British Sign Language" in shown
    assert "a person gets a task" in shown


def test_who_tells_us_in_welsh_is_answered_in_welsh_unless_they_say_otherwise() -> None:
    voice, trust = told("/cy")
    assert voice.language == "cy"
    assert "have your answer translated" in seen(voice, trust, "answer/")
    message = answered(voice)
    assert message.language == "cy"
    assert "Dyma ein hateb" in sent.message(voice.organisation_id, message.reference).words


def test_something_else_is_named_and_without_a_name_is_asked_for() -> None:
    trust = make_organisation()
    speaker = Speaker(open_at(trust), trust.code)
    speaker.send("who", relation="relative", about_person="consent")
    speaker.send("words", words="Nobody came", rating="5", moment="during")
    speaker.send("wishes", publication="none", format="other", **WISH)
    assert "Enter how we should write to you" in speaker.html
    speaker.send("wishes", publication="none", format="other", format_note="Polish, ask for Dr Patel", **WISH)
    assert "Something else, or another language" in speaker.html
    speaker.send("check")
    voice = Voice.objects.get()
    assert voice.wishes["format_note"] == "Polish, ask for Dr [name]"
    found = sent.resolve(trust.id, f"voices.voice:{voice.reference}")
    assert (found.format, found.format_note) == ("other", "Polish, ask for Dr [name]")


def test_who_asks_for_nothing_is_written_to_as_usual() -> None:
    voice, _ = told()
    assert "format" not in voice.wishes
    assert voice.language == "en"
    assert answered(voice).format == "standard"
