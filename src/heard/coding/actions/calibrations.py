"""Corrections that teach: learned from, measured on what taught nothing, adopted by a person, rolled back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

import numpy as np
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from heard.coding import jobs, machine
from heard.coding.actions.recoding import begin_recoding
from heard.coding.frame import frame
from heard.coding.models import Calibration
from heard.coding.queries.current import Checked, checked
from heard.ledger.actions import record
from heard.methods.coding import calibrate
from heard.organisations import policy
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor
from heard.organisations.queries import organisation_by_id
from heard.store.rows import sole
from heard.voices.queries import briefs

# From so many checked comments on, there is something to learn; fewer move nothing that could be measured.
ENOUGH: Final = 200
# The share of them that is kept aside to measure with, by a fixed seed.
KEPT_ASIDE: Final = 0.4
SEED: Final = 20_261_122
NOT_YOURS: Final = "Your role does not include changing how the coder codes here."


def learn(*, actor: Actor, organisation_id: int) -> str:
    """Learn from an organisation's corrections and measure what that changes; returns the proposal's reference.

    Nothing is coded otherwise until somebody adopts it. A proposal that waited is declined by the new one.
    Raises Refused with fewer than ENOUGH checked comments, and for an actor who may not.
    """
    organisation = organisation_by_id(organisation_id)
    _require(actor, organisation)
    labels = checked(organisation_id)
    if len(labels) < ENOUGH:
        raise Refused(f"Check {ENOUGH - len(labels):,} more comments: the coder learns from {ENOUGH} and more.")
    learned = _learned(organisation_id, labels)
    with transaction.atomic():
        rows = Calibration.objects.select_for_update().filter(organisation=organisation_id)
        last = rows.aggregate(last=Max("number"))["last"] or 0
        rows.filter(state=Calibration.State.PROPOSED).update(
            state=Calibration.State.DECLINED, settled_at=timezone.now(), settled_by=actor.account_id
        )
        made = Calibration.objects.create(
            organisation_id=organisation_id,
            number=last + 1,
            made_at=timezone.now(),
            made_by_id=actor.account_id,
            **learned,
        )
        _record("learned", made, actor, made.measured)
    return made.reference


def _learned(organisation_id: int, labels: list[Checked]) -> dict[str, Any]:
    """Fields of a calibration: fitted to some of the labels and measured on the others."""
    shipped = machine.shipped()
    said = briefs.words_of_any_route([one.answer_id for one in labels])
    rows = [one for one in labels if one.answer_id in said]
    words = [said[one.answer_id].words for one in rows]
    scores = calibrate.theme_scores(shipped.coder, words, [said[one.answer_id].question for one in rows])
    bits = np.arange(len(frame().themes))
    true = (np.array([one.themes for one in rows], np.int64)[:, None] >> bits & 1).astype(bool)
    groups = calibrate.groups_of(words, [one.voice_id for one in rows])
    aside = calibrate.held_out(groups, [f"{one.answer_id:020d}" for one in rows], share=KEPT_ASIDE, seed=SEED)
    start = calibrate.Calibration.of(shipped.coder)
    now = calibrate.Calibration.of(machine.of(organisation_id).coder)
    after = calibrate.fit(scores[~aside], true[~aside], start)
    kept = np.array(groups)[aside].tolist()
    compared = calibrate.compare(scores[aside], true[aside], kept, before=now, after=after, seed=SEED)
    return {
        "frame": shipped.frame,
        "model": shipped.name,
        "thresholds": list(after.thresholds),
        "slope": after.slope,
        "intercept": after.intercept,
        "measured": {"learned": int((~aside).sum()), "seed": SEED, **asdict(compared)},
    }


@transaction.atomic
def adopt(*, actor: Actor, organisation_id: int, reference: str) -> None:
    """Let a proposal hold from now on, in a person's name; what the machine coded is coded again by it.

    Raises Refused where it is settled already, made for another version of the coder, or the actor may not.
    """
    organisation = organisation_by_id(organisation_id)
    _require(actor, organisation)
    if actor.account_id is None:
        raise Refused("A person adopts it, in their own name.")
    row = _locked(organisation_id, reference, Calibration.State.PROPOSED)
    if (row.model, row.frame) != (machine.coder().name, machine.coder().frame):
        raise Refused("The coder has changed since this was measured. Measure again.")
    before = _end(organisation_id, Calibration.State.REPLACED, actor)
    row.state, row.previous = Calibration.State.ADOPTED, before
    row.settled_at, row.settled_by_id = timezone.now(), actor.account_id
    row.save(update_fields=["state", "previous", "settled_at", "settled_by"])
    _record("adopted", row, actor, {"replaced": before.number if before else 0})
    _code_again(actor, organisation_id)


@transaction.atomic
def decline(*, actor: Actor, organisation_id: int, reference: str) -> None:
    """Leave the coder as it is. Raises Refused."""
    _require(actor, organisation_by_id(organisation_id))
    row = _locked(organisation_id, reference, Calibration.State.PROPOSED)
    row.state, row.settled_at, row.settled_by_id = Calibration.State.DECLINED, timezone.now(), actor.account_id
    row.save(update_fields=["state", "settled_at", "settled_by"])
    _record("declined", row, actor, {})


@transaction.atomic
def roll_back(*, actor: Actor, organisation_id: int) -> None:
    """Go back to what held before the one in force: the one that it replaced, or the coder as it shipped.

    What it coded is coded again. Raises Refused where none is in force, and for an actor who may not.
    """
    _require(actor, organisation_by_id(organisation_id))
    ended = _end(organisation_id, Calibration.State.ROLLED_BACK, actor)
    if ended is None:
        raise Refused("The coder is as it shipped: there is nothing to roll back.")
    before = ended.previous
    if before is not None:
        before.state, before.ended_at, before.ended_by = Calibration.State.ADOPTED, None, None
        before.save(update_fields=["state", "ended_at", "ended_by"])
    _record("rolled-back", ended, actor, {"back_to": before.number if before else 0})
    _code_again(actor, organisation_id)


def _end(organisation_id: int, state: Calibration.State, actor: Actor) -> Calibration | None:
    rows = Calibration.objects.select_for_update().filter(organisation=organisation_id)
    row = sole(rows.filter(state=Calibration.State.ADOPTED))
    if row is not None:
        row.state, row.ended_at, row.ended_by_id = state, timezone.now(), actor.account_id
        row.save(update_fields=["state", "ended_at", "ended_by"])
    return row


def _code_again(actor: Actor, organisation_id: int) -> None:
    reference = begin_recoding(actor=actor, organisation_id=organisation_id)
    jobs.recode.enqueue(reference)


def _locked(organisation_id: int, reference: str, state: Calibration.State) -> Calibration:
    rows = Calibration.objects.select_for_update().filter(organisation=organisation_id, reference=reference)
    row = sole(rows)
    if row is None or row.state != state:
        raise Refused("This has been settled already. Look at the page again.")
    return row


def _require(actor: Actor, organisation: Any) -> None:
    if not policy.can(actor, "teach_coder", organisation):
        raise Refused(NOT_YOURS)


def _record(what: str, row: Calibration, actor: Actor, content: dict[str, Any]) -> None:
    record(
        kind=f"coding.calibration-{what}",
        subject=f"organisation:{organisation_by_id(row.organisation_id).reference}",
        content={"calibration": row.reference, "number": row.number, "model": row.model, **content},
        actor=actor.reference,
    )
