"""A decision opens, and what is said about it before the outcome: question, options, interests."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from heard.coding.frame import frame
from heard.decisions import policy
from heard.decisions.actions import changing
from heard.decisions.actions.evidence import look
from heard.decisions.models import Decision, Evidence, Interest, Option
from heard.organisations import queries as organisations
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import Actor
from heard.tasks import actions as tasks

DECIDING = "decisions.deciding"


@transaction.atomic
def open_decision(
    *,
    actor: Actor,
    organisation_id: int,
    question: str,
    can_change: str,
    cannot_change: str,
    unit_id: int | None = None,
    stage: str = Decision.Stage.DELIVERY,
    theme: str = "",
    involved: str = "",
    about: Sequence[str] = (),
    owner_id: int | None = None,
) -> str:
    """Open a decision, from what was said or before anything happened; returns its reference.

    `about` are '<room>.<kind>:<reference>' of signals, voices or searches: each becomes evidence as it is seen now.
    Whoever has to decide gets a task with a clock.
    """
    decision = Decision(organisation_id=organisation_id, unit_id=unit_id, opened_at=timezone.now())
    policy.require(actor, "prepare_decisions", decision)
    _described(decision, question, can_change, cannot_change, stage=stage, theme=theme, involved=involved)
    if unit_id is not None:
        _refuse_other_unit(organisation_id, unit_id)
    decision.opened_by_id = actor.account_id
    decision.save(force_insert=True)
    subject = policy.subject(decision.reference)
    for one in about:
        kind, _, of = one.partition(":")
        look(actor, decision, kind, of, Evidence.Side.FOR)
    tasks.open_task(
        actor=actor,
        organisation_id=organisation_id,
        unit_id=unit_id,
        kind=DECIDING,
        subject=subject,
        title=f"Decide: {decision.question}"[:200],
        verb="decide",
        role=Role.SERVICE_MANAGER if unit_id else Role.ENGAGEMENT_LEAD,
        clock="deciding",
        owner_id=owner_id,
    )
    changing.record(
        actor,
        "opened",
        decision,
        {"question": decision.question, "unit": unit_id, "stage": decision.stage, "about": list(about)},
    )
    return decision.reference


@transaction.atomic
def describe_decision(
    *,
    actor: Actor,
    reference: str,
    question: str,
    can_change: str,
    cannot_change: str,
    stage: str,
    theme: str = "",
    involved: str = "",
) -> Decision:
    """Say the question and its bounds anew, as long as the options are not fixed."""
    decision = changing.open_one(actor, reference)
    if decision.options_fixed_at is not None:
        raise Refused("The options are fixed: the question stays as it is.")
    _described(decision, question, can_change, cannot_change, stage=stage, theme=theme, involved=involved)
    decision.save()
    changing.record(actor, "described", decision, {"question": decision.question, "stage": decision.stage})
    return decision


@transaction.atomic
def add_option(*, actor: Actor, reference: str, text: str, note: str = "") -> Option:
    """Add something that could be done. Raises Refused once the options are fixed."""
    decision = changing.open_one(actor, reference)
    if decision.options_fixed_at is not None:
        raise Refused("The options are fixed. Open another decision for a new one.")
    given = changing.said(text, "Enter what could be done.", "text", 300)
    if decision.options.filter(text=given).exists():
        raise Refused("This option is on the list already.", "text")
    option = decision.options.create(text=given, note=changing.said(note, "", "note", required=False))
    changing.record(actor, "option-added", decision, {"option": given})
    return option


@transaction.atomic
def fix_options(*, actor: Actor, reference: str) -> Decision:
    """From now on no option is added: there has to be one at least."""
    decision = changing.open_one(actor, reference)
    if decision.options_fixed_at is not None:
        raise Refused("The options are fixed already.")
    options = list(decision.options.order_by("id").values_list("text", flat=True))
    if not options:
        raise Refused("Add at least one option first: what could be done?")
    decision.options_fixed_at = timezone.now()
    decision.save(update_fields=["options_fixed_at"])
    changing.record(actor, "options-fixed", decision, {"options": options, "involved": decision.involved != ""})
    return decision


@transaction.atomic
def declare_interest(*, actor: Actor, reference: str, what: str) -> Interest:
    """Say what one has to gain or lose oneself: from then on one does not decide. It cannot be taken back."""
    decision = changing.open_one(actor, reference, "declare_interests")
    if actor.account_id is None:
        raise Refused("Only a person has an interest.")
    given = changing.said(what, "Enter what your interest is.", "what", 400)
    if decision.interests.filter(account=actor.account_id).exists():
        raise Refused("You have declared an interest already.")
    interest = decision.interests.create(account_id=actor.account_id, what=given, declared_at=timezone.now())
    subject = policy.subject(reference)
    task = changing.live_task(subject, DECIDING)
    if task is not None and task.owner_id == actor.account_id:
        tasks.pass_task(actor=actor, reference=task.reference, to=None, reason="The owner declared an interest.")
    changing.record(actor, "interest-declared", decision, {"account": actor.reference})
    return interest


def _described(
    decision: Decision, question: str, can_change: str, cannot_change: str, *, stage: str, theme: str, involved: str
) -> None:
    decision.question = changing.said(question, "Enter the question that is to be decided.", "question", 300)
    decision.can_change = changing.said(can_change, "Enter what can be influenced.", "can_change")
    decision.cannot_change = changing.said(cannot_change, "Enter what cannot be influenced, and why.", "cannot_change")
    if stage not in Decision.Stage.values:
        raise Refused("Choose what it is about.", "stage")
    if theme and theme not in {label for label, _ in frame().themes}:
        raise Refused("Choose a theme from the list.", "theme")
    decision.stage, decision.theme = stage, theme
    decision.involved = changing.said(involved, "", "involved", required=False)


def _refuse_other_unit(organisation_id: int, unit_id: int) -> None:
    found = organisations.units([unit_id]).get(unit_id)
    if found is None or found.organisation_id != organisation_id:
        raise Refused("Choose a service of this organisation, or the whole organisation.", "unit")
