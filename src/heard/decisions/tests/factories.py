"""Small makers of voices and decisions for tests of any room."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.utils import timezone

from heard.decisions import actions
from heard.decisions.models import Decision
from heard.messages import actions as messages
from heard.messages.ports import Address
from heard.organisations.policy import SYSTEM, Actor
from heard.organisations.queries import OrganisationSummary, UnitSummary
from heard.voices.models import Answer, Receipt, Voice

_number = count(1)
WORDS = "Nobody came when I rang the bell in the night and I was afraid"


def make_voice(
    organisation: OrganisationSummary,
    unit: UnitSummary,
    words: str = WORDS,
    *,
    publication: str = "none",
    moderation: str = "",
    reply: bool = False,
    contact: bool = False,
    email: str = "",
    route: str = "line",
) -> str:
    """A voice with words and wishes; with an address it can be written to. Returns its reference."""
    number = next(_number)
    voice = Voice.objects.create(
        organisation_id=organisation.id,
        unit_id=unit.id,
        key=number,
        said_on=timezone.localdate(),
        received_at=timezone.now(),
        wishes={"publication": publication, "reply": reply, "contact": contact},
        moderation=moderation,
        route=route,
        event=0,
    )
    Answer.objects.create(voice=voice, words=words)
    if email:
        messages.keep_recipient(
            actor=SYSTEM,
            organisation_id=organisation.id,
            ref=f"voices.voice:{voice.reference}",
            way="email",
            address=Address(name="Ann Example", email=email),
        )
        Receipt.objects.create(voice=voice, key=voice.reference)
    return voice.reference


def make_decision(
    organisation: OrganisationSummary, unit: UnitSummary | None = None, *, actor: Actor = SYSTEM, **more: Any
) -> Decision:
    """An open decision with one option."""
    given: dict[str, Any] = {
        "question": "How do we make sure that bells are answered at night?",
        "can_change": "How many people are on duty, and where they sit.",
        "cannot_change": "The number of beds, because the building is what it is.",
        **more,
    }
    reference = actions.open_decision(
        actor=actor, organisation_id=organisation.id, unit_id=unit.id if unit else None, **given
    )
    actions.add_option(actor=actor, reference=reference, text="A second person at night", note="It costs money.")
    return found(reference)


def decided(decision: Decision, *, actor: Actor = SYSTEM, **more: Any) -> Decision:
    """The decision with its outcome."""
    if decision.options_fixed_at is None:
        actions.fix_options(actor=actor, reference=decision.reference)
    given = {
        "outcome": "part",
        "decided": "A second person answers bells at night.",
        "reasons": "People lay awake and were afraid.",
        "not_done": "No more beds, because there is no room.",
        "why_no_evidence": "" if decision.evidenced else "It was seen on a visit.",
    }
    return actions.decide(actor=actor, reference=decision.reference, **{**given, **more})


def found(reference: str) -> Decision:
    """A decision as it is now."""
    return Decision.objects.get(reference=reference)


def about(voice: str) -> str:
    """A voice as a source of a decision."""
    return f"voices.voice:{voice}"
