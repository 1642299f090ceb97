"""Forms about the organisation itself."""

from __future__ import annotations

from typing import Any

from django import forms

from heard.design.fields import DateField
from heard.organisations.forms.services import Choices
from heard.organisations.models import Organisation


class Describe(forms.Form):
    """Name, kind, identifiers and brand."""

    name = forms.CharField(
        label="Name",
        max_length=200,
        error_messages={
            "required": "Enter the organisation's name.",
            "max_length": "Enter a name of at most 200 characters.",
        },
    )
    kind = forms.ChoiceField(
        label="What it does",
        choices=Organisation.Kind.choices,
        error_messages={"required": "Choose what it does.", "invalid_choice": "Choose what it does from the list."},
    )
    sector = forms.ChoiceField(
        label="Whose it is",
        choices=Organisation.Sector.choices,
        error_messages={"required": "Choose whose it is.", "invalid_choice": "Choose whose it is from the list."},
    )
    nation = forms.ChoiceField(
        label="Nation",
        help_text="Its bank holidays count when working days are counted",
        choices=Organisation.Nation.choices,
        error_messages={"required": "Choose the nation.", "invalid_choice": "Choose a nation from the list."},
    )
    ods_code = forms.CharField(
        label="ODS code (optional)",
        max_length=10,
        required=False,
        error_messages={"max_length": "Enter a code of at most 10 characters."},
    )
    cqc_id = forms.CharField(
        label="CQC provider ID (optional)",
        max_length=20,
        required=False,
        error_messages={"max_length": "Enter an ID of at most 20 characters."},
    )
    brand_name = forms.CharField(
        label="Name in the header (optional)",
        help_text="Instead of the installation's own, on this organisation's pages",
        max_length=60,
        required=False,
        error_messages={"max_length": "Enter a name of at most 60 characters."},
    )
    brand_logo = forms.RegexField(
        label="Logo (optional)",
        help_text="Address of a picture on this site, such as /static/brand/logo.svg",
        regex=r"^/[A-Za-z0-9_./-]+\.(svg|png)\Z",
        max_length=200,
        required=False,
        error_messages={"invalid": "Enter an address on this site that ends in .svg or .png."},
    )


_PHONE = r"[+()\d][\d ()+\-]{2,24}"
_PHONE_WRONG = "Enter a telephone number, like 01632 960 001."


class Publicly(forms.Form):
    """What the public pages say of the organisation: whom to reach, who answers, who decides about personal data."""

    phone = forms.RegexField(
        label="Telephone number",
        help_text="For people who cannot or do not want to write",
        regex=_PHONE,
        required=False,
        error_messages={"invalid": _PHONE_WRONG},
    )
    phone_hours = forms.CharField(
        label="When it is answered",
        help_text="Such as: Monday to Friday, 9am to 5pm",
        max_length=100,
        required=False,
        error_messages={"max_length": "Enter at most 100 characters."},
    )
    email = forms.EmailField(
        label="E-mail address",
        max_length=200,
        required=False,
        error_messages={
            "invalid": "Enter an e-mail address in the correct format, like name@example.com.",
            "max_length": "Enter an address of at most 200 characters.",
        },
    )
    address = forms.CharField(
        label="Postal address",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": "Enter an address of at most 400 characters."},
    )
    answered_by = forms.CharField(
        label="Who answers",
        help_text="A team rather than a name, such as: the patient experience team",
        max_length=100,
        required=False,
        error_messages={"max_length": "Enter at most 100 characters."},
    )
    answered_within = forms.IntegerField(
        label="Within how many working days",
        min_value=1,
        max_value=60,
        required=False,
        error_messages={
            "invalid": "Enter a number of working days from 1 to 60.",
            "min_value": "Enter a number of working days from 1 to 60.",
            "max_value": "Enter a number of working days from 1 to 60.",
        },
    )
    controller = forms.CharField(
        label="Who decides about personal data (the controller)",
        help_text="The organisation's legal name",
        max_length=200,
        required=False,
        error_messages={"max_length": "Enter a name of at most 200 characters."},
    )
    dpo_name = forms.CharField(
        label="Data protection officer (optional)",
        help_text="A name or a post",
        max_length=120,
        required=False,
        error_messages={"max_length": "Enter a name of at most 120 characters."},
    )
    dpo_email = forms.EmailField(
        label="The data protection officer's e-mail address",
        max_length=200,
        required=False,
        error_messages={
            "invalid": "Enter an e-mail address in the correct format, like name@example.com.",
            "max_length": "Enter an address of at most 200 characters.",
        },
    )
    dpo_phone = forms.RegexField(
        label="The data protection officer's telephone number",
        regex=_PHONE,
        required=False,
        error_messages={"invalid": _PHONE_WRONG},
    )
    ico_number = forms.RegexField(
        label="Number in the Information Commissioner's list (optional)",
        help_text="Such as Z1234567",
        regex=r"[A-Za-z]{1,2}[A-Za-z0-9]{6,8}",
        required=False,
        error_messages={"invalid": "Enter a number like Z1234567 or ZA123456."},
    )
    hosted = forms.CharField(
        label="Where the computers are, and who runs them",
        help_text="Such as: in the United Kingdom, run by the trust",
        max_length=300,
        required=False,
        error_messages={"max_length": "Enter at most 300 characters."},
    )


class Succeed(forms.Form):
    """Another organisation that carries this one on, or the reverse."""

    direction = forms.ChoiceField(
        label="How they are linked",
        choices=[
            ("successor", "The other one carries this organisation on"),
            ("predecessor", "This organisation carries the other one on"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how they are linked.", "invalid_choice": "Choose one of the two."},
    )
    other = forms.ChoiceField(
        label="The other organisation",
        help_text="You need to be an administrator of both",
        error_messages={
            "required": "Choose the other organisation.",
            "invalid_choice": "Choose an organisation from the list.",
        },
    )
    on = DateField(
        label="From when",
        missing="Enter the date from which it holds.",
        wrong="Enter a real date, such as 1 4 2026.",
    )
    note = forms.CharField(
        label="Note (optional)",
        help_text="Such as the order or agreement behind it",
        max_length=400,
        required=False,
        error_messages={"max_length": "Enter a note of at most 400 characters."},
    )
    closes = forms.BooleanField(label="The organisation that is carried on closes on that date", required=False)

    def __init__(self, *args: Any, others: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = [("", "Choose an organisation"), *others]  # type: ignore[attr-defined]
