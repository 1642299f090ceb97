"""What people say about frames of their own, checked: every field answers with its own sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from heard.coding.forms import PERIODS
from heard.coding.queries.frames import Label
from heard.coding.topic_forms import chosen

_LABELS = (
    "One a line: the name, a colon, and what it means. ‘Night noise: bells, doors and voices that keep people awake’."
)


class LabelsForm(forms.Form):
    """The labels of a frame."""

    labels = forms.CharField(
        label="Labels",
        help_text=_LABELS,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Enter at least one label", "max_length": "Enter fewer or shorter labels"},
    )

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """(name, meaning) of each line."""
        lines = (line.partition(":") for line in str(self.cleaned_data["labels"]).splitlines() if line.strip())
        return [(name.strip(), meaning.strip()) for name, _, meaning in lines]


class FrameForm(LabelsForm):
    """A frame with its labels."""

    field_order = ("name", "labels")
    name = forms.CharField(
        label="Name of the frame",
        max_length=80,
        error_messages={"required": "Enter a name for the frame", "max_length": "Use at most 80 characters"},
    )


class LabelForm(forms.Form):
    """Which labels a comment has."""

    answer = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, labels: Sequence[Label], answer: int | None = None) -> None:
        super().__init__(data, initial={"answer": answer}, use_required_attribute=False)
        wrong = "Choose labels from the list"
        field = forms.TypedMultipleChoiceField(
            label="Which labels fit?",
            choices=[(str(label.bit), label.name) for label in labels],
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="None where no label fits: that teaches too.",
            error_messages={"invalid_choice": wrong, "invalid_list": wrong},
        )
        field.item_hints = {str(label.bit): label.description for label in labels}  # type: ignore[attr-defined]
        self.fields["labels"] = field


class FileForm(forms.Form):
    """Labelled comments in a file."""

    file = forms.FileField(
        label="CSV file",
        help_text="With the columns ‘comment’ and ‘labels’; several labels of a comment with | between them.",
        error_messages={"required": "Choose a CSV file", "empty": "Choose a file with comments in it"},
    )


class CountForm(forms.Form):
    """By which frame to count, where and when."""

    def __init__(self, data: Any, frames: Sequence[tuple[str, str]], services: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, use_required_attribute=False)
        self.fields["frame"] = chosen("Count by", frames, "Choose a frame from the list", required=False)
        self.fields["service"] = chosen(
            "Service",
            [("", "Everything that you may see"), *services],
            "Choose a service from the list",
            required=False,
        )
        periods = [(value, label) for value, label in PERIODS if value not in ("between", "undated")]
        self.fields["period"] = chosen("Period", periods, "Choose a period from the list", required=False)
