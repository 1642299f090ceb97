"""Forms of the return: numbers of those who could have answered, and why a publication is corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from heard.assurance.actions.returns import LONGEST_REASON, MOST_ELIGIBLE


class EligibleForm(forms.Form):
    """One number for each service with responses, or a list as a file for any service."""

    file = forms.FileField(
        label="Or upload a list",
        required=False,
        help_text="CSV with two columns, service and eligible; services by their names as they stand in Heard. "
        "Where a file is chosen, the numbers above are left as they were",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv"}),
        error_messages={"empty": "The file is empty. Choose the list of services and numbers"},
    )

    def __init__(self, data: Any, files: Any, *, services: Sequence[tuple[int, str]], known: Mapping[int, int]) -> None:
        super().__init__(data, files)
        file = self.fields.pop("file")
        for unit_id, name in services:
            self.fields[f"unit_{unit_id}"] = _number(name, known.get(unit_id))
        self.fields["file"] = file

    def numbers(self) -> dict[int, int | None]:
        """The numbers as entered, by unit; None where a box was left or made empty."""
        given = self.cleaned_data
        return {int(name[5:]): value for name, value in given.items() if name.startswith("unit_")}


def _number(name: str, known: int | None) -> forms.IntegerField:
    wrong = f"Enter a whole number from 0 to {MOST_ELIGIBLE:,} for {name}, or leave it empty"
    return forms.IntegerField(
        label=name,
        required=False,
        initial=known,
        min_value=0,
        max_value=MOST_ELIGIBLE,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


class CorrectionForm(forms.Form):
    """Why percentages that are published are corrected."""

    reason = forms.CharField(
        label="Why they are corrected",
        help_text="It stands beside the percentages, for everyone",
        max_length=LONGEST_REASON,
        error_messages={
            "required": "Enter why they are corrected",
            "max_length": f"Shorten the reason to {LONGEST_REASON} characters or fewer",
        },
    )
