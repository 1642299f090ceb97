"""Actions of a decision: planned, slipped, ended."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from heard.decisions import actions, forms, queries
from heard.decisions.views.gates import address, crumbs, loaded
from heard.organisations import queries as organisations
from heard.organisations.access import check, requires
from heard.organisations.middleware import ActingRequest
from heard.organisations.views.steps import Ask, answer


@requires("prepare_decisions")
def add(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Plan an action."""
    found = loaded(request, reference, "prepare_decisions")
    people = organisations.people_who(found.organisation_id, "do_actions", found.unit_id)
    form = forms.NewAction(request.POST or None, people=[(str(pk), name) for pk, name in people])

    def act(given: dict[str, Any]) -> str:
        owner = int(given["owner"]) if given["owner"] else None
        said = {name: value for name, value in given.items() if name != "owner"}
        actions.add_action(actor=request.actor, reference=reference, owner_id=owner, **said)
        return "The action is planned."

    here = address(code, reference)
    lines = ["Say now what should change because of it, and when you will look. You cannot choose that afterwards."]
    ask = Ask("Plan an action", "Plan it", here, lines=lines)
    return answer(request, form, ask, act, done=here, crumbs=crumbs(code, found))


@requires("do_actions")
def slip(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """A day that cannot be kept."""
    row = _action(request, reference)

    def act(given: dict[str, Any]) -> str:
        actions.slip_action(actor=request.actor, action=reference, **given)
        return "The new day is recorded beside the old one."

    here = address(code, row.decision)
    lines = [f"{row.what}. It was due on {row.due_on.day} {row.due_on:%B %Y}. That day stays for everyone to see."]
    ask = Ask("Move an action’s day", "Record it", here, lines=lines)
    return answer(request, forms.Slipped(request.POST or None), ask, act, done=here, crumbs=crumbs(code))


@requires("do_actions")
def end(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """An action is done, or will not be."""
    row = _action(request, reference)

    def act(given: dict[str, Any]) -> str:
        dropped = given["state"] == "dropped"
        actions.finish_action(actor=request.actor, action=reference, ended=given["ended"], dropped=dropped)
        return "It is recorded that it will not be done." if dropped else "The action is done."

    here = address(code, row.decision)
    ask = Ask("What became of the action", "Record it", here, lines=[row.what])
    return answer(request, forms.Ended(request.POST or None), ask, act, done=here, crumbs=crumbs(code))


def _action(request: ActingRequest, reference: str) -> queries.ActionRow:
    """The planned action of an address; 404 where there is none."""
    row = queries.action(request.organisation.id, reference)
    check(request.actor, "do_actions", row)
    if row is None or row.state != "planned":
        raise Http404("This action has ended.")
    return row
