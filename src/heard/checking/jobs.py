"""Work of the checking room that runs by itself."""

from __future__ import annotations

from heard.organisations.policy import SYSTEM
from heard.store.background import periodic


@periodic(seconds=60 * 60)
def learn_from_corrections() -> None:
    """Measure what corrections would change wherever enough have come since the last time. Adopts nothing."""
    from heard.checking.actions.learning import learn_where_due

    learn_where_due(actor=SYSTEM)


@periodic(seconds=6 * 60 * 60)
def begin_monthly_readings() -> None:
    """Draw last month's comments that were not flagged, for whoever is named to read them."""
    from heard.checking.actions.monthly import begin_readings

    begin_readings(actor=SYSTEM)
