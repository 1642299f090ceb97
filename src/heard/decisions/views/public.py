"""'What changed': what everyone may read, without an account, and the poster of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from heard.decisions import poster, queries
from heard.organisations.access import public_organisation

ON_A_POSTER = 6


@require_safe
def what_changed(request: HttpRequest, code: str) -> HttpResponse:
    """You said, we did, we can't because, not yet; by service and theme."""
    organisation = public_organisation(code)
    unit_id, theme, number = _asked(request)
    rows, total = queries.published(organisation.id, unit_id, theme, number)
    services, themes = queries.filters(organisation.id)
    chosen = {name: value for name, value in (("service", unit_id), ("theme", theme)) if value}
    context = {
        "code": code,
        "organisation": organisation,
        "rows": rows,
        "total": total,
        "services": services,
        "themes": themes,
        "unit_id": unit_id,
        "theme": theme,
        "query": urlencode(chosen),
        **_pages(chosen, number, total),
    }
    return render(request, "decisions/what_changed.jinja", context)


@require_safe
def one(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """One of them with its chain, down to words that may be shown; of a withdrawn one that it was, when and why."""
    organisation = public_organisation(code)
    chain = queries.chain(organisation.id, reference)
    crumbs = [{"text": gettext("What changed"), "href": reverse("what-changed", args=[code])}]
    if chain is None:
        gone = queries.withdrawn(organisation.id, reference)
        if gone is None:
            raise Http404("There is no such page.")
        context = {"code": code, "organisation": organisation, "gone": gone, "crumbs": crumbs}
        return render(request, "decisions/withdrawn.jinja", context, status=410)
    context = {"code": code, "organisation": organisation, "chain": chain, "crumbs": crumbs}
    return render(request, "decisions/chain.jinja", context)


@require_safe
def poster_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The newest of what the page shows, as a poster to print."""
    organisation = public_organisation(code)
    unit_id, theme, _ = _asked(request)
    rows, _ = queries.published(organisation.id, unit_id, theme)
    if not rows:
        raise Http404("Nothing is published yet, so that there is no poster.")
    address = request.build_absolute_uri(reverse("what-changed", args=[code]))
    made = poster.pdf(rows[:ON_A_POSTER], organisation.name, _title(rows, unit_id), address)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="what-changed-{code}.pdf"'
    return response


def _title(rows: list[queries.Published], unit_id: int | None) -> str:
    return next((row.service for row in rows if row.unit_id == unit_id), "") if unit_id else ""


def _asked(request: HttpRequest) -> tuple[int | None, str, int]:
    """(service, theme, page) of the address; what makes no sense asks for nothing."""
    service, page = request.GET.get("service", ""), request.GET.get("page", "1")
    unit_id = int(service) if service.isdecimal() and len(service) < 19 else None
    number = int(page) if page.isdecimal() and len(page) < 7 else 1
    return unit_id, request.GET.get("theme", "").replace("\x00", "")[:100], max(1, number)


def _pages(chosen: dict[str, Any], number: int, total: int) -> dict[str, str]:
    last = max(1, -(-total // queries.SIZE))
    number = min(number, last)
    before, after = ({**chosen, "page": number - 1}, {**chosen, "page": number + 1})
    return {
        "previous": f"?{urlencode(before)}" if number > 1 else "",
        "next": f"?{urlencode(after)}" if number < last else "",
    }
