"""Limits against a pocket calculator and SciPy, and the spread against the formulas written out."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from heard.methods.signals.funnel import FAR, NEAR, Spread, curves, funnel, limits, overdispersion


def interpolated(distribution: stats.rv_discrete, level: float) -> float:
    reached = distribution.ppf(level)
    return float(reached - (distribution.cdf(reached) - level) / distribution.pmf(reached))


def test_limits_of_three_coins_by_hand() -> None:
    """Heads of three: 1/8, 3/8, 3/8, 1/8. P(R <= 2) = 0.875 passes 0.8 by 0.075, a fifth of 3/8: the limit is 1.8."""
    assert limits(0.5, [3], 0.8).tolist() == pytest.approx([1.8 / 3])
    # P(R <= 1) = 0.5 passes 0.2 by 0.3 of 3/8: 1 - 0.8.
    assert limits(0.5, [3], 0.2).tolist() == pytest.approx([0.2 / 3])


def test_limits_of_rare_events_by_hand() -> None:
    """One expected: e^-1 (1, 1, 1/2, 1/6) is 0.3679, 0.3679, 0.1839, 0.0613; 0.9810 at 3 passes 0.975."""
    assert limits(1.0, [1], 0.975, poisson=True).tolist() == pytest.approx([3 - 0.00601 / 0.06131], abs=1e-3)


@pytest.mark.parametrize("level", [1 - FAR, 1 - NEAR, NEAR, FAR])
@pytest.mark.parametrize("target", [0.003, 0.05, 0.5, 0.94])
def test_small_counts_have_exact_limits(target: float, level: float) -> None:
    sizes = np.array([1, 7, 40, 600])
    wanted = [interpolated(stats.binom(size, target), level) / size for size in sizes]
    assert limits(target, sizes, level) == pytest.approx(np.clip(wanted, 0, 1), abs=1e-9)
    wanted = [interpolated(stats.poisson(size * target), level) / size for size in sizes]
    assert limits(target, sizes, level, poisson=True) == pytest.approx(np.maximum(wanted, 0), abs=1e-9)


def test_large_counts_go_over_into_the_normal_distribution_by_less_than_an_event() -> None:
    below, above = limits(0.05, [11_999, 12_001], FAR)
    assert above < below
    assert below - above < 1 / 12_000
    assert limits(0.5, [10**9], NEAR)[0] == pytest.approx(0.5 + 1.959964 * np.sqrt(0.25 / 10**9), rel=1e-9)


def test_the_spread_is_that_of_the_formulas() -> None:
    events, sizes = [10, 30, 20, 45, 5, 60, 22, 19, 30, 25], [200, 220, 400, 410, 150, 500, 210, 190, 300, 260]
    target = sum(events) / sum(sizes)
    errors = [np.sqrt(target * (1 - target) / size) for size in sizes]
    z = np.array([(count / size - target) / error for count, size, error in zip(events, sizes, errors, strict=True)])
    ordered = sorted(z)
    # A tenth of ten places at each end, between the first two in rank.
    low, high = ordered[0] * 0.1 + ordered[1] * 0.9, ordered[9] * 0.1 + ordered[8] * 0.9
    squares = sum(min(max(score, low), high) ** 2 for score in z)
    weights = [1 / error**2 for error in errors]
    among = squares - (len(z) - 1)
    tau = np.sqrt(among / (sum(weights) - sum(weight**2 for weight in weights) / sum(weights)))
    found = funnel(events, sizes)
    assert (found.phi, found.tau) == pytest.approx((squares / len(z), tau))
    assert found.adjusted[0] == pytest.approx((events[0] / sizes[0] - target) / np.sqrt(errors[0] ** 2 + tau**2))
    wide = funnel(events, sizes, spread=Spread.MULTIPLIED)
    assert wide.adjusted[0] == pytest.approx(z[0] / np.sqrt(squares / len(z)))
    plain = funnel(events, sizes, spread=Spread.NONE)
    stretched = target + (plain.upper_near - target) * np.sqrt(found.phi)
    assert wide.upper_near == pytest.approx(stretched)


def test_places_that_vary_by_chance_alone_or_less_are_given_no_spread() -> None:
    found = funnel([50] * 9, [1000] * 9)
    assert (found.phi, found.tau) == (pytest.approx(0.0), 0.0)
    assert found.upper_near.tolist() == funnel([50] * 9, [1000] * 9, spread=Spread.MULTIPLIED).upper_near.tolist()
    assert overdispersion(np.array([np.nan]), np.array([0.1])) == (1.0, 0.0)


def test_one_failing_place_does_not_widen_the_limits_until_it_is_inside() -> None:
    rng = np.random.default_rng(5)
    events = rng.binomial(400, rng.beta(0.05 * 500, 0.95 * 500, 60))
    events[7] = 90
    found = funnel(events, np.full(60, 400))
    assert found.beyond[7] == 2
    assert 0.003 < found.tau < 0.02
    assert np.count_nonzero(np.abs(found.beyond) == 2) <= 2
    assert np.count_nonzero(np.abs(funnel(events, np.full(60, 400), spread=Spread.NONE).beyond) == 2) >= 2


def test_places_without_anybody_have_no_rate_and_are_beyond_nothing() -> None:
    found = funnel([0, 3, 4], [0, 50, 60])
    assert np.isnan(found.rate[0])
    assert (found.lower_far[0], found.upper_far[0], found.beyond[0]) == (0.0, 1.0, 0)
    nobody = funnel([0, 0], [0, 0])
    assert nobody.beyond.tolist() == [0, 0]
    never = funnel([0, 0, 1], [10, 20, 30], target=0.0)
    assert never.beyond.tolist() == [0, 0, 2]


@pytest.mark.parametrize(
    ("events", "size", "more"),
    [
        ([1], [1, 2], {}),
        ([], [], {}),
        ([-1], [5], {}),
        ([6], [5], {}),
        ([1.5], [5], {}),
        ([1], [5.5], {}),
        ([1], [0], {"poisson": True}),
        ([1], [float("nan")], {}),
        ([1], [5], {"target": 1.5}),
        ([1], [5], {"winsor": 0.5}),
    ],
)
def test_numbers_that_are_none_of_a_funnel_are_refused(events: list[float], size: list[float], more: dict) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        funnel(events, size, **more)


@pytest.mark.parametrize("spread", Spread)
def test_curves_pass_through_the_limits_of_every_place(spread: Spread) -> None:
    events, size = np.array([4, 6, 25, 30, 90]), np.array([100, 120, 130, 400, 900])
    found = funnel(events, size, spread=spread)
    drawn = curves(found, size)
    for curve, own in zip(drawn, (found.lower_far, found.lower_near, found.upper_near, found.upper_far), strict=True):
        assert curve == pytest.approx(own)
