"""The page that removes the demonstration organisation."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from heard.demonstration import jobs
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest


@require_http_methods(["GET", "HEAD", "POST"])
@requires("manage_settings", whole=True)
def remove(request: ActingRequest, code: str) -> HttpResponse:
    """Say what will go and what will stay; then have the worker remove it."""
    if not request.organisation.demonstration:
        raise Http404("Only a demonstration organisation can be removed.")
    if request.method == "POST":
        jobs.remove_demonstration.enqueue()
        messages.success(request, "The demonstration organisation is being removed. This takes less than a minute.")
        return redirect("organisations:home")
    crumbs = [{"text": "Settings", "href": reverse("organisations:settings", args=[code])}]
    return render(request, "demonstration/remove.jinja", {"crumbs": crumbs, "back": crumbs[0]["href"]})
