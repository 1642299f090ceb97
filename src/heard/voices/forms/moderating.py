"""What a moderator fills in."""

from __future__ import annotations

from django import forms

from heard.voices.models import Refusal


class RefusalForm(forms.Form):
    """Why it is not published."""

    reason = forms.ChoiceField(
        label="Why is it not published?",
        help_text="Being critical is no reason. A second person has to agree.",
        choices=Refusal.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose why it is not published",
            "invalid_choice": "Choose why it is not published",
        },
    )


class MaskForm(forms.Form):
    """What redaction missed."""

    words = forms.CharField(
        label="Words to mask, exactly as they stand",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter the words to mask",
            "max_length": "Enter at most 200 characters",
        },
    )
