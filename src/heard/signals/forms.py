"""Forms about signals."""

from __future__ import annotations

from typing import Any

from django import forms

from heard.organisations.forms.services import Choices
from heard.signals.models import Signal

# What stands for passing a signal's task back to the role responsible.
ROLE = "role"
LEVELS = (("3", "Serious"), ("2", "Distress or risk"), ("1", "Inconvenience"))


def _text(label: str, missing: str, hint: str = "", longest: int = 400, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing, "max_length": f"Enter at most {longest:,} characters."},
    )


class FindSignals(forms.Form):
    """Which signals a list shows."""

    level = forms.ChoiceField(label="How serious", required=False, choices=[("", "Any level"), *LEVELS])
    kind = forms.ChoiceField(
        label="Why it is a signal", required=False, choices=[("", "Any reason"), *Signal.Kind.choices]
    )
    route = forms.ChoiceField(label="By which way", required=False, choices=[("", "Any way"), *Signal.Route.choices])
    unit = forms.ChoiceField(label="Service and everything below it", required=False)

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = places  # type: ignore[attr-defined]


class RaiseSignal(forms.Form):
    """A signal by hand."""

    why = _text("Why does somebody have to look at it?", "Enter why it has to be looked at.", "Do not name patients")
    level = forms.ChoiceField(
        label="How serious is it?",
        choices=LEVELS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how serious it is.", "invalid_choice": "Choose a level from the list."},
    )
    unit = forms.ChoiceField(
        label="Which service is it about?", required=False, error_messages={"invalid_choice": "Choose a service."}
    )
    route = forms.ChoiceField(
        label="Who should deal with it?",
        choices=[
            ("line", "Those who run the service"),
            ("outside", "Somebody outside the service"),
            ("safeguarding", "The safeguarding lead"),
        ],
        initial="line",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who should deal with it.", "invalid_choice": "Choose from the list."},
    )

    def __init__(self, *args: Any, places: Choices, voice: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if voice:
            del self.fields["unit"]
        else:
            self.fields["unit"].choices = places  # type: ignore[attr-defined]


class PassOn(forms.Form):
    """To whom a signal goes, and why."""

    to = forms.ChoiceField(
        label="To whom",
        help_text="Only people who may have it are listed. They are told at once",
        error_messages={"required": "Choose to whom it goes.", "invalid_choice": "Choose somebody from the list."},
    )
    reason = _text("Why", "Enter a reason.", "Whoever gets it reads this. Do not name patients")

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        back = (ROLE, "Nobody yet: back to the role responsible")
        self.fields["to"].choices = [("", "Choose a person"), *people, back]  # type: ignore[attr-defined]


class Merge(forms.Form):
    """Into which other signal it goes."""

    into = forms.ChoiceField(
        label="Into which signal",
        help_text="Those of the same service that are not closed and go the same way",
        error_messages={"required": "Choose the other signal.", "invalid_choice": "Choose a signal from the list."},
    )
    reason = _text("Why are they one matter?", "Enter why they are one matter.")

    def __init__(self, *args: Any, others: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [("", "Choose a signal"), *others]  # type: ignore[attr-defined]


class Unmerge(forms.Form):
    """Why it is a matter of its own."""

    reason = _text("Why are they two matters after all?", "Enter why they are two matters after all.")


class Verdict(forms.Form):
    """What a person found."""

    verdict = forms.ChoiceField(
        label="What did you find?",
        choices=[(value, label) for value, label in Signal.Verdict.choices if value],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you found.", "invalid_choice": "Choose from the list."},
    )


class Incident(forms.Form):
    """What the incident system calls it."""

    incident = forms.CharField(
        label="Reference in the incident system",
        help_text="Leave it empty to take the link away",
        required=False,
        max_length=60,
        error_messages={"max_length": "Enter a reference of at most 60 characters."},
    )


class DeclareConflict(forms.Form):
    """Whose conflict of interest, and which."""

    account = forms.ChoiceField(
        label="Whose conflict of interest is it?",
        error_messages={"required": "Choose whose it is.", "invalid_choice": "Choose somebody from the list."},
    )
    reason = _text("What is the conflict of interest?", "Enter what the conflict of interest is.")

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [("", "Choose a person"), *people]  # type: ignore[attr-defined]


# Where nobody who spoke will read why.
UNREAD = "It stands in the history of the signal. Say what you found and what you do, or why you cannot"


class Close(forms.Form):
    """The reason, as whoever spoke will read it."""

    reason = _text(
        "Why is it closed?",
        "Enter the reason, as whoever spoke will read it.",
        "Whoever spoke reads these words as they stand. Say what you found and what you do, or why you cannot",
        2_000,
        rows=6,
    )


class Reopen(forms.Form):
    """Why it has to be looked at again."""

    reason = _text("Why does it have to be looked at again?", "Enter why it has to be looked at again.")


class SetWatch(forms.Form):
    """How many false alerts an organisation agrees to, and from when its usual is learned."""

    false_alerts_a_year = forms.TypedChoiceField(
        label="How many false alerts in a year do you agree to?",
        help_text="Alerts where nothing has changed, over all that is watched. Fewer of them means later alerts.",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose how many false alerts you agree to.",
            "invalid_choice": "Choose a number from the list.",
        },
    )
    usual_from = forms.DateField(
        label="From which day is the usual learned?",
        help_text="Leave it empty to learn from the first weeks. Choose a later day when services have changed for "
        "good, for example 6/4/2026: nothing is watched until a year after it.",
        required=False,
        error_messages={"invalid": "Enter a day like 6/4/2026, or leave it empty."},
        input_formats=["%d/%m/%Y", "%d %m %Y", "%Y-%m-%d"],
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["false_alerts_a_year"].choices = choices  # type: ignore[attr-defined]
