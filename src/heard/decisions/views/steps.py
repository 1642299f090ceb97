"""What is said about a decision with a form of its own: opening, options, interests, outcome, publication."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from heard.coding.frame import frame
from heard.decisions import actions, forms
from heard.decisions.kinds import SIGNAL
from heard.decisions.views.gates import address, crumbs, loaded
from heard.organisations import policy
from heard.organisations import queries as organisations
from heard.organisations.access import requires
from heard.organisations.forms.services import Choices, unit_choices
from heard.organisations.middleware import ActingRequest
from heard.organisations.views.steps import Ask, Consequences, answer
from heard.signals.queries import signal_row

MOST_ABOUT = 20


@requires("prepare_decisions")
def open_decision(request: ActingRequest, code: str) -> HttpResponse:
    """A new decision, from what `?about=` names, or before anything happened."""
    organisation = request.organisation.id
    about = request.GET.getlist("about")[:MOST_ABOUT]
    places = _places(request)
    initial = {"unit": _place_of(request, about, places)}
    form = forms.Opening(request.POST or None, themes=_themes(), places=places, initial=initial)
    made: list[str] = []

    def act(given: dict[str, Any]) -> str:
        unit_id = int(given["unit"]) if given["unit"] else None
        said = {name: value for name, value in given.items() if name != "unit"}
        made.append(
            actions.open_decision(
                actor=request.actor, organisation_id=organisation, unit_id=unit_id, about=about, **said
            )
        )
        return "The decision is open. Next: say what could be done."

    count = f"What you came from becomes evidence: {len(about)} so far." if about else ""
    lines = ["A decision opens before options are fixed, and says what people can still influence.", count]
    ask = Ask(
        "Open a decision", "Open it", reverse("decisions:decisions", args=[code]), lines=[one for one in lines if one]
    )
    page = answer(request, form, ask, act, done=ask.back, crumbs=crumbs(code))
    if made:
        page["Location"] = address(code, made[0])
    return page


@requires("prepare_decisions")
def describe(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """The question and its bounds, said anew."""
    found = loaded(request, reference, "prepare_decisions")
    names = ("question", "can_change", "cannot_change", "stage", "theme", "involved")
    form = forms.Question(
        request.POST or None, themes=_themes(), initial={name: getattr(found, name) for name in names}
    )

    def act(given: dict[str, Any]) -> str:
        actions.describe_decision(actor=request.actor, reference=reference, **given)
        return "The question is saved."

    here = address(code, reference)
    return answer(request, form, Ask("The question", "Save", here), act, done=here, crumbs=crumbs(code, found))


@requires("prepare_decisions")
def option(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Something that could be done."""
    found = loaded(request, reference, "prepare_decisions")

    def act(given: dict[str, Any]) -> str:
        actions.add_option(actor=request.actor, reference=reference, **given)
        return "The option is added."

    here = address(code, reference)
    ask = Ask("Add an option", "Add it", here, caption=found.question)
    return answer(request, forms.NewOption(request.POST or None), ask, act, done=here, crumbs=crumbs(code, found))


@requires("declare_interests")
def interest(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """What one has to gain or lose oneself."""
    found = loaded(request, reference, "declare_interests")

    def act(given: dict[str, Any]) -> str:
        actions.declare_interest(actor=request.actor, reference=reference, **given)
        return "Your interest is declared. Somebody else decides."

    here = address(code, reference)
    lines = ["From then on you do not decide this. It cannot be taken back."]
    ask = Ask("Declare an interest", "Declare it", here, lines=lines)
    return answer(request, forms.Interested(request.POST or None), ask, act, done=here, crumbs=crumbs(code, found))


@requires("decide")
def decide(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """The outcome with its reasons."""
    found = loaded(request, reference, "decide")
    options = [(str(one.id), one.text) for one in found.options]
    form = forms.Outcome(request.POST or None, options=options, evidenced=bool(found.evidence))

    def act(given: dict[str, Any]) -> str:
        chosen = int(given["chosen"]) if given["chosen"] else None
        actions.decide(actor=request.actor, reference=reference, **{**given, "chosen": chosen})
        return "It is decided. Next: say what will be done, and reply to those who spoke."

    here = address(code, reference)
    ask = Ask("Decide", "Decide", here, lines=[found.question])
    return answer(request, form, ask, act, done=here, crumbs=crumbs(code, found))


@requires("publish_decisions")
def publish(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """What stands on 'What changed'."""
    found = loaded(request, reference, "publish_decisions")
    form = forms.Publishing(request.POST or None, initial={"we_did": found.decided})

    def act(given: dict[str, Any]) -> str:
        actions.publish(actor=request.actor, reference=reference, **given)
        return "It is published on ‘What changed’."

    def confirm(given: dict[str, Any]) -> Consequences:
        will = [
            f"Everyone can read: You said: {given['you_said']}",
            f"We did: {given['we_did']}",
            "Everyone can read the question, the options, the reasons, and what was not done.",
            "Counts stand as they are now; under 5 they are ‘fewer than 5’.",
        ]
        will_not = ["Nobody’s words are shown but of those who said so, and that a moderator published.", "No names."]
        return Consequences("Publish this decision?", "Publish it", will, will_not)

    here = address(code, reference)
    ask = Ask("Publish", "Go on", here, lines=[found.question])
    return answer(request, form, ask, act, done=here, crumbs=crumbs(code, found), confirm=confirm)


@requires("decide")
def withdraw(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Take the decision back."""
    found = loaded(request, reference, "decide")

    def act(given: dict[str, Any]) -> str:
        actions.withdraw_decision(actor=request.actor, reference=reference, **given)
        return "The decision is withdrawn."

    here = address(code, reference)
    lines = ["What was recorded stays. It leaves the public page, and its tasks end."]
    ask = Ask("Withdraw the decision", "Withdraw it", here, lines=lines, warning=True)
    return answer(request, forms.Reason(request.POST or None), ask, act, done=here, crumbs=crumbs(code, found))


def _themes() -> Choices:
    return [(label, label) for label, _ in frame().themes]


def _place_of(request: ActingRequest, about: list[str], places: Choices) -> str:
    """The service of the signal that one comes from, or the only one there is; else one has to choose."""
    offered = [value for value, _ in places if value]
    for one in about:
        kind, _, reference = one.partition(":")
        row = signal_row(request.actor, request.organisation.id, reference) if kind == SIGNAL else None
        if row is not None and str(row.unit_id) in offered:
            return str(row.unit_id)
    return offered[0] if len(offered) == len(places) - 1 == 1 and not _whole(request) else ""


def _whole(request: ActingRequest) -> bool:
    return policy.can(request.actor, "prepare_decisions", request.organisation)


def _places(request: ActingRequest) -> Choices:
    """The services at which the actor prepares decisions; the whole organisation where their role covers it."""
    rows = organisations.tree(request.organisation.id)
    choices = unit_choices(rows, "The whole organisation")
    allowed = {str(row.unit.id) for row in rows if policy.can(request.actor, "prepare_decisions", row.unit)}
    first = choices[:1] if _whole(request) else [("", "Choose a service")]
    return [*first, *(choice for choice in choices[1:] if choice[0] in allowed)]
