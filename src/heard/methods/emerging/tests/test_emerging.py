"""Planted topics are found, each once; where nothing was planted, next to nothing is proposed."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heard.methods.emerging import Options, propose
from heard.methods.emerging.counting import Vocabulary, frequent, occurrences
from heard.methods.emerging.quotations import representative
from heard.methods.emerging.rising import log_likelihood
from heard.methods.emerging.tests.planted import PARKING, WIFI, comments

BEFORE = comments(1500, 1)
# Searches of 400 comments against 800, alike but for chance.
SEARCHES = 40


def test_planted_topics_are_found_each_once() -> None:
    now = comments(400, 2, [(PARKING, 14), (WIFI, 9)])
    found = propose(now, BEFORE)
    assert len(found) == 2
    for proposal, words, times in zip(found, ("machine", "wifi"), (14, 9), strict=True):
        told = [row for row, text in enumerate(now) if words in text.lower()]
        assert len(set(proposal.rows) & set(told)) >= times - 1
        assert len(proposal.rows) <= times + 1
        assert words in " ".join(proposal.phrases + proposal.beside)
        assert proposal.expected < 2
        assert proposal.now == len(proposal.rows)
        assert proposal.of_now == len(now)
        assert 1 <= len(proposal.quotations) <= 3
        assert set(proposal.quotations) <= set(proposal.rows)
        assert len({now[row] for row in proposal.quotations}) == len(proposal.quotations)


def test_what_doubles_is_found_among_what_was_said_before() -> None:
    now = comments(400, 3, [(["The food was cold"], 90)])
    (proposal,) = propose(now, BEFORE)
    assert "cold" in " ".join(proposal.phrases)
    assert proposal.expected < proposal.now / 1.5


def test_of_searches_where_nothing_was_planted_at_most_one_in_twenty_proposes_anything() -> None:
    """Over 400 searches of this kind ten proposed something false, one topic each."""
    false = [len(propose(comments(400, seed), BEFORE[:800])) for seed in range(100, 100 + SEARCHES)]
    assert sum(map(bool, false)) <= SEARCHES // 20


def test_one_who_writes_ten_times_is_one() -> None:
    now = comments(400, 2, [(PARKING, 12)])
    owner = [0 if "machine" in text else row + 1 for row, text in enumerate(now)]
    assert propose(now, BEFORE, owners=owner) == ()


def test_what_is_known_already_is_not_proposed_again() -> None:
    now = comments(400, 2, [(PARKING, 14), (WIFI, 9)])
    (proposal,) = propose(now, BEFORE, known=[["parking machines"], ["never said"], []])
    assert proposal.phrases[0] == "wifi"


def test_the_same_comments_give_the_same_proposals_whatever_their_order() -> None:
    now = comments(300, 2, [(PARKING, 14), (WIFI, 9)])
    first = propose(now, BEFORE)
    turned = propose(now[::-1], BEFORE[::-1])
    assert [one.phrases for one in first] == [one.phrases for one in turned]
    assert propose(now, BEFORE) == first


def test_masks_of_personal_data_are_no_topic() -> None:
    now = comments(300, 2) + ["[name] was kind", "I rang [phone number]", "Ask [name] please"] * 10
    assert not any("name" in phrase for proposal in propose(now, BEFORE) for phrase in proposal.phrases)


@pytest.mark.parametrize(("now", "before"), [([], []), ([], BEFORE), (["Parking machine"] * 9, []), ([""], [""])])
def test_too_little_to_compare_proposes_nothing(now: list[str], before: list[str]) -> None:
    assert propose(now, before) == ()


def test_counting_agrees_with_counting_by_hand() -> None:
    texts = comments(200, 5, [(WIFI, 9)])
    vocabulary = Vocabulary()
    tokens = vocabulary.read(texts)
    found = frequent(tokens, vocabulary, 5)
    stems = [
        [vocabulary.words[vocabulary.numbers[word]] for word in text.lower().replace(".", "").split()] for text in texts
    ]
    assert len(found.phrases) > 50
    assert len(set(found.phrases)) == len(found.phrases)
    for place, numbers in enumerate(found.phrases):
        phrase = list(vocabulary.phrase(numbers))
        has = [
            row
            for row, said in enumerate(stems)
            if any(said[at : at + len(phrase)] == phrase for at in range(len(said)))
        ]
        assert found.of(place).tolist() == has
        assert len(has) >= 5
    again = occurrences(tokens, vocabulary, found.phrases)
    assert again.rows.tolist() == found.rows.tolist()
    assert again.starts.tolist() == found.starts.tolist()


@given(st.integers(0, 50), st.integers(0, 50))
@settings(max_examples=50, deadline=None)
def test_dunnings_ratio_by_its_formula(now: int, before: int) -> None:
    cells = [(now, 50, 60), (before, 60, 50), (50 - now, 50, 60), (60 - before, 60, 50)]
    both = now + before
    by_hand = 0.0
    for place, (cell, size, _) in enumerate(cells):
        expected = size * (both if place < 2 else 110 - both) / 110
        by_hand += 2 * cell * math.log(cell / expected) if cell else 0
    if now <= 50 and before <= 60:
        found = log_likelihood(np.array([float(now)]), np.array([float(before)]), 50, 60)[0]
        assert found == pytest.approx(max(by_hand, 0), abs=1e-9)


def test_quotations_tell_different_things_by_different_people() -> None:
    said = [
        "Fined at the machine by the gate",
        "Fined at the machine by the gate!",
        "The machine kept my card",
        "Fined",
    ]
    assert representative(said, [2, 2, 1, 1], ["a", "b", "c", "d"]) == (0, 2, 3)
    assert representative(said, [2, 2, 1, 1], ["a", "a", "a", "a"]) == (0,)
    assert representative([], [], []) == ()


def test_fewer_voices_than_asked_for_are_no_topic() -> None:
    now = comments(400, 2, [(WIFI, 9)])
    assert propose(now, BEFORE, options=Options(fewest=10)) == ()
