"""The e-mails that gather a colleague's notices: at once, each morning, each Monday, or never."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from heard.messages.actions import planning
from heard.messages.models import Notice, NoticeSetting
from heard.messages.ports import Recipient
from heard.messages.queries.notices import defaults_for_all
from heard.messages.queries.recipients import ACCOUNT, resolve_many
from heard.organisations import packs
from heard.organisations import queries as organisations
from heard.organisations.policy import SYSTEM
from heard.organisations.queries.once import read_once

# Lines of one e-mail; the rest are counted.
LINES = 20
# Older ones are behind the bell only.
OLDEST = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Somebody who has notices: where their e-mails go, and how often each kind is sent."""

    account_id: int
    name: str
    reached: Recipient
    often: Mapping[str, str]


def send_digests(now: datetime | None = None) -> int:
    """Write the e-mails that are due; returns how many. Each is one transaction, in which its notices are marked."""
    moment = now or timezone.now()
    waiting = Notice.objects.filter(
        mailed_at=None, read_at=None, at__gt=moment - OLDEST, at__lte=moment, account__is_active=True
    )
    rows = waiting.order_by("account", "organisation").distinct()
    waits: defaultdict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
    for organisation_id, pk, ref, name in rows.values_list(
        "organisation", "account", "account__reference", "account__name"
    ):
        waits[organisation_id][pk] = (f"{ACCOUNT}{ref}", name)
    edges = boundaries(moment, packs.load("message-notices").content["hour"])
    count = 0
    with read_once():
        for organisation_id, people in waits.items():
            often = how_often(people, organisation_id)
            reached = resolve_many(organisation_id, (ref for ref, _ in people.values()))
            for pk, (ref, name) in people.items():
                if person := reached.get(ref):
                    count += _digest(_Reader(pk, name, person, often[pk]), moment, edges)
    return count


@transaction.atomic
def _digest(reader: _Reader, now: datetime, edges: Mapping[str, datetime]) -> bool:
    waiting = Notice.objects.select_for_update().filter(
        account=reader.account_id,
        organisation=reader.reached.organisation_id,
        mailed_at=None,
        read_at=None,
        at__gt=now - OLDEST,
        at__lte=now,
    )
    until = {kind: edges[often] for kind, often in reader.often.items() if often in edges}
    due = [one for one in waiting.order_by("id") if one.subject_kind in until and one.at < until[one.subject_kind]]
    if not due:
        return False
    planning.write_planned(actor=SYSTEM, planned=_planned(reader, due, now))
    Notice.objects.filter(pk__in=[one.pk for one in due]).update(mailed_at=now)
    return True


def _planned(reader: _Reader, due: Sequence[Notice], now: datetime) -> planning.Planned:
    site, code = settings.MESSAGES["site"], organisations.organisation_by_id(reader.reached.organisation_id).code
    lines = [f"* {one.text}" for one in due[:LINES]]
    if len(due) > LINES:
        lines.append(f"* and {len(due) - LINES} more")
    return planning.plan_message(
        actor=SYSTEM,
        recipient=reader.reached,
        template="digest",
        values={
            "name": reader.name,
            "count": "1 notice" if len(due) == 1 else f"{len(due)} notices",
            "notices": "\n".join(lines),
            "link": site + reverse("messages:notices", args=[code]) if site else "under the bell in Heard",
            "settings": site + reverse("messages:notice-settings", args=[code]) if site else "in Heard",
        },
        about="",
        key=f"digest:{reader.account_id}:{due[-1].pk}",
        now=now,
    )


def how_often(account_ids: Collection[int], organisation_id: int) -> dict[int, dict[str, str]]:
    """By account, how often each kind of notice is e-mailed: by their own choice, else their roles. Two queries."""
    rows = NoticeSetting.objects.filter(account__in=account_ids, organisation=organisation_id)
    chosen: dict[int, dict[str, str]] = dict(rows.values_list("account_id", "often"))
    defaults = defaults_for_all(account_ids, organisation_id)
    return {account_id: {**default, **chosen.get(account_id, {})} for account_id, default in defaults.items()}


def boundaries(now: datetime, hour: int) -> dict[str, datetime]:
    """For each frequency the moment before which a notice has to be raised to be e-mailed now; 'never' has none."""
    local = timezone.localtime(now)
    today = timezone.make_aware(datetime.combine(local.date(), time(hour)))
    daily = today if today <= now else today - timedelta(days=1)
    weekly = daily - timedelta(days=timezone.localtime(daily).weekday())
    # A notice of this very moment too.
    return {"immediately": now + timedelta(microseconds=1), "daily": daily, "weekly": weekly}
