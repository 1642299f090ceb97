"""The rules one by one, where the national tools differ, and no crash on any input."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heard.methods.signals.xmr import MEANINGS, Better, Chart, Options, chart, charting, summary
from heard.methods.signals.xmr.limits import mean

NUMBERS = st.one_of(st.floats(), st.integers(-3, 3).map(float), st.just(float("nan")))
OPTIONS = st.builds(
    Options,
    better=st.sampled_from(Better),
    screen=st.booleans(),
    beyond_counts=st.booleans(),
    points=st.sampled_from([6, 7]),
    least=st.sampled_from([1, 13]),
    fix_after=st.sampled_from([None, 12, 20]),
    touching=st.booleans(),
)


def one(y: list[float], options: Options | None = None, rebase: list[bool] | None = None) -> Chart:
    return chart(np.zeros(len(y), int), np.arange(len(y)), y, rebase, options)


@settings(max_examples=300)
@given(st.lists(st.tuples(st.integers(0, 2), NUMBERS, st.booleans()), max_size=60), OPTIONS)
def test_nothing_that_is_given_crashes_it(points: list[tuple[int, float, bool]], options: Options) -> None:
    series = [name for name, _, _ in points]
    found = chart(series, np.arange(len(points)), [y for _, y, _ in points], [mark for _, _, mark in points], options)
    assert len(found.labels) == len(points)
    for reading in summary(found, 1.0):
        assert reading.icon in MEANINGS


@given(st.lists(st.lists(NUMBERS, min_size=1, max_size=40), min_size=1, max_size=4), OPTIONS)
def test_many_series_at_once_are_the_same_as_each_alone(many: list[list[float]], options: Options) -> None:
    names = [name for name, y in enumerate(many) for _ in y]
    days = [day for y in many for day in range(len(y))]
    together = chart(names, days, [value for y in many for value in y], None, options)
    alone = [one(y, options) for y in many]
    assert together.labels == [label for found in alone for label in found.labels]
    assert together.shown == [shown for found in alone for shown in found.shown]


@settings(max_examples=300, deadline=None)  # the first compiles
@given(
    st.lists(st.tuples(st.integers(0, 2), NUMBERS | st.integers(0, 99).map(lambda n: n / 30), st.booleans())), OPTIONS
)
def test_the_compiled_pass_finds_what_numpy_finds(points: list[tuple[int, float, bool]], options: Options) -> None:
    pytest.importorskip("numba")
    series, y, marks = ([point[column] for point in points] for column in range(3))
    found = []
    with pytest.MonkeyPatch.context() as patch:
        for least in (0, 10**9):
            patch.setattr(charting, "COMPILED_FROM", least)
            found.append(chart(series, np.arange(len(points)), y, marks, options))
    compiled, plain = found
    for name in ("mean", "lower", "upper", "outside", "relative", "close", "label", "type", "worst", "short"):
        np.testing.assert_array_equal(getattr(compiled, name), getattr(plain, name), name)
    assert summary(compiled, 0.5) == summary(plain, 0.5)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=60))
def test_a_mean_is_the_double_next_to_the_exact_one(numbers: list[float]) -> None:
    assert mean(np.array(numbers)) == float(sum(map(Fraction, numbers)) / len(numbers))


def test_the_order_of_rows_does_not_matter() -> None:
    y = [1.0, 2, 3, 4, 5, 6, 7, 1, 1, 2, 1, 2, 1]
    order = np.random.default_rng(1).permutation(len(y))
    mixed = chart(np.zeros(len(y), int), order, np.array(y)[order])
    assert mixed.labels == one(y).labels
    assert mixed.order.tolist() == np.argsort(order).tolist()


def test_seven_rising_points_are_a_trend_and_a_tie_breaks_it() -> None:
    rising = [5.0, 1, 2, 3, 4, 5, 6, 7, 3, 4, 3, 4, 3]
    assert one(rising).labels.count("7 Point Trend (Increasing)") == 7
    tied = [5.0, 1, 2, 3, 3, 4, 5, 6, 3, 4, 3, 4, 3]
    assert "7 Point Trend (Increasing)" not in one(tied).labels


def test_a_run_ends_where_a_point_lies_on_the_mean_or_is_missing() -> None:
    y = [1.0, 3] * 6 + [2.5] * 7 + [1.5] * 7
    assert one(y).labels.count("7 Points Above CL") >= 7
    missing = [*y[:15], float("nan"), *y[16:]]
    assert "7 Points Above CL" not in one(missing).labels


def test_nothing_reaches_over_a_rebase() -> None:
    y = [1.0, 2, 3, 4, 5, 6, 7, 8]
    rebase = [False] * 4 + [True] + [False] * 3
    assert set(one(y, rebase=rebase).labels) == {"Common Cause"}
    assert one(y, rebase=rebase).group.tolist() == [0] * 4 + [1] * 4


def test_concern_is_shown_where_a_point_breaks_rules_in_both_directions() -> None:
    # Falling for seven points, and still above the upper limit at the first of them.
    y = [10.0, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 30, 29, 28, 27, 26, 25, 24]
    found = one(y, Options(better=Better.HIGHER))
    assert (found.labels[12], found.types[12]) == ("Above UCL", "special_cause_improvement")
    assert found.shown[12] == "concern"
    assert found.shown[-1] == "concern"
    assert summary(found)[0].icon == "concern_low"
    assert summary(found)[0].variation == "special_cause_improvement"


def test_six_points_where_somebody_chose_six() -> None:
    y = [5.0, 1, 2, 3, 4, 5, 6, 3, 4, 3, 4, 3, 4]
    assert one(y, Options(points=6)).labels.count("7 Point Trend (Increasing)") == 6
    assert set(one(y).labels) == {"Common Cause"}


def test_points_beyond_the_limits_count_in_two_of_three_where_somebody_chose_that() -> None:
    y = [10.0, 11, 9, 10, 11, 9, 10, 11, 9, 10, 11, 9, 10, 30, 15, 13, 10, 9]
    usual, newer = one(y), one(y, Options(beyond_counts=True))
    assert usual.labels[13] == newer.labels[13] == "Above UCL"
    near = [place for place, close in enumerate(usual.close.tolist()) if close]
    assert len(near) == 1
    assert usual.labels[near[0]] == "Common Cause"
    assert newer.labels[near[0]] == "2 in 3 Above CL"


def test_limits_from_thirteen_points_where_somebody_chose_that() -> None:
    y = [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    found = one(y, Options(least=13))
    assert np.isnan(found.upper).all()
    assert set(found.labels) == {"Common Cause"}
    assert summary(found)[0].icon == "too_few"
    assert not np.isnan(one([*y, 13.0], Options(least=13)).upper).any()


def test_a_constant_series_has_no_limits_and_no_special_cause() -> None:
    found = one([0.1] * 20)
    assert np.isnan(found.upper).all()
    assert set(found.labels) == {"Common Cause"}
    unscreened = one([0.1] * 20, Options(screen=False))
    assert unscreened.upper.tolist() == [0.1] * 20
    assert set(unscreened.labels) == {"Common Cause"}


@pytest.mark.parametrize(
    ("target", "better", "says"),
    [
        (50.0, Better.HIGHER, "consistent_fail"),
        (50.0, Better.LOWER, "consistent_pass"),
        (-50.0, Better.HIGHER, "consistent_pass"),
        (-50.0, Better.LOWER, "consistent_fail"),
        (1.5, Better.HIGHER, "inconsistent"),
        (float("nan"), Better.HIGHER, "inconsistent"),
        (50.0, Better.NEITHER, ""),
        (None, Better.HIGHER, ""),
    ],
)
def test_what_a_target_means(target: float | None, better: Better, says: str) -> None:
    assert summary(one([1.0, 2] * 8, Options(better=better)), target)[0].assurance == says


def test_a_target_at_a_limit_is_outside_it_where_somebody_chose_that() -> None:
    at_limit = float(one([1.0, 2] * 8).upper[0])
    assert summary(one([1.0, 2] * 8), at_limit)[0].assurance == "inconsistent"
    assert summary(one([1.0, 2] * 8, Options(touching=True)), at_limit)[0].assurance == "consistent_fail"


def test_a_date_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="once"):
        chart(["a", "a"], [1, 1], [1.0, 2.0])
    chart(["a", "b"], [1, 1], [1.0, 2.0])


def test_wrong_choices_and_columns_are_refused() -> None:
    for wrong in ({"points": 5}, {"fix_after": 11}, {"least": 0}):
        with pytest.raises(ValueError, match=r"points?"):
            Options(**wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="as many"):
        chart(["a"], [1, 2], [1.0, 2.0])
