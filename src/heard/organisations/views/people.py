"""The list of people, and one person's role."""

from __future__ import annotations

import csv
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from heard.methods.exports.formulas import harmless
from heard.organisations import actions, policy, queries
from heard.organisations.access import check, requires
from heard.organisations.dates import long_date
from heard.organisations.forms.people import WHOLE, ChangeRole, Deputy, EndRole, FindPeople, ResetSecondStep
from heard.organisations.forms.services import unit_choices
from heard.organisations.middleware import ActingRequest
from heard.organisations.queries import MemberRow
from heard.organisations.views.steps import Ask, Consequences, Crumbs, answer

COLUMNS = ("Name", "E-mail", "Role", "Service", "From", "Until", "Deputy", "Second step", "Last signed in")


@require_safe
@requires("see_people", whole=True)
def people(request: ActingRequest, code: str) -> HttpResponse:
    """Everyone with a role, by name, with search, filter and pages."""
    wanted = _wanted(request)
    number = request.GET.get("page", "1")
    page = queries.members(request.organisation.id, **wanted, page=int(number) if number.isdecimal() else 1)
    here = {name: value for name, value in wanted.items() if value}
    context = {
        "form": FindPeople(wanted),
        "page": page,
        "code": code,
        "query": urlencode(here),
        "previous": f"?{urlencode({**here, 'page': page.page - 1})}" if page.page > 1 else "",
        "next": f"?{urlencode({**here, 'page': page.page + 1})}" if page.page < page.pages else "",
        "waiting": len(queries.invitations(request.organisation.id)),
        "may_manage": policy.can(request.actor, "manage_people", request.organisation),
    }
    return render(request, "organisations/people.jinja", context)


@require_safe
@requires("see_people", whole=True)
def export(request: ActingRequest, code: str) -> HttpResponse:
    """What the list shows, all pages, as CSV that no spreadsheet takes for formulas."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="people-{code}-{timezone.localdate():%Y-%m-%d}.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for row in queries.all_members(request.organisation.id, **_wanted(request)):
        until, seen = row.until_date or "", row.last_seen.date() if row.last_seen else ""
        facts = (row.name, row.email, row.role_label, row.unit_name, row.from_date, until, row.deputy_name)
        writer.writerow([harmless(str(cell)) for cell in (*facts, "yes" if row.second_step else "no", seen)])
    return response


@require_safe
@requires("manage_people", whole=True)
def person(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """One person's role, with what can be done."""
    context = {"row": loaded(request, reference), "code": code, "crumbs": crumbs(request)}
    return render(request, "organisations/person.jinja", context)


@requires("manage_people", whole=True)
def change(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Another role, reach or dates."""
    row = loaded(request, reference)
    initial = {name: getattr(row, name) for name in ("role", "purpose", "legal_basis", "from_date", "until_date")} | {
        "unit": str(row.unit_id)
    }
    form = ChangeRole(request.POST or None, places=reach_choices(request), initial=initial)

    def act(given: dict[str, Any]) -> str:
        given = {**given, "unit_id": int(given.pop("unit"))}
        actions.change_membership(
            actor=request.actor, organisation_id=row.organisation_id, reference=reference, **given
        )
        return f"The role of {row.name} is changed."

    done = person_address(code, reference)
    ask = Ask(f"Change the role of {row.name}", "Save the role", done)
    return answer(request, form, ask, act, done=done, crumbs=crumbs(request, row))


@requires("manage_people", whole=True)
def deputy(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Who holds the role too."""
    row = loaded(request, reference)
    others = [(str(pk), name) for pk, name in queries.colleagues(row.organisation_id) if pk != row.account_id]
    form = Deputy(request.POST or None, people=others, initial={"deputy": str(row.deputy_id or "")})

    def act(given: dict[str, Any]) -> str:
        chosen = int(given["deputy"]) if given["deputy"] else None
        actions.appoint_deputy(
            actor=request.actor, organisation_id=row.organisation_id, reference=reference, deputy_id=chosen
        )
        return f"{dict(others)[str(chosen)]} is now the deputy of {row.name}." if chosen else "There is no deputy now."

    done = person_address(code, reference)
    return answer(
        request,
        form,
        Ask(f"Deputy of {row.name}", "Save the deputy", done),
        act,
        done=done,
        crumbs=crumbs(request, row),
    )


@requires("manage_people", whole=True)
def end(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """A role ends, for a leaver or a change of job."""
    row = loaded(request, reference)

    def act(given: dict[str, Any]) -> str:
        actions.end_membership(actor=request.actor, organisation_id=row.organisation_id, reference=reference, **given)
        return f"The role of {row.name} ends: from {long_date(given['on'])} it no longer counts."

    def confirm(given: dict[str, Any]) -> Consequences:
        will = [
            f"From {long_date(given['on'])} {row.name} is no longer {row.role_label.lower()} of {row.unit_name}.",
            "If this is their last role anywhere, their account closes then and they are signed out.",
            "They are told by e-mail.",
        ]
        return Consequences(
            f"End the role of {row.name}",
            "End the role",
            will,
            ["What they did stays in the records under their name."],
        )

    done = person_address(code, reference)
    form = EndRole(request.POST or None, initial={"on": timezone.localdate()})
    ask = Ask(
        f"End the role of {row.name}", "Continue", done, lines=["You can check what will change on the next page."]
    )
    return answer(request, form, ask, act, done=done, crumbs=crumbs(request, row), confirm=confirm)


@requires("manage_people", whole=True)
def reset(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """The second step of somebody who has lost their device."""
    row = loaded(request, reference)

    def act(given: dict[str, Any]) -> str:
        actions.reset_second_factor(
            actor=request.actor, organisation_id=row.organisation_id, reference=reference, reason=given["reason"]
        )
        return f"The second step of {row.name} is reset. They were told by e-mail and signed out."

    lines = [
        "Only do this when you are sure who asks: call them on a number that you know.",
        "They are signed out everywhere and told by e-mail.",
        "Until they set it up again, they sign in with their password alone.",
    ]
    done = person_address(code, reference)
    ask = Ask(f"Reset the second step of {row.name}", "Reset the second step", done, lines=lines, warning=True)
    return answer(request, ResetSecondStep(request.POST or None), ask, act, done=done, crumbs=crumbs(request, row))


def loaded(request: ActingRequest, reference: str) -> MemberRow:
    """The role, which the actor may manage; 404 or 403 otherwise."""
    row = queries.member(request.organisation.id, reference)
    check(request.actor, "manage_people", request.organisation if row else None)
    assert row is not None, "check has raised"
    return row


def reach_choices(request: ActingRequest) -> list[tuple[str, str]]:
    """What a role can cover: the whole first, then each service."""
    rows = queries.tree(request.organisation.id)
    choices = unit_choices(rows, "Choose what it covers")
    root = next(row.unit.id for row in rows if row.unit.is_root)
    return [(value, WHOLE if value == str(root) else text) for value, text in choices]


def person_address(code: str, reference: str) -> str:
    """The page with everything that can be done to a role."""
    return reverse("organisations:person", args=[code, reference])


def crumbs(request: ActingRequest, row: MemberRow | None = None) -> Crumbs:
    """The way back to the people."""
    code = request.organisation.code
    found = [{"text": "People", "href": reverse("organisations:people", args=[code])}]
    if row:
        found.append({"text": row.name, "href": person_address(code, row.reference)})
    return found


def _wanted(request: ActingRequest) -> dict[str, str]:
    return {
        "search": request.GET.get("search", "").strip()[:100],
        "role": request.GET.get("role", ""),
        "show": request.GET.get("show", "") or "current",
    }
