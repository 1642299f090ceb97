"""What a moderator fills in."""

from __future__ import annotations

from django import forms

from heard.voices.models import Appeal, Refusal


class RefusalForm(forms.Form):
    """Why it is not published."""

    reason = forms.ChoiceField(
        label="Why is it not published?",
        help_text="Being critical is no reason. A second person has to agree.",
        choices=Refusal.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose why it is not published",
            "invalid_choice": "Choose why it is not published",
        },
    )


class MaskForm(forms.Form):
    """What redaction missed."""

    words = forms.CharField(
        label="Words to mask, exactly as they stand",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter the words to mask",
            "max_length": "Enter at most 200 characters",
        },
    )


class PublishForm(forms.Form):
    """That somebody has seen what everybody will read."""

    do = forms.CharField(widget=forms.HiddenInput, initial="publish")
    sure = forms.CharField(widget=forms.HiddenInput, initial="yes")


class AppealAnswerForm(forms.Form):
    """What the independent body says to whoever asked it to look again."""

    outcome = forms.ChoiceField(
        label="What do you say?",
        choices=[
            (Appeal.State.STANDS, "It was rightly not published"),
            (Appeal.State.OVERTURNED, "It is to be published, without a name"),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose whether it is to be published",
            "invalid_choice": "Choose one of the two answers",
        },
    )
    answer = forms.CharField(
        label="Your answer to the person",
        help_text="They read it under their key",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "Enter an answer. The person reads it",
            "max_length": "Enter at most 2,000 characters",
        },
    )
