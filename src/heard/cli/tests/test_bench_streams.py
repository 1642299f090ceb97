"""What the benches of streams count, and that their chart is the product's chart read week by week."""

from __future__ import annotations

import numpy as np

from heard.cli.bench.spc_plain import plain
from heard.cli.bench.streams_charts import Charts, shares
from heard.cli.bench.streams_world import Streams, Tally, Week, World
from heard.methods.signals.xmr import TYPES, Better, Options, chart

RISES = (1, 3, 5, 7)


def test_the_chart_by_the_week_says_what_the_chart_says_of_its_last_point() -> None:
    rng = np.random.default_rng(3)
    n = rng.poisson(25, (80, 60))
    x = rng.binomial(n, 0.1 + 0.1 * (np.arange(80) > 66)[:, None])
    charts, seen = Charts(x[:60], n[:60]), 0
    rates = shares(x, n)
    for week in range(60, 80):
        before = charts.before
        new, _ = charts.week(x[week], n[week])
        series, day = np.repeat(np.arange(60), week + 1), np.tile(np.arange(week + 1), 60)
        whole = chart(series, day, rates[: week + 1].T.ravel(), None, Options(Better.LOWER, fix_after=60))
        last = np.isin(whole.label[week :: week + 1], RISES)
        assert (charts.before == last).all(), week
        assert (new == (last & ~before)).all()
        seen += int(last.sum())
    assert seen > 50


def test_the_plain_rules_find_what_the_chart_finds() -> None:
    rng = np.random.default_rng(4)
    many = np.cumsum(rng.integers(-3, 4, (60, 40)), axis=1) + rng.integers(0, 9, (60, 40)) * 1.0
    for y in many:
        found = chart(np.zeros(40), np.arange(40), y, None, Options(Better.LOWER))
        labels, lower, upper, _ = plain(y, 1.0)
        assert (lower, upper) == (np.float64(found.lower[0]), np.float64(found.upper[0])) or np.allclose(
            (lower, upper), (found.lower[0], found.upper[0]), rtol=1e-12
        )
        assert labels.tolist() == found.label.tolist()
        assert TYPES[found.type[0]]


def test_a_repeat_on_a_changed_stream_is_counted_once_and_every_false_alert_by_itself() -> None:
    streams = Streams(World(baseline=1, watched=4), 100, 1)
    tally = Tally(streams)
    changed = streams.factor > 1
    alerts = changed | (np.arange(100) == 99)
    for number in range(4):
        tally.add(Week(number, streams.size, streams.size, changed), alerts)
    assert (tally.false, tally.worst, np.count_nonzero(tally.first >= 0)) == (4, 1, 2)
    assert (tally.first[changed] == 0).all()
    tally.first[:] = -1
    assert np.isinf(tally.delays(2)).all()


def test_streams_come_out_of_their_seed_and_change_as_their_world_says() -> None:
    world = World(rho=0.01, baseline=30, watched=60)
    first, second = (list(Streams(world, 2000, 7).weeks()) for _ in range(2))
    assert all((a.x == b.x).all() and (a.n == b.n).all() for a, b in zip(first, second, strict=True))
    streams = Streams(world, 2000, 7)
    tripled = streams.factor == 3
    before = sum(week.x[tripled].sum() for week in first[:30]) / 30
    after = sum(week.x[tripled].sum() for week in first[-20:]) / 20
    assert 2.5 < after / before < 3.5
    assert [week.number for week in first] == list(range(-30, 60))
    assert first[0].changed.sum() == 0
    assert first[-1].changed.sum() == 40
