"""Forms for a file that comes in, and the filter of the list of imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField

from heard.voices.importing.mapping import FIELDS
from heard.voices.models import Import

# Bytes of an upload at most: a gigabyte, as file managers count it.
LARGEST = 1024**3


class ImportsFilter(forms.Form):
    """Which imports the list shows."""

    source = forms.TypedChoiceField(
        label="Source",
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": "Choose a source from the list"},
    )
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "Any"), *Import.State.choices],
        error_messages={"invalid_choice": "Choose a state from the list"},
    )

    def __init__(self, data: Any, *, sources: Iterable[tuple[int, str]]) -> None:
        super().__init__(data)
        choices: list[tuple[Any, str]] = [("", "Any"), *sources]
        self.fields["source"].choices = choices  # type: ignore[attr-defined]  # a choice field


class UploadForm(forms.Form):
    """A file, and the source that it comes from: one that is known, or a new one's name."""

    file = forms.FileField(
        label="File",
        help_text="CSV or Excel workbook (.xlsx), up to 1 GB, with the names of the columns in its first line",
        max_length=255,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={
            "required": "Choose the file to import",
            "missing": "Choose the file to import",
            "invalid": "Choose the file again: it did not arrive whole",
            "empty": "The file is empty. Choose the file that was exported",
            "max_length": "The file’s name is longer than 255 characters. Give it a shorter one",
        },
    )
    source = forms.ChoiceField(
        label="Where does it come from?",
        required=False,
        error_messages={"invalid_choice": "Choose a source from the list, or a new one"},
    )
    name = forms.CharField(
        label="Name of the new source",
        help_text="The supplier or the survey, such as ‘Inpatient texts’. Only for a source that is new",
        required=False,
        max_length=100,
        error_messages={"max_length": "Enter a name of at most 100 characters"},
    )

    def __init__(self, *args: Any, sources: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = dict(sources)
        if sources:
            choices = [*((str(pk), name) for pk, name in sources), ("", "A new source")]
            self.fields["source"].choices = choices  # type: ignore[attr-defined]  # a choice field
        else:
            del self.fields["source"]
            self.fields["name"].label = "Where does it come from?"
            self.fields["name"].help_text = "The supplier or the survey, such as ‘Inpatient texts’"

    def clean_file(self) -> UploadedFile[Any]:
        """The file, refused where it is larger than can be taken."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is not None and file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 1 GB. Split it, and import the parts one by one")
        return file

    def clean_name(self) -> str:
        """The name without spaces around or doubled."""
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, Any]:
        """Exactly one of a known source and a new name."""
        data = super().clean() or self.cleaned_data
        chosen, name = data.get("source") or "", data.get("name") or ""
        if "source" in self.errors or "name" in self.errors:
            return data
        if chosen and name and name != self.known[int(chosen)]:
            self.add_error("name", "Leave the name empty, or choose ‘A new source’")
        if not chosen and not name:
            self.add_error("name", "Enter where the file comes from")
        data["name"] = self.known[int(chosen)] if chosen else name
        return data


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that a person may accept, but should know."""

    heading: str
    text: str


_WARNINGS = {
    "date": Warned(
        "No column holds the date",
        "Without a date these voices are in no month and on no chart over time. They can still be read and searched.",
    ),
    "answer": Warned(
        "No column holds comments",
        "Only ratings will be imported. A rating without words counts, but there will be nothing to read.",
    ),
}


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column of a file on the page that maps it."""

    number: int
    name: str
    samples: tuple[str, ...]
    bound: BoundField


class ColumnsForm(forms.Form):
    """What each column of a file is. Fields are numbered, for headers may hold anything."""

    def __init__(
        self,
        data: Any = None,
        *,
        header: Sequence[str],
        chosen: Mapping[str, str],
        samples: Mapping[str, Sequence[str]],
    ) -> None:
        super().__init__(data)
        self.header, self.samples = list(header), samples
        self.warnings: list[Warned] = []
        for place, name in enumerate(self.header):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=name,
                choices=list(FIELDS.items()),
                initial=chosen.get(name, "ignore"),
                error_messages={
                    "required": f"Choose what the column “{name}” holds",
                    "invalid_choice": f"Choose what the column “{name}” holds from the list",
                },
            )
        self.fields["accept"] = forms.BooleanField(label="I know, go on", required=False)

    @property
    def columns(self) -> list[ShownColumn]:
        """The columns in the order of the file."""
        return [
            ShownColumn(place + 1, name, tuple(self.samples.get(name, ())), self[f"column_{place}"])
            for place, name in enumerate(self.header)
        ]

    def chosen(self) -> dict[str, str]:
        """Header to field, as chosen."""
        return {name: self.cleaned_data[f"column_{place}"] for place, name in enumerate(self.header)}

    def is_accepted(self) -> bool:
        """Whether nothing important is left out, or the person has said that this is meant."""
        fields = set(self.chosen().values())
        self.warnings = [warned for field, warned in _WARNINGS.items() if field not in fields]
        if self.warnings and not self.cleaned_data["accept"]:
            self.add_error("accept", "Choose a column for what is missing, or tick that you know and want to go on")
        return self.is_valid()

    def refuse(self, sentence: str, header: str) -> None:
        """Put a refusal beside the column that it belongs to, or above the form."""
        field = f"column_{self.header.index(header)}" if header in self.header else None
        self.add_error(field, sentence)
