"""The detector: its promise by simulation, and that going on is the same as beginning again."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import stats

from heard.methods.signals.detect import (
    RISING,
    SILENT,
    Bets,
    Channel,
    Options,
    Ratios,
    State,
    averaged,
    baselines,
    calibrated,
    confirmed,
    passages,
    run_length,
    taken,
    threshold_for,
    thresholds,
    watch,
)

STREAMS, WEEKS = 40, 30


def counted(seed: int = 7, rate: float = 0.05, dispersion: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Weeks of streams with and without denominator, some of them missing."""
    rng = np.random.default_rng(seed)
    n = rng.poisson(30, (WEEKS, STREAMS)).astype(float)
    p = rng.beta(rate * (1 / dispersion - 1), (1 - rate) * (1 / dispersion - 1), n.shape) if dispersion else rate
    x = rng.binomial(n.astype(int), p).astype(float)
    n[:, ::4] = np.nan
    x[rng.random(x.shape) < 0.1] = np.nan
    return x, n


def test_the_ratios_are_those_of_the_distributions() -> None:
    rate, rho, n, x = 0.05, 0.02, 40, np.arange(41.0)
    strength = 1 / rho - 1
    null, changed = (stats.betabinom(n, p * strength, (1 - p) * strength) for p in (rate, 2 * rate))
    found = Ratios(taken(np.full(41, rate), n, rho), Options((2.0,)))(x, np.full(41, n))[:, 0]
    assert found == pytest.approx(changed.logpmf(x) - null.logpmf(x), abs=1e-9)
    mean, phi = 3.0, 0.1
    null, changed = (stats.nbinom(1 / phi, 1 / (1 + phi * m)) for m in (mean, 2 * mean))
    found = Ratios(taken(np.full(41, mean), np.nan, phi), Options((2.0,)))(x, np.full(41, np.nan))[:, 0]
    assert found == pytest.approx(changed.logpmf(x) - null.logpmf(x), abs=1e-9)


@pytest.mark.parametrize("options", [RISING, SILENT])
@pytest.mark.parametrize(("size", "dispersion"), list(itertools.product((30, np.nan), (0.0, 0.05))))
def test_a_week_at_the_null_rate_is_worth_one(options: Options, size: float, dispersion: float) -> None:
    """So that M - weeks is a martingale; and the bets never have a mean above one."""
    rate, x = (0.05, np.arange(31.0)) if size == size else (2.0, np.arange(200.0))  # noqa: PLR0124
    strength = 1 / dispersion - 1 if dispersion else 0
    law = {
        (True, True): stats.betabinom(30, rate * strength, (1 - rate) * strength) if strength else None,
        (True, False): stats.binom(30, rate),
        (False, True): stats.nbinom(1 / dispersion, 1 / (1 + dispersion * rate)) if strength else None,
        (False, False): stats.poisson(rate),
    }[size == 30, bool(dispersion)]
    was, sizes = taken(np.full(len(x), rate), size, dispersion), np.full(len(x), size)
    assert law.pmf(x) @ np.exp(Ratios(was, options)(x, sizes)) == pytest.approx(np.ones(3), abs=1e-6)
    assert law.pmf(x) @ np.exp(Bets(was, options)(x, sizes)) == pytest.approx(np.ones(3), abs=1e-9)


def test_going_on_week_by_week_is_exactly_the_whole() -> None:
    x, n = counted()
    was = baselines(x[:20], n[:20])
    whole = watch([Channel(x, n, was)])
    state: State | None = None
    for week in range(WEEKS):
        part = watch([Channel(x[week : week + 1], n[week : week + 1], was)], state=state, first_week=week)
        state = part.state
        for name in ("evidence", "betting", "since"):
            assert np.array_equal(getattr(part, name)[0], getattr(whole, name)[week])
    assert state is not None
    assert all(np.array_equal(getattr(state, name), getattr(whole.state, name)) for name in State.__slots__)


def test_a_stream_does_not_depend_on_its_neighbours() -> None:
    x, n = counted()
    was, turned = baselines(x, n), baselines(x[:, ::-1], n[:, ::-1])
    assert np.array_equal(was.rate, turned.rate[::-1])
    found = watch([Channel(x, n, was)]).evidence
    assert np.array_equal(found, watch([Channel(x[:, ::-1], n[:, ::-1], turned)]).evidence[:, ::-1])


def test_a_week_without_a_count_changes_nothing() -> None:
    x, n = np.array([[2.0], [np.nan], [3.0]]), np.array([[30.0], [30.0], [0.0]])
    found = watch([Channel(x, n, taken(0.02, 30))])
    assert found.evidence[0] == found.evidence[1] == found.evidence[2]
    assert found.state.weeks.tolist() == [1]


def test_independent_channels_multiply_their_weeks_and_others_are_averaged() -> None:
    one, two = taken(0.02, 30), taken(0.15)
    x, n, y, none = (np.array([[value]]) for value in (2.0, 30.0, 1.0, np.nan))
    both = watch([Channel(x, n, one), Channel(y, none, two)]).state.ratios
    apart = [watch([channel]).state.ratios for channel in (Channel(x, n, one), Channel(y, none, two))]
    assert both == pytest.approx(apart[0] * apart[1])
    assert averaged([[4.0], [2.0]]) == pytest.approx([3.0])


def test_the_run_length_is_at_least_the_threshold_and_alarms_by_week_t_at_most_t_of_it() -> None:
    rng, threshold, paths = np.random.default_rng(3), 40.0, 2000
    ratios = Ratios(taken(np.full(paths, 0.05), 20))

    def weekly(running: np.ndarray) -> np.ndarray:
        x = rng.binomial(20, 0.05, paths).astype(float)
        return ratios(x, np.full(paths, 20.0))[running]

    lengths = run_length(weekly, threshold, paths, 1000)
    assert lengths.mean() > threshold
    for week in (5, 10, 20, 40):
        assert (lengths <= week).mean() <= week / threshold
    levels = np.array([20.0, 40.0])
    found = passages(weekly, paths, levels, 1000)
    assert (found[:, 0] <= found[:, 1]).all()
    chosen = threshold_for(100, weekly, paths)
    assert run_length(weekly, chosen, paths, 2000).mean() == pytest.approx(100, rel=0.1)


def test_simulated_alarms_are_those_of_the_watch() -> None:
    rng, was = np.random.default_rng(2), taken(np.full(50, 0.05), 20)
    x, n = rng.binomial(20, 0.09, (WEEKS, 50)).astype(float), np.full((WEEKS, 50), 20.0)
    weeks, ratios = iter(x), Ratios(was)
    found = passages(lambda running: ratios(next(weeks), n[0])[running], 50, np.array([30.0, 1e9]), WEEKS)[:, 0]
    evidence = watch([Channel(x, n, was)]).evidence >= 30
    assert np.array_equal(found, np.where(evidence.any(axis=0), evidence.argmax(axis=0) + 1, WEEKS + 1))
    assert 5 < (found <= WEEKS).sum() <= 50


def test_a_calibrated_threshold_counts_in_that_the_rate_is_not_known() -> None:
    known = calibrated(60, [taken(0.05, 30)], 2000, seed=5)[0]
    x, n = counted()
    unknown = calibrated(60, [baselines(x[:10, 1:2], n[:10, 1:2], quantile=0.5)], 2000, seed=5)[0]
    assert 25 < known < 60
    assert unknown != pytest.approx(known, rel=0.05)


def test_peers_lend_what_a_stream_does_not_know_and_rho_is_found() -> None:
    rng = np.random.default_rng(11)
    n = np.full((60, 200), 40.0)
    rates = rng.beta(8, 152, 200)
    strength = 1 / 0.03 - 1
    x = rng.binomial(40, rng.beta(rates * strength, (1 - rates) * strength, n.shape)).astype(float)
    was = baselines(x, n, np.zeros(200), quantile=0.9)
    assert was.dispersion[0] == pytest.approx(0.03, abs=0.004)
    assert (rates <= was.rate).mean() == pytest.approx(0.9, abs=0.05)
    x[:, 0], n[:, 0] = np.nan, np.nan
    assert baselines(x, n, np.zeros(200)).mean[0] == pytest.approx(0.05, abs=0.006)


def test_budgets_and_confirmation() -> None:
    assert thresholds(100, 1, 0.5) == 200
    assert thresholds(0, 1) == 1
    rng = np.random.default_rng(1)
    e = np.concatenate([[5000.0] * 3, rng.random(97)])
    assert confirmed(e, patience=10).tolist() == [True] * 3 + [False] * 97
    assert not confirmed([], patience=10).any()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: baselines([[2.0]], [[1.0]]),
        lambda: baselines([1.0], [2.0]),
        lambda: baselines([[1.0]], [[2.0]], quantile=1),
        lambda: thresholds(10, 0),
        lambda: watch([]),
        lambda: threshold_for(1, lambda running: np.zeros((len(running), 3)), 10),
    ],
)
def test_what_cannot_be_is_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        wrong()
