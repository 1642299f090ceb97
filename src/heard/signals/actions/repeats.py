"""The same kind of problem at the same place, said by several people within a few weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from heard.ledger.actions import record_many
from heard.organisations import queries as organisations
from heard.organisations.dates import long_date
from heard.organisations.policy import Actor
from heard.organisations.queries import UnitSummary
from heard.signals.actions import changing
from heard.signals.actions.found import Found, grow, link, narrow, raised, start_clocks
from heard.signals.models import Candidate, Signal
from heard.signals.rules import Rules
from heard.voices.queries.briefs import Brief, briefs, words_of_any_route

# (organisation, unit, category), and the way by which it goes.
Place = tuple[int, int, int]
Key = tuple[Place, str]
LIVE = changing.LIVE


def raise_repeats(actor: Actor, found: Sequence[Found], known: Rules) -> None:
    """A signal where enough voices say the same within the window, each voice without one of its own in it.

    First the new voices join what is open; of those that are left, groups become signals. One that has a signal of its
    own makes a repeat of what was said before it, and is not in it. A few queries for all.
    Voices of one way only meet each other: none draws another out of the line, and none outside it is shown within.
    """
    by_key: dict[Key, list[Found]] = defaultdict(list)
    units = organisations.units({one.brief.unit_id for one in found})
    for one in found:
        way = one.way(known, units)
        # What a voice says second may be what two others said.
        for category in dict.fromkeys(row.category for row in one.candidates if row.category is not None):
            by_key[(one.brief.organisation_id, one.brief.unit_id, category), way].append(one)
    if not by_key:
        return
    joined = _join(actor, by_key, known)
    left: dict[Place, list[Found]] = defaultdict(list)
    for (place, _), new in sorted(by_key.items()):
        left[place] += [one for one in new if one.brief.reference not in joined]
    near = _near({place: new for place, new in left.items() if new}, known.window)
    # Only where enough stand together, whatever their ways, are the ways of all of them looked up.
    near = {place: found for place, found in near.items() if _groups(found[1], known)}
    ways = _ways([row for rows, _ in near.values() for row in rows], units, known)
    groups = [
        ((place, way), group, _told(group, mine, known.window))
        for place, (rows, free) in near.items()
        for way in sorted(set(ways.values()))
        for mine in [[row for row in rows if ways.get(row.answer_id) == way]]
        for group in _groups([row for row in free if ways.get(row.answer_id) == way], known)
    ]
    _gather(actor, groups, known)


def _ways(rows: Sequence[Candidate], units: Mapping[int, UnitSummary], known: Rules) -> dict[int, str]:
    """By answer, the way that it goes: that of its signal, or of its voice as it stands. What is gone has none."""
    signals = {row.signal_id for row in rows if row.signal_id is not None}
    routes = dict(Signal.objects.filter(pk__in=signals).values_list("id", "route")) if signals else {}
    found = {row.answer_id: routes[row.signal_id] for row in rows if row.signal_id in routes}
    free = [row for row in rows if row.answer_id not in found]
    if free:
        kept, words = briefs({row.voice_id for row in free}), words_of_any_route(row.answer_id for row in free)
        for one in _found(free, kept, {pk: said.words for pk, said in words.items()}):
            found |= dict.fromkeys((row.answer_id for row in one.candidates), one.way(known, units))
    return found


def _join(actor: Actor, by_key: Mapping[Key, Sequence[Found]], known: Rules) -> set[str]:
    """Voices without a signal that are near enough to a repeat that is open become part of it; returns whose."""
    there: dict[Key, list[Signal]] = defaultdict(list)
    repeats = _repeats(place for place, _ in by_key)
    for row in repeats.select_for_update().filter(state__in=LIVE).order_by("id"):
        there[(row.organisation_id, row.unit_id or 0, row.category or 0), str(row.route)].append(row)
    grown = []
    joined: set[str] = set()
    for key in sorted(by_key):
        reach = {row.pk: [row.seen_since, row.seen_until] for row in there[key]}
        for one in by_key[key]:
            if one.worst.signal_id is not None or one.brief.reference in joined:
                continue
            for row in there[key]:
                first, last = reach[row.pk]
                if first - known.window <= one.day <= last + known.window:
                    # What has joined draws others near.
                    reach[row.pk] = [min(first, one.day), max(last, one.day)]
                    grown.append((row, one))
                    joined.add(one.brief.reference)
                    break
    if grown:
        grow(actor, grown, known)
    return joined


def _repeats(keys: Iterable[Place]) -> QuerySet[Signal]:
    """The repeats of these kinds and places, and perhaps of others."""
    owners, units, categories = (set(part) for part in zip(*keys, strict=True))
    return Signal.objects.filter(
        organisation__in=owners, unit__in=units, category__in=categories, kind=Signal.Kind.REPEAT
    )


def _near(
    left: Mapping[Place, Sequence[Found]], window: timedelta
) -> dict[Place, tuple[list[Candidate], list[Candidate]]]:
    """What was noted of the same kinds and places around the new voices: (all of it, what is in no repeat yet)."""
    if not left:
        return {}
    days = {key: [one.day for one in new] for key, new in left.items()}
    rows = Candidate.objects.filter(
        organisation_id__in={key[0] for key in left},
        unit_id__in={key[1] for key in left},
        category__in={key[2] for key in left},
        state=Candidate.State.DONE,
        # Twice the window back: whoever is near to the new has others near to them, who are counted.
        day__gte=min(map(min, days.values())) - 2 * window,
        day__lte=max(map(max, days.values())) + window,
    )
    in_repeats = set(_repeats(left).values_list("id", flat=True))
    found: dict[Place, tuple[list[Candidate], list[Candidate]]] = {key: ([], []) for key in left}
    for row in rows.order_by("day", "answer_id"):
        key = row.organisation_id, row.unit_id, row.category or 0
        if key in found:
            every, free = found[key]
            every.append(row)
            around = min(days[key]) - window <= row.day <= max(days[key]) + window
            if around and row.signal_id not in in_repeats:
                free.append(row)
    return found


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


def _gather(actor: Actor, groups: Sequence[tuple[Key, Sequence[Candidate], int]], known: Rules) -> None:
    """One signal for each group of answers."""
    rows = [row for _, group, _ in groups for row in group]
    kept, said = briefs({row.voice_id for row in rows}), words_of_any_route(row.answer_id for row in rows)
    words = {pk: one.words for pk, one in said.items()}
    made = []
    taken: set[int] = set()
    for key, group, told in groups:
        # Who told of two kinds that are both repeated is in one of the signals.
        free = [row for row in group if row.voice_id not in taken]
        found = _found(free, kept, words)
        if found:
            taken |= {row.voice_id for row in free}
            made.append((_signal(key, found, known, told), found, max(row.at for row in free)))
    if not made:
        return
    Signal.objects.bulk_create([signal for signal, _, _ in made])
    link([(signal, one) for signal, found, _ in made for one in found])
    record_many(events=[raised(actor, signal, found) for signal, found, _ in made])
    start_clocks(actor, [(signal, at) for signal, _, at in made], known)
    narrow((signal, one) for signal, found, _ in made for one in found)


def _found(group: Sequence[Candidate], kept: Mapping[int, Brief], words: Mapping[int, str]) -> list[Found]:
    """The voices of a group of answers; those that are gone are left out."""
    by_voice: dict[int, list[Candidate]] = defaultdict(list)
    for row in group:
        by_voice[row.voice_id].append(row)
    return [
        Found(
            kept[pk],
            sorted(mine, key=lambda row: (-row.level, row.answer_id)),
            {row.answer_id: words[row.answer_id] for row in mine if row.answer_id in words},
        )
        for pk, mine in by_voice.items()
        if pk in kept
    ]


def _told(group: Sequence[Candidate], rows: Sequence[Candidate], window: timedelta) -> int:
    """How many people told of it within the window, those with a signal of their own among them."""
    first, last = group[0].day - window, group[-1].day
    return len({row.voice_id for row in rows if first <= row.day <= last})


def _signal(key: Key, found: Sequence[Found], known: Rules, told: int) -> Signal:
    (organisation_id, unit_id, category), way = key
    first, last = min(one.day for one in found), max(one.day for one in found)
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
        route=way,
        backlog=all(one.old(known) for one in found),
    )
