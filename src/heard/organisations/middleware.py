"""Puts who is acting, and in which organisation, on every request."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import nullcontext

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from heard.organisations import queries, second_step
from heard.organisations.models import Account
from heard.organisations.policy import Actor
from heard.organisations.queries import OrganisationSummary
from heard.organisations.queries.once import read_once

_READING = frozenset({"GET", "HEAD"})
_CODE = re.compile(r"^/o/([^/]+)/")


class ActingRequest(HttpRequest):
    """A request behind the middleware and `access.requires`: somebody is acting in an organisation."""

    actor: Actor
    organisation: OrganisationSummary


class ActorMiddleware:
    """Sets request.actor (None where nobody is signed in) and request.organisation (from /o/<code>/…, or None).

    A request that only reads asks for the services tree once.
    At most three queries beside those for the session and the account: organisation, memberships, spans.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find both, then pass the request on."""
        found = _CODE.match(request.path_info)
        account = request.user
        request.actor = queries.actor(account) if isinstance(account, Account) else None  # type: ignore[attr-defined]
        with read_once() if request.method in _READING else nullcontext():
            request.organisation = queries.organisation(found[1]) if found else None  # type: ignore[attr-defined]
            return self.get_response(request)


class SecondStepMiddleware:
    """Leads whoever has to have a second step, and has none yet, to their own page, which asks them to set it up.

    Everything below /account/ stays open: setting it up, the password, signing out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or lead the person away from it."""
        account, actor = request.user, getattr(request, "actor", None)
        within = request.path_info.startswith("/account/")
        if isinstance(account, Account) and actor and not within and second_step.is_missing(account, actor):
            return redirect("organisations:account")
        return self.get_response(request)
