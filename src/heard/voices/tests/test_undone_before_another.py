"""An import that later ones leaned on is undone: the page says what they lose, and it comes back with their files."""

from __future__ import annotations

import pytest

from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_organisation
from heard.voices import actions
from heard.voices.importing import undoing
from heard.voices.models import Answer, Import, Voice
from heard.voices.queries.dependents import dependents
from heard.voices.queries.runs import ImportDetail, import_detail
from heard.voices.tests.desk import at_desk, page
from heard.voices.tests.factories import bring, row, table

pytestmark = [pytest.mark.django_db, pytest.mark.both]

FIRST = table([row(n) for n in range(20)])
# Twelve rows of the first file again, an answer more to three of its voices, and two voices of its own.
SECOND = table([*(row(n) for n in range(12)), *(row(n, 2) for n in range(3)), row(50), row(51)])


def brought() -> tuple[OrganisationSummary, Import, Import]:
    trust = make_organisation("riverside")
    return trust, bring(trust.id, FIRST, name="march.csv"), bring(trust.id, SECOND, name="april.csv")


def detail(organisation_id: int, batch: Import) -> ImportDetail:
    found = import_detail(organisation_id, batch.reference)
    assert found is not None
    return found


def test_the_page_that_asks_before_an_undo_names_the_later_file_and_what_it_loses() -> None:
    trust, first, second = brought()
    (one,) = dependents(detail(trust.id, first))
    assert (one.reference, one.repeated, one.added) == (second.reference, 12, 3)
    lead = at_desk(trust, Role.ENGAGEMENT_LEAD)
    asked = page(lead.get(f"/o/riverside/imports/{first.reference}/undo/"))
    assert "From april.csv, imported on" in asked
    assert (
        "up to 12 rows that came with this file first and were not stored twice and 3 answers to voices of this file."
        " Import that file again afterwards" in asked
    )
    assert "march.csv, imported on" not in page(lead.get(f"/o/riverside/imports/{second.reference}/undo/"))


def test_what_a_later_file_lost_comes_back_when_it_is_imported_again() -> None:
    trust, first, second = brought()
    actions.undo_import(actor=SYSTEM, import_id=first.pk, enqueue=False)
    undoing.undo(first.pk)
    assert Voice.objects.count() == 2
    assert dependents(detail(trust.id, second)) == ()
    again = bring(trust.id, SECOND, name="april.csv")
    assert (again.counts["answers"], again.counts["duplicates"]) == (15, 2)
    assert (Voice.objects.count(), Answer.objects.count()) == (14, 17)


def test_an_import_of_another_source_and_an_undone_one_lose_nothing() -> None:
    trust, first, second = brought()
    bring(trust.id, SECOND, source="Paper")
    actions.undo_import(actor=SYSTEM, import_id=second.pk, enqueue=False)
    undoing.undo(second.pk)
    assert dependents(detail(trust.id, first)) == ()
