"""What early warning watches, what it found, and how often its alerts were true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from heard.organisations import policy
from heard.organisations import queries as organisations
from heard.organisations.policy import Actor
from heard.signals.models import Alert, Signal, Watch
from heard.signals.queries.access import visible
from heard.signals.queries.lists import LIVE
from heard.signals.streams.families import watch_rules
from heard.signals.streams.wording import part_label, usual_of
from heard.tasks.rules import ladders

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class AlertRow:
    """A stream that has changed, as pages show it. Fields as in models.Alert; `ends` is the last day counted."""

    id: int
    signal: str
    signal_state: str
    kind: str
    kind_label: str
    place: str
    unit_id: int
    unit_reference: str
    facet: int
    value: int
    part: str
    status: str
    status_label: str
    since: date
    raised_week: date
    ends: date
    evidence: float
    threshold: float
    betting: float
    null_rate: float
    usual: float
    count: int
    of: int | None
    weeks: int
    expected: str
    tipping: float | None
    holds: bool
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A family of streams: how many are watched, and after how many weeks on average one errs at the soonest."""

    name: str
    streams: int
    threshold: float


@dataclass(frozen=True, slots=True)
class WatchState:
    """How an organisation is watched. `learning` until its first year is over; None dates where nothing was said."""

    false_alerts_a_year: int
    usual_from: date | None
    looked_at: datetime | None
    first_week: date | None
    watched_from: date | None
    through: date | None
    late_weeks: int
    families: tuple[FamilyRow, ...]

    @property
    def streams(self) -> int:
        """How many streams are watched in all."""
        return sum(family.streams for family in self.families)

    @property
    def learning(self) -> bool:
        """Whether the usual is still being learned."""
        return bool(self.through and self.watched_from and self.through < self.watched_from)

    @property
    def until(self) -> date | None:
        """The last day that counts."""
        return self.through + timedelta(days=6) if self.through else None


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """Signals of a kind by what people found: so many raised, so many of them judged."""

    kind: str
    label: str
    raised: int
    true: int
    false: int
    known: int

    @property
    def judged(self) -> int:
        """How many were judged."""
        return self.true + self.false + self.known


def watch_state(organisation_id: int) -> WatchState:
    """How an organisation is watched, before its first look too."""
    found = Watch.objects.filter(organisation=organisation_id).first()
    if found is None:
        agreed = int(watch_rules().content["false_alerts_a_year"])
        return WatchState(agreed, None, None, None, None, None, 0, ())
    rows = tuple(
        FamilyRow(name, int(given["streams"]), float(given["threshold"]))
        for name, given in sorted(found.families.items(), key=lambda item: list(found.families).index(item[0]))
    )
    return WatchState(
        found.false_alerts_a_year,
        found.usual_from,
        found.looked_at,
        found.first_week,
        found.watched_from,
        found.through,
        found.late_weeks,
        rows,
    )


def alerts(actor: Actor, organisation_id: int, *, ended: bool = False) -> tuple[AlertRow, ...]:
    """The alerts whose signal this actor may see, at most 200: those of concerns first, the surest first."""
    mine = Signal.objects.filter(visible(actor, organisation_id, ladders()))
    found = Alert.objects.filter(_counts(actor, organisation_id), ended_on__isnull=not ended, signal__in=mine)
    if not ended:
        # What was closed since the last look has ended, too.
        found = found.filter(Q(signal__state__in=LIVE) | Q(signal__merged_into__state__in=LIVE))
    order = ("-ended_on", "-id") if ended else ("kind", "status", "-evidence", "id")
    rows = _rows(found.select_related("signal").order_by(*order)[:_SHOWN])
    return tuple(rows) if ended else tuple(sorted(rows, key=lambda row: _KINDS.index(row.kind)))


def _counts(actor: Actor, organisation_id: int) -> Q:
    """Alerts of places whose counts this actor may see: a signal holds those of larger places too."""
    found = Q(organisation=organisation_id)
    grants = policy.grants(actor, "see_signals", organisation_id)
    if actor.system or any(grant.whole for grant in grants):
        return found
    units = {span.unit_id for grant in grants for span in grant.spans if span.until_date is None}
    return found & Q(unit__in=units)


def others_comment(unit_id: int) -> bool:
    """Whether early warning says that others comment on a place than did."""
    return Alert.objects.filter(kind=Signal.Kind.WHO, unit=unit_id, ended_on=None, holds=True).exists()


def alerts_of(signal_ids: Sequence[int]) -> tuple[AlertRow, ...]:
    """The alerts in signals, the one that raised them first. Two queries."""
    return tuple(_rows(Alert.objects.filter(signal__in=signal_ids).select_related("signal").order_by("id")))


def rising() -> tuple[AlertRow, ...]:
    """Every live alert of rising concerns, of every organisation: for rooms above, which ask who may see."""
    found = Alert.objects.filter(kind=Signal.Kind.RISING, ended_on=None, holds=True)
    return tuple(_rows(found.select_related("signal").order_by("organisation", "id")))


def is_raised(organisation_id: int, origin: str) -> bool:
    """Whether a signal came of something ('back:01J…') before."""
    return Signal.objects.filter(organisation=organisation_id, origin=origin).exists()


def streams_of(references: Collection[str]) -> dict[str, frozenset[tuple[int, int, int]]]:
    """The streams whose concerns had risen, of signals of early warning. One query."""
    found: dict[str, set[tuple[int, int, int]]] = defaultdict(set)
    seen = Alert.objects.filter(signal__reference__in=references, kind=Signal.Kind.RISING)
    for reference, *stream in seen.values_list("signal__reference", "unit", "facet", "value"):
        found[reference].add((stream[0], stream[1], stream[2]))
    return {reference: frozenset(streams) for reference, streams in found.items()}


def verdicts(actor: Actor, organisation_id: int) -> tuple[VerdictRow, ...]:
    """How often signals were true, by kind, of those that this actor may see. What stalled is judged by nobody."""
    mine = Signal.objects.filter(visible(actor, organisation_id, ladders())).exclude(kind=Signal.Kind.STALLED)
    judged = {name: Count("id", filter=Q(verdict=name)) for name in ("true", "false", "known")}
    rows = mine.order_by("kind").values("kind").annotate(raised=Count("id"), **judged)
    found: dict[str, dict[str, Any]] = {row["kind"]: dict(row) for row in rows}
    return tuple(
        VerdictRow(str(kind), str(label), *(int(found[kind][name]) for name in ("raised", "true", "false", "known")))
        for kind, label in Signal.Kind.choices
        if kind in found
    )


_KINDS = (Signal.Kind.RISING, Signal.Kind.SILENT, Signal.Kind.WHO)


def _rows(found: Iterable[Alert]) -> list[AlertRow]:
    kept = list(found)
    units = organisations.units({one.unit_id for one in kept})
    return [
        AlertRow(
            id=one.pk,
            signal=one.signal.reference,
            signal_state=one.signal.get_state_display() if one.signal.state not in LIVE else "",
            kind=one.kind,
            kind_label=one.get_kind_display(),
            place=units[one.unit_id].name,
            unit_id=one.unit_id,
            unit_reference=units[one.unit_id].reference,
            facet=one.facet,
            value=one.value,
            part=part_label(one.facet, one.value),
            status=one.status,
            status_label=one.get_status_display(),
            since=one.since,
            raised_week=one.raised_week,
            ends=one.through + timedelta(days=6),
            evidence=one.evidence,
            threshold=one.threshold,
            betting=one.betting,
            null_rate=one.null_rate,
            usual=one.usual,
            count=one.count,
            of=one.of,
            weeks=one.weeks,
            expected=usual_of(one),
            tipping=one.tipping,
            holds=one.holds,
            ended_on=one.ended_on,
        )
        for one in kept
    ]
