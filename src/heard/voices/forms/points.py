"""Capture points: made and set up by staff; and what staff enter for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from heard.organisations.models import Role
from heard.voices.actions import Setup
from heard.voices.forms.telling import WhoForm, WishesForm, WordsForm, phone_or_refuse
from heard.voices.queries.points import DAYS, PointDetail

ROLES = (
    Role.SERVICE_MANAGER,
    Role.COMPLAINTS_OFFICER,
    Role.ENGAGEMENT_LEAD,
    Role.MODERATOR,
    Role.SAFEGUARDING_LEAD,
)


class UnitForm(forms.Form):
    """Which service."""

    unit = forms.TypedChoiceField(
        label="Which service is it for?",
        coerce=int,
        error_messages={"required": "Choose the service", "invalid_choice": "Choose the service from the list"},
    )

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", "Choose a service"), *units]  # type: ignore[attr-defined]  # a choice field


class SetupForm(forms.Form):
    """Who reads it, when, and what to ring."""

    role = forms.ChoiceField(
        label="Which role reads it? The public sees this, and no name",
        choices=[(role.value, role.label) for role in ROLES],
        error_messages={"required": "Choose the role", "invalid_choice": "Choose the role from the list"},
    )
    reader = forms.TypedChoiceField(
        label="Who reads it?",
        coerce=int,
        required=False,
        empty_value=None,
        error_messages={"invalid_choice": "Choose who reads it from the list"},
    )
    deputy = forms.TypedChoiceField(
        label="Who is the deputy?",
        coerce=int,
        required=False,
        empty_value=None,
        error_messages={"invalid_choice": "Choose the deputy from the list"},
    )
    days = forms.TypedMultipleChoiceField(
        label="On which days is it read?",
        choices=list(enumerate(DAYS)),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "Choose the days from the list"},
    )
    hours_from = forms.TimeField(
        label="From",
        required=False,
        widget=forms.TextInput(),
        help_text="Such as 09:00",
        error_messages={"invalid": "Enter a time, like 09:00"},
    )
    hours_until = forms.TimeField(
        label="Until",
        required=False,
        widget=forms.TextInput(),
        help_text="Such as 17:00",
        error_messages={"invalid": "Enter a time, like 17:00"},
    )
    promise = forms.IntegerField(
        label="Within how many working days is it read?",
        min_value=1,
        max_value=20,
        error_messages={
            "required": "Enter a number of working days from 1 to 20",
            "invalid": "Enter a number of working days from 1 to 20",
            "min_value": "Enter a number of working days from 1 to 20",
            "max_value": "Enter a number of working days from 1 to 20",
        },
    )
    phone = forms.CharField(
        label="Telephone number of the ward or of PALS",
        required=False,
        max_length=40,
        error_messages={"max_length": "Enter a telephone number of at most 40 characters"},
    )
    phone_name = forms.CharField(
        label="Whose number is it?",
        required=False,
        max_length=100,
        help_text="Such as ‘The ward’s desk, day and night’",
        error_messages={"max_length": "Enter at most 100 characters"},
    )
    marthas_rule = forms.CharField(
        label="Telephone number of the Martha’s Rule line (where there is one)",
        required=False,
        max_length=40,
        error_messages={"max_length": "Enter a telephone number of at most 40 characters"},
    )

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("reader", "deputy"):
            self.fields[name].choices = [("", "Nobody yet"), *people]  # type: ignore[attr-defined]  # a choice field

    def clean_phone(self) -> str:
        """A number that can be rung: people in danger are sent to it."""
        return phone_or_refuse(self.cleaned_data["phone"])

    def clean_marthas_rule(self) -> str:
        """As the telephone."""
        return phone_or_refuse(self.cleaned_data["marthas_rule"])

    def setup(self) -> Setup:
        """What was filled in, for the action."""
        found = self.cleaned_data
        return Setup(
            role=found["role"],
            reader_id=found["reader"],
            deputy_id=found["deputy"],
            days=tuple(found["days"]),
            hours_from=found["hours_from"],
            hours_until=found["hours_until"],
            promise=found["promise"],
            phone=found["phone"],
            phone_name=found["phone_name"],
            marthas_rule=found["marthas_rule"],
        )


def initial_of(point: PointDetail) -> dict[str, Any]:
    """What the form begins with."""
    return {
        "role": point.role,
        "reader": point.reader_id,
        "deputy": point.deputy_id,
        "days": [str(day) for day in point.days],
        "hours_from": f"{point.hours_from:%H:%M}" if point.hours_from else "",
        "hours_until": f"{point.hours_until:%H:%M}" if point.hours_until else "",
        "promise": point.promise,
        "phone": point.phone,
        "phone_name": point.phone_name,
        "marthas_rule": point.marthas_rule,
    }


class EntryForm(UnitForm, WishesForm, WordsForm, WhoForm):
    """What somebody said by telephone, on paper or face to face: the same questions on one page."""

    channel = forms.ChoiceField(
        label="How did they tell you?",
        choices=[("telephone", "By telephone"), ("face_to_face", "Face to face"), ("paper", "On paper")],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose how they told you",
            "invalid_choice": "Choose how they told you",
        },
    )
    token = forms.CharField(widget=forms.HiddenInput, required=True, max_length=40)
