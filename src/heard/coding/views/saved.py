"""Saved views: searches under a name."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from heard.coding import queries
from heard.coding.actions import saved as actions
from heard.coding.forms import SavedViewForm
from heard.coding.presenters.search import chips
from heard.coding.views.explore import Asked
from heard.organisations import policy
from heard.organisations.access import requires
from heard.organisations.errors import Refused
from heard.organisations.middleware import ActingRequest


@require_safe
@requires("explore")
def saved_views(request: ActingRequest, code: str) -> HttpResponse:
    """One's own views, and those that others share."""
    found = queries.saved_views(request.actor, request.organisation.id)
    return render(request, "coding/saved_views.jinja", {"code": code, "views": found})


@requires("save_view")
def view_save(request: ActingRequest, code: str) -> HttpResponseBase:
    """Keep the search of the address under a name."""
    asked = Asked(request)
    form = SavedViewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_view(
                actor=request.actor,
                organisation_id=request.organisation.id,
                query=asked.search.query,
                **form.cleaned_data,
            )
        except Refused as refused:
            form.add_error(refused.field or None, refused.sentence)
        else:
            messages.success(request, f"Saved as ‘{form.cleaned_data['name']}’.")
            return redirect(reverse("coding:explore", args=[code]) + asked.search.href())
    context = {
        "code": code,
        "form": form,
        "search": asked.search,
        "chips": chips(asked.search, asked.choices),
        "may_share": policy.may(request.actor, "share_view", request.organisation.id),
    }
    return render(request, "coding/view_save.jinja", context)


@requires("save_view")
def view_change(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """Rename or share one's own view."""
    view = _own(request, reference)
    form = SavedViewForm(
        request.POST if request.method == "POST" else None, initial={"name": view.name, "shared": view.shared}
    )
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, view, form.cleaned_data["name"], form.cleaned_data["shared"])
        except Refused as refused:
            form.add_error(refused.field or None, refused.sentence)
        else:
            messages.success(request, f"Changed: ‘{form.cleaned_data['name']}’.")
            return redirect("coding:saved-views", code)
    may_share = policy.may(request.actor, "share_view", request.organisation.id)
    return render(
        request, "coding/view_change.jinja", {"code": code, "form": form, "view": view, "may_share": may_share}
    )


@requires("save_view")
def view_delete(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """Ask, then delete one's own view."""
    view = _own(request, reference)
    if request.method == "POST":
        actions.delete_view(actor=request.actor, organisation_id=view.organisation_id, reference=view.reference)
        messages.success(request, f"Deleted the view ‘{view.name}’. Nothing that was said is lost.")
        return redirect("coding:saved-views", code)
    return render(request, "coding/view_delete.jinja", {"code": code, "view": view})


def _own(request: ActingRequest, reference: str) -> queries.SavedSearch:
    view = queries.saved_view(request.actor, request.organisation.id, reference)
    if view is None or not view.mine:
        raise Http404("There is no such view, or it is somebody else's.")
    return view


def _change(request: ActingRequest, view: queries.SavedSearch, name: str, shared: bool) -> None:
    organisation, reference = view.organisation_id, view.reference
    if shared != view.shared:
        actions.share_view(actor=request.actor, organisation_id=organisation, reference=reference, shared=shared)
    if name != view.name:
        actions.rename_view(actor=request.actor, organisation_id=organisation, reference=reference, name=name)
