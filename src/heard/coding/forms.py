"""What people ask of Explore and say about codes, checked: every field answers with its own sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.forms import BoundField
from markupsafe import Markup

from heard.coding.queries.shapes import By, Choice, Choices, Interval

PERIODS: Final = (
    ("", "All dates"),
    ("4w", "Last 4 weeks"),
    ("3m", "Last 3 months"),
    ("12m", "Last 12 months"),
    ("24m", "Last 24 months"),
    ("year", "This financial year"),
    ("between", "Between two days"),
    ("undated", "Date not decided"),
)
GRAINS: Final = ((Interval.MONTH, "Month"), (Interval.WEEK, "Week"), (Interval.QUARTER, "Quarter"))
BREAKDOWNS: Final = (
    (By.THEME, "Theme"),
    (By.SERVICE, "Service"),
    (By.QUESTION, "Question"),
    (By.RELATION, "Who said it"),
    (By.CHANNEL, "Channel"),
    (By.SOURCE, "Source"),
)
_LONGEST_SEARCH: Final = 200
_FORMATS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y")


class DayField(forms.CharField):
    """A day, typed ('1/4/2026') or picked in the browser's calendar ('2026-04-01')."""

    def __init__(self, *, label: str, wrong: str) -> None:
        widget = forms.TextInput()
        widget.input_type = "date"
        super().__init__(
            label=label, required=False, max_length=30, widget=widget, error_messages={"max_length": wrong}
        )
        self.wrong = wrong

    def clean(self, value: Any) -> date | None:
        """The date, or None for nothing."""
        text = str(value or "").strip()
        if not text:
            return None
        for form in _FORMATS:
            try:
                found = datetime.strptime(text, form).date()
            except ValueError:
                continue
            if found.year >= 1948:  # the health service's first year: an earlier date is a slip
                return found
        raise forms.ValidationError(self.wrong)


class Several(forms.MultipleChoiceField):
    """Any number of a filter's options, as numbers."""

    def __init__(self, label: str, options: Sequence[Choice], wrong: str) -> None:
        super().__init__(
            label=label,
            required=False,
            choices=[(str(option.value), option.label) for option in options],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": wrong, "invalid_list": wrong},
        )

    def clean(self, value: Any) -> tuple[int, ...]:
        """The chosen numbers in order, each once."""
        return tuple(sorted({int(one) for one in super().clean(value)}))


def _one(label: str, options: Iterable[tuple[str, str]], wrong: str, widget: Any = forms.Select) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=list(options), widget=widget, error_messages={"invalid_choice": wrong}
    )


# The fields of which any number of options can be chosen: name in the address, label, field of Filters, options.
MANY: Final = (
    ("theme", "Theme", "themes", "a theme"),
    ("sentiment", "Sentiment", "sentiments", "a sentiment"),
    ("rating", "Rating", "ratings", "a rating"),
    ("relation", "Who said it", "relations", "who said it"),
    ("channel", "Channel", "channels", "a channel"),
    ("question", "Question", "questions", "a question"),
    ("source", "Source", "sources", "a source"),
)


class ExploreForm(forms.Form):
    """Every filter of Explore. Read from the address, so that a search can be kept, sent and gone back to."""

    def __init__(self, data: Any, choices: Choices) -> None:
        super().__init__(data, auto_id="explore-%s", use_required_attribute=False)
        search = forms.CharField(
            label="Search the words",
            required=False,
            max_length=_LONGEST_SEARCH,
            error_messages={
                "max_length": f"Search for at most {_LONGEST_SEARCH} characters",
                "null_characters_not_allowed": "Search for words without control characters",
            },
        )
        search.widget.input_type = "search"
        self.fields["words"] = search
        self.fields["service"] = forms.CharField(
            label="Service",
            required=False,
            max_length=700,
            widget=forms.TextInput(attrs={"list": "services", "autocomplete": "off"}),
            help_text="With everything below it. Start typing its name.",
            error_messages={
                "max_length": "Choose a service from the list",
                "null_characters_not_allowed": "Choose a service from the list",
            },
        )
        self.fields["period"] = _one("Period", PERIODS, "Choose a period from the list")
        self.fields["from"] = DayField(label="First day", wrong="Enter the first day like 1/4/2026")
        self.fields["to"] = DayField(label="Last day", wrong="Enter the last day like 30/4/2026")
        self.fields["grain"] = _one("Charts by", GRAINS, "Choose week, month or quarter")
        levels = [(str(level.value), level.label) for level in choices.seriousness if level.value]
        self.fields["serious"] = _one(
            "How serious, at least", [("", "Any"), *levels], "Choose how serious from the list"
        )
        for name, label, attribute, what in MANY:
            self.fields[name] = Several(label, getattr(choices, attribute), f"Choose {what} from the list")
        self.fields["by"] = _one("Broken down by", BREAKDOWNS, "Choose what to break down by from the list")
        self.themes = choices.themes

    def clean(self) -> dict[str, Any]:
        """The two days in order. Named in place of the fields, so that whatever else was asked still counts."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and last < first:
            self.add_error("to", "The last day must be the same as or after the first day")
        if cleaned.get("period") == "between" and not (first or last or self.errors):
            self.add_error("from", "Enter the first day, the last day or both")
        return cleaned


class SavedViewForm(forms.Form):
    """A name for a search, and whether everyone who explores here sees it."""

    name = forms.CharField(
        label="Name of this view",
        max_length=100,
        error_messages={"required": "Enter a name for this view", "max_length": "Use at most 100 characters"},
    )
    shared = forms.BooleanField(label="Share it with everyone here who may explore", required=False)


@dataclass(frozen=True, slots=True)
class Group:
    """Checkboxes of one field under one heading. `items` are (value, text, ticked)."""

    heading: str
    prefix: str
    name: str
    items: tuple[tuple[str, str, bool], ...]

    @property
    def chosen(self) -> int:
        """How many are ticked."""
        return sum(1 for _, _, ticked in self.items if ticked)


def grouped(bound: BoundField, choices: Sequence[Choice]) -> tuple[Group, ...]:
    """The options of a field under their headings, in the order in which the headings first come."""
    chosen = {str(value) for value in bound.value() or ()}
    headings = list(dict.fromkeys(choice.group for choice in choices))
    groups = []
    for number, heading in enumerate(headings):
        items = tuple(
            (str(choice.value), choice.label, str(choice.value) in chosen)
            for choice in choices
            if choice.group == heading
        )
        groups.append(Group(heading, f"{bound.auto_id}-{number}", bound.html_name, items))
    return tuple(groups)


@dataclass(frozen=True, slots=True)
class Level:
    """A level of seriousness as the codebook has it."""

    number: int
    name: str
    meaning: str


class CorrectionForm(forms.Form):
    """What a person reads in an answer, instead of what it was coded as."""

    def __init__(
        self, data: Any, choices: Choices, levels: Sequence[Level], initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), use_required_attribute=False)
        # A person who finds no theme ticks none: 'Not assigned' is what that is then called.
        themes = [theme for theme in choices.themes if theme.value >= 0]
        self.fields["themes"] = Several("What it is about", themes, "Choose themes from the list")
        self.fields["sentiment"] = forms.ChoiceField(
            label="How it sounds",
            choices=[*((str(one.value), one.label) for one in choices.sentiments), ("none", "Cannot tell")],
            widget=forms.RadioSelect,
            error_messages={
                "required": "Choose how it sounds",
                "invalid_choice": "Choose how it sounds from the list",
            },
        )
        seriousness = forms.ChoiceField(
            label="How serious it is",
            help_text="What the words allege; not whether it is true, and not the tone. Praise lowers nothing.",
            choices=[(str(level.number), level.name) for level in levels],
            widget=forms.RadioSelect,
            error_messages={
                "required": "Choose how serious it is",
                "invalid_choice": "Choose how serious it is from the list",
            },
        )
        hints = {str(level.number): level.meaning[:1].upper() + level.meaning[1:] for level in levels}
        seriousness.item_hints = hints  # type: ignore[attr-defined]  # read by design.fields
        self.fields["seriousness"] = seriousness
        self.fields["reason"] = forms.CharField(
            label="Why (you may leave this empty)",
            required=False,
            max_length=300,
            widget=forms.Textarea(attrs={"rows": 2}),
            error_messages={"max_length": "Use at most 300 characters for the reason"},
        )
        self.groups = grouped(self["themes"], themes)
        # As presenters.correcting renders them.
        self.majors: list[Markup] = []
