"""A file comes in: uploaded, its columns mapped, its doubts asked about, looked at, started."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from heard.organisations.middleware import ActingRequest
from heard.voices import actions, queries
from heard.voices.actions.asking import describe_questions
from heard.voices.errors import Refused
from heard.voices.forms import ColumnsForm, QuestionsForm, UploadForm
from heard.voices.models import Import
from heard.voices.queries.doubts import doubts
from heard.voices.queries.one_source import preview as first_rows
from heard.voices.queries.one_source import source_detail
from heard.voices.views import previews
from heard.voices.views.gates import import_crumbs, loaded_import, over_all
from heard.voices.views.steps import Ask, Confirmation, answer, posted, refuse

OPEN = (Import.State.UPLOADED, Import.State.READY)


@over_all("import_voices")
def new(request: ActingRequest, code: str) -> HttpResponseBase:
    """Upload a file of a source that is known or new."""
    sources = queries.sources(request.organisation.id)
    initial = {"source": request.GET.get("source", "")}
    form = UploadForm(
        posted(request), request.FILES if request.method == "POST" else None, sources=sources, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        file, name = form.cleaned_data["file"], form.cleaned_data["name"]
        try:
            batch = actions.create_import(
                actor=request.actor,
                organisation_id=request.organisation.id,
                blocks=file.chunks(),
                file_name=file.name,
                source_name=name,
            )
        except Refused as refusal:
            refuse(form, refusal, "file")
        else:
            return _onwards(request, code, batch.reference)
    return render(request, "voices/import_new.jinja", {"code": code, "crumbs": import_crumbs(code), "form": form})


def _onwards(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """Straight to the preview where the source's saved columns are the file's; else to the page that maps them."""
    batch = loaded_import(request, reference)
    if previews.is_known(batch, source_detail(batch.organisation_id, batch.source_id or 0)):
        try:
            actions.map_import(actor=request.actor, import_id=batch.id, source_name=batch.source, mapping={})
        except Refused:
            return redirect("voices:import-columns", code, reference)
        messages.success(request, f"The columns are those that were saved for {batch.source}.")
        return redirect("voices:import-preview", code, reference)
    return redirect("voices:import-columns", code, reference)


@over_all("import_voices")
def columns(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """Say what each column holds."""
    batch = loaded_import(request, reference)
    if batch.state not in OPEN:
        return redirect("voices:import", code, reference)
    chosen = {**batch.findings.get("suggestions", {}), **batch.mapping.get("columns", {})}
    samples = previews.examples(batch)
    form = ColumnsForm(posted(request), header=batch.header, chosen=chosen, samples=samples)
    if request.method == "POST" and form.is_valid() and form.is_accepted():
        try:
            mapping = {"columns": form.chosen()}
            actions.map_import(actor=request.actor, import_id=batch.id, source_name=batch.source, mapping=mapping)
        except Refused as refusal:
            form.refuse(refusal.sentence, refusal.field)
        else:
            asks = doubts(loaded_import(request, reference)).any
            return redirect("voices:import-questions" if asks else "voices:import-preview", code, reference)
    notes = batch.findings.get("notes", ())
    context = {"code": code, "crumbs": import_crumbs(code, batch), "batch": batch, "form": form, "notes": notes}
    return render(request, "voices/import_columns.jinja", context)


@over_all("import_voices")
def questions(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """Answer what the file leaves open; everything may stay as it is."""
    batch = loaded_import(request, reference)
    if batch.state != Import.State.READY:
        return redirect("voices:import", code, reference)
    form = QuestionsForm(posted(request), doubts=doubts(batch))
    if request.method == "POST" and form.is_valid():
        try:
            mapping = {**batch.mapping, **form.mapping(batch.mapping)}
            actions.map_import(actor=request.actor, import_id=batch.id, source_name=batch.source, mapping=mapping)
            if kinds := form.kinds():
                describe_questions(actor=request.actor, import_id=batch.id, kinds=kinds)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("voices:import-preview", code, reference)
    context = {"code": code, "crumbs": import_crumbs(code, batch), "batch": batch, "form": form}
    return render(request, "voices/import_questions.jinja", context)


@over_all("import_voices")
def preview(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """The first rows as they will be kept, and the button that starts the import."""
    batch = loaded_import(request, reference)
    if batch.state == Import.State.UPLOADED:
        return redirect("voices:import-columns", code, reference)
    problem = ""
    if request.method == "POST" or batch.state != Import.State.READY:
        try:
            if batch.state == Import.State.READY:
                actions.start_import(actor=request.actor, import_id=batch.id)
            return redirect("voices:import", code, reference)
        except Refused as refusal:
            problem = refusal.sentence
    rows = first_rows(request.organisation.id, reference, batch.mapping, timezone.localdate())
    shown = previews.shown(batch, rows, asks=doubts(batch).any)
    context = {
        "code": code,
        "crumbs": import_crumbs(code, batch),
        "batch": batch,
        "preview": shown,
        "problem": problem,
    }
    return render(request, "voices/import_preview.jinja", context)


@over_all("import_voices")
def discard(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Throw an upload away that was never started."""
    batch = loaded_import(request, reference)
    here = reverse("voices:import", args=[code, reference])
    ask = Ask(
        heading=f"Throw {batch.file_name} away?",
        button="Throw it away",
        back=here,
        lost=["The uploaded file and what was chosen for it in this upload"],
        kept=[f"What was saved for {batch.source or 'its source'}: its columns and settled doubts"],
        blocked="" if batch.state in OPEN else "This import has been started already. Undo it instead.",
    )

    def act(_: object) -> str:
        actions.discard_import(actor=request.actor, import_id=batch.id)
        return f"{batch.file_name} is thrown away. Nothing of it was kept."

    done = reverse("voices:imports", args=[code])
    return answer(request, Confirmation(posted(request)), ask, act, done=done, crumbs=import_crumbs(code, batch))
