"""Writing a prepared chunk: all or nothing, with its progress mark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from heard.ledger.actions import NewEvent, record_many
from heard.store.bulk import bulk_insert
from heard.voices.errors import Superseded
from heard.voices.importing import proof
from heard.voices.importing.chunks import Chunk
from heard.voices.models import Answer, BatchProof, Contact, Import, Original, Voice

VOICE_FIELDS: Final = (
    *("id", "reference", "organisation_id", "unit_id", "batch_id", "source_id", "key", "supplier_id"),
    *("said_on", "said_on_day_first", "said_on_month_first", "experienced_on", "received_at"),
    *("relation", "channel", "language", "rating", "rating_as_said", "about", "wishes", "event", "place", "salt"),
)
ANSWER_FIELDS: Final = (
    *("id", "voice_id", "question_id", "state", "words", "masked", "supplier_id", "line", "added_id"),
)


@transaction.atomic
def store(chunk: Chunk, import_id: int, *, done: int, last: int, actor: str) -> None:
    """Write the chunk of voices `done` … `last` - 1 with its mark, its event, and what other rooms add.

    Raises Superseded where another process has gone on from `done`, or the import no longer runs.
    """
    row = Import.objects.select_for_update().filter(pk=import_id).first()
    if row is None or row.state != Import.State.RUNNING or row.voices_done != done:
        raise Superseded
    row.counts = add_up(row.counts, chunk.counts)
    row.voices_done = last
    row.save(update_fields=["counts", "voices_done"])
    if chunk.leaves:
        content = {
            "from": done,
            "until": last,
            "voices": len(chunk.voices),
            "touched": chunk.touched,
            "digest": proof.root(chunk.leaves).hex(),
        }
        event = NewEvent("voices.imported", f"import:{row.reference}", content, actor)
        record_many(events=[event], first_id=chunk.event)
        BatchProof.objects.create(event=chunk.event, batch_id=import_id, leaves=b"".join(chunk.leaves))
    # Voices stored before get new answers: none is withdrawn or restored meanwhile, without or with these.
    known = {row[1] for row in chunk.answers if row[-1] is not None}
    if known:
        list(Voice.objects.select_for_update().filter(id__in=known).order_by("id").values_list("id"))
    bulk_insert(Voice, VOICE_FIELDS, chunk.voices)
    bulk_insert(Answer, ANSWER_FIELDS, chunk.answers)
    bulk_insert(Original, ["answer_id", "words", "spans"], chunk.originals)
    bulk_insert(Contact, ["voice_id", "sealed"], chunk.contacts)
    for finish in chunk.finish:
        finish()


def add_up(total: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Counts added, nested ones too.

    >>> add_up({"a": 1, "r": {"1": 2}}, {"a": 2, "r": {"1": 1, "7": 1}})
    {'a': 3, 'r': {'1': 3, '7': 1}}
    """
    result = dict(total)
    for name, value in more.items():
        held = result.get(name)
        result[name] = add_up(held or {}, value) if isinstance(value, Mapping) else (held or 0) + value
    return result
