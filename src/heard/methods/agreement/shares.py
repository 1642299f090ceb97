"""How sure a share is: exact intervals, of a plain sample and of one in which some had a better chance to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, log1p
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
_CONFIDENCE: Final = 0.95
_TINY: Final = 1e-300


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole` things with the share that they stand for and its 95% interval.

    The share differs from part / whole where they were drawn with different chances.
    """

    part: int
    whole: int
    value: float | None
    low: float
    high: float


def clopper_pearson(part: float, whole: float, confidence: float = _CONFIDENCE) -> tuple[float, float]:
    """The exact interval of a share: Clopper and Pearson, Biometrika 26 (1934) 404-413.

    The numbers may be fractions, as those of an effective sample are; (0, 1) of nothing. Raises ValueError where the
    part is not between 0 and the whole.

    >>> [round(end, 4) for end in clopper_pearson(94, 97)]
    [0.9123, 0.9936]
    >>> [round(end, 4) for end in clopper_pearson(0, 100)]
    [0.0, 0.0362]
    """
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole} is not a share.")
    if whole == 0:
        return 0.0, 1.0
    tail = (1 - confidence) / 2
    low = _quantile(tail, part, whole - part + 1) if part > 0 else 0.0
    high = _quantile(1 - tail, part + 1, whole - part) if part < whole else 1.0
    return low, high


def of_sample(part: int, whole: int) -> Share:
    """The share in a plain sample, with the Clopper-Pearson interval.

    >>> share = of_sample(3, 4)
    >>> share.value, round(share.low, 3), round(share.high, 3)
    (0.75, 0.194, 0.994)
    """
    low, high = clopper_pearson(part, whole)
    return Share(part, whole, part / whole if whole else None, low, high)


def of_weighted(hits: Sequence[bool] | Array, chances: Sequence[float] | Array) -> Share:
    """The share of `hits` among things that were drawn with these chances, each counted by the inverse of its own.

    The share is Hajek's (Horvitz and Thompson 1952, as a ratio). The interval is that of Korn and Graubard, Survey
    Methodology 24 (1998) 193-201: Clopper-Pearson with the effective sample size, the number of equally likely things
    that would be as uncertain; where all or none are hits, Kish's (sum of weights squared by sum of squares). It is
    never taken for more than were read. Raises ValueError for a chance that is not above 0 and at most 1.

    With equal chances it is Clopper-Pearson, but for the n/(n-1) of the variance:

    >>> share = of_weighted([True, True, True, False], [1.0, 1.0, 1.0, 1.0])
    >>> share.value, round(share.low, 2), round(share.high, 2)
    (0.75, 0.13, 1.0)
    >>> of_weighted([True, False], [0.5, 0.1]).value  # one stands for 2, the other for 10
    0.16666666666666666
    """
    hit, chance = np.asarray(hits, dtype=bool), np.asarray(chances, dtype=float)
    if len(chance) and not (np.all(chance > 0) and np.all(chance <= 1)):
        raise ValueError("A chance of being drawn is above 0 and at most 1.")
    count = len(hit)
    if not count:
        return Share(0, 0, None, 0.0, 1.0)
    weights = 1 / chance
    total = float(weights.sum())
    value = float(weights[hit].sum()) / total
    size = min(float(count), _effective(hit, weights, value))
    low, high = clopper_pearson(min(value * size, size), size)
    return Share(int(hit.sum()), count, value, low, high)


def _effective(hit: Array, weights: Array, value: float) -> float:
    count, total = len(hit), float(weights.sum())
    if count > 1 and 0 < value < 1:
        spread = float((weights**2 * (hit - value) ** 2).sum()) / total**2 * count / (count - 1)
        return value * (1 - value) / spread
    return total**2 / float((weights**2).sum())


def _quantile(share: float, a: float, b: float) -> float:
    """Where the beta distribution reaches a share, by halving: 60 steps are exact to the last bit that matters."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _beta(middle, a, b) < share else (low, middle)
    return (low + high) / 2


def _beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function by its continued fraction (DLMF 8.17.22, Lentz's method).

    >>> round(_beta(0.5, 2, 3), 6)
    0.6875
    """
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    c, d = 1.0, 1 / _nonzero(1 - (a + b) * x / (a + 1))
    total = d
    for step in range(1, 500):
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        for term in (even, odd):
            d, c = 1 / _nonzero(1 + term * d), _nonzero(1 + term / c)
            total *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return front * total


def _nonzero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
