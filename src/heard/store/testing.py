"""A pytest plugin: test databases that behave as Heard's own do, and a flush that passes their guards."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, connections, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import IndexOperation, ModelOperation
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.db.models.signals import post_migrate

# Triggers that refuse a change are named so; they are out of the way while the test database is emptied.
PREFIX = "guard_"


def flush(operations: Any, statements: list[str]) -> None:
    """Run the statements of a flush past the guards, which stand again afterwards."""
    connection = operations.connection
    savepoint = connection.features.can_rollback_ddl
    with transaction.atomic(using=connection.alias, savepoint=savepoint), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Triggers do not fire in this role; LOCAL ends with the transaction.
            cursor.execute("SET LOCAL session_replication_role = replica")
            statements = [f"DELETE FROM {table}" for table in _filled(cursor, statements)]  # noqa: S608
            guards = ["SET LOCAL session_replication_role = DEFAULT"]
        else:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"]
            )
            found = cursor.fetchall()
            for name, _ in found:
                cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
            guards = [statement for _, statement in found]
        for statement in [*statements, *guards]:
            cursor.execute(statement)


def _filled(cursor: Any, statements: list[str]) -> list[str]:
    """The tables with rows among those that PostgreSQL should truncate: truncating all of them takes .5 s."""
    tables = re.findall(r'"[^"]+"', " ".join(one for one in statements if one.startswith("TRUNCATE")))
    if not tables:
        return []
    filled = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables)  # noqa: S608
    cursor.execute(" UNION ALL ".join(filled))
    return [table for (table,) in cursor.fetchall()]


def finish_schema() -> None:
    """Make what migrations make besides tables (guards, the search index, keys checked by statement); all count as run.

    The tests' tables come from the models (TEST's MIGRATE) in a second, not from migrations in eight; tests/test_up.py
    compares both.
    """
    state = ProjectState.from_apps(apps)
    for config in apps.get_app_configs():
        if not config.name.startswith("heard.") or not os.path.isdir(f"{config.path}/migrations"):
            continue
        for name in sorted(module.name for module in iter_modules([f"{config.path}/migrations"])):
            for operation in import_module(f"{config.name}.migrations.{name}").Migration.operations:
                if not isinstance(operation, ModelOperation | FieldOperation | IndexOperation):
                    with connection.schema_editor() as editor:
                        operation.database_forwards(config.label, editor, state, state)
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for app, name in MigrationLoader(None).disk_migrations:
        recorder.record_applied(app, name)


def start_process(code: str) -> subprocess.Popen[str]:
    """Run Python code in a process of its own, on the test database; its standard output is a pipe."""
    given = connections["default"].settings_dict
    environment = {**os.environ, "HEARD_HOME": str(settings.HOME), "DJANGO_SETTINGS_MODULE": "heard.config.settings"}
    if given["ENGINE"].endswith("sqlite3"):
        environment["DATABASE_URL"] = f"sqlite:///{given['NAME']}"
    else:
        login = f"{given['USER']}:{given['PASSWORD']}"
        environment["DATABASE_URL"] = f"postgresql://{login}@/{given['NAME']}?host={given['HOST']}"
        environment["PGPORT"] = str(given["PORT"])
    return subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True)


def pytest_configure(config: pytest.Config) -> None:
    """Put SQLite's test database into a file: one in memory has no write-ahead log and no second connection."""
    # A password takes .2 s to keep well; tests keep theirs badly.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    given = connections["default"].settings_dict
    given["TEST"]["MIGRATE"] = False
    if given["ENGINE"].endswith("sqlite3"):
        folder = tempfile.mkdtemp(prefix="heard-test-database-")
        given["TEST"]["NAME"] = f"{folder}/test.sqlite3"
        config.add_cleanup(partial(shutil.rmtree, folder, ignore_errors=True))


@pytest.fixture(autouse=True, scope="session")
def flush_past_guards() -> Iterator[None]:
    """Let the flush of transactional tests pass."""
    patch = pytest.MonkeyPatch()
    patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush)
    # Heard's policy knows no permissions of Django's: made again after each flush, they took .15 s.
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    yield
    patch.undo()
    connections.close_all()


@pytest.fixture(autouse=True)
def own_ledger_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> None:
    """Give each test its own place for published checkpoints: its database is another one, too."""
    folder = tmp_path_factory.getbasetemp() / f"ledger-{abs(hash(request.node.nodeid)):x}"
    monkeypatch.setattr(settings, "LEDGER_FOLDER", folder, raising=False)
