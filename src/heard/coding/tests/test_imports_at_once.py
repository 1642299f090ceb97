"""Imports, withdrawals and corrections at the same moment. SQLite lets one transaction write at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from django.db import connection, connections, transaction

from heard.coding.actions import corrections, counts
from heard.coding.models import Code, ExploreAnswer, ExploreVoice
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_actor, make_organisation
from heard.voices import actions
from heard.voices.errors import Refused
from heard.voices.importing import running, undoing
from heard.voices.models import Answer, Import, Voice
from heard.voices.tests.factories import bring, ready, row, table, upload

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _postgresql() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one transaction write at a time")


@pytest.fixture
def trust() -> OrganisationSummary:
    return make_organisation("riverside")


@contextmanager
def waits_for(work: Callable[[], object]) -> Iterator[list[BaseException]]:
    """A transaction that somebody else, who begins at its end, has to wait for; what they met."""
    met: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as problem:
            met.append(problem)
        finally:
            connections.close_all()

    other = Thread(target=run, daemon=True)
    with transaction.atomic():
        yield met
        other.start()
        # Long enough to have come to its end, if it did not wait.
        other.join(2)
        assert other.is_alive()
    other.join(20)
    assert not other.is_alive()


def second_answers(trust: OrganisationSummary) -> Import:
    return ready(trust.id, table([row(n, 2) for n in range(3)]), name="second.csv")


def test_a_voice_that_comes_back_while_its_import_is_withdrawn_is_withdrawn_with_it(trust: OrganisationSummary) -> None:
    batch = bring(trust.id, table([row(n) for n in range(3)]))
    voice = Voice.objects.order_by("id")[1]
    actions.withdraw_voice(actor=SYSTEM, voice_id=voice.pk, reason="As they asked")

    def withdraw() -> None:
        actions.withdraw_import(actor=SYSTEM, import_id=batch.pk, reason="The wrong month", enqueue=False)
        undoing.withdraw(batch.pk)

    with waits_for(withdraw) as met:
        actions.restore_voice(actor=SYSTEM, voice_id=voice.pk, reason="They changed their mind")
    assert met == []
    assert not Voice.objects.filter(withdrawn_at=None).exists()
    assert not ExploreVoice.objects.exists()
    assert counts.differences(trust.id) == []


def test_a_voice_does_not_come_back_out_of_an_import_that_is_being_withdrawn(trust: OrganisationSummary) -> None:
    batch = bring(trust.id, table([row(n) for n in range(3)]))
    voice = Voice.objects.order_by("id")[1]
    actions.withdraw_voice(actor=SYSTEM, voice_id=voice.pk, reason="As they asked")

    def restore() -> None:
        actions.restore_voice(actor=SYSTEM, voice_id=voice.pk, reason="They changed their mind")

    with waits_for(restore) as met:
        actions.withdraw_import(actor=SYSTEM, import_id=batch.pk, reason="The wrong month", enqueue=False)
    (refused,) = met
    assert isinstance(refused, Refused)
    assert "whole import" in refused.sentence


def test_of_two_imports_of_a_source_that_start_at_once_one_is_refused(trust: OrganisationSummary) -> None:
    content = table([row(n) for n in range(3)])
    first, second = (upload(trust.id, content) for _ in range(2))
    for batch in (first, second):
        mapping = {"columns": batch.findings["suggestions"]}
        actions.map_import(actor=SYSTEM, import_id=batch.pk, source_name="Texts", mapping=mapping)
    with waits_for(lambda: actions.start_import(actor=SYSTEM, import_id=second.pk, enqueue=False)) as met:
        actions.start_import(actor=SYSTEM, import_id=first.pk, enqueue=False)
    (refused,) = met
    assert isinstance(refused, Refused)
    assert "Another import of this source is running" in refused.sentence
    running.run(first.pk)
    actions.start_import(actor=SYSTEM, import_id=second.pk, enqueue=False)
    running.run(second.pk)
    second.refresh_from_db()
    assert (Voice.objects.count(), second.counts["duplicates"]) == (3, 3)


def test_two_workers_at_one_import_store_it_once(trust: OrganisationSummary) -> None:
    batch = ready(trust.id, table([row(n) for n in range(200)]))
    met: list[BaseException] = []

    def run() -> None:
        try:
            running.run(batch.pk)
        except BaseException as problem:
            met.append(problem)
        finally:
            connections.close_all()

    workers = [Thread(target=run, daemon=True) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    running.run(batch.pk)
    batch.refresh_from_db()
    # The slower one may find that the file is gone already: it stops without a trace in the import.
    assert not [problem for problem in met if not isinstance(problem, Refused)]
    assert (batch.state, Voice.objects.count(), Answer.objects.count()) == (Import.State.DONE, 200, 200)
    assert counts.differences(trust.id) == []


def test_an_answer_that_is_added_while_its_voice_comes_back_is_counted_once(trust: OrganisationSummary) -> None:
    bring(trust.id, table([row(n) for n in range(3)]))
    voice = Voice.objects.order_by("id")[1]
    actions.withdraw_voice(actor=SYSTEM, voice_id=voice.pk, reason="As they asked")
    batch = second_answers(trust)
    with waits_for(lambda: running.run(batch.pk)) as met:
        actions.restore_voice(actor=SYSTEM, voice_id=voice.pk, reason="They changed their mind")
    assert met == []
    assert Answer.objects.filter(added=batch).count() == 3
    assert ExploreAnswer.objects.filter(voice_id=voice.pk).count() == 2
    assert counts.differences(trust.id) == []


def test_an_answer_that_is_added_while_its_voice_is_withdrawn_is_not_counted(trust: OrganisationSummary) -> None:
    bring(trust.id, table([row(n) for n in range(3)]))
    voice = Voice.objects.order_by("id")[1]
    batch = second_answers(trust)
    with waits_for(lambda: running.run(batch.pk)) as met:
        actions.withdraw_voice(actor=SYSTEM, voice_id=voice.pk, reason="As they asked")
    assert met == []
    assert not ExploreAnswer.objects.filter(voice_id=voice.pk).exists()
    assert counts.differences(trust.id) == []
    actions.restore_voice(actor=SYSTEM, voice_id=voice.pk, reason="They changed their mind")
    assert ExploreAnswer.objects.filter(voice_id=voice.pk).count() == 2
    assert counts.differences(trust.id) == []


def test_an_answer_that_is_added_beside_a_correction_leaves_both(trust: OrganisationSummary) -> None:
    bring(trust.id, table([row(n) for n in range(3)]))
    answer = Answer.objects.order_by("id")[1]
    analyst = make_actor(trust, Role.ANALYST)
    batch = second_answers(trust)
    with waits_for(lambda: running.run(batch.pk)) as met:
        corrections.correct(actor=analyst, answer_id=answer.pk, themes=[3], sentiment=5, seriousness=2)
    assert met == []
    assert Code.objects.filter(answer_id=answer.pk).count() == 2
    corrected, other = ExploreAnswer.objects.filter(voice_id=answer.voice_id).order_by("answer_id")
    assert (corrected.themes, corrected.seriousness) == (1 << 3, 2)
    assert other.seriousness != 2
    assert counts.differences(trust.id) == []
