import datetime as dt
import threading
import uuid
from decimal import Decimal

import numpy
import pytest
from django.db import IntegrityError, connection, connections, transaction

from heard.store import locks
from heard.store.bulk import bulk_insert, insert_made, insert_new, insert_numbered, reserve_for, reserve_ids
from heard.store.tests.samples import Kind, Named, Sample

pytestmark = pytest.mark.usefixtures("sample_tables")

AT = dt.datetime(2026, 3, 29, 1, 30, 0, 5, tzinfo=dt.timezone(dt.timedelta(hours=1)))
GIVEN = {
    "words": Kind.PLAIN,
    "text": 'kind\tof\n\\N "é"',
    "number": -(2**31),
    "small": 32767,
    "large": 2**63 - 1,
    "share": 0.1,
    "amount": Decimal("-123456.78"),
    "flag": True,
    "day": dt.date(1, 1, 1),
    "at": AT,
    "raw": bytes(range(256)),
    "about": {"words": 'é"\n', "none": None, "list": [1, 2.5, True]},
    "key": uuid.UUID(int=7),
    "parent_id": 12,
}
EMPTY = dict.fromkeys(GIVEN) | {"words": "", "text": "", "flag": False, "at": AT, "raw": b""}
FIELDS = list(GIVEN)


def sample(**more: object) -> Sample:
    made = Sample(**{**EMPTY, **more})
    made.save()
    return made


@pytest.mark.django_db
@pytest.mark.parametrize("given", [GIVEN, EMPTY], ids=["full", "empty"])
def test_rows_come_back_as_they_went_in_and_are_found_as_djangos_own(given):
    assert bulk_insert(Sample, FIELDS, [tuple(given.values())]) == 1
    own = sample(**given)
    first, second = Sample.objects.order_by("id").values_list(*FIELDS)
    assert [bytes(value) if isinstance(value, memoryview) else value for value in first] == list(given.values())
    assert first == second
    # Filters compare with the value as Django writes it.
    for name in ("amount", "day", "at", "key", "share"):
        assert Sample.objects.filter(**{name: given[name]}).count() == 2
    assert own.pk > 1


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 1234])
def test_every_row_is_inserted_whatever_their_number(count):
    rows = [{**EMPTY, "number": number} for number in range(count)]
    assert bulk_insert(Sample, FIELDS, (tuple(row.values()) for row in rows)) == count
    assert list(Sample.objects.order_by("id").values_list("number", flat=True)) == list(range(count))


@pytest.mark.django_db
def test_a_column_type_without_a_name_for_binary_copy_goes_as_text():
    about = {"words": 'tab\t"é"\\'}
    bulk_insert(Named, ["name", "address", "about"], [("a", "192.0.2.1", about), ("b", None, None)])
    assert list(Named.objects.order_by("name").values_list()) == [("a", "192.0.2.1", about), ("b", None, None)]


@pytest.mark.django_db(transaction=True)
def test_all_rows_or_none_are_inserted():
    with pytest.raises(IntegrityError):
        bulk_insert(Named, ["name"], [("a",), ("b",), ("a",)])
    assert Named.objects.count() == 0


@pytest.mark.django_db
def test_numpy_scalars_are_refused():
    with pytest.raises(TypeError, match="tolist"):
        bulk_insert(Sample, ["number"], [(numpy.int64(1),)])


@pytest.mark.django_db
def test_reserved_ids_are_used_by_no_later_insert():
    first = reserve_ids(Sample, 10)
    sample()
    later = reserve_ids(Sample, 5)
    assert Sample.objects.get().pk >= first + 10
    assert later > Sample.objects.get().pk


@pytest.mark.django_db
def test_only_automatic_keys_can_be_reserved():
    with pytest.raises(TypeError):
        reserve_ids(Named, 1)
    with pytest.raises(ValueError, match="at least one"):
        reserve_ids(Sample, 0)


@pytest.mark.django_db(transaction=True)
def test_reserved_ids_are_consecutive_and_nobody_elses_while_others_insert():
    reserved: list[range] = []
    inserted: list[int] = []
    failures: list[Exception] = []

    def reserve() -> None:
        for _ in range(20):
            first = reserve_ids(Sample, 300)
            reserved.append(range(first, first + 300))

    def insert() -> None:
        for _ in range(60):
            inserted.append(sample().pk)

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
    first = reserve_ids(Sample, 1000)
    sample()
    assert Sample.objects.get().pk == first + 1000


@pytest.mark.django_db(transaction=True)
def test_a_lock_needs_a_transaction():
    with pytest.raises(RuntimeError, match="transaction"):
        locks.advisory("name")
    with transaction.atomic():
        locks.advisory("name")
        locks.advisory("name")
    assert connection.in_atomic_block is False


@pytest.mark.django_db
def test_what_was_made_is_inserted_as_it_would_be_saved() -> None:
    saved = sample(**GIVEN)
    first = reserve_ids(Sample, 2)
    insert_made(Sample(id=first, **GIVEN), Sample(id=first + 1, **EMPTY))
    insert_made(Sample(**GIVEN))
    columns = [name for name in FIELDS if name != "id"]
    rows = list(Sample.objects.order_by("id").values_list(*columns))
    assert rows == [rows[0], rows[0], rows[2], rows[0]]
    assert Sample.objects.filter(pk=first + 1, words="").exists()
    assert saved.pk < first


@pytest.mark.django_db
def test_what_is_inserted_learns_the_keys_that_it_was_given() -> None:
    sample(**GIVEN)
    made = [Sample(**{**GIVEN, "number": number}) for number in range(120)]
    insert_numbered(*made)
    keys = [one.pk for one in made]
    assert keys == sorted(set(keys))
    assert Sample.objects.in_bulk(keys).keys() == set(keys)
    assert [Sample.objects.get(pk=pk).number for pk in keys[::40]] == [0, 40, 80]
    insert_numbered()


@pytest.mark.django_db
def test_only_what_is_not_there_yet_is_inserted() -> None:
    assert insert_new(*(Named(name=f"n{number}") for number in range(0, 240, 2))) == 120
    Named.objects.filter(name="n0").update(about={"first": True})
    assert insert_new(*(Named(name=f"n{number}") for number in range(240))) == 120
    assert Named.objects.count() == 240
    assert Named.objects.get(name="n0").about == {"first": True}
    assert insert_new() == 0


@pytest.mark.django_db
def test_ids_of_several_models_are_reserved_at_once() -> None:
    (first,) = reserve_for((Sample, 3))
    assert reserve_for((Sample, 1), (Sample, 2)) == (first + 3, first + 4)
