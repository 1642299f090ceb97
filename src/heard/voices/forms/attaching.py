"""A recording or a picture beside somebody's words; and what a person writes down of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_ERRORS = {
    "invalid": _("Choose the file again: it did not arrive whole"),
    "empty": _("The file is empty. Choose another one"),
    "max_length": _("Choose a file with a shorter name"),
}


class AttachForm(forms.Form):
    """One recording, one picture, or one of each."""

    sound = forms.FileField(
        label=_("A recording of what you want to say"),
        required=False,
        max_length=255,
        widget=forms.FileInput(attrs={"accept": "audio/*", "capture": "user"}),
        error_messages=_ERRORS,
    )
    picture = forms.FileField(
        label=_("A photograph"),
        help_text=_("JPEG, PNG or WebP, at most 15 MB. Please show no other people."),
        required=False,
        max_length=255,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages=_ERRORS,
    )

    def clean(self) -> dict[str, Any]:
        """At least one file."""
        found: dict[str, Any] = super().clean() or {}
        if not self.errors and not found.get("sound") and not found.get("picture"):
            self.add_error("sound", gettext("Choose a recording or a photograph"))
        return found


class WrittenForm(forms.Form):
    """What was said in a recording."""

    words = forms.CharField(
        label="What was said, word for word",
        help_text="Write what you hear, not what you make of it. Personal details are masked by themselves",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": "Enter what was said", "max_length": "Enter at most 10,000 characters"},
    )
