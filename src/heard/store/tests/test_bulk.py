import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django_tasks_db.models import DBTaskResult

from heard.ledger.models import Event, Pending
from heard.store.bulk import bulk_insert, reserve_ids

NOW = dt.datetime(2026, 3, 29, 1, 30, 0, 5, tzinfo=dt.timezone(dt.timedelta(hours=1)))


def event_row(number: int) -> tuple:
    return ("kind\tof\n\\N", bytes([number, 0, 255]), b"", NOW)


FIELDS = ["kind", "commitment", "leaf_hash", "at"]


@pytest.mark.django_db
def test_rows_come_back_as_they_went_in():
    assert bulk_insert(Event, FIELDS, (event_row(number) for number in range(3))) == 3
    events = list(Event.objects.order_by("id"))
    assert [bytes(event.commitment) for event in events] == [b"\x00\x00\xff", b"\x01\x00\xff", b"\x02\x00\xff"]
    assert {(event.kind, event.at) for event in events} == {("kind\tof\n\\N", NOW)}
    # A filter finds them only if the value is written as Django writes it.
    assert Event.objects.filter(at=NOW).count() == 3


@pytest.mark.django_db
def test_json_uuids_and_nulls_are_written_as_django_writes_them():
    import uuid

    key = uuid.uuid4()
    fields = ["id", "status", "enqueued_at", "started_at", "args_kwargs", "priority", "task_path", "worker_ids"]
    fields += ["queue_name", "backend_name", "run_after", "return_value", "exception_class_path", "traceback"]
    row = (key, "READY", NOW, None, {"words": 'é"\n', "none": None}, 0, "a", [], "q", "default", NOW, None, "", "")
    bulk_insert(DBTaskResult, fields, [row])
    found = DBTaskResult.objects.get(pk=key, started_at=None)
    assert DBTaskResult.objects.filter(args_kwargs__none=None).exists()
    assert (found.args_kwargs, found.worker_ids) == ({"words": 'é"\n', "none": None}, [])


@pytest.mark.django_db(transaction=True)
def test_all_rows_or_none_are_inserted():
    with pytest.raises(IntegrityError):
        bulk_insert(Pending, ["event_id"], [(1,), (2,), (1,)])
    assert Pending.objects.count() == 0


@pytest.mark.django_db
def test_numpy_scalars_are_refused():
    import numpy

    with pytest.raises(TypeError, match="tolist"):
        bulk_insert(Pending, ["event"], [(numpy.int64(1),)])


@pytest.mark.django_db
def test_no_rows_insert_nothing():
    assert bulk_insert(Pending, ["event"], []) == 0


@pytest.mark.django_db
def test_reserved_ids_are_used_by_no_later_insert():
    first = reserve_ids(Event, 10)
    Event(kind="a", commitment=b"", leaf_hash=b"", at=NOW).save()
    later = reserve_ids(Event, 5)
    assert Event.objects.get().pk >= first + 10
    assert later > Event.objects.get().pk


@pytest.mark.django_db
def test_only_automatic_keys_can_be_reserved():
    with pytest.raises(TypeError):
        reserve_ids(Pending, 1)
    with pytest.raises(ValueError, match="at least one"):
        reserve_ids(Event, 0)


@pytest.mark.django_db(transaction=True)
def test_reserved_ids_are_consecutive_and_nobody_elses_while_others_insert():
    reserved: list[range] = []
    inserted: list[int] = []
    failures: list[Exception] = []

    def reserve() -> None:
        for _ in range(20):
            first = reserve_ids(Event, 300)
            reserved.append(range(first, first + 300))

    def insert() -> None:
        for _ in range(60):
            event = Event(kind="a", commitment=b"", leaf_hash=b"", at=NOW)
            event.save()
            inserted.append(event.pk)

    def run(work) -> None:
        try:
            work()
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in (reserve, reserve, insert, insert)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    ids = [number for run_of_ids in reserved for number in run_of_ids] + inserted
    assert len(ids) == len(set(ids)) == 40 * 300 + 120


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_always_broken_is_taken_under_a_lock(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    monkeypatch.setattr("heard.store.sql.ATTEMPTS", 0)
    first = reserve_ids(Event, 1000)
    Event(kind="a", commitment=b"", leaf_hash=b"", at=NOW).save()
    assert Event.objects.get().pk == first + 1000


@pytest.mark.django_db(transaction=True)
def test_a_lock_needs_a_transaction():
    from heard.store import locks

    with pytest.raises(RuntimeError, match="transaction"):
        locks.advisory("name")
    with transaction.atomic():
        locks.advisory("name")
        locks.advisory("name")
    assert connection.in_atomic_block is False
