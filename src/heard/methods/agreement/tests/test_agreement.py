"""Agreement, shares and drawing against examples worked out by hand or published."""

from __future__ import annotations

import numpy as np
import pytest

from heard.methods.agreement import clopper_pearson, compare, draw, of_weighted, shared_out


def table(cells: list[list[int]]) -> tuple[list[int], list[int]]:
    """Two readers' codes from a table of counts."""
    pairs = [(a, b) for a, row in enumerate(cells) for b, n in enumerate(row) for _ in range(n)]
    return [a for a, _ in pairs], [b for _, b in pairs]


def test_kappa_of_cohens_kind_of_table_is_as_by_hand() -> None:
    # 20 both yes, 15 both no, 5 and 10 apart: agreed .70, chance .25 * 2 = .5, kappa .4.
    found = compare(*table([[20, 5], [10, 15]]), 2)
    assert (found.count, found.same, found.share) == (50, 35, 0.7)
    assert found.kappa.value == pytest.approx(0.4)
    # Fleiss, Cohen and Everitt by hand: A = .4*(1-1.1*.6)^2 + .3*(1-.9*.6)^2 = .10972;
    # B = .36*(.1*(.6+.5)^2 + .2*(.4+.5)^2) = .10188; C = (.4-.5*.6)^2 = .01; variance (A+B-C)/(.25*50) = .016128.
    assert found.kappa.high - found.kappa.value == pytest.approx(1.959964 * 0.016128**0.5, rel=1e-5)


def test_ac1_of_three_categories_is_as_by_hand() -> None:
    # Shares used: .45, .35, .2; chance = (.45*.55 + .35*.65 + .2*.8) / 2 = .3175; agreed .8: (.8-.3175)/.6825.
    found = compare(*table([[8, 1, 0], [1, 5, 1], [0, 1, 3]]), 3)
    assert found.ac1.value == pytest.approx((0.8 - 0.3175) / 0.6825)


def test_the_variance_of_ac1_is_that_of_its_parts() -> None:
    first, second = table([[118, 5], [2, 0]])
    found = compare(first, second, 2)
    # The jackknife, which knows nothing of the formula, comes to nearly the same.
    left_out = [compare(first[:n] + first[n + 1 :], second[:n] + second[n + 1 :], 2).ac1.value for n in range(125)]
    jackknife = (124 / 125 * sum((one - np.mean(left_out)) ** 2 for one in left_out)) ** 0.5
    assert (found.ac1.value - found.ac1.low) / 1.959964 == pytest.approx(jackknife, rel=0.02)


def test_one_code_for_everything_leaves_kappa_open_and_ac1_whole() -> None:
    found = compare([0] * 10, [0] * 10, 2)
    assert found.kappa.value is None
    assert found.ac1.value == 1
    assert compare([], [], 2).share is None


def test_clopper_pearson_ends_where_the_binomial_tail_is_a_fortieth() -> None:
    low, high = clopper_pearson(3, 20)
    from math import comb

    at_least = sum(comb(20, n) * low**n * (1 - low) ** (20 - n) for n in range(3, 21))
    at_most = sum(comb(20, n) * high**n * (1 - high) ** (20 - n) for n in range(4))
    assert at_least == pytest.approx(0.025, abs=1e-9)
    assert at_most == pytest.approx(0.025, abs=1e-9)
    # Nothing found in 100: the 'rule of three' is its one-sided cousin.
    assert clopper_pearson(0, 100)[1] == pytest.approx(1 - 0.025 ** (1 / 100))


def test_weights_widen_an_interval_and_a_rare_stratum_counts_for_more() -> None:
    hits = [True, True, True, True, False] * 10
    plain, uneven = of_weighted(hits, [0.5] * 50), of_weighted(hits, [1.0] * 25 + [0.05] * 25)
    assert plain.value == pytest.approx(uneven.value) == pytest.approx(0.8)
    assert uneven.high - uneven.low > 1.2 * (plain.high - plain.low)
    rare = of_weighted([True] * 40 + [False] * 10, [1.0] * 45 + [0.01] * 5)
    assert rare.value == pytest.approx(40 / (45 + 500))
    with pytest.raises(ValueError, match="chance"):
        of_weighted([True], [0])


def test_weighted_shares_are_right_on_average_and_their_intervals_hold() -> None:
    generator = np.random.default_rng(3)
    # 5 of 100 in a small stratum are hits, 20 of 1,000 in a large one: 25 of 1,100.
    truth = [np.arange(100) < 5, np.arange(1_000) < 20]
    values, covered = [], 0
    for _ in range(100):
        chosen = [generator.permutation(part)[:60] for part in truth]
        share = of_weighted(np.concatenate(chosen), [0.6] * 60 + [0.06] * 60)
        values.append(share.value)
        covered += share.low <= 25 / 1_100 <= share.high
    assert np.mean(values) == pytest.approx(25 / 1_100, rel=0.15)
    assert covered >= 0.93 * 100


def test_a_drawing_is_the_same_however_the_blocks_come() -> None:
    ids, strata = np.arange(1_000, dtype=np.int64), np.arange(1_000) % 3 - 1
    whole = draw([(ids, strata)], [10, 20], seed=9)
    parts = draw([(ids[at : at + 70][::-1], strata[at : at + 70][::-1]) for at in range(0, 1_000, 70)], [10, 20], 9)
    assert whole.ids.tolist() == parts.ids.tolist()
    assert whole.sizes == (333, 333)
    assert set(whole.chances.round(6)) == {round(10 / 333, 6), round(20 / 333, 6)}
    assert draw([(ids, strata)], [10, 20], seed=8).ids.tolist() != whole.ids.tolist()


def test_what_one_stratum_lacks_the_others_give() -> None:
    assert shared_out([25, 25, 25, 25], [5, 1_000, 30, 1_000]) == [5, 33, 30, 32]
    assert shared_out([5, 5], [2, 1]) == [2, 1]
    assert shared_out([5, 0], [2, 100]) == [2, 0]
