"""Which signals an actor may see, as a filter over those of one organisation."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q

from heard.organisations import policy
from heard.organisations.policy import Actor, Grant
from heard.signals.models import Conflict, Signal
from heard.signals.policy import WAYS
from heard.tasks.rules import Ladder

NONE = Q(pk__in=[])


def visible(actor: Actor, organisation_id: int, ladders: Mapping[str, Ladder]) -> Q:
    """By place; those outside the line by role and by how far up they have gone, and never those about oneself."""
    found = ~NONE if actor.system else NONE
    for grant in policy.grants(actor, "see_signals", organisation_id):
        found |= _place(grant) & _ways(grant, ladders)
    own = Conflict.objects.filter(account=actor.account_id or 0).values("signal")
    return Q(organisation=organisation_id) & found & ~(~Q(route=Signal.Route.LINE) & Q(pk__in=own))


def _place(grant: Grant) -> Q:
    """What the grant covers where it stands today, as policy.can says for a thing without a day."""
    if grant.whole:
        return ~NONE
    return Q(unit__in=[span.unit_id for span in grant.spans if span.until_date is None])


def _ways(grant: Grant, ladders: Mapping[str, Ladder]) -> Q:
    found = NONE
    for route, way in WAYS.items():
        if way.confined and not grant.whole:
            continue
        if grant.role in way.sees:
            found |= Q(route=route)
            continue
        if grant.role in way.closers:
            # They are asked to close it, and have to see what.
            found |= Q(route=route, asked_at__isnull=False)
        levels = [int(step.level) for step in ladders[way.ladder].steps if grant.role in step.roles]
        if levels:
            found |= Q(route=route, reached__gte=min(levels))
    return found
