"""Forms of the room. Every field answers with sentences of its own."""

from __future__ import annotations

from typing import Any

from django import forms

from heard.messages.models import Message, Way
from heard.messages.queries.notices import OFTEN, NoticeChoice


class Filter(forms.Form):
    """Which messages a list shows."""

    state = forms.ChoiceField(label="State", required=False, choices=[("", "Every state"), *Message.State.choices])
    way = forms.ChoiceField(label="How", required=False, choices=[("", "Every way"), *Way.choices])


class Draft(forms.Form):
    """A draft's subject and words."""

    subject = forms.CharField(label="Subject", required=False, strip=True)
    words = forms.CharField(
        label="What you want to say",
        help_text="A line that begins with # is a heading, lines that begin with * are a list.",
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": "Enter what you want to say"},
    )


class TextDraft(forms.Form):
    """A draft of a text message."""

    words = forms.CharField(
        label="What you want to say",
        help_text="160 characters are one text message; a longer one is sent in parts of 153.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Enter what you want to say"},
    )


class Settled(forms.Form):
    """How somebody was reached who could not be written to."""

    how = forms.CharField(
        label="How did you reach them, or why can nobody?",
        help_text="Such as ‘Told by telephone’ or ‘They did not leave an address’.",
        max_length=200,
        error_messages={
            "required": "Enter how you reached the person, or why nobody can",
            "max_length": "Enter at most 200 characters",
        },
    )


class Brought(forms.Form):
    """What became of a message that a person had to make or bring."""

    given = forms.ChoiceField(
        label="Does the person have it?",
        choices=[("yes", "Yes, it was given to them or sent"), ("no", "No, it could not be")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the person has it", "invalid_choice": "Choose yes or no"},
    )
    how = forms.CharField(
        label="If not: why",
        required=False,
        max_length=200,
        error_messages={"max_length": "Enter at most 200 characters"},
    )


class Wording(forms.Form):
    """An organisation's own wording of a template in one language."""

    subject = forms.CharField(
        label="Subject of e-mails, heading of letters", error_messages={"required": "Enter a subject"}
    )
    body = forms.CharField(
        label="Letters and e-mails",
        help_text="A line that begins with # is a heading, lines that begin with * are a list.",
        widget=forms.Textarea(attrs={"rows": 16}),
        error_messages={"required": "Enter the wording of letters and e-mails"},
    )
    easy_read = forms.CharField(
        label="Easy read",
        help_text="Short sentences, one idea in each, everyday words.",
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": "Enter the easy read wording"},
    )
    sms = forms.CharField(
        label="Text message",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Enter the wording of text messages"},
    )


class Notices(forms.Form):
    """How often each kind of notice is e-mailed to somebody."""

    def __init__(self, *args: Any, choices: list[NoticeChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in choices:
            self.fields[one.kind] = forms.ChoiceField(
                label=one.label,
                choices=list(OFTEN.items()),
                initial=one.often,
                help_text=f"Your roles have: {OFTEN[one.default].lower()}",
                error_messages={"required": "Choose how often", "invalid_choice": "Choose how often"},
            )
