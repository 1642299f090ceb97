"""Forms that change the services tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from heard.design.fields import DateField
from heard.organisations.models import Unit
from heard.organisations.queries import TreeRow

Choices = list[tuple[str, str]]


def unit_choices(rows: Sequence[TreeRow], first: str) -> Choices:
    """A select's choices from the tree, each set in below its parent."""
    return [("", first), *((str(row.unit.id), "\u2003" * row.level + row.name) for row in rows)]


def _on(label: str, hint: str) -> DateField:
    return DateField(
        label=label,
        help_text=hint,
        missing="Enter the date from which it holds.",
        wrong="Enter a real date, such as 1 4 2026.",
    )


class AddService(forms.Form):
    """A new place in the tree."""

    name = forms.CharField(
        label="Name",
        max_length=200,
        error_messages={
            "required": "Enter the name of the service.",
            "max_length": "Enter a name of at most 200 characters.",
        },
    )
    kind = forms.ChoiceField(
        label="What it is",
        choices=[choice for choice in Unit.Kind.choices if choice[0] != Unit.Kind.ORGANISATION],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what it is.",
            "invalid_choice": "Choose a site, a service, a ward or a team.",
        },
    )
    parent = forms.ChoiceField(
        label="Where it stands",
        error_messages={"required": "Choose where it stands.", "invalid_choice": "Choose a place from the list."},
    )
    opened_on = DateField(
        label="When it opened (optional)",
        help_text="For example, 1 4 2026",
        required=False,
        missing="",
        wrong="Enter a real date, such as 1 4 2026, or leave it empty.",
    )
    ods_code = forms.CharField(
        label="ODS site code (optional)",
        max_length=12,
        required=False,
        error_messages={"max_length": "Enter a code of at most 12 characters."},
    )
    cqc_id = forms.CharField(
        label="CQC location ID (optional)",
        max_length=20,
        required=False,
        error_messages={"max_length": "Enter an ID of at most 20 characters."},
    )

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = places  # type: ignore[attr-defined]


class RenameService(forms.Form):
    """Another name by date."""

    name = AddService.base_fields["name"]
    on = _on("From when", "The first day on which it has this name. For example, 1 4 2026")


class MoveService(forms.Form):
    """Another parent by date."""

    parent = forms.ChoiceField(
        label="Where it stands from then on",
        error_messages={"required": "Choose where it stands.", "invalid_choice": "Choose a place from the list."},
    )
    on = _on("From when", "The first day on which it stands there. For example, 1 4 2026")

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = places  # type: ignore[attr-defined]


class MergeService(forms.Form):
    """Carried on by another from a date."""

    into = forms.ChoiceField(
        label="Which service carries it on",
        error_messages={
            "required": "Choose the service that carries it on.",
            "invalid_choice": "Choose a service from the list.",
        },
    )
    on = _on("From when", "The first day on which the other carries it on. For example, 1 4 2026")

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = places  # type: ignore[attr-defined]


class CloseService(forms.Form):
    """Closed from a date."""

    on = _on("First day on which it is closed", "For example, 1 4 2026")


class ReopenService(MoveService):
    """Open again from a date."""

    parent = forms.ChoiceField(
        label="Where it stands (only if it was merged into another service)",
        required=False,
        error_messages={"invalid_choice": "Choose a place from the list."},
    )
    on = _on("First day on which it is open again", "For example, 1 4 2026")


class AddAlias(forms.Form):
    """What a source calls a service."""

    names = forms.CharField(
        label="What a file calls this service",
        help_text="With the places above it as the file has them, from the site down: North Hospital > Ward 5",
        max_length=500,
        error_messages={
            "required": "Enter what the file calls this service.",
            "max_length": "Enter at most 500 characters.",
        },
    )


class IdentifyService(forms.Form):
    """The codes of a service."""

    ods_code = AddService.base_fields["ods_code"]
    cqc_id = AddService.base_fields["cqc_id"]
