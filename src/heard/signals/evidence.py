"""What a signal's page shows of the streams that raised it: the words, how sure it is, what would make it false."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse

from heard.coding import queries as coding
from heard.coding.models import Facet
from heard.coding.presenters.control import control_charts
from heard.coding.presenters.explore import Comment, comments
from heard.coding.queries import Filters, Interval
from heard.design.figures import Chart
from heard.organisations import queries as organisations
from heard.organisations.policy import Actor
from heard.organisations.queries import Scope
from heard.signals.models import Signal
from heard.signals.queries.watching import AlertRow, others_comment, watch_state
from heard.signals.streams.families import WEEKS_OF_A_YEAR, watch_rules

_WORDS: Final = 10
_MONTHS: Final = 24
_CONCERN: Final = 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything about the streams of a signal, for a reader who may see its place."""

    alerts: tuple[AlertRow, ...]
    words: tuple[Comment, ...]
    all_words: str
    sure: tuple[str, ...]
    false_if: tuple[str, ...]
    charts: tuple[Chart, ...]


def evidence(actor: Actor, code: str, found: Sequence[AlertRow], today: date) -> Evidence | None:
    """The evidence of a signal's alerts; None where it has none."""
    if not found:
        return None
    first = found[0]
    scope = organisations.scope(actor, "explore", _organisation(first))
    rising = first.kind == Signal.Kind.RISING
    # What is counted of a place is for those who may see it: others read of their own in it.
    shown = [row for row in found if row is first or (scope is not None and _sees(scope, row.unit_id))]
    words, address = _words(scope, code, first) if scope is not None and rising else ((), "")
    return Evidence(
        tuple(shown),
        words,
        address,
        how_sure(first, _a_year(first)),
        false_if(first, others_comment(first.unit_id)),
        _charts(scope, first, today) if scope is not None else (),
    )


def _sees(scope: Scope, unit_id: int) -> bool:
    return scope.spans is None or any(span.unit_id == unit_id and span.until_date is None for span in scope.spans)


def how_sure(alert: AlertRow, a_year: int) -> tuple[str, ...]:
    """How sure an alert is, in plain sentences: the agreed promise, whether it is confirmed, and the bets beside it."""
    years = alert.threshold / WEEKS_OF_A_YEAR
    said = [
        f"Where nothing has changed, Heard raises at most about {a_year:,} alert{'' if a_year == 1 else 's'} a year "
        f"over everything that it watches here, and this one at most once in {_years(years)} on average.",
        "It is confirmed: of all of its kind that stand out like this, at most one in ten is expected to be false, "
        f"looked at over {watch_rules().number('patience_weeks'):.0f} weeks."
        if alert.status == "confirmed"
        else "It has reached the agreed threshold, and is not yet confirmed among everything that is watched.",
    ]
    if alert.betting >= alert.threshold:
        said.append(
            "It holds without any model of how comments come: the bets beside it have reached the threshold too."
        )
    elif alert.of is not None:
        said.append("Without any model of how comments come, it is not sure yet.")
    if not alert.holds:
        said.append("As the counts are now (after corrections, or as the place is closed) they would not raise it.")
    return tuple(said)


def false_if(alert: AlertRow, others: bool) -> tuple[str, ...]:
    """What would have to be true for an alert to be false, each a sentence that can be checked."""
    said = []
    usual = _rate(alert, alert.usual)
    if alert.tipping is not None:
        look = (
            "look whether the place has become smaller, sees fewer people, or a service moved away from it."
            if alert.kind == Signal.Kind.SILENT
            else "look whether the weeks in which it was learned were unusually quiet."
        )
        said.append(f"The usual would have to be {_rate(alert, alert.tipping)} rather than {usual}: {look}")
    else:
        said.append("No usual rate near what is seen now would make it chance.")
    said.append(
        {
            str(Signal.Kind.RISING): "Or the comments would have to be read wrongly by the machine: read them above, "
            "and correct those that allege nothing.",
            str(Signal.Kind.SILENT): "Or files would have to be missing: look at the imports of these weeks.",
            str(
                Signal.Kind.WHO
            ): "Or the way in which people are asked would have to be new: then the change is known.",
        }[alert.kind]
    )
    if alert.kind == Signal.Kind.RISING:
        said.append(
            "Others comment here than did (see early warning): part of the rise may be other people, not other care."
            if others
            else "Or other people would have to comment than did; Heard watches that too, and has no such alert."
        )
        said.append("Or it would have to be the season: a year's baseline holds each season once.")
    return tuple(said)


def _rate(alert: AlertRow, rate: float) -> str:
    """A rate as it is said.

    >>> from types import SimpleNamespace as Row
    >>> _rate(Row(of=10), 0.042), _rate(Row(of=None), 3.24)
    ('4.2 in a hundred', '3.2 a week')
    """
    return f"{100 * rate:.1f} in a hundred" if alert.of is not None else f"{rate:,.1f} a week"


def _years(years: float) -> str:
    return f"{years:,.0f} years" if years >= 2 else f"{years * WEEKS_OF_A_YEAR:,.0f} weeks"


def _organisation(alert: AlertRow) -> int:
    return organisations.units([alert.unit_id])[alert.unit_id].organisation_id


def _a_year(alert: AlertRow) -> int:
    return watch_state(_organisation(alert)).false_alerts_a_year


def _filters(alert: AlertRow) -> Filters:
    """The concerns of a stream since it changed."""
    return Filters(
        unit_id=alert.unit_id,
        from_date=alert.since,
        to_date=alert.ends,
        seriousness=_CONCERN,
        themes=(alert.value,) if alert.facet == Facet.THEME else (),
        relations=(alert.value,) if alert.facet == Facet.RELATION else (),
    )


def _words(scope: Scope, code: str, alert: AlertRow) -> tuple[tuple[Comment, ...], str]:
    """The newest of the concerns themselves, the most serious first, and where all of them are."""
    rows = sorted(coding.Search(scope, _filters(alert)).page().rows, key=lambda row: -row.seriousness)[:_WORDS]
    levels = {level.value: level.label for level in coding.choices(scope.organisation_id).seriousness}
    part = {Facet.THEME: f"&theme={alert.value}", Facet.RELATION: f"&relation={alert.value}"}.get(
        Facet(alert.facet), ""
    )
    place = f"service={alert.unit_reference}&serious={_CONCERN}&from={_day(alert.since)}&to={_day(alert.ends)}{part}"
    shown = comments(rows, levels, lambda reference: reverse("voices:voice", args=[code, reference]), place=place)
    return tuple(shown), f"{reverse('coding:explore', args=[code])}?{place}"


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _charts(scope: Scope, alert: AlertRow, today: date) -> tuple[Chart, ...]:
    """Concerns of the place by month beside its percentage, which often stays as it was."""
    if alert.kind != Signal.Kind.RISING:
        return ()
    trend = coding.Search(scope, Filters(unit_id=alert.unit_id)).trend(Interval.MONTH)
    points = trend.points if trend else ()
    return control_charts(tuple(point for point in points if point.start < today.replace(day=1))[-_MONTHS:])
