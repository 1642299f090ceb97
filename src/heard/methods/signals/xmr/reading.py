"""What a board sees of a chart: one icon for how it varies, one for whether it meets its target, and their meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

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


# The icon of each type that is shown, where the label says up (0) or down (1).
_ICONS: Final = tuple(
    tuple(
        TYPES[kind].removeprefix("special_cause_") + (("_high", "_low")[down] if kind in (1, 2) else "")
        for down in (0, 1)
    )
    for kind in range(len(TYPES))
)
_DOWN: Final = np.array(SIGNS) < 0
_PASSES: Final = {-1: "consistent_fail", 0: "inconsistent", 1: "consistent_pass"}


class Reading(NamedTuple):
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
    rows = _last_rows(chart)
    names = chart.series[rows].tolist()
    wanted = [targets.get(name) for name in names] if isinstance(targets, Mapping) else [targets] * len(names)
    types = [TYPES[kind] for kind in chart.type[rows].tolist()]
    cells = zip(
        names, types, _icons(chart, rows), _assurance(chart, rows, wanted), chart.short[rows].tolist(), strict=True
    )
    # As Reading(*cells) does, in a quarter of the time: there are thousands.
    return list(map(partial(tuple.__new__, Reading), cells))


def _last_rows(chart: Chart) -> NDArray[np.intp]:
    if not len(chart.series):
        return np.zeros(0, np.intp)
    return np.append(np.flatnonzero(chart.series[1:] != chart.series[:-1]), len(chart.series) - 1)


def _icons(chart: Chart, rows: NDArray[np.intp]) -> list[str]:
    labels, kinds, shown = chart.label[rows], chart.type[rows], chart.worst[rows]
    # A concern that stands behind an improvement in the order of labels goes the other way than the label.
    down = (_DOWN[labels] != (shown != kinds)).tolist()
    found = [_ICONS[kind][way] for kind, way in zip(shown.tolist(), down, strict=True)]
    if chart.options.least > 1:
        without = np.isnan(chart.mean[rows]).tolist()
        found = ["too_few" if none else icon for icon, none in zip(found, without, strict=True)]
    return found


def _assurance(chart: Chart, rows: NDArray[np.intp], targets: Sequence[float | None]) -> list[str]:
    if chart.options.better is Better.NEITHER or all(target is None for target in targets):
        return [""] * len(rows)
    aim = np.array([np.nan if target is None else target for target in targets], np.float64)
    lower, upper = chart.lower[rows], chart.upper[rows]
    above, below = (aim >= upper, aim <= lower) if chart.options.touching else (aim > upper, aim < lower)
    passes = np.where(above, -1, np.where(below, 1, 0)) * (1 if chart.options.better is Better.HIGHER else -1)
    return ["" if target is None else _PASSES[way] for target, way in zip(targets, passes.tolist(), strict=True)]
