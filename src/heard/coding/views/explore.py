"""Explore: find, count and read what was said."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from heard.coding import queries
from heard.coding.forms import ExploreForm
from heard.coding.presenters import explore as presenter
from heard.coding.presenters.search import Asking, is_tidy, read
from heard.coding.presenters.services import Services, services
from heard.coding.queries.shapes import Choices
from heard.organisations import policy
from heard.organisations import queries as organisations
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest
from heard.organisations.queries import Scope


@require_safe
@requires("explore")
def explore(request: ActingRequest, code: str) -> HttpResponseBase:
    """The page. An address that spells its search otherwise leads to the one spelling, so that it can be kept."""
    asked = Asked(request)
    if asked.form.is_valid() and not is_tidy(request.GET, asked.search):
        return redirect(reverse("coding:explore", args=[code]) + asked.search.href(cursor=asked.search.cursor))
    page = presenter.page(
        scope=asked.scope,
        form=asked.form,
        search=asked.search,
        choices=asked.choices,
        services=asked.services,
        today=timezone.localdate(),
        voice_url=lambda reference: reverse("voices:voice", args=[code, reference]),
    )
    context = {"code": code, "form": asked.form, "page": page, "limit": queries.EXPORT_LIMIT, **_allowed(request)}
    return render(request, "coding/explore.jinja", context)


class Asked:
    """What a request asks of Explore, within what its actor may see."""

    scope: Scope
    choices: Choices
    services: Services
    form: ExploreForm
    search: Asking

    def __init__(self, request: ActingRequest, verb: str = "explore") -> None:
        organisation = request.organisation.id
        scope = organisations.scope(request.actor, verb, organisation)
        if scope is None:
            raise Http404("There is nothing here for you to explore.")
        self.scope = scope
        self.choices = queries.choices(organisation, scope)
        self.services = services(scope)
        self.form, self.search = read(request.GET, self.choices, self.services, timezone.localdate())


def _allowed(request: ActingRequest) -> dict[str, Any]:
    organisation = request.organisation.id
    return {
        "saved": queries.saved_views(request.actor, organisation),
        "may_export": policy.may(request.actor, "export", organisation),
        "may_import": policy.may(request.actor, "import_voices", organisation),
        "may_save": policy.may(request.actor, "save_view", organisation),
    }
