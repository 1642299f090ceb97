"""Labelling comments for a frame: one at a time, or from a file."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from heard.coding.actions import frames as actions
from heard.coding.frame_forms import FileForm, LabelForm
from heard.coding.queries import frames as queries
from heard.coding.views.frames import loaded
from heard.organisations import queries as organisations
from heard.organisations.access import requires
from heard.organisations.errors import Refused
from heard.organisations.middleware import ActingRequest


@requires("label_comments")
def frame_comment(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """The next comment, with the labels to tick; saved, the one after it."""
    row = loaded(request, reference)
    words = request.GET.get("words", "")[:200]
    here = reverse("coding:frame-comment", args=[code, reference]) + (
        f"?{urlencode({'words': words})}" if words else ""
    )
    posted = LabelForm(request.POST, row.labels) if request.method == "POST" else None
    if posted is not None and posted.is_valid():
        try:
            actions.label_comment(
                actor=request.actor,
                organisation_id=request.organisation.id,
                reference=reference,
                answer_id=posted.cleaned_data["answer"],
                labels=posted.cleaned_data["labels"],
            )
        except Refused as refused:
            messages.error(request, refused.sentence)
        return redirect(here)
    scope = organisations.scope(request.actor, "label_comments", request.organisation.id)
    if scope is None:
        raise Http404("There is nothing here for you to label.")
    said = queries.next_comment(scope, row, words)
    form = LabelForm(None, row.labels, said.answer_id) if said else None
    if posted is not None:
        messages.error(request, "Choose labels from the list.")
    context = {"code": code, "row": row, "said": said, "form": form, "words": words}
    return render(request, "coding/frame_comment.jinja", context)


@requires("label_comments", whole=True)
def frame_file(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """Take labelled comments from a CSV file."""
    row = loaded(request, reference)
    form = (
        FileForm(request.POST, request.FILES, use_required_attribute=False)
        if request.method == "POST"
        else FileForm(use_required_attribute=False)
    )
    if request.method == "POST" and form.is_valid():
        try:
            count = actions.take_examples(
                actor=request.actor,
                organisation_id=request.organisation.id,
                reference=reference,
                content=form.cleaned_data["file"].read(actions.LARGEST_FILE + 1),
            )
        except Refused as refused:
            form.add_error(refused.field or None, refused.sentence)
        else:
            messages.success(request, f"{count:,} labelled comments were taken. Personal details in them are masked.")
            return redirect("coding:frame", code, reference)
    return render(request, "coding/frame_file.jinja", {"code": code, "row": row, "form": form})
