"""The demonstration's decision: made once, through everybody's own actions, with both sides and replies."""

from __future__ import annotations

from datetime import date

import pytest

from heard.decisions import queries as decisions
from heard.demonstration import actions, decided
from heard.organisations import queries as organisations
from heard.organisations.queries import Scope

pytestmark = pytest.mark.django_db


def test_the_eye_clinic_has_a_decision_with_both_sides_an_action_and_replies() -> None:
    trust = actions.ensure(count=90, until=date(2026, 11, 20))
    lead = organisations.actor_by_email("lead@riverside.example")
    assert lead is not None
    decided.ensure(trust.id, lead)
    (row,) = decisions.decisions(Scope(trust.id, None), decisions.DecisionFilter()).rows
    found = decisions.decision(lead, trust.id, row.reference)
    assert found is not None
    assert found.state is decisions.State.PUBLISHED
    assert {one.side for one in found.evidence} == {"for", "contrary"}
    assert len(found.actions) == 1
    assert [reply.name for reply in found.replies] == ["Ann Example", "Ravi Example"]
    assert all(reply.sent_at for reply in found.replies)
