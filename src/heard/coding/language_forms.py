"""What a person says about a comment in another language, checked: every field answers with its own sentence."""

from __future__ import annotations

from typing import Any

from django import forms

from heard.coding.actions.translating import LONGEST_TRANSLATION
from heard.methods.language import ENGLISH, NAMES, UNTOLD


class TranslationForm(forms.Form):
    """In which language a comment is, and what it says in English."""

    def __init__(self, data: Any, language: str, words: str) -> None:
        super().__init__(data, initial={"language": language, "words": words}, use_required_attribute=False)
        self.fields["language"] = forms.ChoiceField(
            label="It is in",
            choices=[*NAMES.items(), (UNTOLD, "Another language")],
            error_messages={
                "required": "Choose the language from the list",
                "invalid_choice": "Choose the language from the list",
            },
        )
        self.fields["words"] = forms.CharField(
            label="What it says in English",
            help_text="As close to the words as you can, praise and blame alike. Leave it empty if it is in English.",
            required=False,
            max_length=LONGEST_TRANSLATION,
            widget=forms.Textarea(attrs={"rows": 8}),
            error_messages={"max_length": f"Use at most {LONGEST_TRANSLATION:,} characters for the translation"},
        )

    @property
    def english(self) -> bool:
        """Whether it is in English after all."""
        return bool(self.cleaned_data.get("language") == ENGLISH)

    def clean(self) -> dict[str, Any]:
        """A translation of what is in another language, and none of what is in English."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.english and cleaned.get("words"):
            self.add_error("words", "Leave the translation empty, or choose another language")
        elif not (self.english or cleaned.get("words") or self.errors):
            self.add_error("words", "Enter the translation")
        return cleaned
