"""The gate in front of views: sign in, or 403, or 404 for what belongs to another organisation."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from heard.organisations import policy, queries
from heard.organisations.policy import Actor, Thing
from heard.organisations.queries import OrganisationSummary

View = Callable[..., HttpResponseBase]


def requires(verb: str, *, whole: bool = False) -> Callable[[View], View]:
    """A view under /o/<code>/… that only those may reach who may do `verb` somewhere in that organisation.

    With `whole`, only those whose role covers the whole organisation.
    The view is called with the request (see `middleware.ActingRequest`) and its address's parts, `code` among them.
    It still asks `check`, or narrows by `queries.scope`, for the things that it shows.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor, organisation = getattr(request, "actor", None), getattr(request, "organisation", None)
            if actor is None:
                return redirect_to_login(request.get_full_path())
            if organisation is None or not actor.belongs_to(organisation.id):
                raise Http404("No such page, or not one of yours.")
            allowed = policy.can(actor, verb, organisation) if whole else policy.may(actor, verb, organisation.id)
            if not allowed:
                raise PermissionDenied("Your role does not include this page.")
            return view(request, *args, **kwargs)

        guarded.required_verb = verb  # type: ignore[attr-defined]  # read by the test that lists who may
        return guarded

    return decorate


def signed_in(view: View) -> View:
    """A view for anybody who is signed in, whatever their roles."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request, "actor", None) is None:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def check(actor: Actor, verb: str, thing: Thing | None) -> None:
    """Raise Http404 for nothing or another organisation's thing, PermissionDenied where the actor may not."""
    if thing is None or not actor.belongs_to(thing.organisation_id):
        raise Http404("No such page, or not one of yours.")
    if not policy.can(actor, verb, thing):
        raise PermissionDenied("Your role does not include this.")


def public_organisation(code: str) -> OrganisationSummary:
    """The organisation of a page that everybody may see. Raises Http404 where there is none of that code."""
    found = queries.organisation(code)
    if found is None:
        raise Http404("There is no such organisation here.")
    return found
