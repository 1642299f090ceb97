"""Invitations to tell us, sent from a list of people: uploaded, mapped, looked at, confirmed, recalled."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from heard.messages.views.gates import framed
from heard.organisations import policy
from heard.organisations.middleware import ActingRequest
from heard.voices import actions
from heard.voices.errors import Refused
from heard.voices.forms.inviting import ListColumnsForm, ListForm
from heard.voices.inviting.rules import rules
from heard.voices.models import InvitationList
from heard.voices.queries import inviting as queries
from heard.voices.queries.points import places as capture_places
from heard.voices.views.gates import over_all
from heard.voices.views.steps import Ask, Confirmation, answer, posted, refuse

State = InvitationList.State


@require_safe
@over_all("see_invitations")
def listed(request: ActingRequest, code: str) -> HttpResponse:
    """Every list, newest first."""
    context = {
        "code": code,
        "lists": queries.invitation_lists(request.organisation.id),
        "may_send": policy.can(request.actor, "send_invitations", request.organisation),
        "rules": rules(),
    }
    return render(request, "voices/invitations.jinja", context)


@over_all("send_invitations")
def new(request: ActingRequest, code: str) -> HttpResponseBase:
    """Upload a list."""
    files = request.FILES if request.method == "POST" else None
    form = ListForm(posted(request), files, places=capture_places(request.organisation.id))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = actions.take_list(
                actor=request.actor,
                organisation_id=request.organisation.id,
                blocks=file.chunks(),
                file_name=file.name,
                unit_id=form.cleaned_data["unit"],
            )
        except Refused as refusal:
            refuse(form, refusal, "file")
        else:
            return redirect("voices:invitation-columns", code, batch.reference)
    context = {"code": code, "crumbs": _crumbs(code), "form": form, "rules": rules()}
    return render(request, "voices/invitation_new.jinja", context)


@over_all("send_invitations")
def columns(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """Say what each column holds."""
    found = _loaded(request, reference)
    if found.state != State.OPEN:
        return redirect("voices:invitation", code, reference)
    samples = queries.examples(reference)
    form = ListColumnsForm(posted(request), header=found.header, chosen=found.columns, samples=samples)
    if request.method == "POST" and form.is_valid():
        try:
            actions.map_list(
                actor=request.actor,
                organisation_id=request.organisation.id,
                reference=reference,
                columns=form.chosen(),
            )
        except Refused as refusal:
            form.refuse(refusal.sentence, refusal.field)
        else:
            return redirect("voices:invitation", code, reference)
    context = {"code": code, "crumbs": _crumbs(code, found), "found": found, "form": form}
    return render(request, "voices/invitation_columns.jinja", context)


@require_safe
@over_all("see_invitations")
def one(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """A list: who would be invited and who not, and the invitations; later what became of them."""
    found = _loaded(request, reference)
    may_send = policy.can(request.actor, "send_invitations", request.organisation)
    if found.state == State.OPEN and not found.judged:
        return redirect(
            "voices:invitation-columns" if may_send else "voices:invitations", code, *[reference][:may_send]
        )
    context = {
        "code": code,
        "crumbs": _crumbs(code),
        "found": found,
        "samples": queries.samples(request.organisation.id, reference) if may_send else [],
        "may_send": may_send,
        "rules": rules(),
        "running": found.state in (State.CONFIRMED, State.WRITING),
    }
    return render(request, "voices/invitation.jinja", context)


@require_safe
@over_all("send_invitations")
@framed
def email(request: ActingRequest, code: str, reference: str, line: int) -> HttpResponse:  # noqa: ARG001 - the address's
    """An invitation's document, as mail programs show it, before it is sent."""
    shown = (one for one in queries.samples(request.organisation.id, reference) if one.line == line)
    found = next(shown, None)
    if found is None or not found.preview.html:
        raise Http404("There is no such e-mail.")
    return HttpResponse(found.preview.html)


@require_POST
@over_all("send_invitations")
def send(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Confirm a list: the invitations go into the queue."""
    _loaded(request, reference)
    try:
        actions.confirm_list(actor=request.actor, organisation_id=request.organisation.id, reference=reference)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, "Confirmed. Nothing goes out before the time for recalling it is over.")
    return redirect("voices:invitation", code, reference)


@require_POST
@over_all("send_invitations")
def recall(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Stop what of a list has not gone out."""
    _loaded(request, reference)
    try:
        count = actions.recall_list(actor=request.actor, organisation_id=request.organisation.id, reference=reference)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"Recalled: {count:,} invitations were stopped." if count else "Recalled.")
    return redirect("voices:invitation", code, reference)


@over_all("send_invitations")
def discard(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Throw a list away that was not confirmed."""
    found = _loaded(request, reference)
    ask = Ask(
        heading=f"Throw {found.file_name} away?",
        button="Throw it away",
        back=reverse("voices:invitation", args=[code, reference]),
        lost=["The list with everybody’s address", "What was chosen for its columns"],
        kept=["That it was uploaded, and by whom"],
        blocked="" if found.state == State.OPEN else "This list was confirmed or thrown away already.",
    )

    def act(_: object) -> str:
        actions.discard_list(actor=request.actor, organisation_id=request.organisation.id, reference=reference)
        return f"{found.file_name} is thrown away."

    done = reverse("voices:invitations", args=[code])
    return answer(request, Confirmation(posted(request)), ask, act, done=done, crumbs=_crumbs(code, found))


@require_safe
@over_all("see_invitations")
def rows(request: ActingRequest, code: str, reference: str) -> StreamingHttpResponse:  # noqa: ARG001 - the address's
    """What became of each row, by its line, as CSV."""
    _loaded(request, reference)
    lines = queries.account(request.organisation.id, reference)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="invitations-{reference}.csv"'
    return response


def _loaded(request: ActingRequest, reference: str) -> queries.ListDetail:
    found = queries.invitation_list(request.organisation.id, reference)
    if found is None:
        raise Http404("There is no such list here.")
    return found


def _crumbs(code: str, found: queries.ListDetail | None = None) -> list[dict[str, str]]:
    way = [{"text": "Invitations", "href": reverse("voices:invitations", args=[code])}]
    if found is not None:
        way.append({"text": found.file_name, "href": reverse("voices:invitation", args=[code, found.reference])})
    return way
