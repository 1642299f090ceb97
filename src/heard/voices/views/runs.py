"""An import's page: how far it is, and what became of every row."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from heard.ledger import queries as ledger
from heard.organisations import policy
from heard.organisations.middleware import ActingRequest
from heard.voices import actions
from heard.voices.forms import ReasonForm
from heard.voices.importing.undoing import is_fixed
from heard.voices.models import Import
from heard.voices.queries import lists, rejected_csv
from heard.voices.queries.dependents import dependents
from heard.voices.queries.rejected import contact_columns
from heard.voices.views import presenters, results
from heard.voices.views.gates import import_crumbs, loaded_import, over_all
from heard.voices.views.histories import folded, happened
from heard.voices.views.steps import Ask, Confirmation, Link, answer, posted


@require_safe
@over_all("see_imports")
def detail(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Progress while an import runs, then its account."""
    batch = loaded_import(request, reference)
    may = {verb: policy.can(request.actor, verb, batch) for verb in ("import_voices", "undo_imports", "settle_dates")}
    context = {
        "code": code,
        "crumbs": import_crumbs(code),
        "here": request.path,
        "batch": results.shown(batch, code, may),
        "may": may,
        "happened": folded(happened(ledger.history(f"import:{batch.reference}"))),
    }
    return render(request, "voices/import.jinja", context)


@require_safe
@over_all("see_imports")
def rejected(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """The rejected rows with their lines and reasons, page by page."""
    batch = loaded_import(request, reference)
    contacts = contact_columns(batch.mapping)
    number = presenters.page_number(request.GET.get("page"))
    rows, page = lists.rejected_page(batch.id, batch.header, number, contacts=contacts)
    listed = presenters.Listed(
        items=list(rows),
        range=presenters.place(page, "rejected row", "rejected rows"),
        newer=presenters.page_link(page.newer),
        older=presenters.page_link(page.older),
    )
    context = {"code": code, "crumbs": import_crumbs(code, batch), "batch": batch, "rejected": listed}
    return render(request, "voices/import_rejected.jinja", context)


@require_safe
@over_all("see_imports")
def rejected_file(request: ActingRequest, code: str, reference: str) -> StreamingHttpResponse:  # noqa: ARG001 - of the address
    """The rejected rows as CSV: line and reason, then the columns of the file; no cell runs as a formula.

    As they were for whoever brought the file and for those who may open originals; masked for everybody else.
    """
    batch = loaded_import(request, reference)
    whole = actions.take_rejected(actor=request.actor, import_id=batch.id)
    lines = rejected_csv(request.organisation.id, reference, masked=not whole)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejected-rows-{batch.reference}.csv"'
    response["Cache-Control"] = "no-store"
    return response


@over_all("undo_imports")
def undo(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Take a whole import back, or say why it can only be withdrawn."""
    batch = loaded_import(request, reference)
    here = reverse("voices:import", args=[code, reference])
    fixed = is_fixed(batch.id)
    ask = Ask(
        heading=f"Undo the import of {batch.file_name}?",
        button="Undo this import",
        back=here,
        lost=results.lost(batch, dependents(batch)),
        kept=results.kept(batch),
        blocked=results.cannot_undo(batch, fixed),
        instead=Link("Withdraw the import", reverse("voices:import-withdraw", args=[code, reference]))
        if fixed
        else None,
    )

    def act(_: object) -> str:
        actions.undo_import(actor=request.actor, import_id=batch.id)
        return "The import is being undone."

    form = Confirmation(posted(request))
    return answer(request, form, ask, act, done=here, crumbs=import_crumbs(code, batch))


@over_all("undo_imports")
def withdraw(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Take an import's voices out of counts and search, with a reason; the records stay."""
    batch = loaded_import(request, reference)
    here = reverse("voices:import", args=[code, reference])
    ask = Ask(
        heading=f"Withdraw the import of {batch.file_name}?",
        button="Withdraw this import",
        back=here,
        lost=[f"Its {batch.voices:,} voices are no longer counted, found or shown"],
        kept=["The records, and every decision and reply that rests on them", "Who withdrew it, when and why"],
        blocked="" if batch.state == Import.State.DONE else "Only an import that is done can be withdrawn.",
    )

    def act(given: dict[str, str]) -> str:
        actions.withdraw_import(actor=request.actor, import_id=batch.id, reason=given["reason"])
        return "The import is withdrawn. Its voices are being taken out of the counts."

    form = ReasonForm(posted(request), label="Why is it withdrawn?", missing="Enter why the import is withdrawn")
    return answer(request, form, ask, act, done=here, crumbs=import_crumbs(code, batch))
