"""The lists of imports and of sources."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heard.organisations.middleware import ActingRequest
from heard.voices.forms import ImportsFilter
from heard.voices.queries import lists
from heard.voices.views import presenters
from heard.voices.views.gates import over_all


@require_safe
@over_all("see_imports")
def imports(request: ActingRequest, code: str) -> HttpResponse:
    """Every import of the organisation, newest first."""
    organisation = request.organisation.id
    form = ImportsFilter(request.GET, sources=[(row.id, row.name) for row in lists.source_list(organisation)])
    form.is_valid()
    source, state = form.cleaned_data.get("source"), form.cleaned_data.get("state", "")
    number = presenters.page_number(request.GET.get("page"))
    items, page = lists.imports_page(organisation, source_id=source, state=state, number=number)
    kept = {"source": str(source or ""), "state": state}
    listed = presenters.Listed(
        items=[presenters.import_row(item) for item in items],
        range=presenters.place(page, "import", "imports"),
        newer=presenters.page_link(page.newer, **kept),
        older=presenters.page_link(page.older, **kept),
    )
    context = {
        "code": code,
        "form": form,
        "listed": listed,
        "filtered": any(kept.values()),
        "started": page.total > 0 or lists.has_imports(organisation),
    }
    return render(request, "voices/imports.jinja", context)


@require_safe
@over_all("see_imports")
def sources(request: ActingRequest, code: str) -> HttpResponse:
    """Every source of the organisation by name."""
    found = lists.source_list(request.organisation.id)
    return render(request, "voices/sources.jinja", {"code": code, "sources": found})
