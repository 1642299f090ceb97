import datetime as dt
import json

import pytest
from django.db import transaction

from heard.ledger import actions, queries
from heard.ledger.models import Event, Opening, Pending
from heard.ledger.tests.factories import record, record_many
from heard.methods.tlog.canonical import commit
from heard.methods.tlog.tree import leaf_hash

AT = dt.datetime(2026, 5, 1, 12, 0, 0, 7, tzinfo=dt.timezone(dt.timedelta(hours=1)))


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="transaction"):
        actions.record(kind="a", subject="b", content={})
    with pytest.raises(RuntimeError, match="transaction"):
        actions.record_many(events=[actions.NewEvent("a", "b")])
    assert Event.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_an_event_goes_with_its_change():
    def change() -> None:
        with transaction.atomic():
            actions.record(kind="a", subject="b", content={})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    assert (Event.objects.count(), Opening.objects.count(), Pending.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("many", [False, True])
def test_the_commitment_covers_kind_subject_time_actor_and_body(many):
    given = {"kind": "a", "subject": "b:1", "content": {"z": "é", "a": [1, None]}, "actor": "c:2", "at": AT}
    with transaction.atomic():
        event_id = actions.record_many(events=[actions.NewEvent(**given)])[0] if many else actions.record(**given)
    event, opening = Event.objects.get(), Opening.objects.get()
    assert event.pk == opening.pk == event_id == Pending.objects.get().pk
    assert json.loads(opening.content) == {
        "kind": "a",
        "subject": "b:1",
        "at": "2026-05-01T11:00:00.000007Z",
        "actor": "c:2",
        "body": {"z": "é", "a": [1, None]},
    }
    assert bytes(event.commitment) == commit(bytes(opening.nonce), opening.content.encode())
    assert bytes(event.leaf_hash) == leaf_hash(bytes(event.commitment))
    assert (event.kind, event.at) == ("a", AT)


@pytest.mark.django_db
def test_equal_events_have_different_commitments():
    record()
    record()
    assert len({bytes(row) for row in Event.objects.values_list("commitment", flat=True)}) == 2


@pytest.mark.django_db
def test_many_events_get_consecutive_ids_in_their_order():
    ids = record_many(300)
    entries = queries.events(ids)
    assert [entry.content for entry in entries] == [{"number": number} for number in range(300)]
    assert [entry.event_id for entry in entries] == list(ids)
    assert list(record_many(0)) == []


@pytest.mark.django_db
def test_a_few_events_get_ids_that_grow_in_their_order():
    events = [actions.NewEvent("a", f"b:{number}", {"number": number}) for number in range(3)]
    ids = actions.record_few(events=events)
    assert ids == sorted(set(ids))
    assert [entry.content for entry in queries.events(ids)] == [{"number": number} for number in range(3)]
    assert actions.record_few(events=[]) == []


@pytest.mark.django_db
def test_history_is_of_its_subjects_only_and_in_the_order_of_time():
    later = record(1, subject="voice:1", at=AT + dt.timedelta(days=1), kind="answered", actor="account:7")
    first = record(2, subject="voice:1", at=AT)
    other = record(3, subject="voice:2", at=AT)
    record(4, subject="voice:3")
    assert [entry.event_id for entry in queries.history("voice:1")] == [first, later]
    assert {entry.event_id for entry in queries.history("voice:1", "voice:2")} == {first, later, other}
    entry = queries.history("voice:1")[1]
    assert (entry.kind, entry.actor, entry.subject, entry.sealed) == ("answered", "account:7", "voice:1", False)
    assert queries.history("voice:9") == []
    assert queries.size() == 4
    assert queries.events([other, 99, first])[1].event_id == first


@pytest.mark.django_db
def test_a_subject_that_is_too_long_is_refused_rather_than_cut():
    with pytest.raises(ValueError, match="80"):
        record(subject="x" * 81)
