"""The e-mails that gather a colleague's notices: at once, each morning, each Monday, or never."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from heard.messages.actions import drafts
from heard.messages.models import Notice, NoticeSetting
from heard.messages.queries.notices import defaults_for
from heard.messages.queries.recipients import ACCOUNT
from heard.organisations import packs
from heard.organisations.models import Account
from heard.organisations.policy import SYSTEM
from heard.store.rows import sole

# Lines of one e-mail; the rest are counted.
LINES = 20
# Older ones are behind the bell only.
OLDEST = timedelta(days=14)


def send_digests(now: datetime | None = None) -> int:
    """Write the e-mails that are due; returns how many. Each is one transaction, in which its notices are marked."""
    moment = now or timezone.now()
    waiting = Notice.objects.filter(
        mailed_at=None, read_at=None, at__gt=moment - OLDEST, at__lte=moment, account__is_active=True
    )
    pairs = waiting.values("account", "organisation").annotate(last=Max("id")).order_by("account", "organisation")
    content = packs.load("message-notices").content
    return sum(_digest(pair["account"], pair["organisation"], moment, content) for pair in list(pairs))


@transaction.atomic
def _digest(account_id: int, organisation_id: int, now: datetime, content: Mapping[str, Any]) -> bool:
    waiting = Notice.objects.select_for_update().filter(
        account=account_id, organisation=organisation_id, mailed_at=None, read_at=None, at__gt=now - OLDEST, at__lte=now
    )
    often = how_often(account_id, organisation_id)
    edges = boundaries(now, content["hour"])
    due = [one for one in waiting.order_by("id") if (edge := edges.get(often[one.subject_kind])) and one.at < edge]
    if not due:
        return False
    account = Account.objects.get(pk=account_id)
    organisation = due[0].organisation
    site = settings.MESSAGES["site"]
    lines = [f"* {one.text}" for one in due[:LINES]]
    if len(due) > LINES:
        lines.append(f"* and {len(due) - LINES} more")
    drafts.write(
        actor=SYSTEM,
        organisation_id=organisation_id,
        template="digest",
        recipient_ref=f"{ACCOUNT}{account.reference}",
        values={
            "name": account.name,
            "count": "1 notice" if len(due) == 1 else f"{len(due)} notices",
            "notices": "\n".join(lines),
            "link": site + reverse("messages:notices", args=[organisation.code]) if site else "under the bell in Heard",
            "settings": site + reverse("messages:notice-settings", args=[organisation.code]) if site else "in Heard",
        },
        key=f"digest:{account_id}:{due[-1].pk}",
        now=now,
    )
    Notice.objects.filter(pk__in=[one.pk for one in due]).update(mailed_at=now)
    return True


def how_often(account_id: int, organisation_id: int) -> defaultdict[str, str]:
    """How often each kind of notice is e-mailed to somebody: their own choice, else that of their roles."""
    chosen = sole(NoticeSetting.objects.filter(account=account_id, organisation=organisation_id))
    often: defaultdict[str, str] = defaultdict(lambda: "never")
    often.update(defaults_for(account_id, organisation_id))
    often.update(chosen.often if chosen else {})
    return often


def boundaries(now: datetime, hour: int) -> dict[str, datetime]:
    """For each frequency the moment before which a notice has to be raised to be e-mailed now; 'never' has none."""
    local = timezone.localtime(now)
    today = timezone.make_aware(datetime.combine(local.date(), time(hour)))
    daily = today if today <= now else today - timedelta(days=1)
    weekly = daily - timedelta(days=timezone.localtime(daily).weekday())
    # A notice of this very moment too.
    return {"immediately": now + timedelta(microseconds=1), "daily": daily, "weekly": weekly}
