"""Staff enter what somebody said by telephone, on paper or face to face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from heard.organisations import packs, policy
from heard.organisations import queries as organisations
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest
from heard.voices import actions
from heard.voices.actions import Received
from heard.voices.capture import keys
from heard.voices.errors import Refused
from heard.voices.forms.points import EntryForm
from heard.voices.views.public.carried import said_of
from heard.voices.views.steps import posted, refuse


@requires("enter_voices")
def enter(request: ActingRequest, code: str) -> HttpResponse:
    """The same questions on one page; afterwards the key, to be read out or handed over."""
    fft = packs.load("fft-ratings").content
    asked = packs.load("tell-us").content["words"]
    form = EntryForm(
        posted(request),
        units=_units(request),
        question=asked,
        fft=fft["question"],
        answers=fft["answers"],
        cards={card["code"]: card["says"] for card in packs.load("picture-cards").content["cards"]},
        initial={"token": keys.new_token(), "publication": "none", "about_person": "", "moment": ""},
    )
    received: Received | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            received = actions.enter_for_someone(
                actor=request.actor,
                unit_id=given["unit"],
                channel=given["channel"],
                token=given["token"],
                said=said_of(given),
            )
        except Refused as refusal:
            refuse(form, refusal)
    return render(request, "voices/enter.jinja", {"code": code, "form": form, "received": received})


def _units(request: ActingRequest) -> Sequence[tuple[int, str]]:
    """The open services at which the person may enter something."""
    rows = organisations.tree(request.organisation.id)
    return [
        (row.unit.id, row.name)
        for row in rows
        if row.open
        and row.parent_id is not None
        and policy.can(request.actor, "enter_voices", _At(request.organisation.id, row.unit.id))
    ]


@dataclass(frozen=True, slots=True)
class _At:
    """A service, as a thing that the policy can judge."""

    organisation_id: int
    unit_id: int
