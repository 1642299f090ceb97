"""What people say about checking, checked: every field answers with its own sentence."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from heard.coding.queries import Choices
from heard.organisations.forms.services import Choices as Places

STRATA: Final = (
    ("flagged", "Flagged: the coder gave level 2 or 3"),
    ("praised", "Rated good or very good, and coded negative"),
    ("negative", "Other comments that are coded negative"),
    ("rest", "All others, at random: what was not flagged"),
)
NOBODY: Final = ("", "Choose a person")


class FindQueued(forms.Form):
    """Which part of the queue somebody looks at."""

    theme = forms.ChoiceField(label="Theme", required=False)
    service = forms.ChoiceField(label="Service and everything below it", required=False)

    def __init__(self, data: Any, *, choices: Choices, counts: Any, places: Places) -> None:
        super().__init__(data, use_required_attribute=False)
        themes = [(str(one.value), f"{one.label} ({counts[one.value]})") for one in choices.themes if counts[one.value]]
        self.fields["theme"].choices = [("", "Any theme"), *themes]  # type: ignore[attr-defined]
        self.fields["service"].choices = places  # type: ignore[attr-defined]


def _person(label: str, missing: str, hint: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, help_text=hint, error_messages={"required": missing, "invalid_choice": missing}
    )


def _size(label: str, least: int, most: int, first: int) -> forms.IntegerField:
    wrong = f"Enter how many comments, from {least} to {most:,}"
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        initial=first,
        error_messages={"required": wrong, "invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


class NewSample(forms.Form):
    """A set that two people code alone."""

    kind = forms.ChoiceField(
        label="What for",
        choices=[
            ("gold", "To measure the coder fairly (gold set)"),
            ("two_key", "To have two people check what the queue holds first (two keys)"),
        ],
        initial="gold",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is for", "invalid_choice": "Choose what it is for from the list"},
    )
    name = forms.CharField(
        label="Name",
        max_length=100,
        help_text="As the people whom you ask will see it",
        error_messages={"required": "Enter a name", "max_length": "Use at most 100 characters for the name"},
    )
    purpose = forms.CharField(
        label="Purpose (you may leave this empty)",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "Use at most 300 characters for the purpose"},
    )
    size = _size("How many comments", 10, 2_000, 200)
    strata = forms.MultipleChoiceField(
        label="From which comments (a gold set)",
        required=False,
        choices=STRATA,
        initial=[value for value, _ in STRATA],
        widget=forms.CheckboxSelectMultiple,
        help_text="Equal parts of each. Each comment's chance is kept, so that figures can be weighted back.",
        error_messages={"invalid_choice": "Choose from the list which comments it is drawn from"},
    )
    months = forms.ChoiceField(
        label="Said in the last",
        choices=[("3", "3 months"), ("12", "12 months"), ("24", "24 months")],
        initial="12",
        error_messages={"required": "Choose a period", "invalid_choice": "Choose a period from the list"},
    )
    first = _person("First coder", "Choose the first coder")
    second = _person("Second coder", "Choose the second coder", "Neither sees the machine's codes or the other's.")
    adjudicator = _person("Who settles differences", "Choose who settles differences")

    def __init__(self, data: Any, *, people: list[tuple[str, str]], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, use_required_attribute=False)
        for name in ("first", "second", "adjudicator"):
            self.fields[name].choices = [NOBODY, *people]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Three different people; a gold set is drawn from something."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("first") and given.get("first") == given.get("second"):
            self.add_error("second", "Choose another person than the first coder")
        if given.get("adjudicator") and given["adjudicator"] in {given.get("first"), given.get("second")}:
            self.add_error("adjudicator", "Choose a third person")
        if given.get("kind") == "gold" and not given.get("strata") and "strata" not in self.errors:
            self.add_error("strata", "Choose which comments it is drawn from")
        return given


class MonthlyReading(forms.Form):
    """Who reads, each month, what was not flagged."""

    reader = _person("Who reads them", "Choose who reads them", "They get a task at the beginning of each month.")
    size = _size("How many comments each month", 10, 1_000, 100)

    def __init__(self, data: Any, *, people: list[tuple[str, str]], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, use_required_attribute=False)
        self.fields["reader"].choices = [NOBODY, *people]  # type: ignore[attr-defined]


class Confirm(forms.Form):
    """A page that asks once more."""
