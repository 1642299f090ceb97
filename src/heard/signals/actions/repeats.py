"""The same kind of problem at the same place, said by several people within a few weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from heard.ledger.actions import record_many
from heard.organisations import queries as organisations
from heard.organisations.dates import long_date
from heard.organisations.policy import Actor
from heard.signals.actions import changing
from heard.signals.actions.found import Found, grow, link, raised, start_clocks
from heard.signals.models import Candidate, Signal
from heard.signals.rules import Rules, narrower
from heard.voices.queries.briefs import briefs, words_of_any_route

Key = tuple[int, int, int]
LIVE = changing.LIVE


def raise_repeats(actor: Actor, found: Sequence[Found], known: Rules) -> None:
    """A signal where enough voices say the same within the window, each voice without one of its own in it."""
    by_key: dict[Key, list[Found]] = defaultdict(list)
    for one in found:
        if one.worst.category is not None:
            by_key[one.brief.organisation_id, one.brief.unit_id, one.worst.category].append(one)
    for key in sorted(by_key):
        _raise_repeat(actor, key, by_key[key], known)


def _raise_repeat(actor: Actor, key: Key, new: Sequence[Found], known: Rules) -> None:
    there = _open_repeats(key)
    for one in new:
        near = (row for row in there if row.seen_since - known.window <= one.day <= row.seen_until + known.window)
        if (joined := next(near, None)) is not None:
            grow(actor, joined, one, known)
    left = [one for one in new if one.worst.signal_id is None]
    if not left:
        return
    for group in _groups(_near(key, left, known.window), known):
        _gather(actor, key, group, known)


def _open_repeats(key: Key) -> list[Signal]:
    """The repeats of a kind and place that a voice can join, held until the transaction ends."""
    organisation_id, unit_id, category = key
    rows = Signal.objects.select_for_update().filter(
        organisation=organisation_id, unit=unit_id, category=category, kind=Signal.Kind.REPEAT, state__in=LIVE
    )
    return list(rows.order_by("id"))


def _near(key: Key, new: Sequence[Found], window: timedelta) -> list[Candidate]:
    """What was noted of the same kind and place around the new voices, but for what is in another repeat already."""
    organisation_id, unit_id, category = key
    days = [one.day for one in new]
    rows = Candidate.objects.filter(
        organisation_id=organisation_id,
        unit_id=unit_id,
        category=category,
        state=Candidate.State.DONE,
        day__gte=min(days) - window,
        day__lte=max(days) + window,
    )
    in_repeats = Signal.objects.filter(
        organisation=organisation_id, unit=unit_id, category=category, kind=Signal.Kind.REPEAT
    ).values("id")
    return list(rows.exclude(signal_id__in=in_repeats).order_by("day", "answer_id")) if days else []


def _groups(rows: Sequence[Candidate], known: Rules) -> list[list[Candidate]]:
    """Runs of answers in which every voice has enough others within the window; only voices without a signal stay."""
    days: dict[int, date] = {}
    for row in rows:
        days.setdefault(row.voice_id, row.day)
    ordered = sorted(days.items(), key=lambda item: (item[1], item[0]))
    repeated = close_together([day for _, day in ordered], known.window, known.repeat_from)
    inside = {voice for (voice, _), yes in zip(ordered, repeated, strict=True) if yes}
    groups: list[list[Candidate]] = []
    for row in (row for row in rows if row.voice_id in inside and row.signal_id is None):
        if groups and row.day - groups[-1][-1].day <= known.window:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def close_together(days: Sequence[date], window: timedelta, enough: int) -> list[bool]:
    """Which of the days, in order, lie in a stretch of `window` that holds `enough` of them.

    >>> from datetime import date, timedelta
    >>> days = [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1), date(2026, 9, 1)]
    >>> close_together(days, timedelta(days=84), 3)
    [True, True, True, False]
    """
    inside = [False] * len(days)
    for last in range(enough - 1, len(days)):
        if days[last] - days[last - enough + 1] <= window:
            inside[last - enough + 1 : last + 1] = [True] * enough
    return inside


def _gather(actor: Actor, key: Key, rows: Sequence[Candidate], known: Rules) -> None:
    """One signal for a group of answers."""
    by_voice: dict[int, list[Candidate]] = defaultdict(list)
    for row in rows:
        by_voice[row.voice_id].append(row)
    kept, said = briefs(by_voice), words_of_any_route(row.answer_id for row in rows)
    found = [
        Found(
            kept[pk],
            sorted(mine, key=lambda row: (-row.level, row.answer_id)),
            {row.answer_id: said[row.answer_id].words for row in mine if row.answer_id in said},
        )
        for pk, mine in by_voice.items()
        if pk in kept
    ]
    if not found:
        return
    signal = _signal(key, found, known, _told(key, rows, known))
    signal.save()
    link([(signal, one) for one in found])
    record_many(events=[raised(actor, signal, found)])
    start_clocks(actor, [(signal, max(row.at for row in rows))], known)


def _told(key: Key, rows: Sequence[Candidate], known: Rules) -> int:
    """How many people told of it within the window, those with a signal of their own among them."""
    near = Candidate.objects.filter(
        organisation_id=key[0],
        unit_id=key[1],
        category=key[2],
        state=Candidate.State.DONE,
        day__gte=rows[0].day - known.window,
        day__lte=rows[-1].day,
    )
    return near.order_by().values("voice_id").distinct().count()


def _signal(key: Key, found: Sequence[Found], known: Rules, told: int) -> Signal:
    organisation_id, unit_id, category = key
    first, last = min(one.day for one in found), max(one.day for one in found)
    place = organisations.units([unit_id])[unit_id]
    routes = [
        known.route(kinds=one.kinds, brief=one.brief, unit_kind=place.kind, words=one.words.values()) for one in found
    ]
    kinds = 0
    for one in found:
        kinds |= one.kinds
    said = known.why(
        "repeat", count=told, category=known.category(category), first=long_date(first), last=long_date(last)
    )
    return Signal(
        organisation_id=organisation_id,
        unit_id=unit_id,
        kind=Signal.Kind.REPEAT,
        # The first answer in it: what it came from, so that the same group is not raised twice.
        origin=f"repeat:{min(row.answer_id for one in found for row in one.candidates)}",
        level=max(one.worst.level for one in found),
        kinds=kinds,
        category=category,
        raised_at=timezone.now(),
        seen_since=first,
        seen_until=last,
        why=said,
        # What has to go past the line takes the others with it.
        route=narrower(*routes),
        backlog=all(one.old(known) for one in found),
    )
