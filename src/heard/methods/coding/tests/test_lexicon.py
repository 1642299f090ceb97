"""The lexicon says what words allege and why, and lets go of what they deny; every sentence here is invented."""

from __future__ import annotations

import dataclasses
import io

import numpy as np
import pyarrow as pa
import pytest
import yaml

from heard.methods.coding import SHIPPED, prepared
from heard.methods.coding.durations import minutes
from heard.methods.coding.selecting import Selection
from heard.methods.coding.seriousness import Lexicon

PACK = yaml.safe_load((SHIPPED.parents[1] / "packs" / "seriousness.yaml").read_text(encoding="utf-8"))["content"]
LEXICON = Lexicon.from_pack(PACK)


def level(text: str) -> int:
    found = LEXICON.look(text)
    return found.level if found else 0


@pytest.mark.parametrize(
    ("said", "at_least", "harmless"),
    [
        ("I have been self harming since May", 2, "Three years clean of self harm"),
        ("Rang to say I was suicidal and they hung up on me", 3, "The suicide awareness training was useful"),
        ("My uncle died because nobody checked on him", 3, "My uncle died in March and the funeral tea was kind"),
        ("Somebody will die on that unit", 2, "I was never unsafe there"),
        ("They said heartburn. It was a heart attack", 3, "Heartburn tablets worked"),
        ("Had a stroke and the ambulance took 45 mins", 3, "Stroke clinic took 45 mins"),
        ("Chest pain and nine hrs for an ambulance", 3, "Chest pain and they came within half an hour"),
        ("Dad lay on the floor with a broken hip for three hours", 3, "Exercises on the floor for an hour"),
        ("There were no ambulances available", 2, "I did not need an ambulance"),
        ("The ambulance took eleven hours to arrive", 2, "The ambulance crew work a twelve hour shift"),
        ("I waited 4 hours in agony", 2, "No pain at all"),
        ("The carer slapped my mother", 3, "Nobody slapped me on the back"),
        ("He put his hands on me and asked for my number", 3, "The nurse touched my heart"),
        ("The driver shouted at my wife", 2, "They never shouted at anybody"),
        ("She was left in a soiled bed", 3, "He came home with no bed sores"),
        ("Missed my fracture on the x-ray", 3, "Missed my appointment"),
        ("I was given the wrong tablets", 3, "Never given the wrong tablets"),
        ("My insulin was not given", 2, "No medication needed"),
        ("Only one nurse for thirty beds at night", 2, "No lack of staff on the ward"),
        ("Mum was sent home at 2am alone", 2, "Sent home with a smile"),
        ("The hoist was faulty", 2, "The vending machine was faulty"),
        ("Refused to see me because I am deaf", 3, "No discrimination here"),
        ("I was frightened on the ward at night", 2, "I was not frightened by the staff"),
    ],
)
def test_a_rule_finds_what_is_alleged_and_lets_go_of_what_is_not(said: str, at_least: int, harmless: str) -> None:
    assert level(said) >= at_least
    assert level(harmless) < 2


def test_a_point_in_a_number_ends_no_clause() -> None:
    assert level("Waited 2.5 hours for an ambulance with chest pains") == 3


def test_a_wait_counts_from_half_an_hour() -> None:
    assert level("Waited 20 minutes for the ambulance with a suspected stroke") < 3
    assert level("Waited 35 minutes for the ambulance with a suspected stroke") == 3


def test_what_belongs_together_may_stand_in_neighbouring_sentences_only() -> None:
    near, far = (
        "My dad collapsed. The ambulance took two hours.",
        "My dad collapsed. Well. Yes. The ambulance took two hours.",
    )
    assert level(near) == 3
    assert level(far) < 3


def test_a_relative_who_speaks_is_a_kind_but_no_concern() -> None:
    bit = 1 << [kind["kind"] for kind in PACK["kinds"]].index("relative's warning")
    found = LEXICON.look("My mum was left in urine")
    assert found is not None
    assert found.kinds & bit
    assert level("My mum likes the nurses") == 0


def test_evidence_is_the_clause_with_the_name_of_the_rule() -> None:
    said = "Café was nice! They gave her the wrong tablets. Thanks"
    found = LEXICON.evidence(said)[0]
    assert said[found.start : found.end] == "They gave her the wrong tablets"
    assert (found.name, found.level) == ("a wrong medicine or dose", 3)


def test_every_rule_has_a_name_of_its_own() -> None:
    names = [rule.name for rule in (*LEXICON.rules, *LEXICON.adding)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("1h 35", 95),
        ("an hour and a half", 90),
        ("2 and a half hours", 150),
        ("twenty-five mins", 25),
        ("all night", 480),
        ("a 24 hour service", 0),
        ("aged 9 years old", 0),
        ("under two hours", 0),
        ("3/4 of the team", 0),
    ],
)
def test_a_time_is_read_as_people_write_it(text: str, length: int) -> None:
    assert minutes(text) == length


def test_many_texts_without_a_word_that_any_rule_needs_have_nothing_to_find() -> None:
    assert LEXICON.find(pa.array(["xyz"] * 60)) == {}
    assert LEXICON.harmless.left(pa.array(["xyz"] * 60)) == {}


def test_what_is_kept_for_selecting_is_what_the_pack_gives() -> None:
    made = np.load(io.BytesIO(prepared.packed(*LEXICON.kept())))
    kept = np.load(prepared.FILE)
    for name in sorted({*made, *kept}):
        np.testing.assert_array_equal(made[name], kept[name], "Run scripts/prepare_lexicon.py.")
    assert LEXICON.selection.patterns == Selection.of(LEXICON.rules).patterns


def test_other_rules_than_the_kept_are_selected_anew() -> None:
    rules = [dataclasses.replace(LEXICON.rules[0], beside=r"\bporters\b"), *LEXICON.rules[1:]]
    fresh = Selection.of(rules)
    found = prepared.selection(rules)
    assert len(found.steps) == len(fresh.steps)
    assert len(found.steps) != len(LEXICON.selection.steps)
