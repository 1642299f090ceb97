"""How a signal of an address is loaded, and what may be done with it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from heard.organisations.middleware import ActingRequest
from heard.organisations.views.steps import Crumbs
from heard.signals import policy, queries
from heard.signals.links import address
from heard.signals.queries import SignalDetail, SignalRow


def loaded(request: ActingRequest, reference: str) -> SignalDetail:
    """The signal of an address, or a 404: also where this reader must not know that it is there."""
    found = queries.signal(request.actor, request.organisation.id, reference)
    if found is None:
        raise Http404("No such signal, or not one of yours.")
    return found


def row_of(request: ActingRequest, reference: str) -> SignalRow:
    """As loaded, its row alone: for a step that shows neither its words nor its history."""
    row = queries.signal_row(request.actor, request.organisation.id, reference)
    if row is None:
        raise Http404("No such signal, or not one of yours.")
    return row


def worked(request: ActingRequest, reference: str) -> SignalRow:
    """As row_of, for those who work on it. Somebody in conflict of interest is told by the action."""
    row = row_of(request, reference)
    if not policy.may_work(request.actor, row):
        raise PermissionDenied(policy.NOT_YOURS)
    return row


def may(request: ActingRequest, found: SignalDetail) -> dict[str, bool]:
    """Which buttons stand on the page."""
    row, free = found.row, not found.in_conflict
    works = free and policy.may_work(request.actor, row)
    closes = free and policy.may_close_outside(request.actor, row)
    live, spoken = row.live, not row.stalled
    # What has a clock is taken up before it is closed; what was old when it came is looked through.
    ready = row.state == "taken_up" or row.backlog
    return {
        "take": works and spoken and row.state in {"open", "reopened"},
        "pass": free and live and spoken and found.task is not None and (works or found.task.owner_id is None),
        "merge": works and live and spoken,
        "unmerge": works and row.state == "merged",
        "judge": works and live,
        "incident": works and spoken,
        "close": spoken and live and ((works and ready) or (closes and found.asked_at is not None)),
        "reopen": row.state == "closed" and spoken and (works or closes),
    }


def crumbs(code: str, row: SignalRow | None = None) -> Crumbs:
    """The way to the signals, or to one."""
    found = [{"text": "Signals", "href": reverse("signals:signals", args=[code])}]
    if row:
        found.append({"text": row.title, "href": address(code, row.reference)})
    return found
