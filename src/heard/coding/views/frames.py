"""Frames of an organisation's own: their labels, what was learned, and comments counted by any frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from heard.coding.actions import frames as actions
from heard.coding.actions import learning
from heard.coding.frame_forms import CountForm, FrameForm, LabelsForm
from heard.coding.presenters import frames as presenter
from heard.coding.presenters.periods import preset
from heard.coding.presenters.services import services
from heard.coding.queries import frames as queries
from heard.coding.queries.shapes import Filters
from heard.organisations import policy
from heard.organisations import queries as organisations
from heard.organisations.access import requires
from heard.organisations.errors import Refused
from heard.organisations.middleware import ActingRequest


@require_safe
@requires("explore")
def counted(request: ActingRequest, code: str) -> HttpResponseBase:
    """Comments counted by a frame that somebody chooses."""
    organisation = request.organisation.id
    scope = organisations.scope(request.actor, "explore", organisation)
    if scope is None:
        raise Http404("There is nothing here for you to explore.")
    own, below = queries.frames(organisation), services(scope)
    options = presenter.options(own)
    form = CountForm(request.GET or None, options, [(one.reference, one.label) for one in below.options])
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    by = asked.get("frame") or queries.FFT
    unit = below.by_reference(asked.get("service") or "")
    first, last = preset(asked.get("period") or "", None, None, timezone.localdate())
    found = queries.counted_by(scope, Filters(unit.unit_id if unit else None, first, last), by)
    shown = presenter.breakdown(found, by, dict(options)[by]) if found else None
    context = {"code": code, "form": form, "shown": shown, "any": bool(found and found.comments)}
    return render(request, "coding/counted.jinja", context)


@require_safe
@requires("see_topics")
def frames(request: ActingRequest, code: str) -> HttpResponseBase:
    """Every frame of the organisation's own."""
    organisation = request.organisation.id
    context = {
        "code": code,
        "frames": queries.frames(organisation),
        "may_make": policy.can(request.actor, "make_frames", request.organisation),
    }
    return render(request, "coding/frames.jinja", context)


@requires("make_frames", whole=True)
def frame_new(request: ActingRequest, code: str) -> HttpResponseBase:
    """Make a frame with its labels."""
    form = FrameForm(request.POST if request.method == "POST" else None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        try:
            reference = actions.make_frame(
                actor=request.actor,
                organisation_id=request.organisation.id,
                name=form.cleaned_data["name"],
                labels=form.pairs,
            )
        except Refused as refused:
            form.add_error(refused.field or None, refused.sentence)
        else:
            messages.success(request, "Made. Now label some comments: about 200 are enough for most labels.")
            return redirect("coding:frame", code, reference)
    return render(request, "coding/frame_form.jinja", {"code": code, "form": form, "frame_row": None})


@require_safe
@requires("see_topics")
def frame(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """One frame: labels, labelled comments, what was learned, and what to do next."""
    row = loaded(request, reference)
    context = {
        "code": code,
        "row": row,
        "models": [presenter.model(one, row.version) for one in row.models],
        "learning": any(one.state == "learning" for one in row.models),
        "fewest": learning.FEWEST_EXAMPLES,
        "may_make": policy.can(request.actor, "make_frames", request.organisation),
        "may_label": policy.may(request.actor, "label_comments", request.organisation.id),
    }
    return render(request, "coding/frame.jinja", context)


@requires("make_frames", whole=True)
def frame_labels(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """Change a frame's labels."""
    row = loaded(request, reference)
    lines = [f"{label.name}: {label.description}" if label.description else label.name for label in row.labels]
    form = LabelsForm(
        request.POST if request.method == "POST" else None,
        initial={"labels": "\n".join(lines)},
        use_required_attribute=False,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_labels(**_given(request, row), labels=form.pairs)
        except Refused as refused:
            form.add_error(refused.field or None, refused.sentence)
        else:
            messages.success(request, "Saved. Comments that are labelled stay labelled; learn again to use it.")
            return redirect("coding:frame", code, reference)
    return render(request, "coding/frame_form.jinja", {"code": code, "form": form, "frame_row": row})


@require_POST
@requires("make_frames", whole=True)
def frame_learn(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """Have the worker learn from what is labelled."""
    return _done(request, code, (reference, "Heard is learning."), learning.ask_learning)


@require_POST
@requires("make_frames", whole=True)
def frame_adopt(request: ActingRequest, code: str, reference: str, number: int) -> HttpResponseBase:
    """Put a learned model in force."""
    return _done(
        request, code, (reference, "In force. All comments are coded by it."), learning.adopt_model, number=number
    )


@require_POST
@requires("make_frames", whole=True)
def frame_withdraw(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """Take the model in force back."""
    return _done(request, code, (reference, "Taken back. Its codes are gone."), learning.withdraw_model)


def loaded(request: ActingRequest, reference: str) -> queries.FrameRow:
    """The frame of an address, or 404."""
    row = queries.own_frame(request.organisation.id, reference)
    if row is None:
        raise Http404("There is no such frame.")
    return row


def _done(
    request: ActingRequest, code: str, place: tuple[str, str], act: Callable[..., object], **more: int
) -> HttpResponseBase:
    reference, said = place
    row = loaded(request, reference)
    try:
        act(**_given(request, row), **more)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, said)
    return redirect("coding:frame", code, reference)


def _given(request: ActingRequest, row: queries.FrameRow) -> dict[str, Any]:
    return {"actor": request.actor, "organisation_id": request.organisation.id, "reference": row.reference}
