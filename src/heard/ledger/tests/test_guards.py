import sqlite3

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from heard.ledger import actions, queries
from heard.ledger.apps import renew_guards
from heard.ledger.models import Checkpoint, Event, Leaf, Log
from heard.ledger.tests.factories import record

pytestmark = pytest.mark.django_db(transaction=True)

CHANGES = [
    "UPDATE ledger_event SET kind = 'other'",
    "DELETE FROM ledger_event",
    "UPDATE ledger_leaf SET seq = seq + 100",
    "DELETE FROM ledger_leaf",
    "UPDATE ledger_checkpoint SET note = ''",
    "DELETE FROM ledger_checkpoint",
    "UPDATE ledger_log SET key = ''",
    "DELETE FROM ledger_log",
]
ON_SQLITE = [
    "REPLACE INTO ledger_event SELECT id, 'other', commitment, leaf_hash, at FROM ledger_event",
    "INSERT OR REPLACE INTO ledger_leaf (event_id, log_id, seq) SELECT event_id + 1, log_id, seq FROM ledger_leaf",
    "REPLACE INTO ledger_checkpoint (id, log_id, size, root, note, at)"
    " SELECT id + 1, log_id, size, root, '', at FROM ledger_checkpoint",
    "INSERT INTO ledger_event SELECT * FROM ledger_event WHERE true ON CONFLICT (id) DO UPDATE SET kind = 'other'",
]
ON_POSTGRESQL = [
    f"TRUNCATE {table} CASCADE" for table in ("ledger_event", "ledger_leaf", "ledger_checkpoint", "ledger_log")
] + ["INSERT INTO ledger_event SELECT * FROM ledger_event ON CONFLICT (id) DO UPDATE SET kind = 'other'"]


def state() -> list:
    return [list(model.objects.order_by("pk").values_list()) for model in (Event, Leaf, Checkpoint, Log)]


def assert_refused() -> None:
    changes = CHANGES + (ON_POSTGRESQL if connection.vendor == "postgresql" else ON_SQLITE)
    before = state()
    assert all(before)
    for change in changes:
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    assert state() == before


@pytest.fixture
def sealed() -> int:
    event_id = record()
    assert actions.seal() == 1
    return event_id


def test_both_databases_refuse_to_change_what_was_recorded(sealed):
    assert_refused()


def test_the_orm_is_refused_too(sealed):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Event.objects.filter(pk=sealed).update(kind="other")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Event.objects.all().delete()


def test_the_guards_stand_after_migrating_back_and_forth(sealed):
    call_command("migrate", "ledger", "0001", verbosity=0)
    assert len(queries.missing_guards()) > 0
    call_command("migrate", "ledger", verbosity=0)
    assert queries.missing_guards() == []
    assert_refused()


def test_the_guards_stand_after_a_table_was_altered_and_everything_migrated(sealed):
    wider = models.CharField(max_length=90)
    wider.set_attributes_from_name("kind")
    narrow = Event._meta.get_field("kind")
    with connection.schema_editor() as editor:
        editor.alter_field(Event, narrow, wider)
    with connection.schema_editor() as editor:
        editor.alter_field(Event, wider, narrow)
    if connection.vendor == "sqlite":
        # Why they are renewed: SQLite's table was copied, and its triggers are gone.
        assert "guard_ledger_event_update" in queries.missing_guards()
    call_command("migrate", verbosity=0)
    assert queries.missing_guards() == []
    assert_refused()


def test_a_guard_that_was_dropped_or_weakened_is_named_and_renewed(sealed):
    name = update_guard()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE ledger_event DISABLE TRIGGER {name}")
        else:
            cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON ledger_event BEGIN SELECT 1; END")
    assert queries.missing_guards() == [name]
    renew_guards(using="default")
    assert queries.missing_guards() == []
    assert_refused()


def update_guard() -> str:
    return "guard_ledger_event_change" if connection.vendor == "postgresql" else "guard_ledger_event_update"


def test_replace_is_refused_on_a_connection_without_heards_pragmas(sealed):
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's")
    other = sqlite3.connect(connection.settings_dict["NAME"])
    for statement in ON_SQLITE:
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            other.execute(statement)
    other.close()
