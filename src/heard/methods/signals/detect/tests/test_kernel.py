"""The compiled pass beside SciPy."""

from __future__ import annotations

import numpy as np
import pytest

from heard.methods.signals.detect import Ratios, taken
from heard.methods.signals.detect import kernel as passes


@pytest.mark.parametrize("dispersion", [0.0, 1e-5, 0.01, 0.3])
def test_the_compiled_ratios_are_those_of_scipy(dispersion: float) -> None:
    if passes.compiled() is None:
        pytest.skip("numba cannot run here")
    rng = np.random.default_rng(1)
    size = rng.choice([0.0, 1, 7, 30, 300, 3000], 4000)
    rate = rng.uniform(0.001, 0.4, 4000)
    bare = rng.random(4000) < 0.2
    x = np.where(bare, rng.poisson(5 * rate), rng.binomial(size.astype(int), rate)).astype(float)
    x[rng.random(4000) < 0.1] = np.nan
    n = np.where(bare, np.nan, size)
    ratios = Ratios(taken(rate, np.where(bare, np.nan, 30.0), dispersion))
    # SciPy's own log-gammas lose digits where they are large, so more is not to be asked where strength is.
    np.testing.assert_allclose(ratios(x, n), ratios.plain(x, n), rtol=1e-9, atol=1e-9)
