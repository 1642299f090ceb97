"""A frame learned from few labels: solved exactly, measured honestly, and not applied where it is not good enough."""

from __future__ import annotations

import numpy as np
import pytest

from heard.methods.coding.local import BAR, FEWEST, MOST_LABELS, Learned, learn, solve
from heard.methods.emerging.tests.planted import comments

TEXTS = comments(220, 4)
FOOD = np.array([any(word in text for word in ("food", "Tea")) for text in TEXTS])
NIGHT = np.array(["noisy at night" in text or "bed was hard" in text for text in TEXTS])
CHANCE = np.random.default_rng(5).random(len(TEXTS)) < 0.2
RARE = np.arange(len(TEXTS)) < 9
LABELS = np.stack([FOOD, NIGHT, CHANCE, RARE], axis=1)


@pytest.fixture(scope="module")
def learned() -> Learned:
    return learn(TEXTS, LABELS, range(len(TEXTS)), seed=1)


def test_what_can_be_learned_is_and_what_cannot_is_said_to_be_not_good_enough(learned: Learned) -> None:
    food, night, chance, rare = learned.figures
    assert food.enough
    assert night.enough
    assert food.low >= BAR
    assert food.low <= food.f1 <= food.high
    assert food.support == FOOD.sum() >= FEWEST
    assert "not good enough yet" in chance.problem
    assert rare.problem == f"too few examples: 9 of {FEWEST}"


def test_new_comments_get_the_labels_that_are_good_enough_and_no_other(learned: Learned) -> None:
    new = comments(200, 9)
    masks = learned.code(new)
    truly = np.array([any(word in text for word in ("food", "Tea")) for text in new])
    given = (masks & 1).astype(bool)
    assert 2 * (given & truly).sum() / (given.sum() + truly.sum()) > 0.9
    assert not (masks >> 2).any()


def test_the_same_labels_give_the_same_bytes_and_survive_packing(learned: Learned) -> None:
    again = learn(TEXTS, LABELS, range(len(TEXTS)), seed=1)
    assert again.packed() == learned.packed()
    np.testing.assert_array_equal(Learned.unpacked(learned.packed()).code(TEXTS[:40]), learned.code(TEXTS[:40]))
    assert len(learned.packed()) < 300_000


def test_the_solution_is_the_minimum() -> None:
    rng = np.random.default_rng(3)
    points = rng.normal(size=(60, 8))
    labels = points[:, 0] + rng.normal(size=60) > 0
    gram = points @ points.T
    alpha, offset = solve(gram, labels, cost=2.0)
    probability = 1 / (1 + np.exp(-(gram @ alpha + offset)))
    np.testing.assert_allclose(alpha, 2.0 * (labels - probability), atol=1e-6)
    assert alpha.sum() == pytest.approx(0, abs=1e-6)


def test_comments_of_one_person_are_never_on_both_sides() -> None:
    """Ten people who each always say one sentence: learned by heart it would be perfect, and it is not."""
    rng = np.random.default_rng(2)
    texts = [f"phrase{person} number{person} word{person}" for person in range(40) for _ in range(5)]
    labels = np.repeat(rng.random(40) < 0.5, 5)[:, None]
    by_person = learn(texts, labels, np.repeat(np.arange(40), 5).tolist(), seed=1).figures[0]
    by_words = learn(texts, labels, range(200), seed=1).figures[0]
    assert by_person.low < BAR
    assert by_words.low < BAR


@pytest.mark.parametrize(
    ("texts", "labels", "owners", "says"),
    [
        (["a"] * 9, np.ones((9, 1), bool), range(9), "at least 5 people"),
        (TEXTS[:50], np.zeros((50, MOST_LABELS + 1), bool), range(50), "labels"),
        (TEXTS[:50], np.zeros((50, 0), bool), range(50), "labels"),
        (TEXTS[:50], np.zeros((50, 1), bool), [1] * 50, "at least 5 people"),
    ],
)
def test_too_little_to_learn_from_is_refused(texts, labels, owners, says) -> None:
    with pytest.raises(ValueError, match=says):
        learn(texts, labels, owners, seed=1)
