"""Jobs that come to no good end, and uploads that nobody started."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from heard.ledger import queries as ledger
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_organisation
from heard.store.background import run_worker
from heard.voices import actions, jobs
from heard.voices.importing import files, running, undoing
from heard.voices.models import Import, Voice
from heard.voices.tests.desk import at_desk, page
from heard.voices.tests.factories import bring, ready, row, table, upload

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
FILE = table([row(n) for n in range(50)])


@pytest.fixture
def trust() -> OrganisationSummary:
    return make_organisation("riverside")


@pytest.fixture
def lead(trust: OrganisationSummary) -> Client:
    return at_desk(trust, Role.ENGAGEMENT_LEAD)


def at_once(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """No waiting between the attempts of a job, and but two of them."""
    monkeypatch.setattr(jobs, name, replace(getattr(jobs, name), retries=1, backoff=0))


@pytest.mark.parametrize(("fault", "attempts"), [(OSError("disk full"), 2), (KeyError("a mistake"), 1)])
def test_an_import_that_cannot_go_on_says_so_and_keeps_no_file(
    trust: OrganisationSummary, lead: Client, monkeypatch: pytest.MonkeyPatch, fault: Exception, attempts: int
) -> None:
    at_once(monkeypatch, "run_import")
    monkeypatch.setattr(running, "CHUNK", dict.fromkeys(running.CHUNK, 20))
    batch = ready(trust.id, FILE)
    tried = []
    whole = running.storing.store

    def store(chunk: object, *given: object, done: int, **more: object) -> None:
        if done:
            tried.append(done)
            raise fault
        whole(chunk, *given, done=done, **more)

    monkeypatch.setattr(running.storing, "store", store)
    jobs.run_import.enqueue(batch.pk)
    run_worker(once=True)
    assert tried == [20] * attempts
    batch.refresh_from_db()
    assert batch.state == Import.State.FAILED
    assert not files.path_of(batch.file).exists()
    shown = page(lead.get(f"/o/riverside/imports/{batch.reference}/"))
    assert "This import stopped" in shown
    assert "Import the file again: what is here already is not stored twice." in shown
    assert "Undo this import" in shown
    assert "voices.import-stopped" in [entry.kind for entry in ledger.history(f"import:{batch.reference}")]

    monkeypatch.setattr(running.storing, "store", whole)
    again = bring(trust.id, FILE)
    assert (again.counts["voices"], again.counts["duplicates"]) == (30, 20)


def test_an_undo_that_cannot_go_on_says_so_and_is_done_anew(
    trust: OrganisationSummary, lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = bring(trust.id, FILE)
    monkeypatch.setattr(undoing, "CHUNK", 20)
    whole = undoing._forget
    done = []

    def forget(voice_ids: list[int]) -> None:
        if done:
            raise KeyError("a mistake")
        done.append(voice_ids)
        whole(voice_ids)

    monkeypatch.setattr(undoing, "_forget", forget)
    actions.undo_import(actor=SYSTEM, import_id=batch.pk)
    run_worker(once=True)
    batch.refresh_from_db()
    assert (batch.state, Voice.objects.count()) == (Import.State.FAILED, 30)
    assert "Undo it again" in page(lead.get(f"/o/riverside/imports/{batch.reference}/"))

    monkeypatch.setattr(undoing, "_forget", whole)
    actions.undo_import(actor=SYSTEM, import_id=batch.pk)
    run_worker(once=True)
    batch.refresh_from_db()
    assert (batch.state, batch.problem, Voice.objects.count()) == (Import.State.UNDONE, "", 0)


def test_a_withdrawal_that_cannot_go_on_says_so_and_is_done_anew(
    trust: OrganisationSummary, lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = bring(trust.id, FILE)
    monkeypatch.setattr(undoing, "CHUNK", 20)
    whole = undoing.ports.VoicesChanged
    told = []

    def changed(ids: list[int], what: str) -> object:
        if told:
            raise KeyError("a mistake")
        told.append(ids)
        return whole(ids, what)

    monkeypatch.setattr(undoing.ports, "VoicesChanged", changed)
    actions.withdraw_import(actor=SYSTEM, import_id=batch.pk, reason="The wrong month")
    run_worker(once=True)
    batch.refresh_from_db()
    assert batch.state == Import.State.DONE
    assert Voice.objects.filter(withdrawn_at=None).count() == 30
    shown = page(lead.get(f"/o/riverside/imports/{batch.reference}/"))
    assert "Taking this import back stopped" in shown
    assert "Withdraw it again" in shown
    assert "Withdraw this import" in page(lead.get(f"/o/riverside/imports/{batch.reference}/withdraw/"))

    monkeypatch.setattr(undoing.ports, "VoicesChanged", whole)
    actions.withdraw_import(actor=SYSTEM, import_id=batch.pk, reason="The wrong month")
    run_worker(once=True)
    assert not Voice.objects.filter(withdrawn_at=None).exists()


def test_giving_up_an_import_that_is_gone_is_nothing() -> None:
    for job in (jobs.run_import, jobs.undo_import, jobs.withdraw_import):
        assert job.given_up is not None
        job.given_up(-1)
    assert not Import.objects.exists()


def test_an_upload_that_nobody_starts_is_thrown_away_with_its_file_after_a_week(trust: OrganisationSummary) -> None:
    old, young = upload(trust.id, FILE), upload(trust.id, FILE)
    started = ready(trust.id, FILE, source="Others")
    age = timedelta(days=jobs.WAITS, minutes=1)
    Import.objects.filter(pk__in=[old.pk, started.pk]).update(created_at=timezone.now() - age)
    jobs.discard_forgotten()
    assert set(Import.objects.values_list("pk", flat=True)) == {young.pk, started.pk}
    assert [files.path_of(batch.file).exists() for batch in (old, young, started)] == [False, True, True]
    (*_, last) = ledger.history(f"import:{old.reference}")
    assert (last.kind, last.actor) == ("voices.import-discarded", SYSTEM.reference)
