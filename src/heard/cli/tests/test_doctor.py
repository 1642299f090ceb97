from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection

from heard.cli import doctor
from heard.coding.models import Cell
from heard.demonstration import actions
from heard.organisations.models import UnitSpan
from heard.organisations.tests.factories import make_organisation
from heard.voices.tests.speaking import open_at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PATIENCE", 0.0)


def findings() -> dict[str, doctor.Finding]:
    return {finding.what: finding for finding in doctor.look()}


def test_a_sound_installation_lacks_only_what_a_test_does_not_run() -> None:
    actions.ensure(count=60, until=date(2026, 11, 20))
    failing = {what for what, finding in findings().items() if not finding.well}
    assert failing <= {"Worker", "Styles and script"}


def test_an_open_page_whose_notices_are_incomplete_is_found_and_a_language_that_is_not_compiled(
    settings: Any, tmp_path: Path
) -> None:
    organisation = make_organisation("riverside")
    assert findings()["Privacy notices"].well, "nobody speaks there yet"
    open_at(organisation)
    assert findings()["Privacy notices"].found == "incomplete in riverside"
    assert findings()["Languages"].found == "Cymraeg"
    settings.LOCALE_PATHS = [tmp_path]
    assert "Cymraeg is not compiled" in findings()["Languages"].found


def test_a_worker_that_does_not_answer_is_said_with_what_to_do() -> None:
    assert findings()["Worker"].do == "Start heard up, or heard worker."


def test_spans_that_differ_from_a_rebuild_are_found() -> None:
    actions.ensure(count=60, until=date(2026, 11, 20))
    UnitSpan.objects.order_by("id")[0].delete()
    assert "riverside" in findings()["Services trees"].found


def test_counts_that_differ_from_a_rebuild_are_found() -> None:
    from heard.coding.actions import counts

    made = actions.ensure(count=60, until=date(2026, 11, 20))
    counts.rebuild_cells(organisation_id=made.id)
    cell = Cell.objects.order_by("unit_id", "facet", "period", "value")[0]
    Cell.objects.filter(pk=cell.pk).update(voices=cell.voices + 1)
    assert findings()["Counts"].found == "differ from a rebuild: 1 in riverside"


def test_bank_holidays_that_end_within_a_year_are_found() -> None:
    with time_machine.travel(date(2027, 12, 30), tick=False):
        assert findings()["Bank holidays"].well
    with time_machine.travel(date(2028, 1, 2), tick=False):
        found = findings()["Bank holidays"]
    assert found.found == "known until 31 December 2028"
    assert not found.well


def test_a_ledger_without_its_guard_is_found() -> None:
    from heard.ledger import sql

    (first, *_) = guards()
    table = " ON ledger_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {first}{table}")
    assert not findings()["Ledger"].well
    sql.install_guards("default")
    assert findings()["Ledger"].well


def guards() -> list[str]:
    """The names of the guards of the events' table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = 'ledger_event'::regclass AND NOT tgisinternal"
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_event'")
        return sorted(name for (name,) in cursor.fetchall())
