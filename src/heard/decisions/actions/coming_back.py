"""What a decision was about, and has risen again after its action was done: raised, so that somebody looks again."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from heard.decisions.models import Action, Evidence
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor
from heard.signals import actions as signals
from heard.signals import queries

logger = logging.getLogger(__name__)
# What evidence calls a signal, and which kind of signal this is.
_CITED, _BACK = "signals.signal", "back"


def raise_what_is_back(*, actor: Actor) -> int:
    """Raise a signal for each action done whose decision cites a signal of a stream that has risen since.

    Since: the rise was seen in a week that began after the action was done. It is raised once for each action; the
    rise itself is a signal of its own, whose page has the words. Returns how many were raised. Safe to call again.
    """
    risen = {(row.unit_id, row.facet, row.value): row for row in queries.rising()}
    if not risen:
        return 0
    done = Action.objects.filter(state=Action.State.DONE, decision__withdrawn_at=None, ended_at__isnull=False)
    cited: dict[int, set[str]] = defaultdict(set)
    rows = Evidence.objects.filter(kind=_CITED, decision__in=done.values("decision"))
    for decision, reference in rows.values_list("decision", "of"):
        cited[decision].add(reference)
    about = queries.streams_of({reference for references in cited.values() for reference in references})
    count = 0
    for action in done.filter(decision__in=cited).select_related("decision").order_by("id"):
        streams = {stream for reference in cited[action.decision_id] for stream in about.get(reference, ())}
        day = timezone.localdate(action.ended_at)
        back = [risen[stream] for stream in sorted(streams & risen.keys()) if risen[stream].since > day]
        origin = f"back:{action.reference}"
        if not back or queries.is_raised(action.decision.organisation_id, origin):
            continue
        worst = max(back, key=lambda row: row.evidence)
        try:
            _raise(actor, action, worst, day, origin)
        except (Refused, IntegrityError):
            # One that cannot be raised, or that another worker raised just now, holds up no other.
            logger.exception("What is back after action %s could not be raised", action.reference)
            continue
        count += 1
    return count


@transaction.atomic
def _raise(actor: Actor, action: Action, worst: queries.AlertRow, day: date, origin: str) -> None:
    part = f" ({worst.part})" if worst.part else ""
    said = f"Concerns about {worst.place[:100]}{part[:80]} have risen again since {worst.since.day} "
    said += f"{worst.since:%B %Y}, after this was done about them on {day.day} {day:%B %Y}: {action.what}"
    signals.raise_signal(
        actor=actor,
        organisation_id=action.decision.organisation_id,
        unit_id=worst.unit_id,
        kind=_BACK,
        level=2,
        origin=origin,
        why=said[:400],
    )
