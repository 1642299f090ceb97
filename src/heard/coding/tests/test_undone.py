"""What is left in Explore's tables of an import that was undone."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from heard.coding.models import Code, ExploreAnswer, ExploreVoice
from heard.coding.tests.ground import make_ground
from heard.organisations.policy import SYSTEM
from heard.voices import actions, ports
from heard.voices.importing import undoing
from heard.voices.models import Voice
from heard.voices.tests.factories import bring, organisation, row, table


@pytest.mark.both
@pytest.mark.django_db
def test_undo_forgets_the_codes_of_voices_that_were_withdrawn_too() -> None:
    batch = bring(organisation().id, table([row(1), row(2)]))
    withdrawn = Voice.objects.get(supplier_id="r2")
    actions.withdraw_voice(actor=SYSTEM, voice_id=withdrawn.pk, reason="Sent by mistake")
    assert (Code.objects.count(), ExploreVoice.objects.count()) == (2, 1)
    actions.undo_import(actor=SYSTEM, import_id=batch.pk, enqueue=False)
    undoing.undo(batch.pk)
    assert not Code.objects.exists()
    assert not ExploreAnswer.objects.exists()
    assert not Voice.objects.exists()


@pytest.mark.both
@pytest.mark.django_db
def test_words_that_were_hidden_and_are_then_forgotten_leave_the_index_whole() -> None:
    said = [voice.pk for voice in make_ground().voices]
    with transaction.atomic():
        for what in ("routed", "routed", "deleted"):
            ports.changed(ports.VoicesChanged(said, what))
    assert not ExploreAnswer.objects.exists()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Raises where the index and what it indexes say different things.
            cursor.execute("INSERT INTO coding_words (coding_words) VALUES ('integrity-check')")
