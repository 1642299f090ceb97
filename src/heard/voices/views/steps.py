"""A page with one form that does one thing: asked, refused with a sentence, or done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from heard.voices.errors import Refused


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its words."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What a page asks before it does something. With `lost` or `kept` it is a page that confirms."""

    heading: str
    button: str
    back: str
    back_text: str = "Cancel"
    caption: str = ""
    lines: Sequence[str] = ()
    examples: Sequence[str] = ()
    lost: Sequence[str] = ()
    lost_heading: str = "What will go"
    kept: Sequence[str] = ()
    # Why it cannot be done; the page then has no button.
    blocked: str = ""
    instead: Link | None = None


class Confirmation(forms.Form):
    """A form without a field: the button says it all."""


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, an empty one too; None where it is only shown."""
    return request.POST if request.method == "POST" else None


def answer(
    request: HttpRequest,
    form: forms.Form,
    ask: Ask,
    act: Callable[[dict[str, Any]], str],
    *,
    done: str,
    crumbs: Sequence[dict[str, str]],
) -> HttpResponse:
    """Ask; on POST do it with the form's data, say the sentence that `act` returns, and go to `done`."""
    if request.method == "POST" and not ask.blocked and form.is_valid():
        try:
            messages.success(request, act(form.cleaned_data))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect(done)
    template = "voices/confirm.jinja" if ask.lost or ask.kept or ask.blocked else "voices/form.jinja"
    return render(request, template, {"page": ask, "form": form, "crumbs": crumbs})


def refuse(form: forms.Form, refusal: Refused, otherwise: str | None = None) -> None:
    """Put a refusal beside the field that it names, else beside `otherwise`, else above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else otherwise, gettext(refusal.sentence))
