"""What whoever spoke can do with the key of their receipt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heard.voices.ports import Asked

# As the page asks; what is kept is the value (models.Confirmed.Changed).
CHANGED: Final = [
    ("yes", _("Yes")),
    ("no", _("No")),
    ("too_early", _("Too early to say")),
    ("cannot_tell", _("I cannot tell")),
]


class KeyForm(forms.Form):
    """The five words."""

    key = forms.CharField(
        label=_("Your key"),
        help_text=_("The five words on your receipt, in their order."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter the five words of your key"),
            "max_length": _("Enter the five words of your key, and nothing else"),
        },
    )


class PinForm(forms.Form):
    """Four digits."""

    pin = forms.CharField(
        label=_("Your PIN"),
        help_text=_("The four digits that you chose."),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Enter your PIN"), "max_length": _("Enter the four digits of your PIN")},
    )


class CallerForm(KeyForm):
    """What a caller says: five words, and their PIN if they set one."""

    pin = forms.CharField(
        label="Their PIN, if they set one",
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"max_length": "Enter the four digits of their PIN"},
    )


class MoreForm(forms.Form):
    """More words."""

    words = forms.CharField(
        label=_("What do you want to add?"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Enter what you want to add"),
            "max_length": _("Enter at most 10,000 characters"),
        },
    )


class MeantForm(forms.Form):
    """'That is not what I meant.'"""

    meant = forms.CharField(
        label=_("What did you mean? (optional)"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Enter at most 2,000 characters")},
    )


class AppealForm(forms.Form):
    """Why the independent body should look again."""

    why = forms.CharField(
        label=_("Why should they be published? (optional)"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Enter at most 2,000 characters")},
    )


class ChangedForm(forms.Form):
    """Did it change, and were you treated worse? Of several things that came of it, one is chosen, or all of it."""

    about = forms.ChoiceField(
        label=_("What are you telling us about?"),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Choose what you are telling us about")},
    )
    answer = forms.ChoiceField(
        label=_("Did it change?"),
        choices=CHANGED,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it changed"), "invalid_choice": _("Choose whether it changed")},
    )
    worse = forms.ChoiceField(
        label=_("Were you treated worse because you spoke?"),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose whether you were treated worse"),
            "invalid_choice": _("Choose whether you were treated worse"),
        },
    )

    def __init__(self, *args: Any, asked: Sequence[Asked] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.about, one.text) for one in asked]
        about = self.fields["about"]
        # One thing alone needs no choice.
        about.choices = [*choices, ("", gettext("All of it"))] if len(choices) > 1 else choices  # type: ignore[attr-defined]
        about.initial = choices[0][0] if len(choices) == 1 else ""
        about.widget = about.widget if len(choices) > 1 else forms.HiddenInput()
