"""Themes beyond the frame: what is proposed, one topic, and a search for more."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from heard.coding.actions import topic_search
from heard.coding.actions import topics as actions
from heard.coding.frame import frame
from heard.coding.presenters import topics as presenter
from heard.coding.presenters.services import services
from heard.coding.queries import topics as queries
from heard.coding.topic_forms import SearchForm, StartForm
from heard.organisations import policy
from heard.organisations import queries as organisations
from heard.organisations.access import check, requires
from heard.organisations.errors import Refused
from heard.organisations.middleware import ActingRequest


@require_safe
@requires("see_topics")
def topics(request: ActingRequest, code: str) -> HttpResponseBase:
    """Every topic by what it waits for, and the latest searches."""
    organisation = request.organisation.id
    rows = queries.topics(request.actor, organisation)
    context = {
        "code": code,
        "groups": presenter.groups(rows),
        "searches": presenter.searches(queries.searches(request.actor, organisation)),
        "waiting": queries.search_waits(organisation),
        "may_propose": policy.may(request.actor, "propose_topics", organisation),
    }
    return render(request, "coding/topics.jinja", context)


@requires("propose_topics")
def topic_search_new(request: ActingRequest, code: str) -> HttpResponseBase:
    """Ask where to look, and have the worker look."""
    themes = [(str(bit), label) for bit, (label, _) in enumerate(frame().themes)]
    form = SearchForm(request.POST if request.method == "POST" else None, _services(request), themes)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            topic_search.ask_search(
                actor=request.actor,
                organisation_id=request.organisation.id,
                unit_id=_unit(request, asked["service"]),
                weeks=int(asked["weeks"]),
                among=asked["among"],
                theme=int(asked["theme"]) if asked["theme"] else None,
            )
        except Refused as refused:
            form.add_error(refused.field or None, refused.sentence)
        else:
            messages.success(request, "Heard is looking. What stands out is proposed here in a moment.")
            return redirect("coding:topics", code)
    return render(request, "coding/topic_search.jinja", {"code": code, "form": form})


@requires("propose_topics")
def topic_start(request: ActingRequest, code: str) -> HttpResponseBase:
    """Begin a topic of one's own."""
    form = StartForm(request.POST if request.method == "POST" else None, _services(request))
    if request.method == "POST" and form.is_valid():
        try:
            reference = actions.start_topic(
                actor=request.actor,
                organisation_id=request.organisation.id,
                unit_id=_unit(request, form.cleaned_data["service"]),
                name=form.cleaned_data["name"],
                phrases=form.lines,
            )
        except Refused as refused:
            form.add_error(refused.field or None, refused.sentence)
        else:
            messages.success(request, "Begun. It is tracked once a second person has signed it off.")
            return redirect("coding:topic", code, reference)
    return render(request, "coding/topic_start.jinja", {"code": code, "form": form})


@require_safe
@requires("see_topics")
def topic(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """One topic: why, what shows it, how often week by week, its rule, and what to do with it."""
    found = loaded(request, reference)
    if found.merged_into:
        return redirect("coding:topic", code, found.merged_into)
    scope = organisations.scope(request.actor, "explore", request.organisation.id)
    if scope is None:
        raise Http404("There is nothing here for you to explore.")
    rule, today = (found.signed or found.latest).phrases, timezone.localdate()
    context = {
        "code": code,
        "topic": presenter.shown(found, request.actor),
        "quotations": queries.quotations(request.actor, [found])[found.id],
        "chart": presenter.chart(queries.weeks(scope, found, rule, today), today),
        "comments": queries.newest(scope, found, rule, today),
    }
    return render(request, "coding/topic.jinja", context)


def loaded(request: ActingRequest, reference: str, verb: str = "see_topics") -> queries.TopicRow:
    """The topic of an address, or 404, or 403."""
    found = queries.topic(request.organisation.id, reference)
    check(request.actor, verb, found)
    if found is None:
        raise Http404("There is no such topic.")
    return found


def _services(request: ActingRequest) -> list[tuple[str, str]]:
    """The services that somebody may look for topics of; '' is the whole organisation."""
    scope = organisations.scope(request.actor, "propose_topics", request.organisation.id)
    if scope is None:
        return []
    root = organisations.root_unit(request.organisation.id).id
    below = [(one.reference, one.label) for one in services(scope).options if one.unit_id != root]
    return [("", f"All of {request.organisation.name}"), *below] if scope.spans is None else below


def _unit(request: ActingRequest, reference: str) -> int | None:
    if not reference:
        return None
    scope = organisations.scope(request.actor, "propose_topics", request.organisation.id)
    option = services(scope).by_reference(reference) if scope else None
    if option is None:
        raise Refused("Choose a service from the list.", "service")
    return option.unit_id
