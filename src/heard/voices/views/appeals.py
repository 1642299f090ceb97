"""Where the independent body looks again at words that were not published."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from heard.organisations.middleware import ActingRequest
from heard.voices import actions
from heard.voices.errors import Refused
from heard.voices.forms.moderating import AppealAnswerForm
from heard.voices.models import Appeal
from heard.voices.queries.appeals import appeal, appeals
from heard.voices.views.gates import over_all
from heard.voices.views.steps import posted, refuse


@require_safe
@over_all("judge_appeals")
def listed(request: ActingRequest, code: str) -> HttpResponse:
    """Those that wait, and those that were answered."""
    rows = appeals(request.organisation.id)
    waiting = [row for row in rows if row.state == Appeal.State.ASKED]
    done = [row for row in rows if row.state != Appeal.State.ASKED]
    return render(request, "voices/appeals.jinja", {"code": code, "waiting": waiting, "done": done})


@over_all("judge_appeals")
def one(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """One: the words, why they were not published, why they should be; and the answer."""
    row = appeal(request.organisation.id, reference)
    if row is None:
        raise Http404("There is no such appeal here.")
    form = AppealAnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_appeal(
                actor=request.actor,
                organisation_id=request.organisation.id,
                reference=reference,
                overturned=form.cleaned_data["outcome"] == Appeal.State.OVERTURNED,
                answer=form.cleaned_data["answer"],
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Answered. The person reads it under their key.")
            return redirect("voices:appeals", code)
    crumbs = [{"text": "Appeals", "href": reverse("voices:appeals", args=[code])}]
    return render(request, "voices/appeal.jinja", {"code": code, "crumbs": crumbs, "row": row, "form": form})
