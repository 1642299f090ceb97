"""The submission as a file: a draft as it would be now, and the very file that was submitted."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from heard.assurance import files, queries
from heard.assurance.views.gates import month_of
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest


@require_safe
@requires("see_returns", whole=True)
def draft(request: ActingRequest, code: str, month: str, form: str) -> HttpResponse:
    """The file as it would be submitted now."""
    asked = month_of(month)
    counted = queries.month_count(request.organisation.id, asked)
    rows = files.table(request.organisation, asked, counted.lines)
    return _file(form, f"fft-{code}-{asked}-draft", files.csv_bytes(rows), rows)


@require_safe
@requires("see_returns", whole=True)
def submitted(request: ActingRequest, code: str, month: str, reference: str, form: str) -> HttpResponse:
    """A file that was submitted: as CSV the very bytes of which the ledger holds the hash, as XLSX the same rows."""
    found = queries.submitted_file(request.organisation.id, reference)
    if found is None or found[1] != month_of(month):
        raise Http404("There is no such file.")
    content, asked = found
    return _file(form, f"fft-{code}-{asked}-{reference}", content, files.rows_of(content))


def _file(form: str, name: str, content: bytes, rows: list[list[files.Cell]]) -> HttpResponse:
    if form not in ("csv", "xlsx"):
        raise Http404("There is no such file. Choose CSV or XLSX.")
    made = HttpResponse(
        content if form == "csv" else files.xlsx_bytes(rows, "Submission"),
        content_type="text/csv; charset=utf-8" if form == "csv" else files.XLSX,
    )
    made["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    made["Cache-Control"] = "no-store"
    return made
