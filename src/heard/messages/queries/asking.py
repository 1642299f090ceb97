"""Before somebody is invited: who asked to be left alone, and who was asked lately; and what became of a batch."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from heard.messages.limits import Limits, limits
from heard.messages.models import Message
from heard.messages.queries.recipients import stopped

State = Message.State
# What a cap counts: what reached somebody, or will.
COUNTED = (State.QUEUED, State.SENDING, State.TO_PRINT, State.PRINTED, State.BY_HAND, State.SENT, State.DELIVERED)


@dataclass(frozen=True, slots=True)
class Standing:
    """Of some addresses, by fingerprint: those that asked to be left alone, and those that were asked lately."""

    stopped: frozenset[str]
    lately: frozenset[str]


def standing(organisation_id: int, template: str, marks: Collection[str], now: datetime) -> Standing:
    """How addresses stand towards a capped template. Two queries for each 500 addresses."""
    lately = over_cap(template, organisation_id, marks, limits(), now)
    return Standing(frozenset(stopped(organisation_id, marks)), frozenset(lately))


def over_cap(template: str, organisation_id: int, marks: Iterable[str], limits: Limits, now: datetime) -> set[str]:
    """Those of these addresses that a capped template has reached as often as it may."""
    cap = limits.caps.get(template)
    if cap is None:
        return set()
    wanted = [mark for mark in dict.fromkeys(marks) if mark]
    counts: dict[str, int] = {}
    for start in range(0, len(wanted), 500):
        rows = Message.objects.filter(
            organisation=organisation_id,
            fingerprint__in=wanted[start : start + 500],
            template=template,
            state__in=COUNTED,
            queued_at__gt=now - timedelta(days=cap.days),
        )
        for mark in rows.values_list("fingerprint", flat=True):
            counts[mark] = counts.get(mark, 0) + 1
    return {mark for mark, count in counts.items() if count >= cap.most}


def cap_days(template: str) -> int:
    """For how many days somebody who was asked is not asked again; 0 for a template without a cap."""
    cap = limits().caps.get(template)
    return cap.days if cap else 0


def batch_states(organisation_id: int, reference: str) -> Mapping[str, int]:
    """How many messages of a batch are in which state (a Message.State). One query."""
    rows = Message.objects.filter(organisation=organisation_id, batch__reference=reference)
    return dict(rows.order_by().values_list("state").annotate(n=Count("pk")))


def batch_refs(organisation_id: int, reference: str) -> set[str]:
    """Everybody to whom a batch has a message. One query."""
    rows = Message.objects.filter(organisation=organisation_id, batch__reference=reference)
    return set(rows.values_list("recipient_ref", flat=True))


def recallable(organisation_id: int, reference: str) -> datetime | None:
    """Until when all of a batch can be recalled; None where it is over, or there is no such batch. One query."""
    rows = Message.objects.filter(organisation=organisation_id, batch__reference=reference)
    waiting = rows.filter(state__in=(State.QUEUED, State.TO_PRINT))
    return waiting.order_by("recallable_until").values_list("recallable_until", flat=True).first()
