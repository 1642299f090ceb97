"""Forms about people and their roles."""

from __future__ import annotations

from typing import Any

from django import forms

from heard.design.fields import DateField
from heard.organisations.forms.services import Choices
from heard.organisations.models import Role

ROLE_CHOICES: Choices = [(role.value, str(role.label)) for role in Role]
WHOLE = "The whole organisation"


class Reach(forms.Form):
    """A role, what it covers, and why where the person comes from outside."""

    role = forms.ChoiceField(
        label="Role",
        choices=[("", "Choose a role"), *ROLE_CHOICES],
        error_messages={"required": "Choose a role.", "invalid_choice": "Choose a role from the list."},
    )
    unit = forms.ChoiceField(
        label="What it covers",
        help_text="The role reaches this service and everything below it",
        error_messages={"required": "Choose what it covers.", "invalid_choice": "Choose a service from the list."},
    )
    purpose = forms.CharField(
        label="Purpose",
        help_text="Only for commissioners, independent voice officers and regulators: what they need it for",
        max_length=300,
        required=False,
        error_messages={"max_length": "Enter a purpose of at most 300 characters."},
    )
    legal_basis = forms.CharField(
        label="Legal basis",
        help_text="Only for people from outside: the law or agreement under which they may see it",
        max_length=300,
        required=False,
        error_messages={"max_length": "Enter a legal basis of at most 300 characters."},
    )

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = places  # type: ignore[attr-defined]


class Invite(Reach):
    """One person to invite."""

    email = forms.EmailField(
        label="E-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Enter their e-mail address.",
            "invalid": "Enter an e-mail address like name@example.org.",
        },
    )
    name = forms.CharField(
        label="Name (optional)",
        max_length=150,
        required=False,
        error_messages={"max_length": "Enter a name of at most 150 characters."},
    )
    field_order = ["email", "name", "role", "unit", "purpose", "legal_basis"]


class InviteMany(forms.Form):
    """Lines of people, pasted or from a file."""

    lines = forms.CharField(
        label="People, one a line",
        help_text="E-mail address, name, role, service. An empty service is the whole organisation",
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    file = forms.FileField(
        label="Or a CSV file with the same columns",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )

    def clean(self) -> dict[str, Any]:
        """The text of either; the file wins."""
        cleaned = super().clean() or {}
        if upload := cleaned.get("file"):
            if upload.size > 1_000_000:
                self.add_error("file", "Choose a file of at most one megabyte.")
                return cleaned
            try:
                cleaned["lines"] = upload.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", "Save the file as CSV UTF-8 and choose it again.")
                return cleaned
        if not (cleaned.get("lines") or "").strip():
            self.add_error("lines", "Enter at least one person, or choose a file.")
        return cleaned


class ChangeRole(Reach):
    """A role's reach and dates."""

    from_date = DateField(
        label="First day",
        missing="Enter the first day of the role.",
        wrong="Enter a real first day, such as 1 4 2026.",
    )
    until_date = DateField(
        label="First day on which it no longer counts (optional)",
        required=False,
        missing="",
        wrong="Enter a real date, such as 1 4 2026, or leave it empty.",
    )


class Deputy(forms.Form):
    """Who holds the role too."""

    deputy = forms.ChoiceField(
        label="Deputy",
        help_text="Whoever you choose may do the same, for as long as they are the deputy",
        required=False,
        error_messages={"invalid_choice": "Choose somebody from the list."},
    )

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].choices = [("", "No deputy"), *people]  # type: ignore[attr-defined]


class EndRole(forms.Form):
    """When a role ends."""

    on = DateField(
        label="First day on which it no longer counts",
        help_text="For example, 1 4 2026",
        missing="Enter the first day on which it no longer counts.",
        wrong="Enter a real date, such as 1 4 2026.",
    )


class ResetSecondStep(forms.Form):
    """Why a second step is reset."""

    reason = forms.CharField(
        label="Why, and how you made sure who asked",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Enter why you reset it and how you made sure who asked.",
            "max_length": "Enter at most 1,000 characters.",
        },
    )


class Join(forms.Form):
    """A new person's name and password."""

    name = forms.CharField(
        label="Your name",
        help_text="As colleagues know you",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": "Enter your name.",
            "max_length": "Enter a name of at most 150 characters.",
        },
    )
    password = forms.CharField(
        label="Choose a password",
        help_text="At least 12 characters. Three random words are a good password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Enter a password."},
    )


class OwnName(forms.Form):
    """A person's own name."""

    name = Join.base_fields["name"]


class FindPeople(forms.Form):
    """Which people a list shows."""

    search = forms.CharField(label="Name or e-mail", max_length=100, required=False)
    role = forms.ChoiceField(label="Role", choices=[("", "Any role"), *ROLE_CHOICES], required=False)
    show = forms.ChoiceField(
        label="Show",
        choices=[("current", "Roles that count or will"), ("ended", "Roles that have ended"), ("all", "All roles")],
        required=False,
    )
