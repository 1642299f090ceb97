"""What somebody has filled in so far: it travels in one signed field of each page, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext

from heard.design.language import current
from heard.organisations import packs
from heard.voices.actions import Said
from heard.voices.capture import keys
from heard.voices.capture.wishes import Wishes
from heard.voices.forms.telling import ABOUT, WhoForm, WishesForm, WordsForm

STEPS: Final = ("who", "words", "wishes", "check")
_SALT: Final = "heard.voices.tell-us"
# The one field of which several values are chosen.
CARDS: Final = "cards"
_NOT_KEPT: Final = frozenset({"carried", "step", "back", "website", "attach"})


class Spoilt(ValueError):  # noqa: N818
    """What a page carried is not what we signed."""


@dataclass
class Carried:
    """Raw answers of each step, as they were sent, and the token that makes one sending one."""

    token: str
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    # The code of the list of invitations by whose link somebody came: the same for everybody on the list.
    invited: str = ""
    # (reference, kind) of recordings and pictures that wait to be sent with the words.
    files: tuple[tuple[str, str], ...] = ()
    _judged: dict[str, forms.Form] = field(default_factory=dict, repr=False)

    def text(self) -> str:
        """As a hidden field holds it."""
        held: dict[str, Any] = {"t": self.token, "a": self.answers, **({"i": self.invited} if self.invited else {})}
        held |= {"f": self.files} if self.files else {}
        return signing.dumps(held, salt=_SALT, compress=True)

    def keep(self, step: str, sent: QueryDict) -> forms.Form:
        """Remember what a step was sent with, right or wrong, so that going back loses nothing; its form, judged."""
        self.answers[step] = {
            name: " ".join(sent.getlist(name)) if name == CARDS else str(value)
            for name, value in sent.items()
            if name not in _NOT_KEPT
        }
        self._judged[step] = form_of(step, sent, files=bool(self.files))
        return self._judged[step]

    def form(self, step: str) -> forms.Form:
        """The form of a step, bound to what is kept of it; unbound where there is nothing. It is judged once."""
        if step not in self._judged:
            self._judged[step] = form_of(step, self.answers.get(step), files=bool(self.files))
        return self._judged[step]

    def wrong_step(self) -> str:
        """The first step whose answers are missing or wrong; empty where all are right."""
        return next((step for step in STEPS[:-1] if step not in self.answers or not self.form(step).is_valid()), "")

    def said(self) -> Said:
        """What was said. Call it where no step is wrong."""
        found: dict[str, Any] = {}
        for step in STEPS[:-1]:
            form = self.form(step)
            form.is_valid()
            found |= form.cleaned_data
        return replace(said_of(found), attachments=tuple(reference for reference, _ in self.files))


def carried_from(text: str) -> Carried:
    """What a page carried; a new one, with a new token, from none. Raises Spoilt."""
    if not text:
        return Carried(keys.new_token())
    try:
        found = signing.loads(text, salt=_SALT)
        # A page that many get alike carries no token.
        return Carried(found["t"] or keys.new_token(), found["a"], found.get("i", ""), _pairs(found.get("f", ())))
    except (signing.BadSignature, KeyError, TypeError) as problem:
        raise Spoilt from problem


def _pairs(held: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(reference), str(kind)) for reference, kind in held)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the packs in force today ask on the page for words."""

    question: str
    fft: str
    answers: tuple[tuple[int, str], ...]
    cards: tuple[tuple[str, str], ...]


def asked_today() -> Asked:
    """The questions of today."""
    fft = packs.load("fft-ratings").content
    cards = packs.load("picture-cards").content["cards"]
    return Asked(
        packs.load("tell-us").content["words"],
        fft["question"],
        tuple(sorted(fft["answers"].items())),
        tuple((card["code"], card["says"]) for card in cards),
    )


class _Same(dict[str, forms.Field]):
    """Fields that all forms of a class share: Django copies them for each form, which took longer than to judge it."""

    def __deepcopy__(self, memo: dict[int, Any]) -> _Same:
        return self


def form_of(step: str, given: Mapping[str, Any] | None = None, *, files: bool = False) -> forms.Form:
    """The form of a step, with the questions of the packs in force today; `files`: they have added some already.

    Its fields are those of every such form: nobody changes them.
    """
    form = _class_of(step, asked_today() if step == "words" else None, current())(given)
    if isinstance(form, WordsForm):
        form.has_files = files
    return form


@lru_cache(maxsize=32)
def _class_of(step: str, asked: Asked | None, _language: str) -> type[forms.Form]:
    """The class of a step's forms, in the language of the request."""
    kind: Any = {"who": WhoForm, "words": WordsForm, "wishes": WishesForm}[step]
    if asked is None:
        one = kind()
    else:
        # What is kept is the question as the pack has it; what is shown is in the language of the page.
        answers = {value: gettext(label) for value, label in asked.answers}
        cards = {code: gettext(words) for code, words in asked.cards}
        shown = {"question": gettext(asked.question), "fft": gettext(asked.fft)}
        one = WordsForm(**shown, answers=answers, cards=cards)
    made: Any = type(kind.__name__, (kind,), {"__init__": forms.Form.__init__})
    made.base_fields = _Same(one.fields)
    shared: type[forms.Form] = made
    return shared


def said_of(found: Mapping[str, Any]) -> Said:
    """What the cleaned answers of all steps come to."""
    contact = {name: found[name] for name in ("name", "email", "phone", "address") if found[name]}
    return Said(
        question=packs.load("tell-us").content["words"],
        words=found["words"],
        rating=found["rating"],
        relation=found["relation"],
        moment=found["moment"],
        about_person=found["about_person"],
        # Said on either page: one of both is enough to be looked after as a child.
        under_16=found["under_16"] or found["age"] == "Under 16",
        speaking_up=found["speaking_up"],
        about={name: found[name] for name in ABOUT if found[name]},
        wishes=Wishes(
            found["reply"],
            found["contact"],
            found["publication"],
            found["not_this_ward"],
            format=found["format"],
            format_note=found["format_note"] if found["format"] == "other" else "",
        ),
        # Whoever says nothing of it is written to in the language of the page.
        language=found["language"] or current(),
        contact=contact,
        pin=found["pin"],
        cards=tuple(words for code, words in asked_today().cards if code in found.get(CARDS, ())),
    )
