"""Forms for lists of people who are invited to tell us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from heard.voices.forms.uploads import ShownColumn
from heard.voices.inviting.rules import IGNORE, rules

# Bytes of a list at most: ten thousand people are less.
LARGEST = 20 * 1024**2


class ListForm(forms.Form):
    """A list of people, and the service where all of them have been, if it is one."""

    file = forms.FileField(
        label="List of people",
        help_text="CSV or Excel workbook (.xlsx), with the names of the columns in its first line",
        max_length=255,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={
            "required": "Choose the list to upload",
            "missing": "Choose the list to upload",
            "invalid": "Choose the list again: it did not arrive whole",
            "empty": "The list is empty. Choose the file that was exported",
            "max_length": "The file’s name is longer than 255 characters. Give it a shorter one",
        },
    )
    unit = forms.TypedChoiceField(
        label="Where have they been?",
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": "Choose a service from the list"},
    )

    def __init__(self, *args: Any, places: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[Any, str]] = [("", "A column of the list says it"), *places]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean_file(self) -> UploadedFile[Any]:
        """The list, refused where it is larger than can be taken."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is not None and file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 20 MB. Split it, and send the parts one by one")
        return file


class ListColumnsForm(forms.Form):
    """What each column of a list is. Fields are numbered, for headers may hold anything."""

    # The page that maps a file has no doubt here that somebody has to accept.
    warnings: Sequence[Any] = ()

    def __init__(
        self, data: Any, *, header: Sequence[str], chosen: Mapping[str, str], samples: Mapping[str, Sequence[str]]
    ) -> None:
        super().__init__(data)
        self.header, self.samples = list(header), samples
        choices = [(name, label) for name, (label, _, _) in rules().columns.items()]
        for place, name in enumerate(self.header):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=name,
                choices=choices,
                initial=chosen.get(name, IGNORE),
                error_messages={
                    "required": f"Choose what the column “{name}” holds",
                    "invalid_choice": f"Choose what the column “{name}” holds from the list",
                },
            )

    @property
    def columns(self) -> list[ShownColumn]:
        """The columns in the order of the list."""
        return [
            ShownColumn(place + 1, name, tuple(self.samples.get(name, ())), self[f"column_{place}"])
            for place, name in enumerate(self.header)
        ]

    def chosen(self) -> dict[str, str]:
        """Header to what it holds, as chosen."""
        return {name: self.cleaned_data[f"column_{place}"] for place, name in enumerate(self.header)}

    def refuse(self, sentence: str, header: str) -> None:
        """Put a refusal beside the column that it belongs to, or above the form."""
        self.add_error(f"column_{self.header.index(header)}" if header in self.header else None, sentence)
