"""Random sequences of what people may press: the rules hold whatever the order."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heard.decisions import actions, queries
from heard.decisions.models import Decision, Evidence, Interest
from heard.decisions.tests.factories import WORDS, found, make_decision, make_voice
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.tests.factories import make_actor, make_organisation, make_unit
from heard.voices.models import Voice

pytestmark = pytest.mark.django_db

ROLES = (Role.ENGAGEMENT_LEAD, Role.SERVICE_MANAGER, Role.BOARD_MEMBER, Role.ANALYST)
SPOKEN = ("The bell was never heard by anybody at all that night", WORDS)
TEXTS = ("", "Bells were not answered", WORDS, SPOKEN[0], "Nurse Okafor was there")
steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["evidence", "contrary", "option", "fix", "interest", "decide", "publish", "withdraw", "describe"]
        ),
        st.integers(0, len(ROLES) - 1),
        st.sampled_from(TEXTS),
        st.integers(0, 1),
    ),
    min_size=4,
    max_size=20,
)


@dataclass
class World:
    """Two voices, of which one may be shown, and a decision."""

    def __post_init__(self) -> None:
        self.trust = make_organisation()
        self.ward = make_unit(self.trust, "Kestrel Ward", "ward")
        self.people = [make_actor(self.trust, role) for role in ROLES]
        self.voices = [
            make_voice(
                self.trust, self.ward, SPOKEN[0], publication="without_name", moderation=Voice.Moderation.PUBLISHED
            ),
            make_voice(self.trust, self.ward, SPOKEN[1]),
        ]
        self.reference = make_decision(self.trust, self.ward).reference
        self.interested: set[int] = set()

    def act(self, step: str, who: int, text: str, which: int) -> None:
        """Press one thing; refusals are answers, too."""
        given = {"actor": self.people[who], "reference": self.reference}
        if step in {"evidence", "contrary"}:
            add = actions.add_evidence if step == "evidence" else actions.add_contrary
            add(**given, kind="voices.voice", of=self.voices[which])
        elif step == "option":
            actions.add_option(**given, text=text)
        elif step == "fix":
            actions.fix_options(**given)
        elif step == "interest":
            actions.declare_interest(**given, what=text)
        elif step == "decide":
            outcome = "done" if which else "cannot"
            actions.decide(**given, outcome=outcome, decided="It is so.", reasons=text, not_done=text)
        elif step == "publish":
            actions.publish(**given, you_said=text, we_did="A second person is on duty.")
        elif step == "withdraw":
            actions.withdraw_decision(**given, reason=text)
        else:
            actions.describe_decision(**given, question=text, can_change="A", cannot_change="B", stage="design")


def holds(world: World, decided_by: int | None) -> None:
    """What is true of a decision whatever was pressed."""
    decision = found(world.reference)
    interested = set(Interest.objects.filter(decision=decision).values_list("account_id", flat=True))
    if decision.decided_at is not None:
        assert decision.reasons
        assert decision.evidenced == decision.evidence.count()
        assert decision.evidenced or decision.why_no_evidence
        assert decision.options_fixed_at is not None
        assert not Evidence.objects.filter(decision=decision, made_at__gt=decision.decided_at).exists()
        assert decision.decided_by_id not in interested
        assert decided_by in {None, decision.decided_by_id}
    chain = queries.chain(world.trust.id, world.reference)
    if chain is not None:
        assert decision.published_at is not None
        assert decision.decided_at is not None
        assert WORDS not in str(chain) or not decision.evidence.filter(of=world.voices[1]).exists()
        assert all(words == SPOKEN[0] for words, *_ in chain.words)
        assert "Okafor" not in str(chain)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_no_sequence_breaks_a_rule(steps):
    world = World()
    decided_by = None
    # Every sequence comes as far as it can: half of them would never fix an option.
    for step in (
        *steps,
        ("evidence", 0, "", 1),
        ("fix", 0, "", 0),
        ("decide", 2, "Because", 1),
        ("publish", 0, "Bells", 0),
    ):
        try:
            world.act(*step)
        except Refused:
            continue
        decided_by = Decision.objects.values_list("decided_by_id", flat=True).get(reference=world.reference)
        holds(world, decided_by)
    holds(world, decided_by)
