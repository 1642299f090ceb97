"""Local labels: thresholds move towards them as far as there are many, and what measured never taught."""

from __future__ import annotations

import numpy as np

from heard.methods.coding import SHIPPED, Coder, calibrate
from heard.methods.coding.calibrate import Calibration, compare, fit, groups_of, held_out

START = Calibration((0.0, 0.0), 4.0, 0.0)


def world(count: int, shift: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Scores of two themes whose codes begin not at 0 but at `shift`, with noise."""
    generator = np.random.default_rng(seed)
    scores = generator.normal(0, 0.6, (count, 2))
    return scores, scores + generator.normal(0, 0.15, scores.shape) > shift


def test_thresholds_move_the_further_the_more_labels_there_are() -> None:
    moved = [np.mean(fit(*world(count, 0.3), START).thresholds) for count in (20, 200, 2_000)]
    assert 0 < moved[0] < moved[1] < moved[2]
    assert 0.2 < moved[2] < 0.4


def test_a_theme_without_labels_moves_with_the_others_alone() -> None:
    scores, labels = world(400, 0.3)
    scores[:, 1], labels[:, 1] = -5, False
    first, second = fit(scores, labels, START).thresholds
    # The common shift, drawn to none by 100 in 500; the labelled theme's own is drawn to that by 60 in some 180.
    assert 0.15 < second < first < 0.32


def test_the_change_is_measured_with_its_interval_on_other_comments() -> None:
    taught = fit(*world(200, 0.3), START)
    scores, labels = world(150, 0.3, seed=2)
    found = compare(scores, labels, list(range(150)), before=START, after=taught, seed=5)
    assert found.comments == 150
    assert found.difference.low > 0
    assert found.after.value > found.before.value
    same = compare(scores, labels, list(range(150)), before=START, after=START, seed=5)
    assert (same.difference.value, same.difference.low, same.difference.high) == (0, 0, 0)


def test_where_nothing_is_to_be_learned_the_interval_includes_none() -> None:
    taught = fit(*world(200, 0.0), START)
    scores, labels = world(150, 0.0, seed=2)
    found = compare(scores, labels, list(range(150)), before=START, after=taught, seed=5)
    assert found.difference.low <= 0 <= found.difference.high


def test_what_is_kept_aside_stays_aside_when_more_labels_come() -> None:
    names = [f"{number:06d}" for number in range(300)]
    early = held_out(list(range(200)), names[:200], share=0.4, seed=3)
    late = held_out(list(range(300)), names, share=0.4, seed=3)
    assert early.tolist() == late[:200].tolist()
    assert 0.3 < late.mean() < 0.5


def test_comments_of_one_respondent_or_one_text_fall_on_one_side() -> None:
    texts = [f"text {number % 40}" for number in range(120)]
    groups = groups_of(texts, [number // 3 for number in range(120)])
    assert len(set(groups)) == 1  # the texts chain the respondents together
    assert groups_of(["a", "b"], [1, 2]) == [0, 1]


def test_a_calibrated_coder_gives_fewer_themes_by_higher_thresholds_and_the_same_levels() -> None:
    coder = Coder.load(SHIPPED)
    shipped = Calibration.of(coder)
    higher = Calibration(tuple(cut + 5 for cut in shipped.thresholds), shipped.slope, shipped.intercept)
    texts = ["The nurses were kind", "He was left on the floor for nine hours with a broken hip"]
    before, after = coder.code(texts), calibrate.calibrated(coder, higher, "fast@test+1").code(texts)
    assert before.themes[0]
    assert not after.themes.any()
    assert after.seriousness.tolist() == before.seriousness.tolist()
    scores = calibrate.theme_scores(coder, texts, ["", ""])
    assert (
        (scores > np.array(shipped.thresholds)).sum(axis=1) == [bin(int(m)).count("1") for m in before.themes]
    ).all()
