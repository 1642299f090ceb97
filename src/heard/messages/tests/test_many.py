"""One message to many: one event, who is left out, and recalled as one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heard.ledger import queries as ledger
from heard.ledger.models import Event
from heard.messages import actions, sending
from heard.messages.actions import To
from heard.messages.models import Body, Message, Outbox
from heard.messages.tests.factories import NOON, VALUES, person, queued
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_actor, make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = NOON + timedelta(minutes=11)


def invite(organisation: OrganisationSummary, refs: list[str], **given: Any) -> actions.Sent:
    return actions.write_to_many(
        actor=given.pop("actor", SYSTEM),
        organisation_id=organisation.id,
        template="invitation",
        to=[To(ref, VALUES["invitation"]) for ref in refs],
        now=given.pop("now", NOON),
    )


def test_many_are_written_to_with_one_event() -> None:
    organisation = make_organisation()
    refs = [person(organisation) for _ in range(30)]
    before = Event.objects.count()
    sent = invite(organisation, refs)
    assert (sent.count, sent.unsent, sent.left_out) == (30, 0, {})
    assert Event.objects.count() == before + 1
    assert Message.objects.filter(state="queued").count() == Body.objects.count() == 30
    (entry,) = ledger.history(f"batch:{sent.reference}")
    assert "Ward 5" not in str(entry.content)


def test_the_work_of_a_batch_does_not_grow_with_its_length() -> None:
    organisation = make_organisation()
    counts = []
    for size in (5, 50):
        refs = [person(organisation) for _ in range(size)]
        with CaptureQueriesContext(
            connection,
        ) as caught:
            invite(organisation, refs)
        counts.append(len(caught))
    # SQLite inserts 50 rows with one statement; PostgreSQL copies.
    assert counts[1] <= counts[0] + 4


def test_who_was_asked_lately_or_stands_there_twice_is_left_out_and_counted() -> None:
    organisation = make_organisation()
    first, second, third = (person(organisation) for _ in range(3))
    invite(organisation, [first], now=NOON - timedelta(days=29))
    invite(organisation, [second], now=NOON - timedelta(days=31))
    sent = invite(organisation, [first, second, third, third])
    assert sent.count == 2
    assert sent.left_out == {"asked in the last 30 days": 1, "on the list twice": 1}


def test_one_invitation_too_many_is_not_sent_either() -> None:
    organisation = make_organisation()
    ref = person(organisation)
    assert queued(organisation, ref, template="invitation").state == "queued"
    second = queued(organisation, ref, template="invitation")
    assert (second.state, second.problem) == ("unsent", "This person was asked in the last 30 days already.")


def test_what_was_recalled_does_not_count_as_asked() -> None:
    organisation = make_organisation()
    refs = [person(organisation)]
    sent = invite(organisation, refs)
    assert actions.recall_batch(actor=SYSTEM, organisation_id=organisation.id, reference=sent.reference, now=NOON) == 1
    assert invite(organisation, refs).count == 1


def test_who_asked_to_stop_is_not_invited() -> None:
    organisation = make_organisation()
    stopped, other = person(organisation), person(organisation)
    actions.stop(actor=SYSTEM, organisation_id=organisation.id, ref=stopped, asked_by="email")
    sent = invite(organisation, [stopped, other])
    assert (sent.count, sent.unsent) == (2, 1)


def test_a_batch_is_recalled_as_far_as_it_is_not_sent() -> None:
    organisation = make_organisation()
    sent = invite(organisation, [person(organisation) for _ in range(5)])
    sending.send_due(now=LATER, most=2)
    assert actions.recall_batch(actor=SYSTEM, organisation_id=organisation.id, reference=sent.reference) == 3
    sending.send_due(now=LATER)
    assert Outbox.objects.count() == 2
    with pytest.raises(Refused, match="can no longer be recalled"):
        actions.recall_batch(actor=SYSTEM, organisation_id=organisation.id, reference=sent.reference)


def test_who_may_write_to_many() -> None:
    organisation = make_organisation()
    refs = [person(organisation)]
    with pytest.raises(Refused, match="Your role"):
        invite(organisation, refs, actor=make_actor(organisation, Role.SERVICE_MANAGER))
    assert invite(organisation, refs, actor=make_actor(organisation, Role.ENGAGEMENT_LEAD)).count == 1
    with pytest.raises(Refused, match="Choose at least one person"):
        invite(organisation, [])
