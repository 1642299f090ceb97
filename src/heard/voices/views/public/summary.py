"""What somebody has filled in, in the words of the questions, for the page on which they check it."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_letters
from typing import Any, Final

from django.forms import BooleanField, ChoiceField, MultipleChoiceField
from django.utils.translation import gettext
from markupsafe import Markup

from heard.voices.views.public.carried import STEPS, Carried
from heard.voices.views.public.kept import fragment

# A name for each answer; there are fewer questions than letters.
_SLOT: Final = ascii_letters


def rows_of(carried: Carried) -> list[tuple[str, str]]:
    """(question, answer) of everything that was answered; a PIN is not shown."""
    rows = []
    for step in STEPS[:-1]:
        form = carried.form(step)
        form.is_valid()
        for name, field in form.fields.items():
            value = form.cleaned_data.get(name)
            if value in (None, "", False, []) or name == "website":
                continue
            rows.append((str(field.label), _said(name, field, value)))
    if carried.files:
        rows.append((gettext("Recordings and photographs"), str(len(carried.files))))
    return rows


def summary_of(carried: Carried) -> Markup:
    """The list of what was answered. Which questions were is kept with its page; the answers are put in."""
    rows = rows_of(carried)
    answers = {_SLOT[place]: answer for place, (_, answer) in enumerate(rows)}
    questions = tuple(question for question, _ in rows)

    def made(marks: Mapping[str, str]) -> dict[str, Any]:
        return {"rows": [(question, marks[_SLOT[place]]) for place, question in enumerate(questions)]}

    return fragment("summary", questions, answers, made)


def _said(name: str, field: Any, value: Any) -> str:
    if name == "pin":
        return gettext("Set")
    if isinstance(field, BooleanField):
        return gettext("Yes")
    if isinstance(field, MultipleChoiceField):
        pictures: Any = field.choices
        return "; ".join(str(label) for held, label in pictures if held in value)
    if isinstance(field, ChoiceField):
        choices: Any = field.choices
        return next((str(label) for held, label in choices if str(held) == str(value)), str(value))
    return str(value)
