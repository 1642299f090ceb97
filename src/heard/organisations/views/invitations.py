"""Inviting people, one by one and many at once, and the invitations that wait."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from heard.organisations import actions, queries
from heard.organisations.access import requires
from heard.organisations.actions import Invitee
from heard.organisations.errors import Refused
from heard.organisations.forms.people import Invite, InviteMany
from heard.organisations.invitees import Problem, read_lines
from heard.organisations.middleware import ActingRequest
from heard.organisations.views.people import crumbs, reach_choices
from heard.organisations.views.steps import Ask, add_error, answer


@requires("manage_people", whole=True)
def invite(request: ActingRequest, code: str) -> HttpResponse:
    """One person."""
    form = Invite(request.POST or None, places=reach_choices(request))

    def act(given: dict[str, Any]) -> str:
        given = {**given, "unit_id": int(given.pop("unit"))}
        _invite(request, [Invitee(**given)])
        return f"{given['email']} is invited. The link in the e-mail works for 14 days."

    back = reverse("organisations:people", args=[code])
    lines = ["They get an e-mail with a link and choose their own password."]
    ask = Ask("Invite somebody", "Send the invitation", back, lines=lines)
    done = reverse("organisations:invitations", args=[code])
    return answer(request, form, ask, act, done=done, crumbs=crumbs(request))


@requires("manage_people", whole=True)
def invite_many(request: ActingRequest, code: str) -> HttpResponse:
    """Many people, pasted or from a file: everyone or nobody, and a sentence for each wrong line."""
    form = InviteMany(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        invitees, problems = read_lines(form.cleaned_data["lines"], queries.tree(request.organisation.id))
        if not problems:
            try:
                count = _invite(request, invitees)
            except Refused as refused:
                add_error(form, refused)
            else:
                messages.success(request, "1 person is invited." if count == 1 else f"{count:,} people are invited.")
                return redirect("organisations:invitations", code)
        else:
            # A file cannot be shown again: its lines go into the box, to be corrected there.
            form.data = {"lines": form.cleaned_data["lines"]}
            form.add_error("lines", "Correct the lines below. Nobody is invited yet.")
    context = {"form": form, "problems": problems, "code": code, "crumbs": crumbs(request)}
    return render(request, "organisations/invite_many.jinja", context)


@require_safe
@requires("manage_people", whole=True)
def invitations(request: ActingRequest, code: str) -> HttpResponse:
    """Everyone invited who has not come yet."""
    context = {"rows": queries.invitations(request.organisation.id), "code": code, "crumbs": crumbs(request)}
    return render(request, "organisations/invitations.jinja", context)


@require_POST
@requires("manage_people", whole=True)
def resend(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """A new link."""
    try:
        actions.resend_invitation(
            actor=request.actor, organisation_id=request.organisation.id, reference=reference, site=_site(request)
        )
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "The invitation is sent again. The former link no longer works.")
    return redirect("organisations:invitations", code)


@require_POST
@requires("manage_people", whole=True)
def withdraw(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """The link no longer works."""
    try:
        actions.withdraw_invitation(actor=request.actor, organisation_id=request.organisation.id, reference=reference)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "The invitation is withdrawn. Its link no longer works.")
    return redirect("organisations:invitations", code)


def _invite(request: ActingRequest, invitees: list[Invitee]) -> int:
    return len(
        actions.invite_people(
            actor=request.actor, organisation_id=request.organisation.id, invitees=invitees, site=_site(request)
        )
    )


def _site(request: ActingRequest) -> str:
    """What links in e-mails begin with; the host is one of ALLOWED_HOSTS."""
    return request.build_absolute_uri("/")
