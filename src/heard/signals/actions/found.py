"""What is known of a voice that becomes a signal, and how it enters one: links, event, clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from heard.ledger.actions import NewEvent, record_many
from heard.organisations import queries as organisations
from heard.organisations.policy import Actor
from heard.organisations.queries import UnitSummary
from heard.signals import policy
from heard.signals.actions import changing, stalling
from heard.signals.models import Candidate, Signal, SignalVoice
from heard.signals.rules import Rules
from heard.signals.subjects import REVIEW, backlog_of, subject_of
from heard.tasks import actions as tasks
from heard.tasks.actions import NewTask
from heard.voices.actions.routing import narrow_routes
from heard.voices.capture.routes import narrower
from heard.voices.queries.briefs import Brief


@dataclass(frozen=True, slots=True)
class Found:
    """A voice with its answers at level 2 or 3 that wait, the worst first."""

    brief: Brief
    candidates: Sequence[Candidate]
    words: Mapping[int, str]

    @property
    def worst(self) -> Candidate:
        """The answer at the highest level."""
        return self.candidates[0]

    @property
    def kinds(self) -> int:
        """The kinds of all its answers."""
        mask = 0
        for one in self.candidates:
            mask |= one.kinds
        return mask

    @property
    def day(self) -> date:
        """When it was said, or came."""
        return self.brief.said_at_the_latest or timezone.localdate(self.brief.received_at)

    def way(self, known: Rules, units: Mapping[int, UnitSummary]) -> str:
        """The way that it goes by itself, whatever it is in."""
        kind = units[self.brief.unit_id].kind
        return known.route(kinds=self.kinds, brief=self.brief, unit_kind=kind, words=self.words.values())

    def old(self, known: Rules) -> bool:
        """Whether it was old when it came."""
        return known.old(self.brief.said_at_the_latest, timezone.localdate(self.brief.received_at))


def link(pairs: Iterable[tuple[Signal, Found]]) -> None:
    """The answers of voices in their signals, with the fingerprints of their words; again changes nothing."""
    now = timezone.now()
    pairs = list(pairs)
    SignalVoice.objects.bulk_create(
        [
            SignalVoice(
                signal=signal,
                voice_reference=one.brief.reference,
                answer_id=row.answer_id,
                level=row.level,
                category=row.category,
                words_hash=changing.words_hash(one.words.get(row.answer_id, "")),
                at=now,
            )
            for signal, one in pairs
            for row in one.candidates
        ],
        ignore_conflicts=True,
    )
    for signal, one in pairs:
        for row in one.candidates:
            row.signal_id = signal.pk
    Candidate.objects.bulk_update([row for _, one in pairs for row in one.candidates], ["signal_id"])


def raised(actor: Actor, signal: Signal, found: Sequence[Found]) -> NewEvent:
    """The event of a new signal: what it is, and the fingerprints of the words in it."""
    content = {
        "kind": str(signal.kind),
        "level": signal.level,
        "route": str(signal.route),
        "backlog": signal.backlog,
        "why": signal.why,
        "voices": [one.brief.reference for one in found],
        "words": {
            str(row.answer_id): changing.words_hash(one.words.get(row.answer_id, ""))
            for one in found
            for row in one.candidates
        },
    }
    return NewEvent("signals.raised", subject_of(signal.reference), content, changing.named(actor, signal))


def start_clocks(actor: Actor, signals: Sequence[tuple[Signal, datetime]], known: Rules) -> None:
    """A task for each new signal, or, for what was old when it came, one review of each place."""
    clocked = [(signal, timezone.localdate(at)) for signal, at in signals if not signal.backlog]
    asked = [changing.to_take_up(signal, known, began_on=began) for signal, began in clocked]
    for (signal, _), task in zip(clocked, tasks.open_tasks(actor=actor, asked=asked), strict=True):
        signal.due_on, signal.reached = task.due_on, task.level
    Signal.objects.bulk_update([signal for signal, _ in clocked], ["due_on", "reached"])
    ask_reviews(actor, [signal for signal, _ in signals if signal.backlog], known)


def ask_reviews(actor: Actor, signals: Iterable[Signal], known: Rules) -> None:
    """One review of what was old when it came, for each place and each way. While one is live it is the same one."""
    wanted = sorted({(signal.unit_id, str(signal.route)) for signal in signals if signal.unit_id is not None})
    units = organisations.units({unit for unit, _ in wanted})
    tasks.open_tasks(actor=actor, asked=[_review(units[unit], route, known) for unit, route in wanted])


def _review(unit: UnitSummary, route: str, known: Rules) -> NewTask:
    its = policy.WAYS[route]
    return NewTask(
        organisation_id=unit.organisation_id,
        # Outside the line it is the whole organisation's: nobody of the service owns it.
        unit_id=None if its.confined else unit.id,
        kind=REVIEW,
        subject=backlog_of(unit.reference, route),
        title="Look through older concerns that an import brought",
        role=its.role,
        verb=its.verb,
        clock=known.content["clocks"]["backlog_outside" if its.confined else "backlog"],
        ladder=its.ladder,
    )


def narrow(pairs: Iterable[tuple[Signal, Found]]) -> None:
    """Voices whose signal goes outside the line go by its way too, with all that has to be done about them."""
    routes = {one.brief.reference: str(signal.route) for signal, one in pairs if signal.route != Signal.Route.LINE}
    if routes and narrow_routes(routes=routes):
        stalling.follow_voices(routes)


def grow(actor: Actor, grown: Sequence[tuple[Signal, Found]], known: Rules) -> None:
    """More of what are signals already: their level never falls, and a closed one has to be looked at again."""
    before: dict[int, set[int]] = defaultdict(set)
    links = SignalVoice.objects.filter(signal__in={signal.pk for signal, _ in grown})
    for signal_id, answer_id in links.values_list("signal", "answer_id"):
        before[signal_id].add(answer_id)
    link(grown)
    more: dict[int, list[Found]] = defaultdict(list)
    stood = {signal.pk: (signal.level, str(signal.route)) for signal, _ in grown}
    signals = {signal.pk: signal for signal, _ in grown}
    units = organisations.units({one.brief.unit_id for _, one in grown})
    for signal, one in grown:
        rose = one.worst.level > signal.level or one.kinds & ~signal.kinds
        if rose or not before[signal.pk] >= {row.answer_id for row in one.candidates}:
            more[signal.pk].append(one)
    for pk, new in more.items():
        _widen(signals[pk], new, [one.way(known, units) for one in new])
    narrow((signals[pk], one) for pk, new in more.items() for one in new)
    changed = [signals[pk] for pk in more]
    Signal.objects.bulk_update(changed, ["level", "kinds", "seen_since", "seen_until", "route"])
    record_many(events=[_grew(actor, signals[pk], new) for pk, new in more.items()])
    for signal in changed:
        root = _root(signal)
        worse = root is not signal or stood[signal.pk] != (signal.level, str(signal.route))
        _look_again(actor, root, more[signal.pk], known, worse)
        if worse:
            stalling.follow_way(root)


def _widen(signal: Signal, new: Sequence[Found], ways: Iterable[str]) -> None:
    days = [one.day for one in new]
    signal.level = max(signal.level, *(one.worst.level for one in new))
    for one in new:
        signal.kinds |= one.kinds
    signal.route = Signal.Route(narrower(signal.route, *ways))
    signal.seen_since, signal.seen_until = min(signal.seen_since, *days), max(signal.seen_until, *days)


def _grew(actor: Actor, signal: Signal, new: Sequence[Found]) -> NewEvent:
    content = {
        "level": signal.level,
        "route": str(signal.route),
        "voices": [one.brief.reference for one in new],
        "answers": [row.answer_id for one in new for row in one.candidates],
    }
    return NewEvent("signals.grew", subject_of(signal.reference), content, changing.named(actor, signal))


def _root(signal: Signal) -> Signal:
    """The signal, or what it is merged into, as severe and by as narrow a way: all that is in it goes together."""
    if signal.merged_into_id is None:
        return signal
    root = Signal.objects.select_for_update().get(pk=signal.merged_into_id)
    root.level, root.kinds = max(root.level, signal.level), root.kinds | signal.kinds
    root.route = Signal.Route(narrower(root.route, signal.route))
    root.save(update_fields=["level", "kinds", "route"])
    root.merged.exclude(route=root.route).update(route=root.route)
    return root


def _look_again(actor: Actor, root: Signal, new: Sequence[Found], known: Rules, worse: bool) -> None:
    """A closed one comes back, an old one has a clock where something new was said, a live one has less time."""
    if root.state == Signal.State.CLOSED:
        changing.reopen(actor, root, known.why("said_more"), known)
    elif root.backlog and root.state == Signal.State.OPEN and not all(one.old(known) for one in new):
        root.backlog = False
        changing.ask_to_take_up(actor, root, known)
        root.save(update_fields=["backlog", "due_on", "reached"])
    elif worse:
        changing.restate(actor, root, known)
        root.save(update_fields=["due_on", "reached"])
        if root.backlog and root.state == Signal.State.OPEN:
            ask_reviews(actor, [root], known)
