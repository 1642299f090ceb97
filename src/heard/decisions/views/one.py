"""One decision's page, and what is done there with one press."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from heard.decisions import actions, policy, queries
from heard.decisions.kinds import LABELS
from heard.decisions.views.gates import address, crumbs, loaded, pressed
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest
from heard.tasks.ports import conflicted_accounts


@require_safe
@requires("see_decisions")
def decision(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Question, bounds, options, evidence of both sides, outcome and reasons, actions, replies, reviews."""
    found = loaded(request, reference)
    context = {
        "code": code,
        "found": found,
        "crumbs": crumbs(code),
        "labels": LABELS,
        "may": _may(request, found),
        "drafts": [row for row in found.replies if row.sent_at is None],
        "recallable": sum(row.recallable for row in found.replies),
        "open_returns": [row for row in found.returns if row.settled_at is None],
    }
    return render(request, "decisions/decision.jinja", context)


@require_POST
@requires("prepare_decisions")
def fix(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """No more options from now on."""
    loaded(request, reference, "prepare_decisions")
    return pressed(
        request,
        lambda: actions.fix_options(actor=request.actor, reference=reference),
        "The options are fixed. Now it can be decided.",
        address(code, reference),
    )


def _may(request: ActingRequest, found: queries.DecisionDetail) -> dict[str, bool]:
    """Which buttons stand on the page."""
    actor = request.actor
    prepares, standing = policy.can(actor, "prepare_decisions", found), found.withdrawn_at is None
    conflict = actor.account_id in conflicted_accounts(policy.subject(found.reference))
    undecided, decided = standing and found.decided_at is None, standing and found.decided_at is not None
    decides = policy.can(actor, "decide", found) and not conflict
    today = timezone.localdate()
    publishes = policy.can(actor, "publish_decisions", found)
    return {
        "conflict": conflict,
        "prepare": prepares and undecided,
        "options": prepares and undecided and found.options_fixed_at is None,
        "declare": policy.can(actor, "declare_interests", found) and undecided and not conflict,
        "decide": decides and undecided and found.options_fixed_at is not None,
        "withdraw": decides and standing,
        "act": prepares and decided,
        "review": prepares and decided and found.next_review_on is not None and found.next_review_on <= today,
        "publish": publishes and decided and found.published_at is None,
        "reply": prepares and decided and policy.can(actor, "send_messages", found),
        "settle": prepares and decided and not conflict,
    }
