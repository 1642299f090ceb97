"""The form that asks what a mapped file leaves open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from heard.voices.importing.masking import masked
from heard.voices.models import Question, Voice
from heard.voices.queries.doubts import Doubts
from heard.voices.queries.labels import RATINGS

_KEEP = "0"
# Characters shown of a code and of a question: what stands in those columns may be what somebody said.
CODE, WORDING = 60, 500
_TRUST = {"": None, "yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the form: what it is about, and its fields."""

    heading: str
    lines: Sequence[str]
    fields: Sequence[BoundField]


class QuestionsForm(forms.Form):
    """Every field may stay as it is. Fields are numbered, for codes and wordings may hold anything."""

    def __init__(self, data: Any = None, *, doubts: Doubts) -> None:
        super().__init__(data)
        self.doubts = doubts
        self._add_ratings()
        self._add_questions()
        self._add_trust()
        if doubts.ask_relation:
            choices = [(str(value), str(label)) for value, label in Voice.Relation.choices]
            self.fields["relation"] = _choice("Who speaks in this file?", choices, doubts.relation)
        if doubts.ask_channel:
            choices = [(str(value), str(label)) for value, label in Voice.Channel.choices]
            self.fields["channel"] = _choice("How was it collected?", choices, doubts.channel)

    def _add_ratings(self) -> None:
        choices = [(_KEEP, "Keep as unknown"), *((str(code), RATINGS[code]) for code in range(1, len(RATINGS)))]
        for place, (text, code) in enumerate(self.doubts.ratings.items()):
            label = f"What does the code ‘{masked(text, CODE)}’ mean?"
            self.fields[f"rating_{place}"] = _choice(label, choices, str(code))

    def _add_questions(self) -> None:
        for place, asked in enumerate(self.doubts.questions):
            if asked.header:
                self.fields[f"wording_{place}"] = forms.CharField(
                    label=f"What did the column “{asked.header}” ask?",
                    initial=asked.wording,
                    max_length=500,
                    error_messages={
                        "required": f"Enter the question whose answers stand in “{asked.header}”",
                        "max_length": "Enter a question of at most 500 characters",
                    },
                )
            label = f"What does “{masked(asked.wording, WORDING)}” ask for?"
            self.fields[f"kind_{place}"] = _choice(label, Question.Kind.choices, asked.kind)

    def _add_trust(self) -> None:
        if self.doubts.trust:
            level = {None: "", True: "yes", False: "no"}[self.doubts.trust_level]
            choices = [
                ("", "Only if the file names more than one"),
                ("yes", "Yes, each is a level of its own"),
                ("no", "No, leave it out"),
            ]
            self.fields["trust"] = _choice(
                f"Are the names in “{self.doubts.trust}” the top of the services tree?", choices, level
            )

    @property
    def parts(self) -> list[Part]:
        """The sections that have something to ask."""
        names = list(self.fields)
        sections: tuple[tuple[str, list[str], list[str]], ...] = (
            (
                "Ratings",
                [
                    "These codes are not among the answers of the Friends and Family Test. Those that stay unknown are "
                    "kept as they were written, and are in no percentage."
                ],
                [name for name in names if name.startswith("rating_")],
            ),
            (
                "Questions",
                [
                    "What a question asks for helps to understand short answers: ‘Nothing’ is good news where "
                    "somebody was asked what could be better."
                ],
                [name for name in names if name.startswith(("wording_", "kind_"))],
            ),
            ("Services", [], [name for name in names if name == "trust"]),
            (
                "Who spoke, and how",
                ["No column says this. Say it here if it is the same for the whole file."],
                [name for name in names if name in {"relation", "channel"}],
            ),
        )
        return [Part(heading, lines, [self[name] for name in own]) for heading, lines, own in sections if own]

    def mapping(self, saved: Mapping[str, Any]) -> dict[str, Any]:
        """What a saved mapping takes up; wordings that were settled before stay."""
        given = self.cleaned_data
        found: dict[str, Any] = {
            "ratings": {text: int(given[f"rating_{place}"]) for place, text in enumerate(self.doubts.ratings)},
            "questions": {
                **saved.get("questions", {}),
                **{
                    asked.header: given[f"wording_{place}"]
                    for place, asked in enumerate(self.doubts.questions)
                    if asked.header
                },
            },
        }
        if self.doubts.trust:
            found["trust_level"] = _TRUST[given["trust"]]
        return found | {name: given[name] for name in ("relation", "channel") if name in given}

    def kinds(self) -> dict[str, str]:
        """What each question asks for, by its wording."""
        given = self.cleaned_data
        return {
            given.get(f"wording_{place}") or asked.wording: given[f"kind_{place}"]
            for place, asked in enumerate(self.doubts.questions)
        }


def _choice(label: str, choices: Any, initial: str) -> forms.ChoiceField:
    blank = any(str(value) == "" for value, _ in choices)
    return forms.ChoiceField(
        label=label,
        choices=choices,
        initial=initial,
        required=not blank,
        error_messages={"required": "Choose an answer", "invalid_choice": "Choose an answer from the list"},
    )
