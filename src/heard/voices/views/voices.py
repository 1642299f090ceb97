"""A voice's page, the opening of its original words, its withdrawal and its return."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from heard.organisations import policy
from heard.organisations.access import check, requires
from heard.organisations.middleware import ActingRequest
from heard.voices import actions, ports, queries
from heard.voices.errors import Refused
from heard.voices.forms import AnswerForm, ReasonForm
from heard.voices.policy import NOT_YOURS, may_answer, may_mark, may_read
from heard.voices.queries import VoiceDetail
from heard.voices.views import presented
from heard.voices.views.steps import Ask, answer, posted, refuse


def loaded(request: ActingRequest, reference: str) -> VoiceDetail:
    """The voice of an address, or a 404: also where it lies outside the services that the reader sees.

    One outside the line is there for those of its route alone. A withdrawn one is shown to nobody but those who could
    bring it back.
    """
    voice = queries.voice(request.organisation.id, reference, any_route=True)
    if voice is None or not may_read(request.actor, voice):
        raise Http404("No such voice, or not one of yours.")
    if voice.withdrawn_at is not None and not policy.can(request.actor, "withdraw_voices", voice):
        raise Http404("No such voice, or not one of yours.")
    return voice


@require_safe
@requires("read_voices")
def voice(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """What one person said, what is known about it, and everything that happened to it."""
    found = loaded(request, reference)
    if may_mark(request.actor, found) and (found.first_read_at is None or queries.waits_to_be_read(reference)):
        # Whoever has a conflict of interest may see it, but it is not read by that.
        with suppress(Refused):
            if actions.mark_read(actor=request.actor, voice_id=found.id):
                found = replace(found, first_read_at=timezone.now())
    return page(request, code, found)


def page(request: ActingRequest, code: str, found: VoiceDetail, **more: Any) -> HttpResponse:
    """The page of a voice, with the panels that other rooms bring."""
    came_from = request.GET.get("from", "")
    trails = ports.trail(request, found, came_from) if "from" in request.GET else []
    context = {
        "code": code,
        "crumbs": presented.crumbs(found, code),
        "voice": presented.shown(
            found,
            code,
            sees_imports=presented.sees_imports(request),
            sees_about=policy.can(request.actor, "see_about", found),
        ),
        "panels": [panel for panels in ports.panels(request, found) for panel in panels],
        "trail": next(filter(None, trails), None),
        "query": presented.query(came_from),
        "opened": None,
        "contact": (),
        "may_reach": found.has_contact and found.withdrawn_at is None and may_answer(request.actor, found),
        "may_open": policy.can(request.actor, "open_originals", found),
        "may_answer": found.withdrawn_at is None and not found.import_reference and may_answer(request.actor, found),
        "may_ask_erasure": policy.can(request.actor, "ask_erasures", request.organisation),
        "may_withdraw": policy.can(request.actor, "withdraw_voices", found),
        **more,
    }
    return render(request, "voices/voice.jinja", context)


@requires("open_originals")
def original(request: ActingRequest, code: str, reference: str, answer_id: int) -> HttpResponse:
    """Ask why the untouched words are needed; then show them once."""
    found = loaded(request, reference)
    check(request.actor, "open_originals", found)
    if not any(one.id == answer_id and one.masked for one in found.answers):
        raise Http404("No such answer, or nothing in it is masked.")
    hint = "Such as ‘To ring them back, as they asked’. It is kept with your name and the time, for good."
    form = ReasonForm(posted(request), label="Why do you need to read the original?", hint=hint)
    if request.method == "POST" and form.is_valid():
        try:
            words = actions.open_original(actor=request.actor, answer_id=answer_id, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            refuse(form, refusal)
        else:
            response = page(request, code, found, opened=presented.Opened(answer_id, words))
            response["Cache-Control"] = "no-store"
            return response
    ask = Ask(
        heading="Open the original words?",
        button="Open the original",
        back=reverse("voices:voice", args=[code, reference]) + presented.query(request.GET.get("from", "")),
        lines=[
            "Personal details are masked to protect the person who spoke and those whom they name. "
            "Open the original only if your work needs it."
        ],
    )
    context = {"page": ask, "form": form, "crumbs": presented.crumbs(found, code)}
    return render(request, "voices/form.jinja", context)


_CONTACT: Final = {"name": "Name", "phone": "Telephone", "email": "E-mail", "address": "Address"}


@requires("read_voices")
def contact(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Ask why somebody has to be reached; then show how, once."""
    found = loaded(request, reference)
    if not may_answer(request.actor, found):
        raise PermissionDenied(NOT_YOURS)
    if not found.has_contact:
        raise Http404("They left no way to reach them.")
    hint = "Such as ‘To ring them back, as they asked’. They see it on their own page, with your role."
    form = ReasonForm(posted(request), label="Why do you need to reach them?", hint=hint)
    if request.method == "POST" and form.is_valid():
        try:
            given = actions.open_contact(actor=request.actor, voice_id=found.id, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            refuse(form, refusal)
        else:
            ways = [(label, given[name]) for name, label in _CONTACT.items() if given.get(name)]
            response = page(request, code, found, contact=ways)
            response["Cache-Control"] = "no-store"
            return response
    back = reverse("voices:voice", args=[code, reference])
    ask = Ask("Show how to reach them?", "Show it", back, lines=["Messages are sent from here without it."])
    context = {"page": ask, "form": form, "crumbs": presented.crumbs(found, code)}
    return render(request, "voices/form.jinja", context)


@requires("read_voices")
def reply(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Answer whoever spoke: the next page shows the message as they will see it, before anything is sent."""
    found = loaded(request, reference)
    if not may_answer(request.actor, found):
        raise PermissionDenied(NOT_YOURS)
    form, here = AnswerForm(posted(request)), reverse("voices:voice", args=[code, reference])
    if request.method == "POST" and form.is_valid():
        words, pk = form.cleaned_data["words"], request.organisation.id
        try:
            draft = actions.answer_voice(actor=request.actor, organisation_id=pk, reference=reference, words=words)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            if draft:
                return redirect("messages:message", code, draft)
            messages.success(request, "Your answer stands under their key from now on.")
            return redirect(here)
    lines = [*presented.asked_for(found), "Nothing is sent before you have seen it as they will."]
    ask = Ask("Answer whoever spoke", "Go on", here, lines=lines)
    return render(request, "voices/form.jinja", {"page": ask, "form": form, "crumbs": presented.crumbs(found, code)})


@requires("withdraw_voices")
def withdraw(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Take a voice out of counts and search; its record stays."""
    found = loaded(request, reference)
    check(request.actor, "withdraw_voices", found)
    here = reverse("voices:voice", args=[code, reference])
    ask = Ask(
        heading="Withdraw this voice?",
        button="Withdraw this voice",
        back=here,
        lost=["It is no longer counted, found or shown in lists, charts and exports"],
        kept=[
            "The words and the record, which the same roles can still open and bring back",
            "Who withdrew it, when and why",
        ],
        blocked="This voice is withdrawn already." if found.withdrawn_at else "",
    )

    def act(given: dict[str, str]) -> str:
        actions.withdraw_voice(actor=request.actor, voice_id=found.id, reason=given["reason"])
        return "The voice is withdrawn."

    form = ReasonForm(posted(request), label="Why is it withdrawn?", missing="Enter why the voice is withdrawn")
    return answer(request, form, ask, act, done=here, crumbs=presented.crumbs(found, code))


@requires("withdraw_voices")
def restore(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Bring a withdrawn voice back into counts and search."""
    found = loaded(request, reference)
    check(request.actor, "withdraw_voices", found)
    here = reverse("voices:voice", args=[code, reference])
    ask = Ask("Bring this voice back?", "Bring it back", here, lines=["It is counted, found and shown again."])

    def act(given: dict[str, str]) -> str:
        actions.restore_voice(actor=request.actor, voice_id=found.id, reason=given["reason"])
        return "The voice is back."

    form = ReasonForm(posted(request), label="Why is it brought back?", missing="Enter why the voice is brought back")
    return answer(request, form, ask, act, done=here, crumbs=presented.crumbs(found, code))
