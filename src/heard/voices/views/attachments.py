"""Recordings and pictures at the desk: opened with a reason, saved as a file, written down."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from markupsafe import Markup

from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest
from heard.voices import actions
from heard.voices.errors import Refused
from heard.voices.forms import ReasonForm
from heard.voices.forms.attaching import WrittenForm
from heard.voices.policy import NOT_YOURS, may_open_attachment
from heard.voices.ports import Panel
from heard.voices.queries import VoiceDetail
from heard.voices.queries.attachments import attachments_of
from heard.voices.views import presented
from heard.voices.views.steps import Ask, posted, refuse
from heard.voices.views.voices import loaded


def panel(request: HttpRequest, voice: VoiceDetail) -> list[Panel]:
    """What came with a voice, on its page."""
    found = attachments_of(voice.organisation_id, voice.reference)
    if not found:
        return []
    actor = getattr(request, "actor", None)
    code = getattr(request, "organisation").code  # noqa: B009 - the middleware has set it
    context = {"code": code, "voice": voice, "found": found, "may_open": may_open_attachment(actor, voice)}
    html = render_to_string("voices/attachments.jinja", context)
    return [Panel("attachments", "Recordings and pictures", Markup(html))]  # noqa: S704 - our own template escapes


@requires("read_voices")
def attachment(request: ActingRequest, code: str, reference: str, attachment: str) -> HttpResponseBase:
    """Ask why it is needed; then save it. It is never shown in a page."""
    voice = _voice(request, reference, attachment)
    form = ReasonForm(posted(request), label="Why do you need it?", hint="Such as ‘To write down what was said’")
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.open_attachment(
                actor=request.actor,
                organisation_id=request.organisation.id,
                reference=reference,
                attachment=attachment,
                reason=form.cleaned_data["reason"],
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            response = HttpResponse(opened.data, content_type=opened.media_type)
            response["Content-Disposition"] = f'attachment; filename="{opened.name}"'
            response["X-Content-Type-Options"] = "nosniff"
            response["Content-Security-Policy"] = "sandbox"
            response["Cache-Control"] = "no-store"
            return response
    lines = ["Nothing in it is masked. That you opened it, and why, stays on record; whoever spoke sees your role."]
    ask = Ask("Save the recording or picture?", "Save it", _back(code, reference), lines=lines)
    context = {"page": ask, "form": form, "crumbs": presented.crumbs(voice, code)}
    return render(request, "voices/form.jinja", context)


@requires("read_voices")
def written(request: ActingRequest, code: str, reference: str, attachment: str) -> HttpResponseBase:
    """Write down what was said in a recording."""
    voice = _voice(request, reference, attachment)
    form = WrittenForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_down(
                actor=request.actor,
                organisation_id=request.organisation.id,
                reference=reference,
                attachment=attachment,
                words=form.cleaned_data["words"],
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "It is kept beside the recording, and read like any other words.")
            return redirect(_back(code, reference))
    ask = Ask("Write down what was said", "Keep it", _back(code, reference))
    context = {"page": ask, "form": form, "crumbs": presented.crumbs(voice, code)}
    return render(request, "voices/form.jinja", context)


def _voice(request: ActingRequest, reference: str, attachment: str) -> VoiceDetail:
    voice = loaded(request, reference)
    if attachment not in {one.reference for one in attachments_of(voice.organisation_id, reference)}:
        raise Http404("There is no such file here.")
    if not may_open_attachment(request.actor, voice):
        raise PermissionDenied(NOT_YOURS)
    return voice


def _back(code: str, reference: str) -> str:
    return reverse("voices:voice", args=[code, reference])
