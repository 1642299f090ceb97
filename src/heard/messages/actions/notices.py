"""Notices: a line behind a colleague's bell, and how often they are e-mailed.

A notice points at what happened, which has its own event; that somebody was shown it, or has read it, has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from heard.messages import ports
from heard.messages.models import Message, Notice, NoticeSetting
from heard.organisations import packs
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor, may
from heard.store.bulk import insert_new


def notify(notices: Sequence[ports.NoticeFor], at: datetime | None = None) -> int:
    """Show accounts something; the same key for the same account once. Returns how many were new."""
    moment = at or timezone.now()
    kinds = packs.load("message-notices").content["kinds"]
    wanted = {(one.account_id, one.key): one for one in notices}
    for one in wanted.values():
        if one.kind not in kinds:
            raise ValueError(f"The pack message-notices has no kind {one.kind}.")
    return insert_new(
        *(
            Notice(
                account_id=one.account_id,
                organisation_id=one.organisation_id,
                subject_kind=one.kind,
                key=one.key[:120],
                text=one.text[:300],
                link=one.link if one.link.startswith("/") else "",
                at=moment,
            )
            for one in wanted.values()
        )
    )


@transaction.atomic
def mark_notices_read(*, actor: Actor, organisation_id: int, notice_id: int | None = None) -> int:
    """Mark one of one's own notices as read, or all of them; returns how many were unread."""
    mine = Notice.objects.filter(account=_own(actor, organisation_id), organisation=organisation_id, read_at=None)
    if notice_id is not None:
        mine = mine.filter(pk=notice_id)
    return mine.update(read_at=timezone.now())


@transaction.atomic
def set_notices(*, actor: Actor, organisation_id: int, often: Mapping[str, str]) -> None:
    """Choose for oneself how often each kind of notice is e-mailed."""
    account_id = _own(actor, organisation_id)
    content = packs.load("message-notices").content
    for kind, choice in often.items():
        if kind not in content["kinds"] or choice not in content["often"]:
            raise Refused("Choose how often.", kind)
    NoticeSetting.objects.update_or_create(
        account_id=account_id, organisation_id=organisation_id, defaults={"often": dict(often)}
    )


def tell_of_reply(message: Message, at: datetime) -> None:
    """Tell whoever wrote a message that somebody has replied to it."""
    if message.made_by_id is None:
        return
    key = f"reply:{message.reference}:{at:%Y%m%d%H%M%S%f}"
    link = reverse("messages:message", args=[message.organisation.code, message.reference])
    text = "Somebody replied to a message of yours."
    notify([ports.NoticeFor(message.made_by_id, message.organisation_id, "reply", key, text, link)], at=at)


def _own(actor: Actor, organisation_id: int) -> int:
    """The account. Notices are a person's own: any role anywhere in the organisation will do."""
    if actor.account_id is None or not may(actor, "see_notices", organisation_id):
        raise Refused("You have no notices here.")
    return actor.account_id
