"""The inbox of moderators."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest
from heard.voices import actions
from heard.voices.errors import Refused
from heard.voices.forms.moderating import MaskForm, PublishForm, RefusalForm
from heard.voices.queries.inbox import InboxRow, inbox, inbox_row
from heard.voices.queries.reading import READING, REPLY, waiting
from heard.voices.views.steps import Ask, Confirmation, refuse


@require_safe
@requires("moderate_voices")
def listed(request: ActingRequest, code: str) -> HttpResponse:
    """What waits to be read, answered and published, what is held, what was understood wrongly, what was refused."""
    asked = request.GET.get("held", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
    found = inbox(request.actor, request.organisation.id, number)
    work = {kind: waiting(request.actor, request.organisation.id, kind) for kind in (READING, REPLY)}
    context = {"code": code, "inbox": found, "to_read": work[READING], "to_answer": work[REPLY]}
    return render(request, "voices/inbox.jinja", context)


@requires("moderate_voices")
def one(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """One voice: publish, hold, refuse, mask something, or say that a misreading is settled."""
    row = inbox_row(request.actor, request.organisation.id, reference)
    if row is None:
        raise Http404("There is no such voice here.")
    given: dict[str, forms.Form] = {"refuse": RefusalForm(initial={"reason": row.refusal}), "mask": MaskForm()}
    wrong = None
    if request.method == "POST":
        do = request.POST.get("do", "")
        form = {"refuse": RefusalForm, "mask": MaskForm, "publish": PublishForm}.get(do, Confirmation)(request.POST)
        given[do] = form
        if do == "publish" and not form.is_valid():
            return _sure(request, code, row)
        if do in _DOINGS and form.is_valid():
            try:
                messages.success(request, _DOINGS[do](request, row, form))
            except Refused as refusal:
                refuse(form, refusal)
            else:
                return redirect("voices:inbox" if do != "mask" else request.path, *([code] if do != "mask" else []))
        wrong = form if form.errors else None
    crumbs = [{"text": "Inbox", "href": reverse("voices:inbox", args=[code])}]
    context = {"code": code, "crumbs": crumbs, "row": row, "forms": given, "form": wrong}
    return render(request, "voices/inbox_one.jinja", context)


def _sure(request: ActingRequest, code: str, row: InboxRow) -> HttpResponse:
    """What everybody will see, before they do: it cannot be taken back from those who have read it."""
    ask = Ask(
        heading="Publish these words without a name?",
        button="Publish them",
        back=request.path,
        lost=[f"Everybody can read: {' … '.join(answer.words for answer in row.answers)}"],
        kept=["No name and no way to reach anybody stands beside them", "Who published them, and when, is on record"],
        lost_heading="What will change",
    )
    crumbs = [{"text": "Inbox", "href": reverse("voices:inbox", args=[code])}]
    return render(request, "voices/confirm.jinja", {"page": ask, "form": PublishForm(), "crumbs": crumbs})


def _publish(request: ActingRequest, row: InboxRow, form: forms.Form) -> str:  # noqa: ARG001 - all are called alike
    actions.publish_voice(actor=request.actor, reference=row.reference)
    return "It may be shown to everybody now, without a name."


def _hold(request: ActingRequest, row: InboxRow, form: forms.Form) -> str:  # noqa: ARG001 - all are called alike
    actions.hold_voice(actor=request.actor, reference=row.reference)
    return "It is held back, and stays in the inbox."


def _refuse(request: ActingRequest, row: InboxRow, form: forms.Form) -> str:
    stands = actions.refuse_voice(actor=request.actor, reference=row.reference, reason=form.cleaned_data["reason"])
    return "It is not published." if stands else "A second person has to agree before it is refused."


def _mask(request: ActingRequest, row: InboxRow, form: forms.Form) -> str:
    wanted = form.cleaned_data["words"]
    place = next((one.id for one in row.answers if wanted in one.words), 0)
    actions.mask_more(actor=request.actor, reference=row.reference, answer_id=place, words=wanted)
    return "It is masked. The original stays beside it, for those who may open it."


def _settle(request: ActingRequest, row: InboxRow, form: forms.Form) -> str:  # noqa: ARG001 - all are called alike
    actions.settle_misread(actor=request.actor, reference=row.reference)
    return "Settled. The person sees that somebody has looked."


_DOINGS: dict[str, Callable[[ActingRequest, InboxRow, forms.Form], str]] = {
    "publish": _publish,
    "hold": _hold,
    "refuse": _refuse,
    "mask": _mask,
    "settle": _settle,
}
