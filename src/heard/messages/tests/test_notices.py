"""Notices gathered: at once, each morning, each Monday, or never."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from heard.messages import actions, queries, sending
from heard.messages.models import Body, Notice, Outbox
from heard.messages.ports import NoticeFor
from heard.messages.tests.factories import NOON
from heard.organisations.models import Account, Role
from heard.organisations.policy import SYSTEM
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_account, make_membership, make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def told(account: Account, organisation: OrganisationSummary, kind: str, key: str, at: Any) -> None:
    actions.notify([NoticeFor(account.pk, organisation.id, kind, key, f"{kind} {key}")], at=at)


def test_notices_are_gathered_at_once_each_morning_or_each_monday() -> None:
    organisation = make_organisation()
    account = make_account()
    make_membership(organisation, Role.BOARD_MEMBER, account)
    # A board member by the pack: what came up daily, tasks weekly, replies at once. NOON is a Monday.
    for kind in ("reply", "task_up", "task_yours"):
        told(account, organisation, kind, kind, NOON)
    mailed = lambda: set(Notice.objects.exclude(mailed_at=None).values_list("subject_kind", flat=True))  # noqa: E731
    assert actions.send_digests(NOON + timedelta(minutes=1)) == 1
    assert mailed() == {"reply"}
    assert actions.send_digests(NOON + timedelta(hours=6)) == 0
    assert actions.send_digests(NOON + timedelta(hours=20)) == 1, "Tuesday at eight"
    assert mailed() == {"reply", "task_up"}
    assert actions.send_digests(NOON + timedelta(days=6)) == 0
    assert actions.send_digests(NOON + timedelta(days=6, hours=20)) == 1, "Monday at eight"
    assert mailed() == {"reply", "task_up", "task_yours"}
    sending.send_due(now=NOON + timedelta(days=6, hours=20))
    assert Outbox.objects.count() == 3, "they cannot be recalled, so that they wait for nothing"


def test_what_was_read_and_what_is_set_to_never_is_not_mailed() -> None:
    organisation = make_organisation()
    account = make_account()
    actor = make_membership(organisation, Role.ENGAGEMENT_LEAD, account) and _actor(account)
    told(account, organisation, "reply", "a", NOON)
    actions.mark_notices_read(actor=actor, organisation_id=organisation.id)
    told(account, organisation, "task_up", "b", NOON)
    actions.set_notices(actor=actor, organisation_id=organisation.id, often={"task_up": "never"})
    assert actions.send_digests(NOON + timedelta(days=7)) == 0


def _actor(account: Account) -> Any:
    from heard.organisations import queries as organisations

    return organisations.actor(account)


def test_the_same_notice_twice_is_one_and_many_become_one_e_mail() -> None:
    organisation = make_organisation()
    account = make_account()
    make_membership(organisation, Role.ENGAGEMENT_LEAD, account)
    for n in range(25):
        told(account, organisation, "reply", f"k{n}", NOON)
        told(account, organisation, "reply", f"k{n}", NOON)
    assert Notice.objects.count() == 25
    assert actions.send_digests(NOON) == 1
    words = Body.objects.get().words
    assert "and 5 more" in words
    assert actions.send_digests(NOON) == 0
    assert queries.messages_page(_scope(organisation))[0] == [], "they are on nobody else's list"


def _scope(organisation: OrganisationSummary) -> Any:
    from heard.organisations import queries as organisations

    return organisations.scope(SYSTEM, "see_messages", organisation.id)


def test_a_notice_leads_nowhere_outside() -> None:
    organisation = make_organisation()
    account = make_account()
    actions.notify([NoticeFor(account.pk, organisation.id, "reply", "k", "Look", "https://evil.example/")])
    assert Notice.objects.get().link == ""
