"""Evidence: looks at what was said, frozen before the outcome."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils import timezone

from heard.decisions import ports
from heard.decisions.actions import changing
from heard.decisions.models import Decision, Evidence, Speaker
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor
from heard.store.bulk import bulk_insert

GONE = "Choose something that exists, and that you may see."


@transaction.atomic
def add_evidence(*, actor: Actor, reference: str, kind: str, of: str) -> Evidence:
    """Freeze a look at something that speaks for the decision. Refused once there is an outcome."""
    return _added(actor, reference, kind, of, Evidence.Side.FOR)


@transaction.atomic
def add_contrary(*, actor: Actor, reference: str, kind: str, of: str) -> Evidence:
    """The same for what speaks against it."""
    return _added(actor, reference, kind, of, Evidence.Side.CONTRARY)


def _added(actor: Actor, reference: str, kind: str, of: str, side: str) -> Evidence:
    decision = changing.locked(actor, reference)
    if decision.withdrawn_at is not None:
        raise Refused("This decision was withdrawn.")
    if decision.decided_at is not None:
        raise Refused("Evidence is dated before the outcome: this decision has its outcome already.")
    found = look(actor, decision, kind, of, side)
    content = {"evidence": found.reference, "kind": kind, "of": found.of[:200], "side": side, "digest": found.digest}
    changing.record(actor, "evidence-added", decision, {**content, "count": found.count, "of_all": found.denominator})
    return found


def look(actor: Actor, decision: Decision, kind: str, of: str, side: str) -> Evidence:
    """Look at it now, and keep what was seen with whose words it was. Raises Refused where there is nothing to see."""
    seen = ports.seen(ports.Asked(actor, decision.organisation_id, kind, of))
    if seen is None:
        raise Refused(GONE, "of")
    if Evidence.objects.filter(decision=decision, kind=kind, of=seen.of, side=side).exists():
        raise Refused("This is among the evidence already.", "of")
    made = Evidence.objects.create(
        decision=decision,
        kind=kind,
        of=seen.of,
        side=side,
        shows=seen.shows[:400],
        count=seen.count,
        denominator=seen.denominator,
        digest=hashlib.sha256(seen.content).hexdigest(),
        made_at=timezone.now(),
        made_by_id=actor.account_id,
    )
    bulk_insert(Speaker, ["evidence_id", "voice"], ((made.pk, voice) for voice in dict.fromkeys(seen.speakers)))
    decision.evidenced += 1
    decision.save(update_fields=["evidenced"])
    return made
