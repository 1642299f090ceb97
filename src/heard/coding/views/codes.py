"""A person corrects what a comment was understood as."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from heard.coding import queries
from heard.coding.actions.corrections import correct
from heard.coding.forms import CorrectionForm
from heard.coding.presenters.correcting import correction_form, given
from heard.organisations.access import check, requires
from heard.organisations.errors import Refused
from heard.organisations.middleware import ActingRequest
from heard.voices import queries as voices


@requires("correct")
def codes_correct(request: ActingRequest, code: str, reference: str, answer: int) -> HttpResponseBase:
    """The form with the current code filled in; once saved, back to the voice."""
    voice = voices.voice(request.organisation.id, reference)
    check(request.actor, "correct", voice)
    if voice is None or voice.withdrawn_at is not None:
        raise Http404("There is no such comment.")
    said = next((one for one in voice.answers if one.id == answer and one.words), None)
    current = next((one for one in queries.codes([answer]).get(answer, ()) if one.current), None) if said else None
    if said is None or current is None:
        raise Http404("There is no such comment.")
    form = _form(request, current)
    back = _voice_url(request, code, reference)
    if request.method == "POST" and form.is_valid() and _saved(request, answer, form):
        return redirect(back)
    context = {"code": code, "form": form, "said": said, "back": back}
    return render(request, "coding/codes_correct.jinja", context)


def _form(request: ActingRequest, current: queries.CodeEntry) -> CorrectionForm:
    """The form, filled in with the current code until something is sent."""
    return correction_form(request.POST if request.method == "POST" else None, request.organisation.id, current)


def _saved(request: ActingRequest, answer: int, form: CorrectionForm) -> bool:
    try:
        correct(actor=request.actor, answer_id=answer, **given(form))
    except Refused as refused:
        form.add_error(refused.field or None, refused.sentence)
        return False
    messages.success(request, "Corrected. Your name and the time stand beside it, and the counts have changed.")
    return True


def _voice_url(request: ActingRequest, code: str, reference: str) -> str:
    place = request.GET.get("from", "")
    kept = "?" + urlencode({"from": place}) if place else ""
    return reverse("voices:voice", args=[code, reference]) + kept + "#understood-as"
