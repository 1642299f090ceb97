"""Effects by hand, mirrored, and of weeks in which there is nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import logit

from heard.methods.effects import LINE, Verdict, effect, looks

Table = tuple[np.ndarray, np.ndarray]


def flat(rate: float, weeks: int, places: int = 6) -> Table:
    return np.full((weeks, places, 1), rate * 30), np.full((weeks, places, 1), 30.0)


def test_one_place_alone_by_hand() -> None:
    """156 of 3,120 before; 19.5 of 780 after. Voices are independent, as no week differs from another."""
    found = looks(*flat(0.05, 104, 1), *flat(0.025, 26, 1))
    assert found.expected[-1, 0] == pytest.approx(39, rel=0.001)
    variance = 1 / 156 + 1 / 2964
    spread = np.sqrt(37.05 + 37.05**2 * variance)
    assert found.score[-1, 0] == pytest.approx(-19.5 / spread, rel=0.01)
    assert found.line[-1, 0] == pytest.approx(LINE)
    assert found.odds[-1, 0] == pytest.approx(logit(0.025) - logit(0.05), abs=0.03)


def test_the_line_is_far_out_at_first_and_the_usual_one_at_the_check_date() -> None:
    lines = looks(*flat(0.05, 104), *flat(0.05, 30)).line[:, 0]
    assert len(lines) == 26
    assert lines[0] > 4 * LINE
    assert np.all(np.diff(lines) <= 0)


def test_what_all_peers_did_too_is_no_effect() -> None:
    found = looks(*flat(0.05, 104), *flat(0.025, 26))
    assert not found.improved.any()
    x, n = flat(0.05, 26)
    x[:, 0] = 0.75
    assert looks(*flat(0.05, 104), x, n).improved[-1, 0]


def test_a_place_that_only_goes_back_to_what_it_was_has_not_improved() -> None:
    x, n = flat(0.05, 104)
    x[-12:, 0] = 4
    assert not looks(x, n, *flat(0.05, 26), chosen_by=12).improved.any()
    assert looks(x, n, *flat(0.02, 26, 6), chosen_by=12).shift[-1, 0] < -0.5


def test_where_weeks_are_few_the_rate_is_drawn_towards_the_peers() -> None:
    x, n = flat(0.05, 12)
    x[:, 0] = 3
    found = looks(x, n, *flat(0.05, 26), chosen_by=12)
    assert logit(0.05) < found.before[-1, 0] < logit(0.1)


def test_worse_is_said_and_a_rise_may_be_what_was_wanted() -> None:
    weeks = [(1, 30), (2, 30)] * 52 + [(5, 30)] * 26
    peers = [[(1, 30), (2, 30)] * 65] * 4
    assert effect(weeks, peers, before=104).verdict is Verdict.WORSE
    assert effect(weeks, peers, before=104, rise=True).verdict is Verdict.IMPROVED


def test_weeks_that_would_still_tell_are_counted() -> None:
    weeks = [(1, 30), (2, 30)] * 52 + [(1, 30)] * 10
    found = effect(weeks, [[(1, 30), (2, 30)] * 57] * 4, before=104)
    assert found.verdict is Verdict.NOT_YET
    assert found.still is not None
    assert f"{found.still} weeks more would tell" in found.sentence


def test_the_interval_leaves_out_no_change_just_where_a_verdict_is() -> None:
    rng = np.random.default_rng(3)
    x, n = rng.binomial(30, 0.05, (104, 6, 40)), np.full((104, 6, 40), 30)
    now = rng.binomial(30, np.linspace(0.01, 0.15, 40), (26, 6, 40))
    now[:, 1:] = rng.binomial(30, 0.05, (26, 5, 40))
    found = looks(x, n, now, np.full(now.shape, 30))
    low, high = found.interval()
    assert np.array_equal(high < 0, found.improved)
    assert np.array_equal(low > 0, found.worse)


Count = st.integers(0, 6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))

TABLES = st.integers(1, 4).flatmap(
    lambda places: st.lists(st.lists(Count, min_size=places, max_size=places), max_size=40)
)


@given(TABLES, st.integers(0, 40), st.integers(0, 15))
def test_whatever_the_weeks_a_verdict_comes_and_its_mirror(
    weeks: list[list[tuple[int, int]]], before: int, chosen_by: int
) -> None:
    places = [list(place) for place in zip(*weeks, strict=True)] or [[]]
    mirror = [[(n - x, n) for x, n in place] for place in places]
    before = min(before, len(weeks))
    found = effect(places[0], places[1:], before=before, chosen_by=chosen_by)
    other = effect(mirror[0], mirror[1:], before=before, chosen_by=chosen_by, rise=True)
    assert found.verdict is other.verdict
    assert found.low <= found.high
    assert found.times == pytest.approx(1 / other.times, rel=1e-6)


def test_weeks_without_a_count_and_places_without_voices_are_no_news() -> None:
    nothing = (float("nan"), float("nan"))
    assert effect([nothing] * 60, [[nothing] * 60] * 3, before=40).verdict is Verdict.NOT_YET
    assert effect([(0, 30)] * 60, [[(0, 30)] * 60] * 3, before=40).verdict is Verdict.NOT_YET
    assert effect([], [], before=0).voices == 0


@pytest.mark.parametrize(
    ("acted", "peers", "more"),
    [
        ([(1, 30)] * 4, [[(1, 30)] * 3], {}),
        ([(31, 30)] * 4, [], {}),
        ([(-1, 30)] * 4, [], {}),
        ([(1, 30)] * 4, [], {"before": 5}),
        ([(1, 30)] * 4, [], {"planned": 0}),
        ([(1, 30)] * 4, [], {"chosen_by": -1}),
    ],
)
def test_numbers_that_are_none_of_an_action_are_refused(acted: list, peers: list, more: dict) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        effect(acted, peers, **{"before": 2, **more})
