"""What somebody has filled in, in the words of the questions, for the page on which they check it."""

from __future__ import annotations

from typing import Any

from django.forms import BooleanField, ChoiceField

from heard.voices.views.public.carried import STEPS, Carried


def rows_of(carried: Carried) -> list[tuple[str, str]]:
    """(question, answer) of everything that was answered; a PIN is not shown."""
    rows = []
    for step in STEPS[:-1]:
        form = carried.form(step)
        form.full_clean()
        for name, field in form.fields.items():
            value = form.cleaned_data.get(name)
            if value in (None, "", False) or name == "website":
                continue
            rows.append((str(field.label), _said(name, field, value)))
    return rows


def _said(name: str, field: Any, value: Any) -> str:
    if name == "pin":
        return "Set"
    if isinstance(field, BooleanField):
        return "Yes"
    if isinstance(field, ChoiceField):
        choices: Any = field.choices
        return next((str(label) for held, label in choices if str(held) == str(value)), str(value))
    return str(value)
