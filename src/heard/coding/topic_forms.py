"""What people say about topics, checked: every field answers with its own sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from heard.coding.models import TopicSearch

_WEEKS = (("2", "2 weeks"), ("4", "4 weeks"), ("8", "8 weeks"), ("13", "3 months (13 weeks)"))


def chosen(label: str, options: Sequence[tuple[str, str]], wrong: str, **more: Any) -> forms.ChoiceField:
    """One of some options."""
    return forms.ChoiceField(
        label=label, choices=list(options), error_messages={"required": wrong, "invalid_choice": wrong}, **more
    )


class SearchForm(forms.Form):
    """Where and in which comments to look for topics."""

    def __init__(self, data: Any, services: Sequence[tuple[str, str]], themes: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, initial={"weeks": "4", "among": TopicSearch.Among.ALL}, use_required_attribute=False)
        self.fields["service"] = chosen(
            "Service", services, "Choose a service from the list", required=False, help_text="With everything below it."
        )
        self.fields["weeks"] = chosen("The last", _WEEKS, "Choose how many weeks to look at")
        self.fields["among"] = chosen(
            "Which comments", TopicSearch.Among.choices, "Choose which comments to look at", widget=forms.RadioSelect
        )
        self.fields["theme"] = chosen(
            "Theme",
            [("", "None"), *themes],
            "Choose a theme from the list",
            required=False,
            help_text="Only for comments of one theme.",
        )


def _text(label: str, missing: str, most: int, **more: Any) -> forms.CharField:
    wrong = {"required": missing, "max_length": f"Use at most {most} characters"}
    return forms.CharField(label=label, max_length=most, error_messages=wrong, **more)


class NameForm(forms.Form):
    """A name for a topic."""

    name = _text("Name", "Enter a name for the topic", 80, help_text="What you would call it to the ward or the board.")


class WhyForm(forms.Form):
    """Why a topic is none."""

    why = _text("Why is it no topic?", "Enter why this is not a topic", 300, widget=forms.Textarea(attrs={"rows": 3}))


class RuleForm(forms.Form):
    """The phrases that find a topic."""

    phrases = _text(
        "Phrases, one a line",
        "Enter at least one phrase",
        1_000,
        help_text="A comment has the topic that has any of these, in any form of their words.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    why = _text("Why (you may leave this empty)", "", 300, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    @property
    def lines(self) -> list[str]:
        """The phrases as they were entered."""
        return str(self.cleaned_data["phrases"]).splitlines()


class StartForm(RuleForm):
    """A topic of one's own."""

    field_order = ("name", "service", "phrases")
    name = _text("Name", "Enter a name for the topic", 80)

    def __init__(self, data: Any, services: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, use_required_attribute=False)
        del self.fields["why"]
        self.fields["service"] = chosen(
            "Service", services, "Choose a service from the list", required=False, help_text="With everything below it."
        )
        self.order_fields(self.field_order)


class MergeForm(forms.Form):
    """Which topic it is a part of."""

    def __init__(self, data: Any, topics: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, use_required_attribute=False)
        self.fields["into"] = chosen(
            "Which topic is it part of?", topics, "Choose the topic that it is part of", widget=forms.RadioSelect
        )


class SplitForm(forms.Form):
    """Which of its phrases are a topic of their own."""

    def __init__(self, data: Any, phrases: Sequence[str]) -> None:
        super().__init__(data, use_required_attribute=False)
        wrong = "Choose the phrases that are a topic of their own"
        self.fields["phrases"] = forms.MultipleChoiceField(
            label="Which phrases are a topic of their own?",
            choices=[(phrase, phrase) for phrase in phrases],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": wrong, "invalid_choice": wrong, "invalid_list": wrong},
        )
