"""The steps of 'Tell us': who are you in this, your words, about you and what should happen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heard.voices.models import Voice

RELATIONS: Final = [
    ("patient", _("I am, or was, the patient")),
    ("relative", _("I am a relative or friend")),
    ("carer", _("I care for somebody, unpaid")),
    ("staff", _("I work here")),
    ("public", _("I am somebody else")),
    ("group", _("I speak for a group")),
]
BASES: Final = [
    ("consent", _("Yes, and they agree")),
    ("parent", _("They are my child")),
    ("decides", _("I decide for them by law, such as a power of attorney")),
    ("cannot_ask", _("No, they cannot be asked")),
    ("died", _("They have died")),
    ("", _("I speak for myself")),
]
MOMENTS: Final = [
    ("before", _("Before care: waiting, booking, getting there")),
    ("during", _("During care: it is going on now")),
    ("after", _("After care")),
    ("", _("I do not want to say")),
]
AGES: Final = ["", "Under 16", "16 to 24", "25 to 34", "35 to 44", "45 to 54", "55 to 64", "65 to 74", "75 to 84"]
ABOUT: Final = {
    "age": (_("Your age"), [*AGES, "85 or over"]),
    "sex": (_("Your sex"), ["", "Female", "Male", "I describe it otherwise"]),
    "ethnicity": (
        _("Your ethnic group"),
        ["", "Asian or Asian British", "Black or Black British", "Mixed", "White", "Another ethnic group"],
    ),
    "disability": (_("Are you disabled, or do you have a long-term condition?"), ["", "Yes", "No"]),
}
# How we can write to somebody (messages.models.Format); '' is as usual.
FORMATS: Final = [
    ("", _("As usual")),
    ("large_print", _("Large print")),
    ("easy_read", _("Easy read: short words and sentences")),
    ("braille", _("Braille")),
    ("bsl", _("British Sign Language")),
    ("audio", _("A recording that I can listen to")),
    ("other", _("Something else, or another language")),
]
LANGUAGES: Final = [("", _("The language of this page")), ("en", "English"), ("cy", "Cymraeg")]
_PHONE: Final = re.compile(r"[+()\d][\d ()+\-]{6,24}")


def phone_or_refuse(given: object) -> str:
    """A number that somebody could ring, or none. Raises ValidationError with the sentence."""
    phone = str(given).strip()
    if phone and not _PHONE.fullmatch(phone):
        raise forms.ValidationError(gettext("Enter a telephone number, like 07700 900 123"))
    return phone


class WhoForm(forms.Form):
    """Who are you in this?"""

    relation = forms.ChoiceField(
        label=_("Who are you in this?"),
        choices=RELATIONS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who you are in this"), "invalid_choice": _("Choose who you are in this")},
    )
    about_person = forms.ChoiceField(
        label=_("If you speak for somebody else: do they know? (optional)"),
        choices=BASES,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Choose whether they know, or that you speak for yourself")},
    )
    under_16 = forms.BooleanField(label=_("I am under 16"), required=False)
    speaking_up = forms.BooleanField(
        label=_("I work here, and only the Freedom to Speak Up Guardian should read this"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Speaking up is for people who work there, and nobody speaks who has died."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("relation") == Voice.Relation.PATIENT and found.get("about_person") == Voice.Basis.DIED:
            self.add_error(
                "about_person",
                gettext(
                    "You cannot be the patient if they have died. Choose again who you are, or that you speak for "
                    "yourself"
                ),
            )
        if found.get("speaking_up") and found.get("relation") not in (None, "staff"):
            self.add_error(
                "speaking_up", gettext("Choose ‘I work here’ if the Guardian should read this, or untick it")
            )
        return found


class CardsBox(forms.CheckboxSelectMultiple):
    """Pictures that are chosen; what a page carries of them is one text with spaces between."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """The codes of the pictures, out of a form that was sent or of what is carried."""
        found = super().value_from_datadict(data, files, name)
        return found.split() if isinstance(found, str) else found


class WordsForm(forms.Form):
    """What somebody wants to say, with the question of the Friends and Family Test."""

    rating = forms.TypedChoiceField(
        choices=[],
        widget=forms.RadioSelect,
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Choose one of the answers about your experience")},
    )
    words = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        max_length=10_000,
        help_text=_("You do not need to give names. Leave out anything you do not want us to know."),
        error_messages={"max_length": _("Enter at most 10,000 characters. You can add more afterwards, with your key")},
    )
    cards = forms.MultipleChoiceField(
        label=_("Pictures that say how it was (optional)"),
        widget=CardsBox,
        required=False,
        error_messages={"invalid_choice": _("Choose among the pictures on this page")},
    )
    moment = forms.ChoiceField(
        label=_("When was this?"),
        choices=MOMENTS,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Choose when this was")},
    )
    # Whether recordings or pictures were added, which is enough to have said something.
    has_files = False
    # People do not see it; machines that fill everything in do.
    website = forms.CharField(label=_("Leave this box empty"), required=False)

    def __init__(
        self,
        *args: Any,
        question: str,
        fft: str,
        answers: dict[int, str],
        cards: dict[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cards"].choices = list(cards.items())  # type: ignore[attr-defined]  # a choice field
        self.fields["words"].label = question
        self.fields["rating"].label = fft
        self.fields["rating"].choices = sorted(answers.items())  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        """Words, pictures or an answer: one is enough."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("website"):
            self.add_error("website", gettext("Leave the last box empty"))
        if not self.errors and not any(found.get(name) for name in ("words", "cards", "rating")) and not self.has_files:
            self.add_error("words", gettext("Enter what you want to tell us, or choose how your experience was"))
        return found


def _about(name: str) -> forms.ChoiceField:
    label, values = ABOUT[name]
    return forms.ChoiceField(
        label=label,
        choices=[(value, _(value) if value else _("I do not want to say")) for value in values],
        required=False,
        error_messages={"invalid_choice": _("Choose one of the answers in the list")},
    )


class WishesForm(forms.Form):
    """About you, and what should happen."""

    reply = forms.BooleanField(label=_("I would like a reply"), required=False)
    contact = forms.BooleanField(label=_("You may contact me with questions"), required=False)
    not_this_ward = forms.BooleanField(
        label=_("Do not show this to the service that it is about. Somebody else should read it"), required=False
    )
    publication = forms.ChoiceField(
        label=_("May we publish what you said?"),
        choices=[("none", _("No")), ("without_name", _("Yes, without my name")), ("with_name", _("Yes, with my name"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose whether we may publish it"),
            "invalid_choice": _("Choose whether we may publish it"),
        },
    )
    name = forms.CharField(
        label=_("Your name (optional)"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": _("Enter a name of at most 120 characters")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address (optional)"),
        required=False,
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "invalid": _("Enter an e-mail address in the correct format, like name@example.com"),
            "max_length": _("Enter an e-mail address of at most 200 characters"),
        },
    )
    phone = forms.CharField(
        label=_("Your telephone number (optional)"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    address = forms.CharField(
        label=_("Your postal address (optional)"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        error_messages={"max_length": _("Enter an address of at most 400 characters")},
    )
    format = forms.ChoiceField(
        label=_("How should we write to you? (optional)"),
        choices=FORMATS,
        required=False,
        error_messages={"invalid_choice": _("Choose one of the answers in the list")},
    )
    format_note = forms.CharField(
        label=_("If it is something else, or another language: which? (optional)"),
        required=False,
        max_length=200,
        error_messages={"max_length": _("Enter at most 200 characters")},
    )
    language = forms.ChoiceField(
        label=_("In which language should we write to you? (optional)"),
        choices=LANGUAGES,
        required=False,
        error_messages={"invalid_choice": _("Choose one of the answers in the list")},
    )
    pin = forms.CharField(
        label=_("A PIN of four digits (optional)"),
        help_text=_(
            "If somebody else might find your receipt: without the PIN it shows nothing. We cannot recover it."
        ),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    age, sex, ethnicity, disability = (_about(name) for name in ABOUT)

    def clean_phone(self) -> str:
        """A number that somebody could ring."""
        return phone_or_refuse(self.cleaned_data["phone"])

    def clean_pin(self) -> str:
        """Four digits, or none."""
        pin = str(self.cleaned_data["pin"]).strip()
        if pin and not re.fullmatch(r"[0-9]{4}", pin):
            raise forms.ValidationError(gettext("Enter four digits for the PIN, or leave it empty"))
        return pin

    def clean(self) -> dict[str, Any]:
        """Who wants a reply has to be reached."""
        found: dict[str, Any] = super().clean() or {}
        wanted = found.get("reply") or found.get("contact")
        ways = ("email", "phone", "address")
        if wanted and not any(found.get(way) for way in ways) and not any(way in self.errors for way in ways):
            self.add_error(
                "email", gettext("Enter an e-mail address, a telephone number or an address, so that we can reply")
            )
        if found.get("format") == "other" and not found.get("format_note") and "format_note" not in self.errors:
            self.add_error("format_note", gettext("Enter how we should write to you, or choose another answer above"))
        if found.get("publication") == "with_name" and not found.get("name") and "name" not in self.errors:
            self.add_error("name", gettext("Enter your name, or choose ‘without my name’"))
        return found


BASIS_LABELS: Final = {str(value): str(label) for value, label in Voice.Basis.choices}
