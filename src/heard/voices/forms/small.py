"""Forms of one or two fields."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from heard.voices.models import Source
from heard.voices.queries.one_source import Doubt


class DatesForm(forms.Form):
    """How a source writes the dates that can be read two ways."""

    order = forms.ChoiceField(
        label="How does this source write its dates?",
        choices=[
            (Source.DateOrder.DAY_FIRST, "Day first"),
            (Source.DateOrder.MONTH_FIRST, "Month first"),
            (Source.DateOrder.UNDECIDED, "I do not know"),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose how the source writes its dates, or that you do not know",
            "invalid_choice": "Choose one of the three",
        },
    )

    def __init__(self, *args: Any, example: Doubt | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hints = {str(Source.DateOrder.UNDECIDED): "These voices count in no month"}
        if example:
            hints[Source.DateOrder.DAY_FIRST] = f"The first example is then {_day(example.day_first)}"
            hints[Source.DateOrder.MONTH_FIRST] = f"The first example is then {_day(example.month_first)}"
        self.fields["order"].item_hints = hints  # type: ignore[attr-defined]  # read by design.fields


def _day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"


class NameForm(forms.Form):
    """A source's name."""

    name = forms.CharField(
        label="Name",
        max_length=100,
        error_messages={
            "required": "Enter a name for the source",
            "max_length": "Enter a name of at most 100 characters",
        },
    )


class AnswerForm(forms.Form):
    """What is answered to whoever spoke."""

    words = forms.CharField(
        label="Your answer",
        max_length=2_000,
        help_text="What was done, what was not and why, and what happens next. A greeting is added.",
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": "Enter your answer",
            "max_length": "Enter an answer of at most 2,000 characters",
        },
    )


class ReasonForm(forms.Form):
    """Why somebody does what leaves a record."""

    reason = forms.CharField(
        label="Your reason",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Enter your reason",
            "max_length": "Enter a reason of at most 500 characters",
        },
    )

    def __init__(self, *args: Any, label: str = "", hint: str = "", missing: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label, field.help_text = label or field.label, hint
        if missing:
            field.error_messages["required"] = missing
