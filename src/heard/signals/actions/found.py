"""What is known of a voice that becomes a signal, and how it enters one: links, event, clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from heard.ledger.actions import NewEvent
from heard.organisations import queries as organisations
from heard.organisations.policy import Actor
from heard.signals.actions import changing
from heard.signals.models import Candidate, Signal, SignalVoice
from heard.signals.rules import Rules
from heard.signals.subjects import BACKLOG, REVIEW, subject_of
from heard.tasks import actions as tasks
from heard.tasks import queries as task_queries
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
    named = signal.route != Signal.Route.SPEAKING_UP
    return NewEvent("signals.raised", subject_of(signal.reference), content, actor.reference if named else "")


def start_clocks(actor: Actor, signals: Sequence[tuple[Signal, datetime]], known: Rules) -> None:
    """A task for each new signal, or, for what was old when it came, one review of each place."""
    for signal, at in signals:
        if not signal.backlog:
            began = timezone.localdate(at)
            changing.ask_to_take_up(actor, signal, known, began_on=began)
            signal.save(update_fields=["due_on", "reached"])
    waiting = {(signal.organisation_id, signal.unit_id) for signal, _ in signals if signal.backlog}
    units = organisations.units({unit for _, unit in waiting if unit is not None})
    asked = task_queries.standings(BACKLOG + unit.reference for unit in units.values())
    for unit in units.values():
        if BACKLOG + unit.reference not in asked:
            review(actor, unit.organisation_id, unit.id, unit.reference, known)


def review(actor: Actor, organisation_id: int, unit_id: int, unit_reference: str, known: Rules) -> None:
    """One task for all that was old when it came, at one place; while it is live it is the same one."""
    tasks.open_task(
        actor=actor,
        organisation_id=organisation_id,
        unit_id=unit_id,
        kind=REVIEW,
        subject=BACKLOG + unit_reference,
        title="Look through older concerns that an import brought",
        role="service_manager",
        verb="own_signals",
        clock=known.content["clocks"]["backlog"],
    )


def grow(actor: Actor, signal: Signal, one: Found, known: Rules) -> None:
    """More of what is a signal already: its level never falls, and a closed one has to be looked at again."""
    before = set(signal.voices.values_list("answer_id", flat=True))
    rose = max(signal.level, one.worst.level) > signal.level
    link([(signal, one)])
    if not rose and before >= {row.answer_id for row in one.candidates}:
        return
    signal.level, signal.kinds = max(signal.level, one.worst.level), signal.kinds | one.kinds
    signal.seen_since, signal.seen_until = min(signal.seen_since, one.day), max(signal.seen_until, one.day)
    signal.save()
    changing.record(
        actor,
        "grew",
        signal,
        level=signal.level,
        voices=[one.brief.reference],
        answers=[row.answer_id for row in one.candidates],
    )
    root = signal.merged_into or signal
    if root.state == Signal.State.CLOSED:
        changing.reopen(actor, root, known.why("said_more"), known)
    elif signal.backlog and not one.old(known) and signal.state == Signal.State.OPEN:
        signal.backlog = False
        changing.ask_to_take_up(actor, signal, known)
        signal.save(update_fields=["backlog", "due_on", "reached"])
