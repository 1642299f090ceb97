"""The start page, a person's own page, and joining by an invitation's link."""

from __future__ import annotations

from typing import Any

from allauth.decorators import rate_limit
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from heard.organisations import actions, queries, second_step
from heard.organisations.access import signed_in
from heard.organisations.actions import hash_of
from heard.organisations.errors import Refused
from heard.organisations.forms.people import Join, OwnName
from heard.organisations.middleware import ActingRequest
from heard.organisations.models import Account
from heard.organisations.views.steps import Ask, add_error, answer

BACKEND = "heard.organisations.sessions.AccountBackend"


@require_safe
@signed_in
def home(request: ActingRequest) -> HttpResponse:
    """Straight to the only organisation, or a choice of several, or what to do with none."""
    found = queries.organisations_of(request.actor)
    if len(found) == 1:
        return redirect(f"/o/{found[0].code}/")
    return render(request, "organisations/home.jinja", {"organisations": found})


@require_safe
@signed_in
def account(request: ActingRequest) -> HttpResponse:
    """The person's own roles and how they sign in."""
    assert isinstance(request.user, Account)
    context = {
        "roles": queries.memberships_of(request.user.pk),
        "email": request.user.email,
        "second_step": is_mfa_enabled(request.user),
        "must_set_up": second_step.is_missing(request.user, request.actor),
    }
    return render(request, "organisations/account.jinja", context)


@signed_in
def own_name(request: ActingRequest) -> HttpResponse:
    """The person's own name."""
    form = OwnName(request.POST or None, initial={"name": request.actor.name})

    def act(given: dict[str, Any]) -> str:
        actions.rename_account(actor=request.actor, name=given["name"])
        return "Your name is saved."

    done = reverse("organisations:account")
    crumbs = [{"text": "Your account", "href": done}]
    return answer(request, form, Ask("Your name", "Save your name", done), act, done=done, crumbs=crumbs)


@never_cache
@rate_limit(action="signup")  # type: ignore[untyped-decorator]  # allauth ships no types
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind an invitation's link: a name and a password, or one button for whoever has an account."""
    invitation = queries.open_invitation(hash_of(token))
    if invitation is None:
        return render(request, "organisations/invitation_gone.jinja", status=410)
    own = isinstance(request.user, Account) and request.user.email == invitation.email
    form = Join(request.POST or None, initial={"name": invitation.name})
    ready = invitation.has_account or form.is_valid()
    if request.method == "POST" and ready:
        given = {} if invitation.has_account else form.cleaned_data
        try:
            account_id, _ = actions.accept_invitation(
                token=token, **given, signed_in_as=request.user.pk if own else None
            )
        except Refused as refused:
            add_error(form, refused)
        else:
            return _welcome(request, account_id, invitation.organisation_name, signed_in=own)
    context = {"invitation": invitation, "form": form, "own": own, "signed_in": request.user.is_authenticated}
    return render(request, "organisations/invitation.jinja", {**context, "here": request.path})


def _welcome(request: HttpRequest, account_id: int, organisation: str, *, signed_in: bool) -> HttpResponse:
    """Sign a new person in, and ask them to set up the second step."""
    messages.success(request, f"Welcome. You have joined {organisation}.")
    if signed_in:
        return redirect("organisations:home")
    joined = Account.objects.get(pk=account_id)
    login(request, joined, backend=BACKEND)
    return redirect("organisations:account")


@require_safe
def signup(request: HttpRequest) -> HttpResponse:
    """Nobody signs up by themselves: how an account comes to be."""
    return render(request, "account/signup_closed.html")
