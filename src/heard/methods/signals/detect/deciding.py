"""From statistics to alerts: thresholds by budget, and those that are confirmed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from heard.methods.signals.detect.baselines import Floats


def thresholds(streams: int, false_alerts: float, share: float = 1.0) -> float:
    """A = K / (b w): where K streams of a level alarm so that together they raise w of b false alerts a week.

    Levels (ward, site, organisation, theme) divide the budget by their shares w, which add up to at most 1. The
    expected false alerts a week are at most K / A, however the streams depend on each other. Never below 1.

    >>> thresholds(20_000, 1.0), thresholds(400, 1.0, 0.25)
    (20000.0, 1600.0)
    """
    if streams < 0 or false_alerts <= 0 or not 0 < share <= 1:
        raise ValueError("Give a budget above 0, and a share of it of at most 1.")
    return max(1.0, streams / (false_alerts * share))


def confirmed(evidence: ArrayLike, patience: float = 26.0, alpha: float = 0.1) -> NDArray[np.bool_]:
    """Which streams e-BH takes for changed at a share of false ones of at most `alpha`, over a patience of H weeks.

    M / H is an e-value for whoever stops looking after H counted weeks on average, for M has mean at most `weeks` where
    nothing changed. The k largest are taken, k the most with k e_k >= K / alpha; valid under any dependence.
    Source: Wang and Ramdas 2022; Dandapanthula and Ramdas 2025 (no finite patience: no such bound).

    >>> confirmed([26_000, 400, 1, 1], patience=26).tolist()
    [True, False, False, False]
    """
    values = np.asarray(evidence, np.float64) / patience
    if patience <= 0 or not 0 < alpha < 1 or values.ndim != 1:
        raise ValueError("Give one statistic a stream, a patience above 0, and alpha between 0 and 1.")
    ordered = np.sort(values)[::-1]
    enough = np.flatnonzero(np.arange(1, len(values) + 1) * ordered >= len(values) / alpha)
    made: NDArray[np.bool_] = values >= ordered[enough[-1]] if len(enough) else np.zeros(len(values), np.bool_)
    return made


def averaged(statistics: Sequence[ArrayLike]) -> Floats:
    """One statistic of several that may depend on each other: their mean, which keeps every guarantee.

    >>> averaged([[10.0, 1.0], [0.0, 3.0]]).tolist()
    [5.0, 2.0]
    """
    made: Floats = np.mean([np.asarray(one, np.float64) for one in statistics], axis=0)
    return made
