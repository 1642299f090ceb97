from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.db import connection

from heard.coding.actions import counts
from heard.demonstration import actions, queries
from heard.demonstration.people import PEOPLE
from heard.ledger import queries as ledger
from heard.organisations.models import Account, Membership, Organisation, Role, Unit, UnitSuccession
from heard.voices.models import Import, RejectedRow, Source, Voice

UNTIL = date(2026, 11, 20)
COUNT = 400

pytestmark = pytest.mark.django_db


def test_it_holds_what_it_promises_and_a_second_call_changes_nothing() -> None:
    made = actions.ensure(count=COUNT, until=UNTIL)

    assert made.demonstration
    assert Voice.objects.exclude(batch=None).count() == COUNT
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role)
    assert set(Account.objects.values_list("email", flat=True)) == {person.email for person in PEOPLE}
    assert {batch.state for batch in Import.objects.all()} == {Import.State.DONE}
    assert Source.objects.count() == 4
    assert RejectedRow.objects.count() == 2
    assert Voice.objects.exclude(said_on=None).filter(said_on__gt=UNTIL, batch__isnull=False).count() == 0
    assert counts.differences(made.id) == []

    events = ledger.size()
    assert actions.ensure(count=COUNT, until=UNTIL) == made
    assert ledger.size() == events


def test_services_were_renamed_merged_and_moved_and_no_import_made_others() -> None:
    actions.ensure(count=COUNT, until=UNTIL)

    names = set(Unit.objects.values_list("name", flat=True))
    assert "Ward 4" not in names
    assert "Curlew Ward" in names
    assert UnitSuccession.objects.get().successor.name == "Lapwing Ward"
    falls = Unit.objects.get(name="Falls Team")
    assert falls.placements.order_by("-from_date").filter(parent__name="Adult community").exists()
    assert Unit.objects.filter(name="Falls Team").count() == 1


def test_an_import_that_was_cut_off_is_made_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    from heard.voices import jobs

    real, calls = jobs.run_import, []

    def dies_at_the_second(import_id: int) -> None:
        calls.append(import_id)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(import_id)

    monkeypatch.setattr(jobs, "run_import", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        actions.ensure(count=COUNT, until=UNTIL)
    monkeypatch.undo()
    actions.ensure(count=COUNT, until=UNTIL)

    assert Voice.objects.exclude(batch=None).count() == COUNT
    assert Import.objects.count() == 4


def test_removing_it_leaves_only_events() -> None:
    """Every table is as it was before, but for the ledger's and what packs and runs are."""
    before = rows()
    actions.ensure(count=COUNT, until=UNTIL)
    assert actions.remove() == actions.NAME

    left = {table: count for table, count in rows().items() if count != before[table]}
    assert {table.split("_")[0] for table in left} == {"ledger", "coding"}
    assert set(left) <= {"ledger_event", "ledger_opening", "ledger_pending", "coding_run"}
    assert queries.organisation() is None
    assert actions.remove() is None
    assert not queries.first_start(), "it does not come back at the next start"


def test_an_organisation_in_earnest_is_never_removed() -> None:
    from heard.organisations import actions as organisations
    from heard.organisations import policy
    from heard.organisations.errors import Refused

    real = organisations.create_organisation(actor=policy.SYSTEM, code="riverside", name="A real one")
    assert actions.remove() is None
    with pytest.raises(Refused, match="Only a demonstration"):
        organisations.remove_organisation(actor=policy.SYSTEM, organisation_id=real.id)
    assert Organisation.objects.count() == 1


def rows() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in {model._meta.db_table for model in apps.get_models()} & set(
            connection.introspection.table_names()
        ):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
            found[table] = cursor.fetchone()[0]
    return found
