"""What is done with a form: raised by hand, passed on, merged, judged, linked, a conflict declared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse
from django.urls import reverse

from heard.organisations import queries as organisations
from heard.organisations.access import requires
from heard.organisations.forms.services import unit_choices
from heard.organisations.middleware import ActingRequest
from heard.organisations.views.steps import Ask, answer
from heard.signals import actions, forms, policy, queries
from heard.signals.links import address
from heard.signals.queries import SignalRow
from heard.signals.views.presented import crumbs, loaded, row_of, worked
from heard.tasks import queries as tasks
from heard.voices.policy import may_read
from heard.voices.queries.briefs import briefs_by_reference


@requires("raise_signals")
def raise_signal(request: ActingRequest, code: str) -> HttpResponse:
    """By hand: about a service, or about what one person said (`?voice=`)."""
    pk, reference = request.organisation.id, request.GET.get("voice", "")
    voice = briefs_by_reference(pk, [reference]).get(reference) if reference else None
    if reference and (voice is None or not may_read(request.actor, voice)):
        raise Http404("No such voice, or not one of yours.")
    back = reverse("voices:voice", args=[code, reference]) if voice else reverse("signals:signals", args=[code])

    def act(given: dict[str, Any]) -> str:
        unit = voice.unit_id if voice else int(given["unit"]) if given["unit"] else None
        actions.raise_signal(
            actor=request.actor,
            organisation_id=pk,
            unit_id=unit,
            why=given["why"],
            level=int(given["level"]),
            route=given["route"],
            voice_references=[reference] if voice else [],
        )
        return "The signal is raised. Whoever is responsible has been told."

    places = unit_choices(organisations.tree(pk), "The whole organisation")
    form = forms.RaiseSignal(request.POST or None, places=places, voice=voice is not None)
    ask = Ask("Raise a signal", "Raise it", back, lines=["Somebody gets it as a task, with a clock."])
    return answer(request, form, ask, act, done=back, crumbs=crumbs(code))


@requires("see_signals")
def pass_on(request: ActingRequest, reference: str, **_: str) -> HttpResponse:
    """To somebody else who may have it, or back to the role responsible."""
    found = loaded(request, reference)
    if not policy.may_work(request.actor, found.row):
        raise PermissionDenied(policy.NOT_YOURS)
    people = [(str(pk), name) for pk, name in tasks.candidates(found.task)] if found.task else []

    def act(given: dict[str, Any]) -> str:
        to = None if given["to"] == forms.ROLE else int(given["to"])
        actions.pass_on(**_this(request, reference), to=to, reason=given["reason"])
        return f"It is passed to {dict(people)[given['to']]}." if to else "It is passed back to the role."

    form = forms.PassOn(request.POST or None, people=people)
    return _ask(request, found.row, form, act, ("Pass it on", "Pass it on"))


@requires("see_signals")
def merge(request: ActingRequest, reference: str, **_: str) -> HttpResponse:
    """Into another signal that is about the same matter."""
    row = worked(request, reference)
    others = [
        (one.reference, f"{one.title}, raised on {one.raised_at:%d/%m/%Y}")
        for one in queries.mergeable(request.actor, row)
    ]

    def act(given: dict[str, Any]) -> str:
        actions.merge_signals(**_this(request, reference), **given)
        return "The two are one signal now."

    line = "Its words stay in the other signal, which becomes as serious as the worse of the two."
    form = forms.Merge(request.POST or None, others=others)
    return _ask(request, row, form, act, ("Merge it into another signal", "Merge it", line))


@requires("see_signals")
def unmerge(request: ActingRequest, reference: str, **_: str) -> HttpResponse:
    """Out of the other signal again."""
    row = worked(request, reference)

    def act(given: dict[str, Any]) -> str:
        actions.unmerge_signal(**_this(request, reference), reason=given["reason"])
        return "It is a signal of its own again, and has a new clock."

    return _ask(request, row, forms.Unmerge(request.POST or None), act, ("Take it out of the other", "Take it out"))


@requires("see_signals")
def verdict(request: ActingRequest, reference: str, **_: str) -> HttpResponse:
    """What a person found: it is so, it is not so, it was known."""
    row = worked(request, reference)

    def act(given: dict[str, Any]) -> str:
        actions.give_verdict(**_this(request, reference), verdict=given["verdict"])
        return "What you found is kept. The signal stays open until it is decided or closed."

    form = forms.Verdict(request.POST or None, initial={"verdict": row.verdict})
    return _ask(request, row, form, act, ("Say what you found", "Save it"))


@requires("see_signals")
def incident(request: ActingRequest, reference: str, **_: str) -> HttpResponse:
    """What the incident system calls it."""
    row = worked(request, reference)

    def act(given: dict[str, Any]) -> str:
        actions.link_incident(**_this(request, reference), incident=given["incident"])
        return "The reference is kept." if given["incident"] else "The reference is taken away."

    form = forms.Incident(request.POST or None, initial={"incident": row.incident_reference})
    return _ask(request, row, form, act, ("Link it to an incident", "Save it"))


@requires("see_signals")
def conflict(request: ActingRequest, reference: str, **_: str) -> HttpResponse:
    """One's own conflict of interest, or a colleague's."""
    row = row_of(request, reference)
    people = [(str(pk), name) for pk, name in _colleagues(request, row.unit_id)]

    def act(given: dict[str, Any]) -> str:
        actions.declare_conflict(**_this(request, reference), account_id=int(given["account"]), reason=given["reason"])
        return "The conflict of interest is kept. Somebody else has to deal with this."

    line = "Somebody in conflict of interest cannot own it, decide on it or close it. This cannot be taken back."
    form = forms.DeclareConflict(
        request.POST or None, people=people, initial={"account": str(request.actor.account_id or "")}
    )
    return _ask(request, row, form, act, ("Declare a conflict of interest", "Declare it", line))


def _colleagues(request: ActingRequest, unit_id: int | None) -> list[tuple[int, str]]:
    """Everybody who may see signals here; oneself first."""
    people = organisations.people_who(request.organisation.id, "see_signals", unit_id)
    own = [(pk, f"{name} (you)") for pk, name in [(request.actor.account_id or 0, request.actor.name)]]
    return own + [(pk, name) for pk, name in people if pk != request.actor.account_id]


def _this(request: ActingRequest, reference: str) -> dict[str, Any]:
    return {"actor": request.actor, "organisation_id": request.organisation.id, "reference": reference}


def _ask(
    request: ActingRequest, row: SignalRow, form: Form, act: Callable[[dict[str, Any]], str], said: tuple[str, ...]
) -> HttpResponse:
    """The page of one form about one signal; `said`: its heading, its button, and what else there is to know."""
    title, button, *lines = said
    code = request.organisation.code
    here = address(code, row.reference)
    ask = Ask(title, button, here, lines=[f"{row.title}, at {row.unit_name}.", *lines])
    return answer(request, form, ask, act, done=here, crumbs=crumbs(code, row))
