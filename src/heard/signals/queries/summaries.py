"""Signals for other pages: what has stalled, what one voice has come to, and the board's figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q

from heard.ledger import queries as ledger
from heard.organisations.policy import SYSTEM, Actor
from heard.signals.models import Signal, SignalVoice
from heard.signals.queries.access import visible
from heard.signals.queries.lists import LIVE, rows_of, worst_first
from heard.signals.queries.shapes import SignalRow
from heard.signals.subjects import reference_of, subject_of
from heard.tasks.models import Level
from heard.tasks.rules import ladders
from heard.voices.ports import Asked, Moment

State, Kind = Signal.State, Signal.Kind


@dataclass(frozen=True, slots=True)
class BoardSummary:
    """An organisation's signals in figures. Small numbers stand as they are: it is no page of the public."""

    # Live signals at level 3, those that nobody has taken up, and those past the day on which they were due.
    serious: int
    serious_not_taken_up: int
    concerns: int
    # (label, how many) of what has stalled, by the level that it has gone up to, the highest first.
    stalled: tuple[tuple[str, int], ...]
    oldest: date | None
    # Closed ones that came back, live now.
    came_back: int
    closed_by_decision: int
    closed_with_reason: int
    backlog: int
    outside_the_line: int


def stalled(organisation_id: int, actor: Actor = SYSTEM, limit: int = 50) -> tuple[SignalRow, ...]:
    """What has stalled, highest and worst first. Without an actor: for pages that have asked who may."""
    found = Signal.objects.filter(visible(actor, organisation_id, ladders()), kind=Kind.STALLED, state__in=LIVE)
    return rows_of(actor, found.order_by("-reached", "-level", "due_on", "id")[:limit])


def of_voice(voice_reference: str, actor: Actor = SYSTEM) -> tuple[SignalRow, ...]:
    """The signals that a voice is in, merged ones too, worst first."""
    ids = set(SignalVoice.objects.filter(voice_reference=voice_reference).values_list("signal_id", flat=True))
    if not ids:
        return ()
    found = Signal.objects.filter(pk__in=ids)
    organisation_id = found.values_list("organisation", flat=True)[0]
    return rows_of(actor, worst_first(found.filter(visible(actor, organisation_id, ladders()))))


def is_outside(voice_reference: str) -> bool:
    """Whether a voice is in a signal outside its line. The narrower ways are told to nobody else, not even so."""
    mine = SignalVoice.objects.filter(voice_reference=voice_reference)
    return mine.filter(signal__route=Signal.Route.OUTSIDE, signal__state__in=LIVE).exists()


def board_summary(organisation_id: int) -> BoardSummary:
    """The figures of the board's page. Two queries."""
    mine = Signal.objects.filter(organisation=organisation_id)
    live, spoken = Q(state__in=LIVE), ~Q(kind=Kind.STALLED)
    clocked = live & spoken & Q(backlog=False)
    found = mine.aggregate(
        serious=Count("id", filter=clocked & Q(level=3)),
        serious_not_taken_up=Count("id", filter=clocked & Q(level=3) & ~Q(state=State.TAKEN_UP)),
        concerns=Count("id", filter=clocked & Q(level__lt=3)),
        oldest=Min("raised_at", filter=clocked),
        came_back=Count("id", filter=live & Q(reopened__gt=0) & spoken),
        closed_by_decision=Count("id", filter=Q(state=State.CLOSED) & ~Q(closing_reference="") & spoken),
        closed_with_reason=Count("id", filter=Q(state=State.CLOSED, closing_reference="") & spoken),
        backlog=Count("id", filter=live & Q(backlog=True)),
        outside_the_line=Count("id", filter=live & ~Q(route=Signal.Route.LINE)),
    )
    levels = mine.filter(live, kind=Kind.STALLED).order_by("-reached").values("reached").annotate(number=Count("id"))
    by_level = tuple((str(Level(one["reached"]).label), one["number"]) for one in levels)
    oldest = found.pop("oldest")
    return BoardSummary(stalled=by_level, oldest=oldest.date() if oldest else None, **found)


def timeline(voice_reference: str) -> list[Moment]:
    """What came of what a voice said, oldest first, as the person who said it reads it."""
    ids = set(SignalVoice.objects.filter(voice_reference=voice_reference).values_list("signal_id", flat=True))
    rows = Signal.objects.filter(pk__in=ids) | Signal.objects.filter(merged__in=ids)
    subjects = {subject_of(reference) for reference in rows.values_list("reference", flat=True)}
    found: list[Moment] = []
    for entry in ledger.history(*subjects) if subjects else []:
        say = _TOLD.get(entry.kind.removeprefix("signals."))
        # What a decision closed, the decision itself tells, with its reasons.
        told_there = entry.kind == "signals.closed" and bool((entry.content or {}).get("by"))
        if say and entry.content is not None and reference_of(entry.subject) and not told_there:
            title, text = say(entry.content)
            found.append(Moment(entry.at, entry.kind, title, text))
    return found


def asked(voice_reference: str) -> list[Asked]:
    """The reasons with which concerns of a voice were closed: whoever spoke can say that it has not changed."""
    ids = SignalVoice.objects.filter(voice_reference=voice_reference).values("signal_id")
    rows = Signal.objects.filter(Q(pk__in=ids) | Q(merged__in=ids), state=State.CLOSED, closing_reference="")
    closed = rows.exclude(kind=Kind.STALLED).exclude(closing_reason="").order_by("closed_at").distinct()
    return [Asked(subject_of(one.reference), f"Our reason: {one.closing_reason}"[:200]) for one in closed]


_TOLD: dict[str, Callable[[dict[str, object]], tuple[str, str]]] = {
    "raised": lambda _: ("Raised", "What you said was raised for somebody to look at."),
    "taken-up": lambda _: ("Taken up", "Somebody has taken it up and has to decide, or say why not."),
    "went-up": lambda _: ("Gone up", "Nobody did it in time, so it went up a level."),
    "merged": lambda _: ("Put together", "It was put together with what others said about the same thing."),
    "closed": lambda content: ("Closed", f"The reason: {content['reason']}"),
    "reopened": lambda _: ("Looked at again", "It is being looked at again."),
}
