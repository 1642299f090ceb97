"""The gate in front of pages about imports and sources, and how their things are loaded."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from heard.organisations.access import check, requires
from heard.organisations.middleware import ActingRequest
from heard.voices.queries.one_source import SourceDetail, source_detail
from heard.voices.queries.runs import ImportDetail, import_detail

View = Callable[..., HttpResponseBase]


def over_all(verb: str) -> Callable[[View], View]:
    """A view for those who may do `verb` to the whole organisation: a file holds the rows of all its services."""

    def decorate(view: View) -> View:
        @requires(verb)
        @wraps(view)
        def guarded(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            check(request.actor, verb, request.organisation)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def loaded_import(request: ActingRequest, reference: str) -> ImportDetail:
    """The import of an address, or a 404."""
    batch = import_detail(request.organisation.id, reference)
    if batch is None:
        raise Http404("No such import.")
    return batch


def loaded_source(request: ActingRequest, source_id: int) -> SourceDetail:
    """The source of an address, or a 404."""
    source = source_detail(request.organisation.id, source_id)
    if source is None:
        raise Http404("No such source.")
    return source


def import_crumbs(code: str, batch: ImportDetail | None = None) -> list[dict[str, str]]:
    """The way to an import's pages."""
    way = [{"text": "Imports", "href": reverse("voices:imports", args=[code])}]
    if batch is not None:
        way.append({"text": batch.file_name, "href": reverse("voices:import", args=[code, batch.reference])})
    return way


def source_crumbs(code: str, source: SourceDetail | None = None) -> list[dict[str, str]]:
    """The way to a source's pages."""
    way = [*import_crumbs(code), {"text": "Sources", "href": reverse("voices:sources", args=[code])}]
    if source is not None:
        way.append({"text": source.name, "href": reverse("voices:source", args=[code, source.id])})
    return way
