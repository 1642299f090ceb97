"""Forms about tasks."""

from __future__ import annotations

from typing import Any

from django import forms

from heard.design.fields import DateField
from heard.organisations.forms.services import Choices
from heard.tasks.queries import LEVELS

# What stands for passing a task back to the role responsible.
ROLE = "role"


def _reason(label: str, hint: str = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=400,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter a reason.", "max_length": "Enter a reason of at most 400 characters."},
    )


class FindTasks(forms.Form):
    """Which tasks a list shows."""

    kind = forms.ChoiceField(label="What it is about", required=False)
    level = forms.ChoiceField(
        label="Gone up to", required=False, choices=[("", "Any level"), *((str(value), text) for value, text in LEVELS)]
    )
    unit = forms.ChoiceField(label="Service and everything below it", required=False)
    owner = forms.ChoiceField(
        label="Owner", required=False, choices=[("", "Anybody or nobody"), ("nobody", "Nobody owns it")]
    )

    def __init__(self, *args: Any, kinds: Choices, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "Anything"), *kinds]  # type: ignore[attr-defined]
        self.fields["unit"].choices = places  # type: ignore[attr-defined]


class PassOn(forms.Form):
    """To whom a task goes, and why."""

    to = forms.ChoiceField(
        label="To whom",
        help_text="Only people who may have it are listed. They are told at once",
        error_messages={"required": "Choose to whom it goes.", "invalid_choice": "Choose somebody from the list."},
    )
    reason = _reason("Why", "Whoever gets it reads this. Do not name patients")

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        back = (ROLE, "Nobody yet: back to the role responsible")
        self.fields["to"].choices = [("", "Choose a person"), *people, back]  # type: ignore[attr-defined]


class Pause(forms.Form):
    """Why a clock stands still, and until when."""

    reason = _reason("What it waits for", "It stands in the history of the task. Do not name patients")
    until = DateField(
        label="The day on which its clock goes on",
        help_text="It goes on by itself then, with as many working days as it has now",
        missing="Enter the day on which its clock goes on.",
        wrong="Enter a real date, such as 1 4 2026.",
    )


class ChooseDeputy(forms.Form):
    """Who stands in on one task."""

    deputy = forms.ChoiceField(
        label="Deputy on this task",
        required=False,
        error_messages={"invalid_choice": "Choose somebody from the list."},
    )

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = ("", "The deputy of the owner’s role")
        self.fields["deputy"].choices = [first, *people]  # type: ignore[attr-defined]


class Finish(forms.Form):
    """What came of a task."""

    reason = _reason("What came of it (optional)", "It stands in the history of the task", required=False)
