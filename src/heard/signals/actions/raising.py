"""The job that makes signals of what was noted: chunk by chunk, each in one transaction with its progress."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from heard.ledger.actions import record_many
from heard.organisations import queries as organisations
from heard.organisations.policy import Actor
from heard.signals.actions import repeats
from heard.signals.actions.found import Found, grow, link, narrow, raised, start_clocks
from heard.signals.models import Candidate, Signal
from heard.signals.rules import Rules, rules
from heard.store.locks import advisory
from heard.voices.capture.routes import narrower
from heard.voices.queries.briefs import briefs, words_of_any_route

# Answers in a transaction: on SQLite everybody else waits for it, for less than a second.
CHUNK = 400
# Who warns for somebody else (places in voices' Voice.Relation).
FOR_OTHERS = frozenset({"relative", "carer"})
WARNING = "relative's warning"

State = Candidate.State


def raise_waiting(*, actor: Actor, chunk: int = CHUNK) -> int:
    """Look at everything that was noted and waits; returns how many answers. Safe to call twice and at once."""
    done = 0
    while Candidate.objects.filter(state=State.WAITING).exists():
        # Read before the transaction, which others wait for.
        count = _raise_chunk(actor, chunk, rules())
        if not count:
            break
        done += count
    return done


@transaction.atomic
def _raise_chunk(actor: Actor, chunk: int, known: Rules) -> int:
    advisory("signals.raise")
    first = Candidate.objects.filter(state=State.WAITING).order_by("answer_id")[:chunk]
    voice_ids = {one.voice_id for one in first}
    waiting = list(
        Candidate.objects.filter(state=State.WAITING, voice_id__in=voice_ids).order_by("-level", "answer_id")
    )
    found = _found(waiting)
    _raise_voices(actor, found, known)
    repeats.raise_repeats(actor, found, known)
    return len(waiting)


def _found(waiting: Sequence[Candidate]) -> list[Found]:
    """The voices of these answers. Those of withdrawn voices are put aside, those of voices that are gone forgotten."""
    by_voice: dict[int, list[Candidate]] = defaultdict(list)
    for one in waiting:
        by_voice[one.voice_id].append(one)
    known = briefs(by_voice)
    aside = [pk for pk, brief in known.items() if brief.withdrawn_at is not None]
    Candidate.objects.filter(voice_id__in=aside, state=State.WAITING).update(state=State.ASIDE)
    Candidate.objects.filter(voice_id__in=set(by_voice) - set(known)).delete()
    Candidate.objects.filter(answer_id__in=[one.answer_id for one in waiting], state=State.WAITING).update(
        state=State.DONE
    )
    words = words_of_any_route(one.answer_id for one in waiting)
    return [
        Found(known[pk], rows, {one.answer_id: words[one.answer_id].words for one in rows if one.answer_id in words})
        for pk, rows in by_voice.items()
        if pk in known and pk not in aside
    ]


def _raise_voices(actor: Actor, found: Sequence[Found], known: Rules) -> None:
    """A signal for each voice at level 3, or at 2 from somebody who warns for another; more of one that is there."""
    bits = {name: 1 << place for place, name in enumerate(known.frame.kinds)}
    there = _there(found)
    fresh: list[tuple[Found, Signal]] = []
    grown: list[tuple[Signal, Found]] = []
    units = organisations.units({one.brief.unit_id for one in found})
    repeated = _repeated(found)
    for one in found:
        way = one.way(known, units)
        wider = repeated.get(one.worst.signal_id or 0, way)
        # A corrected code can send it another way than the repeat that it is in, which stays where it is.
        strayed = narrower(wider, way) != wider
        key = (one.brief.organisation_id, f"voice:{one.brief.reference}")
        for_another = one.brief.relation in FOR_OTHERS or bool(one.kinds & bits.get(WARNING, 0))
        if key in there:
            grown.append((there[key], one))
        elif one.worst.level == 3 or for_another or strayed:
            fresh.append((one, _signal(one, known, way, for_another)))
    grow(actor, grown, known)
    _write(actor, fresh, known)


def _repeated(found: Sequence[Found]) -> dict[int, str]:
    """By repeat, the way that it goes, of those that these voices are in."""
    there = {one.worst.signal_id for one in found if one.worst.signal_id is not None}
    rows = Signal.objects.filter(pk__in=there, kind=Signal.Kind.REPEAT) if there else Signal.objects.none()
    return {pk: str(route) for pk, route in rows.values_list("id", "route")}


def _there(found: Sequence[Found]) -> dict[tuple[int, str], Signal]:
    origins = [f"voice:{one.brief.reference}" for one in found]
    rows = Signal.objects.select_for_update().filter(origin__in=origins).order_by("id")
    return {(row.organisation_id, row.origin): row for row in rows}


def _signal(one: Found, known: Rules, way: str, for_another: bool) -> Signal:
    worst = one.worst
    serious = worst.level == 3
    sentence = (
        "warning" if serious and for_another else "serious" if serious else "relative" if for_another else "strayed"
    )
    return Signal(
        organisation_id=one.brief.organisation_id,
        unit_id=one.brief.unit_id,
        kind=Signal.Kind.RELATIVE if for_another and not serious else Signal.Kind.SERIOUS,
        origin=f"voice:{one.brief.reference}",
        level=worst.level,
        kinds=one.kinds,
        category=worst.category,
        raised_at=timezone.now(),
        seen_since=one.day,
        seen_until=one.day,
        why=known.why(sentence, kinds=known.kinds_said(one.kinds)),
        route=way,
        backlog=one.old(known),
    )


def _write(actor: Actor, fresh: Sequence[tuple[Found, Signal]], known: Rules) -> None:
    if not fresh:
        return
    Signal.objects.bulk_create([signal for _, signal in fresh])
    link([(signal, one) for one, signal in fresh])
    record_many(events=[raised(actor, signal, [one]) for one, signal in fresh])
    start_clocks(actor, [(signal, one.worst.at) for one, signal in fresh], known)
    narrow((signal, one) for one, signal in fresh)
