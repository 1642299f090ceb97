"""Two people change one voice at the same moment."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from django.db import connection, connections, transaction

from heard.coding.actions import changes, corrections, counts, storing
from heard.coding.tests.factories import Said, batch
from heard.organisations.models import Role
from heard.organisations.tests.factories import make_actor, make_organisation, make_unit
from heard.voices import queries as voices
from heard.voices.ports import VoicesChanged


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_waits_for_a_correction_and_counts_stay_right(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one transaction write at a time")
    organisation = make_organisation()
    ward = make_unit(organisation, kind="ward").id
    storing.store(batch(organisation.id, {1: Said(ward, answers=[(None, "theme1 mood1 level0")])}))()
    monkeypatch.setattr(voices, "words", lambda ids: {100: voices.Words(100, "V1", "Why?", "kind", False)})
    analyst = make_actor(organisation, Role.ANALYST)
    corrected = Event()

    def withdraw() -> None:
        corrected.wait(10)
        with transaction.atomic():
            changes.follow(VoicesChanged([1], "withdrawn"))
        connections.close_all()

    other = Thread(target=withdraw)
    other.start()
    with transaction.atomic():
        corrections.correct(actor=analyst, answer_id=100, themes=[3], sentiment=5, seriousness=2)
        corrected.set()
        # Long enough for the withdrawal to have read what the voice counts for, if it did not wait.
        other.join(1)
        assert other.is_alive()
    other.join(10)
    assert counts.differences(organisation.id) == []
