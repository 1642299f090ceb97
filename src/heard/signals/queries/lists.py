"""Lists of signals, worst first: filtered, counted, paged, each at a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from heard.coding.frame import bits_of
from heard.organisations import queries as organisations
from heard.organisations.policy import Actor
from heard.signals.models import Signal, SignalVoice
from heard.signals.policy import may_read
from heard.signals.queries.access import visible
from heard.signals.queries.shapes import SignalRow
from heard.signals.rules import Rules, rules
from heard.signals.subjects import subject_of
from heard.tasks import queries as tasks
from heard.tasks.models import Level
from heard.tasks.rules import ladders
from heard.voices.queries.briefs import words_on_routes

PAGE = 25
SHOWS = ("open", "taken_up", "stalled", "backlog", "closed")
LIVE = ("open", "reopened", "taken_up")
_STALLED = Q(kind=Signal.Kind.STALLED)
_SHOWN: dict[str, Q] = {
    "open": Q(state__in=["open", "reopened"], backlog=False) & ~_STALLED,
    "taken_up": Q(state="taken_up") & ~_STALLED,
    "stalled": Q(state__in=LIVE) & _STALLED,
    "backlog": Q(state__in=["open", "reopened"], backlog=True),
    "closed": Q(state__in=["closed", "merged"]),
}


@dataclass(frozen=True, slots=True)
class SignalFilter:
    """Which signals a list shows. `show` is one of SHOWS, or '' for everything that is live."""

    show: str = "open"
    kind: str = ""
    level: int | None = None
    unit_id: int | None = None
    route: str = ""


@dataclass(frozen=True, slots=True)
class SignalPage:
    """A page of a list: its rows, how many there are in all, and which page it is."""

    rows: tuple[SignalRow, ...]
    total: int
    number: int

    @property
    def more(self) -> bool:
        """Whether there is a page after it."""
        return self.number * PAGE < self.total


def signals(actor: Actor, organisation_id: int, wanted: SignalFilter, number: int = 1) -> SignalPage:
    """A page of signals, severe and rare before common and mild; closed ones, the last closed first."""
    found = _filtered(actor, organisation_id, wanted)
    number = max(number, 1)
    rows = _ordered(found, wanted)[(number - 1) * PAGE : number * PAGE]
    return SignalPage(rows_of(actor, rows), found.count(), number)


def all_signals(actor: Actor, organisation_id: int, wanted: SignalFilter) -> Iterator[SignalRow]:
    """As signals, without pages: for a file. A few queries for each 500."""
    found = _ordered(_filtered(actor, organisation_id, wanted), wanted)
    start = 0
    while chunk := rows_of(actor, found[start : start + 500]):
        yield from chunk
        start += 500


def open_signals(
    actor: Actor, organisation_id: int, *, limit: int = 3, unit_id: int | None = None
) -> tuple[SignalRow, ...]:
    """What is live and has a clock, worst first: what a page that composes rooms begins with."""
    found = _filtered(actor, organisation_id, SignalFilter(show="", unit_id=unit_id)).filter(backlog=False)
    return rows_of(actor, worst_first(found)[:limit])


def counts(actor: Actor, organisation_id: int) -> dict[str, int]:
    """How many signals stand under each tab. One query, and one for the ladders."""
    found = Signal.objects.filter(visible(actor, organisation_id, ladders()))
    return found.aggregate(**{name: Count("id", filter=which) for name, which in _SHOWN.items()})


def same_thing(actor: Actor, row: SignalRow, category: int | None, limit: int = 10) -> tuple[SignalRow, ...]:
    """Other signals of the same service and category, the newest first."""
    if row.unit_id is None or category is None:
        return ()
    found = Signal.objects.filter(visible(actor, row.organisation_id, ladders()), unit=row.unit_id, category=category)
    found = found.exclude(pk=row.id).exclude(_STALLED)
    return rows_of(actor, found.order_by("-seen_until", "-id")[:limit])


def mergeable(actor: Actor, row: SignalRow, limit: int = 50) -> tuple[SignalRow, ...]:
    """The live signals into which a signal can be merged: of the same way, those of its own place first."""
    found = Signal.objects.filter(
        visible(actor, row.organisation_id, ladders()), route=row.route, state__in=LIVE
    ).exclude(_STALLED)
    own = found.exclude(pk=row.id).filter(unit=row.unit_id)
    return rows_of(actor, worst_first(own)[:limit])


def worst_first(found: QuerySet[Signal]) -> QuerySet[Signal]:
    """Severe before mild, then what has gone up furthest, then what is due first; without a clock last."""
    return found.order_by("-level", "-reached", F("due_on").asc(nulls_last=True), "id")


def rows_of(actor: Actor, found: QuerySet[Signal]) -> tuple[SignalRow, ...]:
    """Signals as pages show them. At most six queries, however many."""
    read = list(found.select_related("organisation", "unit"))
    if not read:
        return ()
    into = _references(one.merged_into_id for one in read)
    known = rules()
    first, number = _words(actor, read)
    standings = tasks.standings(subject_of(one.reference) for one in read)
    return tuple(
        _row(
            one,
            known,
            words=first.get(one.pk, ""),
            voices=number.get(one.pk, 0),
            standing=standings.get(subject_of(one.reference)),
            merged_into=into.get(one.merged_into_id or 0, ""),
        )
        for one in read
    )


def _references(ids: Iterable[int | None]) -> dict[int, str]:
    """What signals were merged into, by id. No query where none was."""
    wanted = {pk for pk in ids if pk is not None}
    return dict(Signal.objects.filter(pk__in=wanted).values_list("id", "reference")) if wanted else {}


def _filtered(actor: Actor, organisation_id: int, wanted: SignalFilter) -> QuerySet[Signal]:
    found = Signal.objects.filter(visible(actor, organisation_id, ladders()))
    found = found.filter(_SHOWN[wanted.show] if wanted.show else Q(state__in=LIVE))
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.level is not None:
        found = found.filter(level=wanted.level)
    if wanted.route:
        found = found.filter(route=wanted.route)
    if wanted.unit_id is not None:
        spans = organisations.spans_under(wanted.unit_id)
        found = found.filter(unit__in=[span.unit_id for span in spans if span.until_date is None])
    return found


def _ordered(found: QuerySet[Signal], wanted: SignalFilter) -> QuerySet[Signal]:
    if wanted.show == "closed":
        return found.order_by("-level", F("closed_at").desc(nulls_last=True), "-id")
    return worst_first(found)


def _words(actor: Actor, read: Sequence[Signal]) -> tuple[dict[int, str], dict[int, int]]:
    """The worst words of each signal that this reader may read, and how many voices are in it."""
    worst: dict[int, int] = {}
    heard: dict[int, set[str]] = defaultdict(set)
    links = SignalVoice.objects.filter(signal__in=[one.pk for one in read]).order_by("signal", "-level", "answer_id")
    for signal_id, answer_id, voice in links.values_list("signal_id", "answer_id", "voice_reference"):
        worst.setdefault(signal_id, answer_id)
        heard[signal_id].add(voice)
    routes = {one.pk: str(one.route) for one in read if may_read(actor, one)}
    asked = {signal: (answer, routes[signal]) for signal, answer in worst.items() if signal in routes}
    said = words_on_routes(asked.values())
    first = {signal: said[one].words for signal, one in asked.items() if one in said}
    return first, {signal: len(found) for signal, found in heard.items()}


def _row(
    one: Signal, known: Rules, *, words: str, voices: int, standing: tasks.Standing | None, merged_into: str
) -> SignalRow:
    same = ("reference", "organisation_id", "unit_id", "kind", "level", "raised_at", "seen_since", "seen_until", "why")
    more = ("route", "backlog", "reached", "due_on", "state", "verdict", "incident_reference", "reopened")
    ends = ("closing_reason", "closing_reference", "closed_at")
    return SignalRow(
        id=one.pk,
        organisation_code=one.organisation.code,
        unit_name=one.unit.name if one.unit else one.organisation.name,
        unit_reference=one.unit.reference if one.unit else "",
        level_label=known.frame.levels[one.level],
        kinds=tuple(known.frame.kinds[bit] for bit in bits_of(one.kinds) if bit < len(known.frame.kinds)),
        category=known.category(one.category),
        reached_label=str(Level(one.reached).label),
        merged_into=merged_into,
        words=words,
        voices=voices,
        standing=standing,
        **{name: getattr(one, name) for name in (*same, *more, *ends)},
    )
