"""A complaint about Heard itself: these pages, or how what somebody said was dealt with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heard.voices.capture.complaints import ABOUT
from heard.voices.forms.telling import phone_or_refuse


class ComplaintForm(forms.Form):
    """What went wrong, and how to reach whoever says so."""

    about = forms.ChoiceField(
        label=_("What is it about?"),
        choices=list(ABOUT.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about"), "invalid_choice": _("Choose what it is about")},
    )
    words = forms.CharField(
        label=_("What went wrong, and what should happen?"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": _("Enter what went wrong"),
            "max_length": _("Enter at most 10,000 characters"),
        },
    )
    name = forms.CharField(
        label=_("Your name (optional)"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": _("Enter a name of at most 120 characters")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address (optional)"),
        required=False,
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "invalid": _("Enter an e-mail address in the correct format, like name@example.com"),
            "max_length": _("Enter an e-mail address of at most 200 characters"),
        },
    )
    phone = forms.CharField(
        label=_("Your telephone number (optional)"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    address = forms.CharField(
        label=_("Your postal address (optional)"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        error_messages={"max_length": _("Enter an address of at most 400 characters")},
    )
    # People do not see it; machines that fill everything in do.
    website = forms.CharField(label=_("Leave this box empty"), required=False)

    def clean_phone(self) -> str:
        """A number that somebody could ring."""
        return phone_or_refuse(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        """A machine that fills everything in is refused."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("website"):
            self.add_error("website", gettext("Leave the last box empty"))
        return found
