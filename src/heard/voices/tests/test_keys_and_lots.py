"""Keys that are checked a statement at a time, and words that are looked at for several chunks together."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from heard.store.bulk import bulk_insert, reserve_ids
from heard.voices.importing import preparing, running
from heard.voices.models import Answer, Voice
from heard.voices.tests.factories import bring, organisation, row, table

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
FILE = table([row(n, answer=f"Dr Okafor{n} was kind") for n in range(12)])


def copied(voice: int) -> None:
    """An answer of a voice, stored as an import stores it."""
    fields = ["id", "voice_id", "question_id", "state", "words", "masked", "supplier_id"]
    bulk_insert(Answer, fields, [(reserve_ids(Answer, 1), voice, None, 1, "Good", False, "")])


def test_answers_without_their_voice_are_refused() -> None:
    bring(organisation().id, FILE)
    before = Answer.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        copied(Voice.objects.order_by("id").values_list("id", flat=True).last() + 1)
    assert Answer.objects.count() == before


def test_an_answer_cannot_be_given_to_a_voice_that_is_not_there() -> None:
    bring(organisation().id, FILE)
    answer = Answer.objects.earliest("id")
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(voice=answer.voice_id + 1_000)


def test_a_voice_with_answers_cannot_be_deleted_from_under_them() -> None:
    bring(organisation().id, FILE)
    voice = Voice.objects.earliest("id")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {Voice._meta.db_table} WHERE id = %s", [voice.pk])
    assert Answer.objects.filter(voice=voice.pk).exists()


def test_a_voice_needs_a_service_that_is_there() -> None:
    bring(organisation().id, FILE)
    voice = Voice.objects.earliest("id")
    with pytest.raises(IntegrityError), transaction.atomic():
        Voice.objects.filter(pk=voice.pk).update(unit=voice.unit_id + 1_000)


@pytest.mark.parametrize("held", [preparing.LONGEST, 1])
def test_chunks_that_share_a_lot_keep_their_own_words(held: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "CHUNK", dict.fromkeys(running.CHUNK, 5))
    monkeypatch.setattr(preparing, "LONGEST", held)
    before = Answer.objects.count()
    trust = organisation()
    bring(
        trust.id, table([row(n, answer=f"Bay {n} was cold" if n % 3 else f"Dr Okafor let {n} go") for n in range(12)])
    )
    said = list(Answer.objects.filter(voice__organisation=trust.id).order_by("line").values_list("words", "masked"))
    assert said == [(f"Bay {n} was cold", False) if n % 3 else (f"Dr [name] let {n} go", True) for n in range(12)]
    assert Answer.objects.count() == before + 12
