"""A voice in the words of its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from heard.ledger import queries as ledger
from heard.messages import queries as sent
from heard.organisations import policy
from heard.organisations import queries as organisations
from heard.organisations.middleware import ActingRequest
from heard.voices.models import Answer, Voice
from heard.voices.queries import AnswerDetail, VoiceDetail
from heard.voices.views import presenters
from heard.voices.views.histories import Happened, happened

_SILENCE = {Answer.State.BLANK: "Left blank", Answer.State.NON_ANSWER: "Did not answer"}
OPENED = "voices.original-opened"


@dataclass(frozen=True, slots=True)
class Opened:
    """The untouched words of one answer, shown this once."""

    answer_id: int
    words: str


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer: its question, its words, or what stands in their place."""

    id: int
    question: str
    words: str
    silence: str
    masked: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is known, with a link where there is more."""

    name: str
    value: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class ShownVoice:
    """A voice as its page shows it."""

    reference: str
    heading: str
    withdrawn: str
    facts: Sequence[Fact]
    answers: Sequence[ShownAnswer]
    openings: Sequence[Happened]
    history: Sequence[Happened]


def shown(found: VoiceDetail, code: str, *, sees_imports: bool, sees_about: bool) -> ShownVoice:
    """The voice with its whole history. Queries: the way to its service, the ledger, the names of those in it."""
    own = _own(found)
    # What was spoken has an event of its own, what was brought in one with others.
    brought = [] if any(entry.event_id == found.event for entry in own) else ledger.events([found.event])
    history = happened([*brought, *own])
    return ShownVoice(
        reference=found.reference,
        heading=f"{Voice.Kind(found.kind).label} about {found.unit}",
        withdrawn=f"On {presenters.moment(found.withdrawn_at)}. It is not counted, found or shown in lists and charts."
        if found.withdrawn_at
        else "",
        facts=[fact for fact in facts(found, code, sees_imports, sees_about) if fact.value],
        answers=[_answer(one) for one in found.answers],
        openings=[one for one in history if one.kind == OPENED],
        history=history,
    )


def facts(found: VoiceDetail, code: str, sees_imports: bool, sees_about: bool) -> list[Fact]:
    """What is known about a voice, in the order of its page; about the person only for those who may see that."""
    about = found.about if sees_about else {}
    way = organisations.breadcrumbs(found.unit_id, found.said_on)
    service = " › ".join(step.name for step in way if not step.is_root) or found.unit
    imported = reverse("voices:import", args=[code, found.import_reference]) if found.import_reference else ""
    return [
        Fact("Date", date_words(found)),
        Fact("Date of the visit", presenters.day(found.experienced_on)),
        Fact("Service", service, reverse("pages:service", args=[code, way[-1].reference])),
        Fact("Rating", found.rating_label or "No rating given"),
        Fact("Who spoke", found.relation or "Not said"),
        Fact("Speaks for somebody else", str(Voice.Basis(found.about_person).label) if found.about_person else ""),
        Fact("Under 16", "Yes" if found.under_16 else ""),
        Fact("When in their care", found.moment),
        Fact("Who reads it", str(Voice.Route(found.route).label) if found.route != Voice.Route.LINE else ""),
        Fact("How it was collected", found.channel or "Not said"),
        *(Fact(name.capitalize(), text) for name, text in about.items()),
        Fact("Language", sent.LANGUAGES.get(found.language, found.language)),
        Fact("Wishes", _wishes(found)),
        Fact("How to write to them", written_as(found)),
        Fact("Contact", "Kept apart, encrypted" if found.has_contact else ""),
        Fact("Source", found.source, imported if sees_imports else ""),
        Fact("Supplier’s number", found.supplier_id),
        Fact("Received", presenters.moment(found.received_at)),
        Fact("First read", presenters.moment(found.first_read_at) or "Not yet"),
        Fact("Reference", found.reference),
    ]


_PUBLISHING = {
    "none": "not to be published",
    "without_name": "may be published without their name",
    "with_name": "may be published with their name",
}


def _wishes(found: VoiceDetail) -> str:
    """What the person wants to happen, in words."""
    wishes = found.wishes
    said = [
        "a reply" if wishes.get("reply") else "",
        "may be contacted" if wishes.get("contact") else "",
        "not this ward" if wishes.get("not_this_ward") else "",
        _PUBLISHING.get(str(wishes.get("publication", "")), ""),
    ]
    text = ", ".join(filter(None, said))
    return text[:1].upper() + text[1:]


def written_as(found: VoiceDetail) -> str:
    """The format in which they asked to be written to, in words; '' where they said nothing of it."""
    asked = str(found.wishes.get("format", ""))
    if not asked:
        return ""
    note = str(found.wishes.get("format_note", ""))
    label = sent.FORMATS.get(asked, asked)
    return f"{label}: {note}" if note else label


def asked_for(found: VoiceDetail) -> list[str]:
    """What whoever answers has to know about format and language, a sentence each."""
    said = []
    if format := written_as(found):
        said.append(f"They asked to be written to like this: {format}.")
        if found.wishes["format"] in sent.MADE_BY_HAND:
            said.append("Heard cannot make it: a person gets a task to do so with your words.")
        elif found.wishes["format"] == "easy_read":
            said.append("The letter around your answer is in easy read. Write your answer in short, plain sentences.")
    if found.language == "cy":
        said.append("They asked for Welsh. The letter around your answer is in Welsh: have your answer translated.")
    elif found.language not in ("", "en"):
        said.append(f"Their language is {found.language}: have your answer translated.")
    return said


def date_words(found: VoiceDetail) -> str:
    """The date, or both readings of one that is not decided."""
    if found.doubtful:
        both = f"{presenters.day(found.said_on_day_first)} or {presenters.day(found.said_on_month_first)}"
        return f"{both}: day and month can be read both ways, so it counts in no month"
    return presenters.day(found.said_on) or "No date"


def crumbs(found: VoiceDetail, code: str) -> list[dict[str, str]]:
    """The way to the page: through its service."""
    unit = organisations.units([found.unit_id])[found.unit_id]
    return [
        {"text": "Services", "href": reverse("organisations:services", args=[code])},
        {"text": unit.name, "href": reverse("pages:service", args=[code, unit.reference])},
    ]


def query(came_from: str) -> str:
    """The query string that keeps the way back to a search."""
    return "?" + urlencode({"from": came_from}) if came_from else ""


def sees_imports(request: ActingRequest) -> bool:
    """Whether the reader can follow a link to an import."""
    return policy.can(request.actor, "see_imports", request.organisation)


def _own(found: VoiceDetail) -> list[ledger.Entry]:
    return ledger.history(*found.history_subjects)


def _answer(one: AnswerDetail) -> ShownAnswer:
    silence = "" if one.said else _SILENCE.get(Answer.State(one.state), "")
    question = " ".join(one.question.split()) or "What was said"
    return ShownAnswer(one.id, question, one.words, silence, one.masked)
