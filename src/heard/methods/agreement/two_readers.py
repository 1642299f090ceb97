"""Agreement of two readers who gave each of the same things one of several codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
# Two-sided 95% of the normal distribution.
_Z: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient of agreement with its 95% interval; None where it cannot be worked out.

    1 is perfect agreement, 0 what chance alone would bring.
    """

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two readers over `count` things: how many they gave the same code, Cohen's kappa, Gwet's AC1."""

    count: int
    same: int
    kappa: Coefficient
    ac1: Coefficient

    @property
    def share(self) -> float | None:
        """The share that they gave the same code; None where they read nothing."""
        return self.same / self.count if self.count else None


def compare(first: Sequence[int] | Array, second: Sequence[int] | Array, categories: int) -> Agreement:
    """Compare two readers' codes, 0 to `categories` - 1, of the same things in the same order.

    Kappa: Cohen, Educational and Psychological Measurement 20 (1960) 37-46, with the large-sample variance of Fleiss,
    Cohen and Everitt, Psychological Bulletin 72 (1969) 323-327. AC1 and its variance: Gwet, British Journal of
    Mathematical and Statistical Psychology 61 (2008) 29-48; it stays sensible where nearly everything has one code,
    as here, where kappa collapses. Intervals are normal, 95%, cut at -1 and 1. Raises ValueError for unequal lengths.

    125 things, two categories (118 both 'yes', 5 and 2 split, none both 'no'; Gwet 2002): they agree on 94%,
    yet kappa is below 0.

    >>> first, second = [1] * 118 + [1] * 5 + [0] * 2, [1] * 118 + [0] * 5 + [1] * 2
    >>> found = compare(first, second, 2)
    >>> round(found.share, 3), round(found.kappa.value, 4), round(found.ac1.value, 4)
    (0.944, -0.0234, 0.9408)
    """
    a, b = np.asarray(first, dtype=np.int64), np.asarray(second, dtype=np.int64)
    if len(a) != len(b):
        raise ValueError("Both readers have to read the same things.")
    count = len(a)
    if not count:
        nothing = Coefficient(None, None, None)
        return Agreement(0, 0, nothing, nothing)
    table = np.zeros((categories, categories))
    np.add.at(table, (a, b), 1)
    shares = table / count
    return Agreement(count, int((a == b).sum()), _kappa(shares, count), _ac1(a, b, shares))


def _kappa(shares: Array, count: int) -> Coefficient:
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    agreed, chance = float(np.trace(shares)), float(rows @ columns)
    if chance >= 1:
        # Both gave everything the same one code: there is nothing that chance could have got wrong.
        return Coefficient(None, None, None)
    kappa = (agreed - chance) / (1 - chance)
    diagonal = np.diag(shares)
    same = float((diagonal * (1 - (rows + columns) * (1 - kappa)) ** 2).sum())
    apart = shares * (columns[:, None] + rows[None, :]) ** 2
    split = (1 - kappa) ** 2 * float(apart.sum() - np.trace(apart))
    variance = (same + split - (kappa - chance * (1 - kappa)) ** 2) / ((1 - chance) ** 2 * count)
    return _interval(kappa, variance)


def _ac1(first: Array, second: Array, shares: Array) -> Coefficient:
    categories, count = len(shares), len(first)
    if categories < 2:
        return Coefficient(None, None, None)
    used = (shares.sum(axis=1) + shares.sum(axis=0)) / 2
    chance = float((used * (1 - used)).sum()) / (categories - 1)
    agreed = (first == second).astype(float)
    ac1 = (float(agreed.mean()) - chance) / (1 - chance)
    if count < 2:
        return Coefficient(ac1, None, None)
    # What each thing adds to the coefficient, its part in the chance agreement taken into account (Gwet 2008, eq. 24).
    own_chance = ((1 - used[first]) + (1 - used[second])) / (2 * (categories - 1))
    each = (agreed - chance) / (1 - chance) - 2 * (1 - ac1) * (own_chance - chance) / (1 - chance)
    return _interval(ac1, float(((each - ac1) ** 2).sum()) / (count * (count - 1)))


def _interval(value: float, variance: float) -> Coefficient:
    reach = _Z * sqrt(max(variance, 0.0))
    return Coefficient(value, max(-1.0, value - reach), min(1.0, value + reach))
