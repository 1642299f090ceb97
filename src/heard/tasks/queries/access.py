"""Which tasks an actor may see, as a filter over the tasks of one organisation. Equal to policy.may_see."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q

from heard.organisations import policy
from heard.organisations.policy import Actor, Grant
from heard.tasks.rules import Ladder

NONE = Q(pk__in=[])


def visible(actor: Actor, organisation_id: int, ladders: Mapping[str, Ladder]) -> Q:
    """Own tasks and those for which one is the deputy; others by place; confined ones by role and how far up."""
    if actor.system:
        return Q(organisation=organisation_id)
    found = Q(owner=actor.account_id) | Q(deputy=actor.account_id) if actor.account_id is not None else NONE
    for grant in policy.grants(actor, "see_tasks", organisation_id):
        found |= _place(grant) & (Q(confined=False) | Q(role=grant.role) | _reached(grant, ladders))
    return Q(organisation=organisation_id) & found


def _place(grant: Grant) -> Q:
    """What the grant covers where it stands today, as policy.can says for a thing without a day."""
    if grant.whole:
        return ~NONE
    return Q(unit__in=[span.unit_id for span in grant.spans if span.until_date is None])


def _reached(grant: Grant, ladders: Mapping[str, Ladder]) -> Q:
    found = NONE
    for ladder in ladders.values():
        levels = [step.level for step in ladder.steps if grant.role in step.roles]
        if levels:
            found |= Q(ladder=ladder.name, level__gte=min(levels))
    return found
