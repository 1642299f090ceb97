"""Pages that ask, and pages that say what will and will not change before anything does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from heard.organisations.errors import Refused

Crumbs = list[dict[str, str]]
# Sent back by the second page: without it nothing is changed.
CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Ask:
    """What a page with one form says."""

    title: str
    button: str
    back: str
    caption: str = ""
    lines: Sequence[str] = ()
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Consequences:
    """What the page before a change says: what will change, and what will not."""

    title: str
    button: str
    will: Sequence[str]
    will_not: Sequence[str] = field(default_factory=tuple)


def answer(
    request: HttpRequest,
    form: forms.Form,
    ask: Ask,
    act: Callable[[dict[str, Any]], str],
    *,
    done: str,
    crumbs: Crumbs,
    confirm: Callable[[dict[str, Any]], Consequences] | None = None,
) -> HttpResponse:
    """A page with a form: shown, refused with its sentences, confirmed where `confirm` is given, and done.

    `act` makes the change from the cleaned answers and returns the sentence that says so.
    """
    context = {"form": form, "ask": ask, "crumbs": crumbs}
    if request.method != "POST" or not form.is_valid():
        return render(request, "organisations/ask.jinja", context)
    if confirm and CONFIRMED not in request.POST:
        carried = [(name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"]
        more = {"consequences": confirm(form.cleaned_data), "carried": carried, "confirmed": CONFIRMED}
        return render(request, "organisations/confirm.jinja", {**context, **more})
    try:
        sentence = act(form.cleaned_data)
    except Refused as refused:
        add_error(form, refused)
        return render(request, "organisations/ask.jinja", context)
    messages.success(request, sentence)
    return redirect(done)


def add_error(form: forms.Form, refused: Refused) -> None:
    """Put the sentence beside the field that it is about, or above the form."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
