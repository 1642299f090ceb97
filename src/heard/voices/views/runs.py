"""An import's page: how far it is, and what became of every row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from heard.ledger import queries as ledger
from heard.methods.exports.formulas import harmless
from heard.organisations import policy
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest
from heard.voices.queries import lists, runs
from heard.voices.queries.runs import ImportDetail
from heard.voices.views import presenters, results
from heard.voices.views.histories import happened


def loaded(request: ActingRequest, reference: str) -> ImportDetail:
    """The import of an address, or a 404."""
    batch = runs.import_detail(request.organisation.id, reference)
    if batch is None:
        raise Http404("No such import.")
    return batch


def crumbs(code: str, batch: ImportDetail | None = None) -> list[dict[str, str]]:
    """The way to an import's pages."""
    way = [{"text": "Imports", "href": reverse("voices:imports", args=[code])}]
    if batch is not None:
        way.append({"text": batch.file_name, "href": reverse("voices:import", args=[code, batch.reference])})
    return way


@require_safe
@requires("see_imports")
def detail(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Progress while an import runs, then its account."""
    batch = loaded(request, reference)
    may = {verb: policy.can(request.actor, verb, batch) for verb in ("import_voices", "undo_imports", "settle_dates")}
    context = {
        "code": code,
        "crumbs": crumbs(code),
        "here": request.path,
        "batch": results.shown(batch, code, may),
        "may": may,
        "happened": happened(ledger.history(f"import:{batch.reference}")),
    }
    return render(request, "voices/import.jinja", context)


@require_safe
@requires("see_imports")
def rejected(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """The rejected rows with their lines and reasons, page by page."""
    batch = loaded(request, reference)
    rows, page = lists.rejected_page(batch.id, batch.header, presenters.page_number(request.GET.get("page")))
    listed = presenters.Listed(
        items=list(rows),
        range=presenters.place(page, "rejected row", "rejected rows"),
        newer=presenters.page_link(page.newer),
        older=presenters.page_link(page.older),
    )
    context = {"code": code, "crumbs": crumbs(code, batch), "batch": batch, "rejected": listed}
    return render(request, "voices/import_rejected.jinja", context)


@require_safe
@requires("see_imports")
def rejected_file(request: ActingRequest, code: str, reference: str) -> StreamingHttpResponse:
    """The rejected rows as CSV: line and reason, then the columns of the file; no cell runs as a formula."""
    batch = loaded(request, reference)
    response = StreamingHttpResponse(_csv(batch), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejected-rows-{batch.reference}.csv"'
    response["Cache-Control"] = "no-store"
    return response


class _Line:
    """What csv writes to: hands back the line."""

    def write(self, text: str) -> str:
        return text


def _csv(batch: ImportDetail) -> Iterator[str]:
    writer: Any = csv.writer(_Line())
    # The mark by which Excel knows UTF-8.
    yield "\ufeff" + writer.writerow(map(harmless, ["Heard line", "Heard reason", *batch.header]))
    for line, reason, cells in lists.rejected_rows(batch.id):
        yield writer.writerow([str(line), harmless(reason), *map(harmless, cells)])
