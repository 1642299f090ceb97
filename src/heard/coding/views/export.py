"""What is shown, as a file."""

from __future__ import annotations

from tempfile import TemporaryFile

from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from heard.coding import queries
from heard.coding.actions.exporting import record_export
from heard.coding.presenters.export import csv_lines, write_xlsx
from heard.coding.views.explore import Asked
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@requires("export")
def explore_export(request: ActingRequest, code: str, form: str) -> HttpResponseBase:
    """The comments of a search as CSV or XLSX, newest first, up to the limit that the page names."""
    asked = Asked(request, "export")
    if not asked.form.is_valid():
        raise Http404("This search cannot be understood. Go back to Explore and choose again.")
    if request.method == "GET":
        record_export(
            actor=request.actor,
            organisation_id=request.organisation.id,
            organisation=request.organisation.reference,
            form=form,
            search=request.GET.urlencode(),
        )
    rows = queries.export_rows(asked.scope, asked.search.filters)
    name = f"heard-{code}-{timezone.localdate():%Y-%m-%d}.{form}"
    if form == "csv":
        lines = csv_lines(queries.EXPORT_HEADER, rows)
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=disposition)
    target = TemporaryFile()  # noqa: SIM115  (FileResponse closes it)
    write_xlsx(target, queries.EXPORT_HEADER, rows)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=name, content_type=_XLSX)
