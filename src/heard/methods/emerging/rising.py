"""Which phrases some comments have more often than others had: Dunning's test, and shrunken odds to order by.

The rate of a phrase is the share of comments that have it. Whether it rose is decided by Dunning's log-likelihood ratio
(Dunning 1993, Computational Linguistics 19:61), which holds for the small counts that comments have where Pearson's
chi-square does not, against a level that is divided by the number of phrases looked at (Bonferroni), so that looking at
ten thousand phrases does not find a hundred by chance. How much it rose is the log odds ratio with an informative
Dirichlet prior (Monroe, Colaresi and Quinn 2008, Political Analysis 16:372): a phrase seen five times against none is
shrunk towards no change, and does not stand before one seen fifty times against ten.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, log, sqrt

import numpy as np

from heard.methods.emerging.counting import Array


@dataclass(frozen=True, slots=True)
class Options:
    """What counts as risen.

    fewest: voices that have to say it. times: at least so many times the expected number. chance: the probability of a
    single false phrase in a whole search where nothing changed. prior: the weight of the common rate, in comments.
    most: proposals at most. same: two topics are one where they share so much of the smaller one's comments.
    """

    fewest: int = 5
    times: float = 1.5
    chance: float = 0.01
    prior: float = 200.0
    most: int = 12
    same: float = 0.5


def log_likelihood(now: Array, before: Array, of_now: int, of_before: int) -> Array:
    """Dunning's G2 of counts float64 [P]: `now` of `of_now` comments against `before` of `of_before`.

    Twice the sum of observed * ln(observed / expected) over the four cells; by chance it is distributed as chi-square
    with one degree of freedom. Of 200 comments 20 against 20 of 1,000, where 6.7 and 33.3 are expected:

    >>> round(float(log_likelihood(np.array([20.0]), np.array([20.0]), 200, 1000)[0]), 2)
    24.64
    """
    total = of_now + of_before
    both = now + before
    result = np.zeros(len(now), np.float64)
    for observed, size in ((now, of_now), (before, of_before)):
        for cell, share in ((observed, both), (size - observed, total - both)):
            expected = size * share / max(total, 1)
            positive = cell > 0
            result[positive] += cell[positive] * np.log(cell[positive] / expected[positive])
    return np.maximum(2 * result, 0)


def shrunken_odds(now: Array, before: Array, of_now: int, of_before: int, prior: float) -> Array:
    """Log odds ratios over their standard errors, float64 [P], with a prior of `prior` comments at the common rate.

    >>> once = shrunken_odds(np.array([5.0, 50.0]), np.array([0.0, 10.0]), 1000, 1000, 200.0)
    >>> bool(once[0] < once[1])
    True
    """
    rate = (now + before) / max(of_now + of_before, 1)
    with_it = prior * rate
    without = prior * (1 - rate)
    odds = np.log((now + with_it) / (of_now - now + without)) - np.log(
        (before + with_it) / (of_before - before + without)
    )
    spread: Array = odds / np.sqrt(1 / (now + with_it) + 1 / (before + with_it))
    return spread


def expected(before: Array, of_before: int, of_now: int) -> Array:
    """How many comments were to be expected at the rate before, with Jeffreys' half a comment added to it.

    Half, so that what nobody said before is not infinitely new: of 100 comments after 400 without it, .12.

    >>> expected(np.array([0.0, 40.0]), 400, 100).round(2).tolist()
    [0.12, 10.1]
    """
    found: Array = (before + 0.5) / (of_before + 1) * of_now
    return found


def risen(now: Array, before: Array, of_now: int, of_before: int, options: Options) -> Array:
    """Whether each phrase is said more by more than chance, bool [P]."""
    if not len(now) or not of_before:
        return np.zeros(len(now), bool)
    bar = _bar(options.chance / len(now))
    enough = now >= np.maximum(options.fewest, options.times * expected(before, of_before, of_now))
    found: Array = enough & (log_likelihood(now, before, of_now, of_before) >= bar)
    return found


def _bar(chance: float) -> float:
    """The G2 that a rise passes with this probability by chance (one side of chi-square with one degree of freedom).

    >>> round(_bar(0.025), 2)
    3.84
    """
    low, high = 0.0, 40.0
    for _ in range(60):
        middle = (low + high) / 2
        # erfc stays exact far out, where 1 - erf has no digits left.
        if log(max(erfc(middle / sqrt(2)) / 2, 1e-320)) > log(chance):
            low = middle
        else:
            high = middle
    return high * high
