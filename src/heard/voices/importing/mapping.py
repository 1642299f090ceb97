"""A mapping: which column of a file holds what, chosen once by a person and saved per source."""

from __future__ import annotations

from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from heard.voices.errors import Refused
from heard.voices.importing.words import plain

ABOUT: Final = "about:"
# What a column can hold, in the order in which pages offer it. Several columns may hold an answer, or be left out.
FIELDS: Final[dict[str, str]] = {
    "answer": "Comment or answer",
    "question": "Question (its wording stands in the column)",
    "rating": "Friends and Family Test rating",
    "date": "Date of the feedback",
    "experienced_on": "Date of the visit or care",
    "respondent": "Respondent’s number",
    "supplier_id": "Supplier’s number of the comment",
    "trust": "Trust or organisation",
    "service_1": "Service, first level",
    "service_2": "Service, second level",
    "service_3": "Service, third level",
    "service_4": "Service, fourth level",
    "relation": "Who gave the feedback (patient, carer …)",
    "channel": "How it was collected (text message, paper …)",
    "language": "Language",
    "private": "Wish not to be published",
    "contact_name": "Name (kept apart, encrypted)",
    "contact_email": "E-mail address (kept apart, encrypted)",
    "contact_phone": "Telephone number (kept apart, encrypted)",
    "about:age": "Age",
    "about:sex": "Sex",
    "about:gender": "Gender",
    "about:ethnicity": "Ethnicity",
    "about:sexuality": "Sexual orientation",
    "about:disability": "Disability",
    "about:religion": "Religion or belief",
    "about:extra 1": "Something else about the person (1)",
    "about:extra 2": "Something else about the person (2)",
    "about:extra 3": "Something else about the person (3)",
    "ignore": "Leave out",
}
REPEATABLE: Final = {"answer", "ignore"}
SERVICES: Final = ("service_1", "service_2", "service_3", "service_4")
CONTACTS: Final = ("contact_name", "contact_email", "contact_phone")
# Kinds of unit by depth, where a header does not say.
KINDS: Final = {
    1: ("service",),
    2: ("service", "ward"),
    3: ("site", "service", "ward"),
    4: ("site", "service", "ward", "team"),
}
_KIND_WORDS: Final = {
    "site": ("site", "hospital", "location 1", "division", "directorate", "care group"),
    "service": ("service", "specialty", "speciality", "department", "clinic"),
    "ward": ("ward",),
    "team": ("team",),
}


@dataclass(frozen=True, slots=True)
class Mapping:
    """Header to field, and what the file does not say itself."""

    columns: Mapped[str, str]
    # Wide files: what each answer column asked, where its header is not the wording.
    questions: Mapped[str, str] = field(default_factory=dict)
    # Whether the trust column is the first level of the services tree; None: it is, if it has several values.
    trust_level: bool | None = None
    channel: str = ""
    relation: str = ""
    # Codes that the rating pack does not know, once a person has said what they mean (0: keep as unknown).
    ratings: Mapped[str, int] = field(default_factory=dict)

    def headers(self, name: str) -> list[str]:
        """The headers mapped to a field, in their order."""
        return [header for header, field_ in self.columns.items() if field_ == name]

    def header(self, name: str) -> str | None:
        """The one header mapped to a field, if any."""
        return next(iter(self.headers(name)), None)

    @property
    def wide(self) -> bool:
        """Whether every answer column is a question of its own."""
        return self.header("question") is None

    def wording(self, header: str) -> str:
        """What the answer column `header` of a wide file asked."""
        return self.questions.get(header) or header

    def kinds(self, trust_is_level: bool) -> list[str]:
        """The kinds of unit of the service columns in use, from the top down; a trust above them is a site."""
        headers = [header for name in SERVICES for header in self.headers(name)]
        default = KINDS.get(len(headers), ())
        found = [_kind(header) or default[place] for place, header in enumerate(headers)]
        return ["site", *found] if trust_is_level else found

    def as_json(self) -> dict[str, Any]:
        """What is saved."""
        return {**asdict(self), "columns": dict(self.columns), "questions": dict(self.questions)}


def from_json(saved: Mapped[str, Any]) -> Mapping:
    """The mapping that was saved."""
    return Mapping(**{name: saved[name] for name in Mapping.__dataclass_fields__ if name in saved})


def check(mapping: Mapping, header: Sequence[str]) -> Mapping:
    """The mapping, reduced to the file's columns. Raises Refused with what to choose instead."""
    columns = {name: mapping.columns.get(name, "ignore") for name in header}
    for name, chosen in columns.items():
        if chosen not in FIELDS:
            raise Refused(f"Choose what the column “{name}” holds.", name)
    taken: dict[str, str] = {}
    for name, chosen in columns.items():
        if chosen in REPEATABLE:
            continue
        if chosen in taken:
            other = taken[chosen]
            raise Refused(f"“{other}” and “{name}” cannot both hold “{FIELDS[chosen]}”. Change one of them.", name)
        taken[chosen] = name
    if "answer" not in columns.values() and "rating" not in taken:
        raise Refused("Choose the column with the comments, or the one with the rating.")
    if "question" in taken and "answer" not in columns.values():
        raise Refused("Choose the column with the answers to the question.", taken["question"])
    if "question" in taken and list(columns.values()).count("answer") > 1:
        raise Refused("A file with a question column has one column of answers. Leave the others out.")
    return Mapping(
        columns=columns,
        questions={name: text for name, text in mapping.questions.items() if columns.get(name) == "answer" and text},
        trust_level=mapping.trust_level,
        channel=mapping.channel,
        relation=mapping.relation,
        ratings={str(code): int(number) for code, number in mapping.ratings.items()},
    )


def _kind(header: str) -> str | None:
    text = plain(header)
    for kind, words in _KIND_WORDS.items():
        if any(word in text for word in words):
            return kind
    return None
