"""Forms about decisions, one thing a page."""

from __future__ import annotations

from typing import Any

from django import forms

from heard.decisions.models import Action, Decision, Review
from heard.design.fields import DateField
from heard.organisations.forms.services import Choices

REAL_DATE = "Enter a real date, such as 1 4 2027."


def _words(label: str, missing: str = "", hint: str = "", rows: int = 4, longest: int = 4_000) -> forms.CharField:
    """A field of several lines; with a sentence for `missing` it has to be filled in."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(missing),
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing, "max_length": f"Enter at most {longest:,} characters."},
    )


def _line(label: str, missing: str = "", hint: str = "", longest: int = 300) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(missing),
        max_length=longest,
        error_messages={"required": missing, "max_length": f"Enter at most {longest:,} characters."},
    )


def _choice(label: str, choices: Any, sentence: str, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        widget=forms.RadioSelect,
        error_messages={"required": sentence, "invalid_choice": sentence},
    )


class Question(forms.Form):
    """What is to be decided, and its bounds."""

    question = _line(
        "What is to be decided?",
        "Enter the question that is to be decided.",
        "As a question: ‘How do we make sure that bells are answered at night?’",
    )
    can_change = _words("What can be influenced?", "Enter what can be influenced.", rows=3)
    cannot_change = _words("What cannot be influenced, and why?", "Enter what cannot be influenced, and why.", rows=3)
    stage = _choice("What it is about", Decision.Stage.choices, "Choose what it is about.")
    theme = forms.ChoiceField(
        label="Theme (optional)",
        required=False,
        error_messages={"invalid_choice": "Choose a theme from the list."},
    )
    involved = _words(
        "Who was involved before there were options? (optional)", hint="Groups and ways, no names.", rows=3
    )

    def __init__(self, *args: Any, themes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", "No theme"), *themes]  # type: ignore[attr-defined]


class Opening(Question):
    """A new decision: the same, and where it belongs."""

    unit = forms.ChoiceField(
        label="Service", required=False, error_messages={"invalid_choice": "Choose a service from the list."}
    )

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = places  # type: ignore[attr-defined]
        self.order_fields(["question", "unit"])


class NewOption(forms.Form):
    """Something that could be done."""

    text = _line("What could be done?", "Enter what could be done.")
    note = _words("What speaks for it and against it? (optional)", rows=3)


class Interested(forms.Form):
    """An interest of one's own."""

    what = _words("What is your interest?", "Enter what your interest is.", rows=3, longest=400)


class Look(forms.Form):
    """Which of the things that were found becomes evidence, and which way it points."""

    of = forms.ChoiceField(
        label="What it is",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is to be evidence.", "invalid_choice": "Choose one from the list."},
    )
    side = _choice(
        "Which way it points",
        [("for", "For a change"), ("contrary", "Against it, or for another one")],
        "Choose which way it points.",
    )

    def __init__(self, *args: Any, found: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = found  # type: ignore[attr-defined]


class Outcome(forms.Form):
    """The outcome with its reasons."""

    outcome = _choice("What is the outcome?", Decision.Outcome.choices, "Choose the outcome.")
    chosen = _choice("Which option is it?", (), "Choose an option from the list.", required=False)
    decided = _words(
        "What was decided?", "Enter what was decided.", "In a sentence or two that those who spoke can read.", rows=3
    )
    reasons = _words("Why?", "Enter the reasons.", "For and against. Those who spoke read them.")
    not_done = _words(
        "What is not done, and why?", hint="Leave it empty only where everything is done that was asked for."
    )
    why_no_evidence = _words("Why is there no evidence?", hint="It is published with the decision.", rows=3)

    def __init__(self, *args: Any, options: Choices, evidenced: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [*options, ("", "None of them")]  # type: ignore[attr-defined]
        if evidenced:
            del self.fields["why_no_evidence"]


class NewAction(forms.Form):
    """What is done, and what should move because of it."""

    what = _line("What will be done?", "Enter what will be done.", longest=150)
    owner = forms.ChoiceField(
        label="Who does it?",
        required=False,
        error_messages={"invalid_choice": "Choose somebody from the list."},
    )
    due_on = DateField(label="By when?", missing="Enter the day by which it is done.", wrong=REAL_DATE)
    money = forms.DecimalField(
        label="What does it cost, in pounds? (optional)",
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "invalid": "Enter an amount in pounds, such as 1200.50.",
            "min_value": "Enter an amount of nothing or more.",
            "max_digits": "Enter a smaller amount.",
            "max_whole_digits": "Enter a smaller amount.",
            "max_decimal_places": "Enter pounds and pence, such as 1200.50.",
        },
    )
    measure = _line(
        "What should change because of it?",
        "Enter what should change, and how you will see it.",
        "For example, comments about bells that nobody answers",
    )
    direction = _choice("Which way should it move?", Action.Direction.choices, "Choose which way it should move.")
    comparator = _line(
        "What will you compare it with?",
        "Enter what you will compare it with.",
        "For example, the other wards of the hospital. What is at its worst often gets better by itself.",
    )
    check_on = DateField(
        label="When will you look whether it moved?", missing="Enter the day on which you will look.", wrong=REAL_DATE
    )

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "The role responsible"), *people]  # type: ignore[attr-defined]


class Slipped(forms.Form):
    """A day that cannot be kept."""

    due_on = DateField(label="By when will it be done now?", missing="Enter the new day.", wrong=REAL_DATE)
    reason = _words("Why does it take longer?", "Enter why it takes longer.", rows=3, longest=400)


class Ended(forms.Form):
    """What became of an action."""

    state = _choice("Is it done?", [("done", "Yes, it is done"), ("dropped", "No, it will not be done")], "Choose one.")
    ended = _words("What was done, or why not?", "Enter what was done, or why not.", rows=3)


class Publishing(forms.Form):
    """What stands on the page 'What changed'."""

    you_said = _words(
        "You said", "Enter what people said, in your own words.", "Your own words, without names.", 3, 600
    )
    we_did = _words(
        "We did, we can’t because, or not yet", "Enter what you did, or why not.", "As you would say it.", 3, 600
    )


class Reason(forms.Form):
    """Why a decision is taken back."""

    reason = _words("Why is it withdrawn?", "Enter why it is withdrawn.", "It is shown in its place.", rows=3)


class Together(forms.Form):
    """What is said to everyone in the replies."""

    decided = _words("What we decided", "Enter what was decided.", rows=4)
    reasons = _words("Why", "Enter the reasons.")
    not_done = _words("What we did not do, and why")


class OneReply(forms.Form):
    """One person's reply."""

    subject = _line("Subject", "Enter a subject.", longest=200)
    words = _words("What you say", "Enter what you want to say.", rows=16, longest=20_000)


class Answered(forms.Form):
    """What is said to those who said 'no'."""

    answer = _words(
        "What do you say to them?", "Enter what you say to those who told you.", "They read it with their key."
    )


class Reviewed(forms.Form):
    """Six or twelve months after."""

    holds = _choice("Does it still hold?", Review.Holds.choices, "Choose whether it still holds.")
    found = _words("What did you find?", "Enter what you found.")


class Asked(forms.Form):
    """A question to the board."""

    question = _words("Your question", "Enter your question.", longest=1_000)
    answerer = forms.ChoiceField(
        label="Who answers it?",
        error_messages={"required": "Choose who answers.", "invalid_choice": "Choose who answers."},
    )

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answerer"].choices = [("", "Choose somebody"), *people]  # type: ignore[attr-defined]


class BoardAnswer(forms.Form):
    """An answer to a question to the board."""

    answer = _words("The answer", "Enter the answer.")


class Find(forms.Form):
    """Which decisions a list shows."""

    state = forms.ChoiceField(label="State", required=False)
    unit = forms.ChoiceField(label="Service and everything below it", required=False)
    theme = forms.ChoiceField(label="Theme", required=False)
    evidence = forms.ChoiceField(
        label="Evidence",
        required=False,
        choices=[("", "With or without"), ("some", "With evidence"), ("none", "Without evidence")],
    )

    def __init__(self, *args: Any, states: Choices, places: Choices, themes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", "Any state"), *states]  # type: ignore[attr-defined]
        self.fields["unit"].choices = places  # type: ignore[attr-defined]
        self.fields["theme"].choices = [("", "Any theme"), *themes]  # type: ignore[attr-defined]
