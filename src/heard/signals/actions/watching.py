"""Early warning: every stream of an organisation looked at again, and what has changed made a signal."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.organisations import queries as organisations
from heard.organisations.errors import Refused
from heard.organisations.models import Organisation
from heard.organisations.policy import Actor, can
from heard.signals import policy
from heard.signals.actions import changing
from heard.signals.models import Alert, Signal, Watch
from heard.signals.rules import rules
from heard.signals.streams import FAMILIES, Finding, calendar, counted, judge, read
from heard.signals.streams.families import KINDS, WatchRules, watch_rules
from heard.signals.streams.judging import Key
from heard.signals.streams.weeks import Calendar, Read
from heard.signals.streams.wording import stream_label, why
from heard.store.locks import advisory

logger = logging.getLogger(__name__)
# What is looked at again as often: late files and corrections move what was counted.
EVERY = timedelta(hours=6)
_REFRESHED = (
    *("family", "status", "since", "through", "evidence", "threshold", "betting", "null_rate", "usual", "count", "of"),
    *("weeks", "tipping", "holds"),
)


def watch_all(*, actor: Actor) -> int:
    """Look at each organisation that was not looked at for some hours; returns how many were."""
    since = timezone.now() - EVERY
    fresh = Watch.objects.filter(looked_at__gt=since).values("organisation")
    due = Organisation.objects.exclude(pk__in=fresh).order_by("id").values_list("id", flat=True)
    done = 0
    for organisation_id in list(due):
        try:
            watch_organisation(actor=actor, organisation_id=organisation_id)
        except Exception:
            # The others are looked at all the same.
            logger.exception("The streams of organisation %s could not be looked at", organisation_id)
        else:
            done += 1
    return done


def watch_organisation(*, actor: Actor, organisation_id: int) -> list[str]:
    """Look at every stream of an organisation; returns the references of the signals that were raised.

    Everything is found anew out of the counts as they are: twice gives the same as once. An alert that its counts no
    longer bear out stays, and says so: it ends with its signal, which a person closes. What takes long is read and
    reckoned before the one transaction that writes.
    """
    known = watch_rules()
    watch = Watch.objects.filter(organisation=organisation_id).first() or _new(organisation_id, known)
    looked_at = timezone.now()
    found = read(organisation_id)
    when = calendar(found, timezone.localdate(), known, watch.usual_from)
    families: dict[str, dict[str, float]] = {}
    findings: list[Finding] = []
    restart = _restart(organisation_id)
    if when is not None:
        for family in FAMILIES:
            judged = judge(counted(found, family, when), when, known, watch.false_alerts_a_year, restart)
            families[family.name] = {"streams": judged.streams, "threshold": judged.threshold}
            findings += judged.findings
    with transaction.atomic():
        advisory(f"signals.watch:{organisation_id}")
        if _moved_on(watch, looked_at) or _restart(organisation_id) != restart:
            # What was reckoned is of before: whoever looks next finds it anew.
            return []
        _keep(organisation_id, watch=watch, looked_at=looked_at, when=when, families=families, known=known)
        for alert, day in _over(organisation_id):
            Alert.objects.filter(pk=alert.pk).update(ended_on=day)
        return _bring(actor, organisation_id, findings, found)


def set_watch(*, actor: Actor, organisation_id: int, false_alerts_a_year: int, usual_from: date | None) -> None:
    """Agree to so many false alerts a year, and from when the usual is learned; everything is looked at anew."""
    known = watch_rules()
    with transaction.atomic():
        watch = Watch.objects.select_for_update().filter(organisation=organisation_id).first()
        watch = watch or _new(organisation_id, known)
        policy.require(can(actor, "set_watch", watch), "Your role does not include what early warning is allowed.")
        if false_alerts_a_year not in known.content["choices"]:
            raise Refused("Choose how many false alerts you agree to.", "false_alerts_a_year")
        if usual_from is not None and usual_from > timezone.localdate():
            raise Refused("Enter a day that is not in the future.", "usual_from")
        watch.false_alerts_a_year, watch.usual_from, watch.looked_at = false_alerts_a_year, usual_from, None
        watch.save()
        ledger.record(
            kind="signals.watch-set",
            subject=f"signals.watch:{organisation_id}",
            content={"false_alerts_a_year": false_alerts_a_year, "usual_from": str(usual_from or "")},
            actor=actor.reference,
        )
    watch_organisation(actor=actor, organisation_id=organisation_id)


def _new(organisation_id: int, known: WatchRules) -> Watch:
    return Watch(organisation_id=organisation_id, false_alerts_a_year=int(known.content["false_alerts_a_year"]))


def _moved_on(watch: Watch, looked_at: datetime) -> bool:
    """Whether somebody agreed to something else, or looked later, while this look was reckoned."""
    now = Watch.objects.filter(organisation=watch.organisation_id).first()
    if now is None:
        return False
    other = (now.false_alerts_a_year, now.usual_from) != (watch.false_alerts_a_year, watch.usual_from)
    return other or (now.looked_at is not None and now.looked_at > looked_at)


def _keep(
    organisation_id: int,
    *,
    watch: Watch,
    looked_at: datetime,
    when: Calendar | None,
    families: Mapping[str, Mapping[str, float]],
    known: WatchRules,
) -> None:
    """What was looked at, for the page that says so."""
    weeks: dict[str, object] = {"first_week": None, "through": None, "watched_from": None, "late_weeks": 0}
    if when is not None:
        weeks = {"first_week": when.monday(0), "through": when.through, "late_weeks": when.late}
        weeks["watched_from"] = when.monday(known.baseline_weeks)
    agreed = {"false_alerts_a_year": watch.false_alerts_a_year, "usual_from": watch.usual_from}
    seen = {"looked_at": looked_at, "families": families, **weeks}
    Watch.objects.update_or_create(organisation_id=organisation_id, defaults=seen, create_defaults={**agreed, **seen})


def _over(organisation_id: int) -> list[tuple[Alert, date]]:
    """Alerts whose signal, or what it was merged into, is closed by now, with the day."""
    rows = Alert.objects.filter(organisation=organisation_id, ended_on=None).select_related("signal__merged_into")
    found = []
    for alert in rows.order_by("id"):
        root = alert.signal.merged_into or alert.signal
        if root.state not in changing.LIVE:
            found.append((alert, timezone.localdate(root.closed_at) if root.closed_at else timezone.localdate()))
    return found


def _restart(organisation_id: int) -> dict[Key, date]:
    """From when each stream with an alert that is over is watched again."""
    rows = Alert.objects.filter(organisation=organisation_id, ended_on__isnull=False)
    over = [*_over(organisation_id), *((one, one.ended_on) for one in rows if one.ended_on is not None)]
    restart: dict[Key, date] = {}
    for one, day in over:
        key: Key = (one.kind, one.unit_id, one.facet, one.value)
        restart[key] = max(day, restart.get(key, day))
    return restart


def _bring(actor: Actor, organisation_id: int, findings: Sequence[Finding], found: Read) -> list[str]:
    """Alerts become what was found; what is new joins the signal of its place, or is one."""
    live = {
        (row.kind, row.unit_id, row.facet, row.value): row
        for row in Alert.objects.select_for_update()
        .filter(organisation=organisation_id, ended_on=None)
        .select_related("signal")
        .order_by("id")
    }
    by_key = {finding.key: finding for finding in findings}
    for key, alert in live.items():
        _refresh(actor, alert, by_key.get(key))
    Alert.objects.bulk_update(live.values(), _REFRESHED)
    new = [finding for finding in findings if finding.key not in live and finding.lasting]
    if not new:
        return []
    # The smallest place first, all that is said there before its parts: what lies above is explained by them.
    new.sort(key=lambda one: (KINDS.index(one.kind), -found.depth[one.unit], one.facet, -one.evidence, one.value))
    below = _below(organisation_id)
    known = [(by_key[key], alert.signal) for key, alert in live.items() if key in by_key]
    raised: list[str] = []
    joined: dict[int, tuple[Signal, list[str]]] = {}
    for finding in new:
        home = _home(finding, known, below)
        if home is None:
            home = _raise(actor, organisation_id, finding)
            raised.append(home.reference)
        else:
            joined.setdefault(home.pk, (home, []))[1].append(stream_label(finding))
        Alert.objects.create(organisation_id=organisation_id, signal=home, **_fields(finding))
        known.append((finding, home))
    for home, streams in joined.values():
        changing.record(actor, "seen-in", home, streams=streams)
    return raised


def _refresh(actor: Actor, alert: Alert, finding: Finding | None) -> None:
    """An alert as its counts are now; confirmed stays confirmed."""
    alert.holds = finding is not None
    if finding is None:
        return
    was = alert.status
    for name, value in _fields(finding).items():
        # The week that raised it is what happened then.
        if name in _REFRESHED:
            setattr(alert, name, value)
    if was == Alert.Status.CONFIRMED:
        alert.status = Alert.Status.CONFIRMED
    elif alert.status == Alert.Status.CONFIRMED:
        changing.record(actor, "confirmed", alert.signal, stream=stream_label(finding))


def _fields(finding: Finding) -> dict[str, object]:
    other = {"unit", "confirmed", "lasting"}
    given = {name: getattr(finding, name) for name in Finding.__dataclass_fields__ if name not in other}
    status = Alert.Status.CONFIRMED if finding.confirmed else Alert.Status.WATCH
    return {**given, "unit_id": finding.unit, "status": status}


def _below(organisation_id: int) -> Mapping[int, set[int]]:
    """By unit, the units that ever counted under it."""
    made: dict[int, set[int]] = defaultdict(set)
    closure = organisations.closure(organisation_id)
    for unit, ancestor in zip(closure.unit.tolist(), closure.ancestor.tolist(), strict=True):
        made[ancestor].add(unit)
    return made


def _home(finding: Finding, known: Iterable[tuple[Finding, Signal]], below: Mapping[int, set[int]]) -> Signal | None:
    """The signal that a new alert belongs to: its own place's, or of a place below that explains most of it."""
    share = watch_rules().number("explained")
    # The same part of what is said there explains it better than all of it does.
    best: tuple[bool, float, Signal] | None = None
    for other, signal in known:
        if other.kind != finding.kind:
            continue
        if other.unit == finding.unit:
            return signal
        same = (other.facet, other.value) == (finding.facet, finding.value)
        whole = (other.facet, other.value) == (0, 0)
        explains = other.unit in below.get(finding.unit, set()) and other.excess >= share * finding.excess
        if explains and (same or whole) and (best is None or (same, other.excess) > best[:2]):
            best = (same, other.excess, signal)
    return best[2] if best else None


def _raise(actor: Actor, organisation_id: int, finding: Finding) -> Signal:
    signal = Signal(
        organisation_id=organisation_id,
        unit_id=finding.unit,
        kind=finding.kind,
        origin=f"stream:{finding.kind}:{finding.unit}:{finding.facet}:{finding.value}:{finding.raised_week}",
        level=watch_rules().level(finding.kind),
        raised_at=timezone.now(),
        seen_since=finding.since,
        seen_until=finding.through + timedelta(days=6),
        why=why(finding),
    )
    # The same week of the same stream was a signal before, and has ended: it is not raised twice.
    earlier = Signal.objects.filter(organisation=organisation_id, origin__startswith=signal.origin)
    if earlier.exists():
        signal.origin = f"{signal.origin}:{earlier.count() + 1}"[:80]
    signal.save()
    changing.ask_to_take_up(actor, signal, rules())
    signal.save()
    changing.record(
        actor,
        "raised",
        signal,
        kind=str(signal.kind),
        level=signal.level,
        route=str(signal.route),
        backlog=False,
        why=signal.why,
        voices=[],
        words={},
        evidence={"count": finding.count, "of": finding.of, "since": str(finding.since), "usual": finding.usual},
    )
    return signal
