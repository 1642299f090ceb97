"""What corrections taught, and what is coded again because of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from heard.coding.models import Calibration, Recoding, Run

_LEFT_ALONE = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class CalibrationRow:
    """One version that an organisation's corrections made."""

    reference: str
    number: int
    model: str
    state: str
    state_label: str
    learned: int
    kept_aside: int
    # (value, low, high) of micro F1 on what was kept aside.
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    difference: tuple[float, float, float]
    made_at: datetime
    made_by: str
    settled_at: datetime | None
    settled_by: str
    ended_at: datetime | None
    ended_by: str


@dataclass(frozen=True, slots=True)
class RecodingRow:
    """How far coding again is."""

    run: str
    looked: int
    voices: int
    changed: int
    started_at: datetime
    done_at: datetime | None
    stopped: bool


def calibrations(organisation_id: int) -> list[CalibrationRow]:
    """Every version, the latest first. One query."""
    rows = Calibration.objects.filter(organisation=organisation_id).order_by("-number")
    return [_row(row) for row in rows.select_related("made_by", "settled_by", "ended_by")]


def recoding(organisation_id: int) -> RecodingRow | None:
    """The latest time that what was coded was coded again, or None. One query."""
    row = Recoding.objects.filter(organisation=organisation_id).select_related("run").order_by("-id").first()
    if row is None:
        return None
    return RecodingRow(row.run.model, row.looked, row.voices, row.changed, row.started_at, row.done_at, row.stopped)


def unfinished() -> list[str]:
    """References of what should be under way for a while and is not done."""
    rows = Recoding.objects.filter(done_at=None, started_at__lt=timezone.now() - _LEFT_ALONE)
    return list(rows.order_by("id").values_list("reference", flat=True))


def runs(names: list[str]) -> dict[str, datetime]:
    """When each of these versions of the coder first coded anything here. One query."""
    return dict(Run.objects.filter(model__in=names).values_list("model", "started_at"))


def _row(row: Calibration) -> CalibrationRow:
    measured = row.measured
    return CalibrationRow(
        row.reference,
        row.number,
        row.model,
        row.state,
        row.get_state_display(),
        measured["learned"],
        measured["comments"],
        _measure(measured["before"]),
        _measure(measured["after"]),
        _measure(measured["difference"]),
        row.made_at,
        row.made_by.name if row.made_by else "Heard",
        row.settled_at,
        row.settled_by.name if row.settled_by else "",
        row.ended_at,
        row.ended_by.name if row.ended_by else "",
    )


def _measure(found: dict[str, Any]) -> tuple[float, float, float]:
    return found["value"], found["low"], found["high"]


def last_measured() -> dict[int, int]:
    """By organisation, how many checked comments the latest version was made from and measured on. One query."""
    rows = Calibration.objects.order_by("number").values_list("organisation_id", "measured")
    return {organisation: found["learned"] + found["comments"] for organisation, found in rows}
