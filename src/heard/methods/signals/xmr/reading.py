"""What a board sees of a chart: one icon for how it varies, one for whether it meets its target, and their meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from heard.methods.signals.xmr.charting import Chart
from heard.methods.signals.xmr.options import SIGNS, TYPES, Better

MEANINGS: Final[Mapping[str, str]] = {
    "common_cause": "No special cause: it goes up and down as it usually does.",
    "concern_high": "Special cause for concern: higher than chance explains.",
    "concern_low": "Special cause for concern: lower than chance explains.",
    "improvement_high": "Special cause that is an improvement: higher than chance explains.",
    "improvement_low": "Special cause that is an improvement: lower than chance explains.",
    "neutral_high": "Special cause: higher than chance explains; neither better nor worse.",
    "neutral_low": "Special cause: lower than chance explains; neither better nor worse.",
    "too_few": "Too few points to say more than what they are.",
    "consistent_pass": "It will meet its target unless something changes.",
    "consistent_fail": "It will not meet its target unless something changes.",
    "inconsistent": "It will sometimes meet its target and sometimes miss it, by chance.",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """The last point of one series.

    `variation`: its point type, as the R package says it. `icon`: a key of MEANINGS, concern before improvement,
    'too_few' where there are no limits because the group is shorter than `Options.least`. `assurance`:
    'consistent_pass', 'consistent_fail', 'inconsistent', or '' without a target or a better direction. `short`: fewer
    than 13 points.
    """

    series: object
    variation: str
    icon: str
    assurance: str
    short: bool


def summary(chart: Chart, targets: Mapping[object, float | None] | float | None = None) -> list[Reading]:
    """What is read off each series, in their order. `targets` is one for all, or by series; None is no target.

    A target that is not a number gives 'inconsistent', as the R package has it.
    """
    found = []
    for row in _last_rows(chart):
        series = chart.series[row].item()
        target = targets.get(series) if isinstance(targets, Mapping) else targets
        found.append(
            Reading(
                series,
                TYPES[chart.type[row]],
                _icon(chart, row),
                _assurance(chart, row, target),
                bool(chart.short[row]),
            )
        )
    return found


def _last_rows(chart: Chart) -> list[int]:
    if not len(chart.series):
        return []
    return [*np.flatnonzero(chart.series[1:] != chart.series[:-1]).tolist(), len(chart.series) - 1]


def _icon(chart: Chart, row: int) -> str:
    if chart.options.least > 1 and np.isnan(chart.mean[row]):
        return "too_few"
    shown = TYPES[chart.worst[row]].removeprefix("special_cause_")
    if shown in ("common_cause", "neutral_high", "neutral_low"):
        return shown
    # A concern that stands behind an improvement in the order of labels goes the other way than the label.
    labelled = chart.worst[row] == chart.type[row]
    high = SIGNS[chart.label[row]] > 0 if labelled else chart.options.better is Better.LOWER
    return f"{shown}_{'high' if high else 'low'}"


def _assurance(chart: Chart, row: int, target: float | None) -> str:
    if target is None or chart.options.better is Better.NEITHER:
        return ""
    lower, upper = chart.lower[row], chart.upper[row]
    higher = chart.options.better is Better.HIGHER
    if target > upper:
        return "consistent_fail" if higher else "consistent_pass"
    if target < lower:
        return "consistent_pass" if higher else "consistent_fail"
    return "inconsistent"
