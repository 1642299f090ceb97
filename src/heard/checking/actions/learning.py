"""When the coder measures by itself what corrections would change: adopting it stays a person's."""

from __future__ import annotations

from typing import Final

from heard.coding.actions import calibrations
from heard.coding.queries.calibrations import last_measured
from heard.coding.queries.current import checked_counts
from heard.organisations.policy import Actor

# So many more checked comments than at the last measurement make another one worth it.
MORE: Final = 50


def learn_where_due(*, actor: Actor) -> int:
    """Measure for each organisation with enough new corrections; returns for how many. Safe to run twice."""
    due = []
    measured = last_measured()
    for organisation_id, count in checked_counts().items():
        if count >= max(calibrations.ENOUGH, measured.get(organisation_id, 0) + MORE):
            calibrations.learn(actor=actor, organisation_id=organisation_id)
            due.append(organisation_id)
    return len(due)
