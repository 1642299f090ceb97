"""The month's voices are of every kind, and the same for the same seed."""

from __future__ import annotations

import pytest

from heard.demonstration.month import AFTERWARDS, CONTACTS, RELATIONS, WAYS_IN, added, month
from heard.voices.models import Voice


def test_it_has_every_kind_relation_way_in_wish_and_afterthought():
    told = month(seed=3, imported=470, spoken=130)
    assert [one.number for one in told] == list(range(1, 601))
    assert {one.kind for one in told} == set(Voice.Kind.values)
    assert {one.relation for one in told} == set(RELATIONS)
    assert {one.way_in for one in told} == {*WAYS_IN, "texts", "cards"}
    assert {one.afterwards for one in told} == {"", *AFTERWARDS}
    assert {one.contact_by for one in told} == set(CONTACTS)
    assert {one.publication for one in told} == {"none", "without_name", "with_name"}
    assert {one.reply for one in told} == {one.not_this_ward for one in told} == {True, False}
    assert {one.under_16 for one in told} == {one.speaking_up for one in told} == {True, False}
    assert all(one.contact for one in told if one.reply or one.publication == "with_name")


def test_the_same_seed_says_the_same():
    told = month(seed=3)
    assert told == month(seed=3) != month(seed=4)
    assert added(told[-1], 3) == added(told[-1], 3)


def test_a_month_has_room_for_what_is_said_once():
    with pytest.raises(ValueError, match="at least"):
        month(seed=3, spoken=5)
