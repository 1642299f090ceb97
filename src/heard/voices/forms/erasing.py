"""Asking for erasure through staff, refusing it, and holding it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from heard.voices.models import ErasureRequest

_BY_STAFF = [
    (value, label)
    for value, label in ErasureRequest.Identity.choices
    if value not in ("", ErasureRequest.Identity.KEY, ErasureRequest.Identity.KEY_AND_PIN)
]


class AskErasureForm(forms.Form):
    """Who asks, and how we know."""

    identity = forms.ChoiceField(
        label="How do you know who asked?",
        choices=_BY_STAFF,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose how you know who asked",
            "invalid_choice": "Choose how you know who asked",
        },
    )
    note = forms.CharField(
        label="What did you check?",
        max_length=300,
        help_text="Such as ‘Rang the number that we had, and they named the day’. No personal details: it is kept.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Enter what you checked, without personal details",
            "max_length": "Enter at most 300 characters",
        },
    )


class HoldForm(forms.Form):
    """What may not be erased, and why."""

    unit = forms.TypedChoiceField(
        label="Of which service?",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choose a service of this organisation, or the whole organisation"},
    )
    why = forms.CharField(
        label="Why may nothing be erased?",
        max_length=400,
        help_text="Those who ask read this. Such as ‘The inquiry into maternity care needs it until it ends.’",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Enter why nothing may be erased",
            "max_length": "Enter at most 400 characters",
        },
    )

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.TypedChoiceField), "declared above"
        field.choices = [("", "The whole organisation"), *units]
