"""Somebody rings with their key: staff read out what happened, and write down what they add and whether it changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.core import signing
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from heard.organisations.middleware import ActingRequest
from heard.voices import actions, queries
from heard.voices.capture import limits
from heard.voices.capture.danger import danger
from heard.voices.errors import Refused
from heard.voices.forms.following import CallerForm, ChangedForm, MoreForm
from heard.voices.views.gates import over_all
from heard.voices.views.steps import posted, refuse

_SALT: Final = "heard.voices.caller"
# A call may be long; the page of one that is over opens nothing.
MINUTES: Final = 60
LATE: Final = "This page was open for too long. Ask for the key again."


@over_all("enter_voices")
@require_http_methods(["GET", "HEAD", "POST"])
def follow_for(request: ActingRequest, code: str) -> HttpResponse:
    """What became of a caller's words, to be read out, and what they say now. They say the five words of their key."""
    if request.POST.get("do", "") in _DOINGS:
        return _do(request, code)
    form = CallerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            reference = actions.find_for_caller(
                actor=request.actor,
                organisation_id=request.organisation.id,
                key=form.cleaned_data["key"],
                pin=form.cleaned_data["pin"],
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return _shown(request, code, reference)
    return render(request, "voices/follow_for.jinja", {"code": code, "form": form, "followed": None})


def _add(request: ActingRequest, reference: str, given: dict[str, Any]) -> str:
    actions.add_words(reference=reference, words=given["words"], actor=request.actor)
    return "This is added to what they said, by telephone through you."


def _confirm(request: ActingRequest, reference: str, given: dict[str, Any]) -> str:
    worse = given["worse"] == "yes"
    given = {"about": given["about"], "answer": given["answer"], "treated_worse": worse}
    actions.confirm_change(reference=reference, actor=request.actor, **given)
    return "Their answer is kept, by telephone through you. The people responsible see it."


_DOINGS: Final[dict[str, Callable[[ActingRequest, str, dict[str, Any]], str]]] = {"add": _add, "confirm": _confirm}


def _form(do: str, reference: str, sent: QueryDict | None = None) -> forms.Form:
    if do == "add":
        return MoreForm(sent)
    found = queries.followed(reference)
    return ChangedForm(sent, asked=found.asked if found else ())


def _do(request: ActingRequest, code: str) -> HttpResponse:
    """Write down what the caller says; the key was given on this call, to the same member of staff."""
    try:
        organisation_id, reference, account_id = signing.loads(
            request.POST.get("pass", ""), salt=_SALT, max_age=MINUTES * 60
        )
    except signing.BadSignature:
        return _again(request, code)
    if (organisation_id, account_id) != (request.organisation.id, request.actor.account_id):
        return _again(request, code)
    do = request.POST["do"]
    act, form = _DOINGS[do], _form(do, reference, request.POST)
    done = ""
    if form.is_valid():
        try:
            if not limits.spend("actions", reference):
                raise Refused("They have done a lot in this hour. Wait a little.")
            done = act(request, reference, form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
    alarms = danger(request.POST.get("words", ""))
    return _shown(request, code, reference, done=done, danger=alarms, sent={do: form} if form.errors else {})


def _again(request: ActingRequest, code: str) -> HttpResponse:
    form = CallerForm({"key": ""})
    form.full_clean()
    form.errors.clear()
    form.add_error("key", LATE)
    return render(request, "voices/follow_for.jinja", {"code": code, "form": form, "followed": None})


def _shown(
    request: ActingRequest, code: str, reference: str, *, sent: dict[str, forms.Form] | None = None, **more: Any
) -> HttpResponse:
    given = {do: _form(do, reference) for do in _DOINGS} | (sent or {})
    context = {
        "code": code,
        "form": next(iter((sent or {}).values()), CallerForm()),
        "forms": given,
        "followed": queries.followed(reference),
        "ticket": signing.dumps([request.organisation.id, reference, request.actor.account_id], salt=_SALT),
        **more,
    }
    response = render(request, "voices/follow_for.jinja", context)
    response["Cache-Control"] = "no-store"
    return response
