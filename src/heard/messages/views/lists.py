"""The lists: everything that was written, and what did not arrive."""

from __future__ import annotations

import csv
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from heard.messages import actions, queries
from heard.messages.channels import leaves
from heard.messages.forms import Filter
from heard.messages.models import Message, Way
from heard.messages.views import presenters
from heard.messages.views.gates import crumbs, scope_of, titles
from heard.messages.views.steps import done
from heard.methods.exports.formulas import harmless
from heard.organisations import policy
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest

_NAMES = {Way.EMAIL: "e-mails", Way.SMS: "text messages"}
HEAD = ("To", "Message", "How", "State", "Why", "Written", "Sent", "Ended", "By", "Replies", "Left this installation")


@require_safe
@requires("see_messages")
def messages(request: ActingRequest, code: str) -> HttpResponse:
    """Everything that was written, newest first."""
    scope, form = scope_of(request), Filter(request.GET)
    chosen = _chosen(form)
    number = presenters.page_number(request.GET.get("page"))
    rows, page = queries.messages_page(scope, **chosen, number=number)
    names = titles(request.organisation.id)
    counts = queries.counts(scope)
    context = {
        **_desk(request, code, counts),
        "form": form,
        "listed": presenters.listed(
            [presenters.item(row, names) for row in rows], page, "message", "messages", **chosen
        ),
        "filtered": any(chosen.values()),
        "states": [
            (state, presenters.state(state), counts[state]) for state in Message.State.values if state in counts
        ],
        "started": any(counts.values()),
        "query": presenters.page_link(1, **chosen),
        "away": [
            name for way, name in _NAMES.items() if not leaves(way, demonstration=request.organisation.demonstration)
        ],
    }
    return render(request, "messages/messages.jinja", context)


@require_safe
@requires("see_messages")
def export(request: ActingRequest, code: str) -> HttpResponse:  # noqa: ARG001 - the address's
    """The list as it is filtered, as CSV; recorded."""
    chosen, scope = _chosen(Filter(request.GET)), scope_of(request)
    names = titles(request.organisation.id)
    rows = list(queries.messages_file(scope, **chosen))
    actions.record_export(actor=request.actor, organisation_id=request.organisation.id, rows=len(rows))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="messages.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(HEAD)
    writer.writerows([harmless(str(cell)) for cell in _cells(row, names)] for row in rows)
    return response


def _cells(row: queries.MessageRow, names: dict[str, str]) -> tuple[Any, ...]:
    times = (row.made_at, row.sent_at, row.ended_at)
    made, sent, ended = (at.isoformat(timespec="minutes") if at else "" for at in times)
    shown = (row.name, names.get(row.template, row.template), presenters.how(row.way, row.format))
    left = "yes" if row.sent_at and row.really else "no"
    return (*shown, presenters.state(row.state).text, row.problem, made, sent, ended, row.made_by, row.replies, left)


@require_safe
@requires("see_messages")
def undelivered(request: ActingRequest, code: str) -> HttpResponse:
    """What did not arrive, what waits for a person to bring it, and replies that belong to no message."""
    scope = scope_of(request)
    rows, page = queries.undelivered_page(scope, number=presenters.page_number(request.GET.get("page")))
    names = titles(request.organisation.id)
    whole = scope.spans is None
    context = {
        **_desk(request, code, queries.counts(scope)),
        "listed": presenters.listed([presenters.item(row, names) for row in rows], page, "message", "messages"),
        "by_hand": [presenters.item(row, names) for row in queries.by_hand(scope)],
        # They belong to no service: only those who see the whole organisation's read them.
        "strays": queries.strays(request.organisation.id) if whole else [],
        "may_settle": policy.can(request.actor, "send_messages", request.organisation),
    }
    return render(request, "messages/undelivered.jinja", context)


@require_POST
@requires("send_messages", whole=True)
def reply_settle(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Say that a reply that belongs to no message has been seen to."""

    def act() -> str:
        actions.settle_reply(actor=request.actor, organisation_id=request.organisation.id, reference=reference)
        return "The reply is off the list."

    done(request, act)
    return redirect("messages:undelivered", code)


def _chosen(form: Filter) -> dict[str, str]:
    form.is_valid()
    return {"state": form.cleaned_data.get("state", ""), "way": form.cleaned_data.get("way", "")}


def _desk(request: ActingRequest, code: str, counts: dict[str, int]) -> dict[str, Any]:
    """What stands on every list: which other pages there are for this reader."""
    organisation = request.organisation
    return {
        "code": code,
        "crumbs": crumbs(code),
        "waiting": counts["undelivered"] + counts.get(Message.State.BY_HAND, 0),
        "may_print": policy.can(request.actor, "print_letters", organisation),
        "may_see_templates": policy.can(request.actor, "see_templates", organisation),
        "letters": queries.to_print(organisation.id),
        "may_send": policy.may(request.actor, "send_messages", organisation.id),
    }
