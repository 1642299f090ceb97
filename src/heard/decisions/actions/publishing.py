"""What everyone may read of a decision: 'you said, we did, we can't because, not yet'."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from heard.decisions.actions import changing
from heard.decisions.models import Decision, Evidence, Speaker
from heard.decisions.suppression import safe_counts
from heard.decisions.wordsafe import refusal_of
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor


@transaction.atomic
def publish(*, actor: Actor, reference: str, you_said: str, we_did: str) -> Decision:
    """Publish a decision with its outcome. Its counts are suppressed now, and stay so.

    Refused where a text that would be published repeats words of somebody who did not ask for that, or names anybody.
    """
    decision = changing.decided_one(actor, reference, "publish_decisions")
    if decision.published_at is not None:
        raise Refused("This decision is published already.")
    decision.you_said = changing.said(you_said, "Enter what people said, in your own words.", "you_said", 600)
    decision.we_did = changing.said(we_did, "Enter what you did, or why not.", "we_did", 600)
    if sentence := refusal_of(decision):
        raise Refused(*sentence)
    decision.published_at = timezone.now()
    decision.published_counts = counts_of(decision)
    decision.save(update_fields=["you_said", "we_did", "published_at", "published_counts"])
    texts = {"you_said": decision.you_said, "we_did": decision.we_did, "reasons": decision.reasons}
    changing.record(actor, "published", decision, {**texts, "outcome": decision.outcome})
    return decision


def counts_of(decision: Decision) -> dict[str, object]:
    """What the public page counts: people whose words were evidence, and each number with its denominator."""
    evidence = Evidence.objects.filter(decision=decision)
    people = Speaker.objects.filter(evidence__in=evidence).values("voice").distinct().count()
    numbered = evidence.exclude(count=None).order_by("id").values_list("reference", "count", "denominator")
    return {
        "people": safe_counts(people, None),
        "evidence": {reference: safe_counts(count, of_all) for reference, count, of_all in numbered},
        "contrary": evidence.filter(side=Evidence.Side.CONTRARY).count(),
    }
