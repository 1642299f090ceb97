"""How sure a share is."""

from __future__ import annotations

from math import sqrt
from typing import Final

# Two-sided 95% of the normal distribution.
_Z: Final = 1.959963984540054


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Wilson's 95% score interval of a share, as two fractions; (0, 1) where nobody answered.

    Source: Wilson 1927; recommended over the Wald interval for small numbers by Brown, Cai and DasGupta, Statistical
    Science 16 (2001) 101-133. Raises ValueError where the part is not between 0 and the whole.

    >>> [round(end, 4) for end in wilson(8, 10)]
    [0.4902, 0.9433]
    >>> wilson(0, 0)
    (0.0, 1.0)
    """
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole} is not a share.")
    if whole == 0:
        return 0.0, 1.0
    share, square = part / whole, _Z * _Z
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    reach = _Z / (1 + square / whole) * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    return max(0.0, middle - reach), min(1.0, middle + reach)
