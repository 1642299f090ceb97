"""How often, when, and how messages are tried: the pack message-limits as the room uses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from heard.organisations import packs

# Templates of which nobody is owed a message: where one does not arrive, no other way has to be found, because …
UNOWED: Mapping[str, str] = {
    "invitation": "Nobody is owed an invitation: it is not sent another way.",
    "acknowledgement": "It only said that their words have arrived: the answer itself is still owed.",
    "did-it-change": "They can say by their key whether it changed: nobody has to find another way to ask.",
}


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `most` messages to one address in `days`."""

    most: int
    days: int


@dataclass(frozen=True, slots=True)
class Limits:
    """The pack's content, with times and durations as such."""

    recall: timedelta
    quiet_ways: frozenset[str]
    quiet_from: time
    quiet_until: time
    caps: Mapping[str, Cap]
    sms_a_day: int
    segments_warn: int
    segments_most: int
    retries: tuple[timedelta, ...]
    lease: timedelta
    stop_words: frozenset[str]
    start_words: frozenset[str]

    def allowed_from(self, way: str, moment: datetime) -> datetime:
        """The first moment from `moment` on at which this way may be used."""
        local = timezone.localtime(moment)
        now = local.time()
        if way not in self.quiet_ways or self.quiet_until <= now < self.quiet_from:
            return moment
        day = local.date() if now < self.quiet_until else local.date() + timedelta(days=1)
        return timezone.make_aware(datetime.combine(day, self.quiet_until))


def limits() -> Limits:
    """The limits in force today."""
    content = packs.load("message-limits").content
    minutes = settings.MESSAGES["recall_minutes"] or content["recall_minutes"]
    return Limits(
        recall=timedelta(minutes=float(minutes)),
        quiet_ways=frozenset(content["quiet"]["ways"]),
        quiet_from=time.fromisoformat(content["quiet"]["from"]),
        quiet_until=time.fromisoformat(content["quiet"]["until"]),
        caps={name: Cap(cap["most"], cap["days"]) for name, cap in content["caps"].items()},
        sms_a_day=content["sms_a_day"],
        segments_warn=content["sms_segments"]["warn"],
        segments_most=content["sms_segments"]["most"],
        retries=tuple(timedelta(minutes=wait) for wait in content["retries"]),
        lease=timedelta(minutes=content["lease_minutes"]),
        stop_words=frozenset(content["stop_words"]),
        start_words=frozenset(content["start_words"]),
    )
