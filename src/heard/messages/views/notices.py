"""The bell: one's own notices, and how often they are e-mailed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from heard.messages import actions
from heard.messages.forms import Notices
from heard.messages.queries.notices import choices, link_of, notices_page, unread
from heard.messages.views import presenters
from heard.messages.views.steps import done
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest
from heard.organisations.views.steps import Ask, answer


@require_safe
@requires("see_notices")
def notices(request: ActingRequest, code: str) -> HttpResponse:
    """One's own notices, newest first."""
    account, organisation = request.actor.account_id or 0, request.organisation.id
    rows, page = notices_page(account, organisation, number=presenters.page_number(request.GET.get("page")))
    context = {
        "code": code,
        "listed": presenters.listed(rows, page, "notice", "notices"),
        "unread": unread(account, organisation),
    }
    return render(request, "messages/notices.jinja", context)


@require_safe
@requires("see_notices")
def notice(request: ActingRequest, code: str, notice_id: int) -> HttpResponse:
    """Go where a notice leads; it is then read."""
    account, organisation = request.actor.account_id or 0, request.organisation.id
    link = link_of(account, organisation, notice_id)
    if link is None:
        raise Http404("No such notice, or not one of yours.")
    actions.mark_notices_read(actor=request.actor, organisation_id=organisation, notice_id=notice_id)
    return redirect(link or reverse("messages:notices", args=[code]))


@require_POST
@requires("see_notices")
def read(request: ActingRequest, code: str) -> HttpResponse:
    """Mark all of one's own as read."""

    def act() -> str:
        count = actions.mark_notices_read(actor=request.actor, organisation_id=request.organisation.id)
        return f"{count:,} notice{' is' if count == 1 else 's are'} marked as read."

    done(request, act)
    return redirect("messages:notices", code)


@requires("see_notices")
def settings(request: ActingRequest, code: str) -> HttpResponse:
    """How often each kind is e-mailed."""
    account, organisation = request.actor.account_id or 0, request.organisation.id
    form = Notices(request.POST if request.method == "POST" else None, choices=choices(account, organisation))

    def act(given: dict[str, Any]) -> str:
        actions.set_notices(actor=request.actor, organisation_id=organisation, often=given)
        return "Your settings are saved."

    back = reverse("messages:notices", args=[code])
    lines = ["Notices always stand behind the bell. Here you choose how often they come by e-mail, too."]
    ask = Ask("How often do you want e-mails?", "Save", back, lines=lines)
    return answer(request, form, ask, act, done=back, crumbs=[{"text": "Notices", "href": back}])
