"""The week's log ratios of `likelihood.Ratios` in one compiled pass, for the log-gammas cost most of a week.

Where numba cannot run, NumPy and SciPy do it. The Gamma function is Stirling's series from 10 on (the first term that
is left out is below 1e-13 there) and a product below; a week with few concerns needs a short product alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# Up to so many concerns a product is quicker than two logarithms.
_FEW: Final = 12.0
_STIRLING: Final = 10.0


def compiled() -> Callable[..., Any] | None:
    """`weigh`, compiled and kept for the next process; None where numba cannot run."""
    from heard.methods.coding import kernel

    try:
        return kernel.compile_once(weigh)
    except ImportError:
        return None


def frozen(column: NDArray[Any]) -> NDArray[Any]:
    """The same values in one piece, not to be written: one compiled form then serves every array."""
    made = np.ascontiguousarray(column).view()
    made.flags.writeable = False
    return made


def weigh(  # noqa: PLR0917 -- the columns of streams
    x: Any, n: Any, counts: Any, up: Any, other: Any, row: Any, first: Any, second: Any, fixed: Any, size: Any,
    wider: Any, made: Any,
) -> None:  # fmt: skip
    """Fill `made` [streams, multipliers] with a week's log ratios; see `likelihood.Ratios`.

    `row` [streams] is a stream's place in `first`, `second`, `fixed` (beta-binomial), or -1; `size` is that of a
    negative binomial, or 0 where there is none, and `wider` [streams, multipliers] its logarithms.
    """
    multipliers = made.shape[1]
    for stream in range(len(x)):
        found, voices, place = x[stream], n[stream], row[stream]
        if np.isnan(found) or not (counts[stream] or voices > 0):
            made[stream, :] = 0.0
        elif place >= 0:
            others = voices - found
            base, few = 0.0, found <= _FEW
            for kind in range(multipliers + 1):
                total = 0.0
                # Concerns: the product of a (a + 1) … (a + x - 1), which is Gamma(a + x) / Gamma(a).
                if few:
                    product, step = 1.0, first[place, kind]
                    for _ in range(int(found)):
                        product *= step
                        step += 1.0
                    total = np.log(product)
                for side in range(2):
                    if side == 0 and few:
                        continue
                    value = first[place, kind] + found if side == 0 else second[place, kind] + others
                    product = 1.0
                    while value < _STIRLING:
                        product *= value
                        value += 1.0
                    part = 1.0 / value
                    square = part * part
                    series = part * (
                        1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))
                    )
                    total += (value - 0.5) * np.log(value) - value + series
                    if product != 1.0:
                        total -= np.log(product)
                if kind == 0:
                    base = total
                else:
                    made[stream, kind - 1] = total - base + fixed[place, kind - 1, 1 if few else 0]
        elif size[stream] > 0:
            for kind in range(multipliers):
                made[stream, kind] = found * up[stream, kind] - (found + size[stream]) * wider[stream, kind]
        else:
            rest = 1.0 if counts[stream] else voices - found
            for kind in range(multipliers):
                made[stream, kind] = found * up[stream, kind] + rest * other[stream, kind]
