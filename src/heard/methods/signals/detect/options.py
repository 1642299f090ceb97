"""What the detector looks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Options:
    """By how much a rate is thought to change, each with its weight; above 1 for a rise, below 1 for silence.

    >>> Options().shares
    (0.3333333333333333, 0.3333333333333333, 0.3333333333333333)
    >>> Options((2.0, 0.5))
    Traceback (most recent call last):
        ...
    ValueError: Multipliers have to be all above 1, or all between 0 and 1.
    """

    multipliers: tuple[float, ...] = (1.5, 2.0, 3.0)
    weights: tuple[float, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.multipliers or not (
            all(one > 1 for one in self.multipliers) or all(0 < one < 1 for one in self.multipliers)
        ):
            raise ValueError("Multipliers have to be all above 1, or all between 0 and 1.")
        if self.weights and (len(self.weights) != len(self.multipliers) or min(self.weights) < 0):
            raise ValueError("Give each multiplier one weight that is not negative.")

    @property
    def shares(self) -> tuple[float, ...]:
        """The weights, adding up to 1: equal where none were given."""
        weights = self.weights or (1.0,) * len(self.multipliers)
        return tuple(weight / sum(weights) for weight in weights)


RISING: Final = Options()
# Take `baselines(…, quantile=0.1)` with it: the null rate is then one that the stream is hardly ever below.
SILENT: Final = Options((2 / 3, 1 / 2, 1 / 3))
