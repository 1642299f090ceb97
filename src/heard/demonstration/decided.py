"""The demonstration's decision: whether what helped at the Eye Clinic stays, with evidence of both sides and replies.

Its moments are today's: a ledger is not dated back, not even for a demonstration. What it rests on is two years of
comments, and two people who rang and want to know what comes of it.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from heard.decisions import actions
from heard.decisions import queries as decisions
from heard.decisions.queries import DecisionFilter
from heard.organisations import queries as organisations
from heard.organisations.policy import Actor
from heard.organisations.queries import Scope
from heard.voices import actions as voices
from heard.voices.actions import Said
from heard.voices.capture.wishes import Wishes

QUESTION = "Do the text messages and the Saturday clinics at the Eye Clinic stay?"
_SPOKEN = (
    ("Ann Example", "The text message the day before is what gets me there.", "for", "without_name"),
    ("Ravi Example", "A Saturday is hard for my daughter, who works then and brings me.", "contrary", "none"),
)


@transaction.atomic
def ensure(organisation_id: int, lead: Actor) -> None:
    """The decision with its evidence, action, replies and publication. Where its question is known, nothing is done."""
    if any(row.question == QUESTION for row in decisions.all_decisions(Scope(organisation_id, None), DecisionFilter())):
        return
    clinic = next((row.unit for row in organisations.tree(organisation_id) if row.name == "Eye Clinic"), None)
    if clinic is None:
        return
    reference = actions.open_decision(
        actor=lead,
        organisation_id=organisation_id,
        unit_id=clinic.id,
        stage="evaluation",
        theme="Appointment arrangements",
        question=QUESTION,
        can_change="How appointments are told, and on which days the clinic is open.",
        cannot_change="How many rooms the clinic has: the building is shared with others.",
        involved="Patients in the waiting room over four weeks, and the group of people with sight loss.",
    )
    actions.add_evidence(
        actor=lead, reference=reference, kind="coding.search", of=f"service={clinic.name}&words=text+message"
    )
    for number, (name, words, side, publication) in enumerate(_SPOKEN):
        said = Said(
            question="What would you like to tell us?",
            words=words,
            relation="patient",
            wishes=Wishes(reply=True, publication=publication),
            contact={"name": name, "email": f"patient{number}@riverside.example"},
        )
        told = voices.enter_for_someone(
            actor=lead, unit_id=clinic.id, channel="telephone", token=f"demonstration-eye-clinic-{number}", said=said
        )
        add = actions.add_evidence if side == "for" else actions.add_contrary
        add(actor=lead, reference=reference, kind="voices.voice", of=told.reference)
    _decided(lead, reference)


def _decided(lead: Actor, reference: str) -> None:
    for option in ("Keep both", "Keep the text messages, and go back to weekdays", "Go back to letters and weekdays"):
        actions.add_option(actor=lead, reference=reference, text=option)
    actions.fix_options(actor=lead, reference=reference)
    actions.decide(
        actor=lead,
        reference=reference,
        outcome="part",
        decided="Text messages stay for everybody, and the clinic stays open on two Saturdays a month.",
        reasons="Fewer people came in vain since there are text messages. Saturdays help those who work on weekdays.",
        not_done="Not every Saturday: some families cannot come then, and weekday clinics would have had to close.",
    )
    due = timezone.localdate() + timedelta(days=30)
    actions.add_action(
        actor=lead,
        reference=reference,
        what="Ask at booking whether a Saturday suits",
        due_on=due,
        measure="Comments about appointments that were missed or moved",
        direction="down",
        comparator="The other clinics of the same department",
        check_on=due + timedelta(days=90),
        owner_id=lead.account_id,
    )
    actions.draft_replies(actor=lead, reference=reference)
    actions.send_replies(actor=lead, reference=reference)
    actions.publish(
        actor=lead,
        reference=reference,
        you_said="Reminders by text message help. Saturdays suit some, and not others.",
        we_did="Text messages stay, and there are clinics on two Saturdays a month. At booking we ask what suits.",
    )
