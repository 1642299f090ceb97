"""Public pages, without an account, a session or a cookie: the front page, and what Heard owes whoever uses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from heard.organisations.access import public_organisation
from heard.organisations.public_facts import public_facts
from heard.organisations.queries import OrganisationSummary
from heard.pages.public import cookies, front, kept

# The same for everybody, so that it may be kept for a minute.
same_for_all = cache_control(public=True, max_age=60)
EASY: Final = {"tell-us": "easy_tell_us", "next": "easy_next", "privacy": "easy_privacy"}


@require_safe
@same_for_all
def first(request: HttpRequest, code: str) -> HttpResponse:
    """The organisation's first page."""
    organisation = public_organisation(code)
    given = {
        "doors": front.doors(organisation.id, organisation.code),
        "month": front.last_month(organisation.id, timezone.localdate()),
    }
    return _show(request, "front", organisation, given)


@require_safe
@same_for_all
def privacy(request: HttpRequest, code: str) -> HttpResponse:
    """What is kept, why, who reads it, where it goes, how long, and what one can ask for."""
    given = {"kept": [row.cells for row in kept.kept()], "rules": kept.rules(), "reviewed": kept.reviewed()}
    return _show(request, "privacy", public_organisation(code), given)


@require_safe
@same_for_all
def accessibility(request: HttpRequest, code: str) -> HttpResponse:
    """The accessibility statement, in the form of the model statement."""
    return _show(request, "accessibility", public_organisation(code), {"reviewed": kept.reviewed()})


@require_safe
@same_for_all
def cookies_page(request: HttpRequest, code: str) -> HttpResponse:
    """What is kept in a browser."""
    rows = [(one.name, one.purpose, one.lasts) for one in cookies.cookies()]
    draft = cookies.drafts()
    given = {"cookies": rows, "drafts": [(draft.name, draft.purpose, draft.lasts)], "reviewed": kept.reviewed()}
    return _show(request, "cookies", public_organisation(code), given)


@require_safe
@same_for_all
def contact(request: HttpRequest, code: str) -> HttpResponse:
    """By telephone, post and e-mail; who answers and when."""
    return _show(request, "contact", public_organisation(code), {})


@require_safe
@same_for_all
def languages(request: HttpRequest, code: str) -> HttpResponse:
    """Languages, easy read, large print, signing."""
    return _show(request, "languages", public_organisation(code), {})


@require_safe
@same_for_all
def easy_read(request: HttpRequest, code: str) -> HttpResponse:
    """What there is in easy words."""
    return _show(request, "easy_read", public_organisation(code), {})


@require_safe
@same_for_all
def easy_read_page(request: HttpRequest, code: str, about: str) -> HttpResponse:
    """One page in easy words with pictures."""
    if about not in EASY:
        raise Http404("There is no such page.")
    return _show(request, EASY[about], public_organisation(code), {})


def _show(
    request: HttpRequest, template: str, organisation: OrganisationSummary, given: Mapping[str, Any]
) -> HttpResponse:
    facts = public_facts(organisation.public_facts)
    context = {"organisation": organisation, "code": organisation.code, "facts": facts, **given}
    return render(request, f"pages/public/{template}.jinja", context)
