"""What decisions hold of a voice that is forgotten.

A decision keeps that somebody's words were evidence: an opaque reference, the side, the count, the digest. It never
held the words. Where a text quotes them, the quotation goes at once, and a person is asked to read what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model, Q, QuerySet

from heard.decisions import policy
from heard.decisions.models import Action, CameBack, Decision, Evidence, Interest, Option, Review, Slip
from heard.ledger.ports import Forgetting
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.tasks import actions as tasks
from heard.voices.queries.erasing import held

KIND = "decisions.erased"
_OWN = (
    *("question", "can_change", "cannot_change", "involved", "why_no_evidence", "decided", "reasons", "not_done"),
    *("you_said", "we_did", "why_withdrawn"),
)


def forget(forgetting: Forgetting) -> None:
    """Forget a voice wherever its words were evidence, or its speaker was answered."""
    voice = held(forgetting.subject)
    if voice is None:
        return
    mine = (
        Q(evidence__speakers__voice=voice.reference)
        | Q(replies__voice=voice.reference)
        | Q(came_back__voice=voice.reference)
    )
    for decision in Decision.objects.filter(mine, organisation=voice.organisation_id).distinct().order_by("id"):
        forgetting.linked.add(policy.subject(decision.reference))
        forgetting.linked |= {policy.subject(one.reference, "action") for one in decision.actions.all()}
        count = sum(_taken_out(forgetting, rows, names) for rows, names in _texts(decision))
        forgetting.gone["quotations"] += count
        if count:
            _ask(decision)


def _texts(decision: Decision) -> Iterable[tuple[QuerySet[Any], Sequence[str]]]:
    """Every row of a decision with words that somebody wrote, and the fields that hold them."""
    yield Decision.objects.filter(pk=decision.pk), _OWN
    yield Option.objects.filter(decision=decision), ("text", "note")
    yield Interest.objects.filter(decision=decision), ("what",)
    yield Evidence.objects.filter(decision=decision), ("shows", "of")
    yield Action.objects.filter(decision=decision), ("what", "measure", "comparator", "ended")
    yield Slip.objects.filter(action__decision=decision), ("reason",)
    yield CameBack.objects.filter(decision=decision), ("answer",)
    yield Review.objects.filter(decision=decision), ("found",)


def _taken_out(forgetting: Forgetting, rows: QuerySet[Any], names: Sequence[str]) -> int:
    """Take the quotations out of these fields; returns in how many rows there was one."""
    count = 0
    for row in rows:
        quoting = [name for name in names if forgetting.quoted.found(getattr(row, name))]
        changed = {name: _shorter(row, name, forgetting) for name in quoting}
        if changed:
            rows.filter(pk=row.pk).update(**changed)
            count += 1
    return count


def _shorter(row: Model, name: str, forgetting: Forgetting) -> str:
    longest = getattr(row._meta.get_field(name), "max_length", None)
    return forgetting.quoted.taken_out(getattr(row, name))[:longest]


def _ask(decision: Decision) -> None:
    """Somebody has to read whether what is left still says what was meant, and is still true of what is published."""
    tasks.open_task(
        actor=SYSTEM,
        organisation_id=decision.organisation_id,
        unit_id=decision.unit_id,
        kind=KIND,
        subject=policy.subject(decision.reference),
        title="Words were erased: read what is left of a decision",
        verb="prepare_decisions",
        role=Role.SERVICE_MANAGER if decision.unit_id else Role.ENGAGEMENT_LEAD,
        clock="second_look",
    )
