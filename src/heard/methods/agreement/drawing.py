"""A sample drawn from strata by a seed, in one pass, with each one's chance of being drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """What was drawn: id int64 [N], stratum int8 [N], chance float64 [N]; `sizes` is how many each stratum has."""

    ids: Array
    strata: Array
    chances: Array
    sizes: tuple[int, ...]


def keys(ids: Array, seed: int) -> Array:
    """A number for each id, uint64, as good as random, that depends on the id and the seed alone.

    SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). The order in which ids come does not matter, nor what else comes.

    >>> keys(np.array([1, 2]), 7).tolist() == keys(np.array([2, 1]), 7)[::-1].tolist()
    True
    """
    with np.errstate(over="ignore"):
        mixed = np.asarray(ids).astype(np.uint64) + np.uint64(seed & (2**64 - 1)) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    finished: Array = mixed ^ (mixed >> np.uint64(31))
    return finished


def draw(blocks: Iterable[tuple[Array, Array]], quotas: Sequence[int], seed: int) -> Drawing:
    """Draw from blocks of (ids, strata): of each stratum those with the smallest keys, its quota of them.

    Strata are numbers from 0; -1 is left out. What a stratum lacks, the others give, in equal parts as far as they
    have any, so that the sample is as large as was asked wherever there is enough. Memory holds the sample alone.

    >>> drawn = draw([(np.arange(100), np.repeat([0, 1], 50))], [5, 5], seed=1)
    >>> len(drawn.ids), float(drawn.chances[0]), drawn.sizes
    (10, 0.1, (50, 50))
    """
    wanted = sum(quotas)
    best: list[tuple[Array, Array]] = [(np.zeros(0, np.uint64), np.zeros(0, np.int64)) for _ in quotas]
    sizes = np.zeros(len(quotas), dtype=np.int64)
    for ids, strata in blocks:
        made = keys(ids, seed)
        for number in range(len(quotas)):
            inside = strata == number
            sizes[number] += int(inside.sum())
            key = np.concatenate([best[number][0], made[inside]])
            kept = np.argsort(key, kind="stable")[:wanted]
            best[number] = key[kept], np.concatenate([best[number][1], np.asarray(ids)[inside]])[kept]
    taken = shared_out(quotas, sizes.tolist())
    chosen = [best[number][1][:count] for number, count in enumerate(taken)]
    return Drawing(
        np.concatenate([*chosen, np.zeros(0, np.int64)]).astype(np.int64),
        np.repeat(np.arange(len(quotas)), taken).astype(np.int8),
        np.repeat([count / max(int(size), 1) for count, size in zip(taken, sizes, strict=True)], taken),
        tuple(sizes.tolist()),
    )


def shared_out(quotas: Sequence[int], sizes: Sequence[int]) -> list[int]:
    """How many of each stratum: its quota, or all that it has, and then what others lack as evenly as can be.

    >>> shared_out([10, 10, 10], [3, 100, 12])
    [3, 15, 12]
    """
    taken = [min(quota, size) for quota, size in zip(quotas, sizes, strict=True)]
    lacking = sum(quotas) - sum(taken)
    while lacking:
        open_ones = [number for number, quota in enumerate(quotas) if quota and taken[number] < sizes[number]]
        if not open_ones:
            break
        least = min(open_ones, key=lambda number: (taken[number] - quotas[number], number))
        taken[least] += 1
        lacking -= 1
    return taken
