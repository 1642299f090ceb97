"""The coder codes as its two scorers agree, says nothing where nothing was said, and no praise lowers a concern."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from heard.methods.coding import SHIPPED, Coder, features, kernel
from heard.methods.coding.columns import buffers
from heard.methods.coding.rules import Reading, small
from heard.methods.coding.seriousness import Found, Lexicon

PACK = yaml.safe_load((SHIPPED.parents[1] / "packs" / "seriousness.yaml").read_text(encoding="utf-8"))["content"]
LEXICON = Lexicon.from_pack(PACK)


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load(SHIPPED)


PIECES = [
    "The nurses were kind",
    " but ", "though", "I waited 4 hours", ". ", "!", "\n", "don’t", "can't",
    "café", "£5", "ਸੇਵਾ", "😀", "—", "\u00a0",
    "", " ", "x", "However", ";", "…", "'", "Wait", "\u0000", "É",
]  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=9).map("".join)


@settings(deadline=None)
@given(rows=st.lists(st.tuples(texts, st.integers(0, 2)), max_size=8))
def test_both_scorers_agree_to_the_last_bit(coder: Coder, rows: list[tuple[str, int]]) -> None:
    data, offsets = buffers(pa.array([text for text, _ in rows], pa.string()))
    questions = np.array([question for _, question in rows], dtype=np.uint8)
    oracle = features.score(data, offsets, questions, coder.artefact.weights)
    compiled = kernel.score(data, offsets, questions, coder.artefact.weights)
    for name in ("scores", "worst", "letters", "familiar"):
        np.testing.assert_array_equal(getattr(compiled, name), getattr(oracle, name))


def test_codes_are_the_same_without_numba(coder: Coder) -> None:
    said = ["The crew were lovely. The wait was far too long", "Food was cold", "", None, "No"]
    plain = Coder.load(SHIPPED, compiled=False)
    for name in ("themes", "sentiment", "seriousness", "kinds", "hcat", "confidence"):
        np.testing.assert_array_equal(getattr(plain.code(said), name), getattr(coder.code(said), name))


def test_slices_nulls_and_large_strings_are_read_as_texts(coder: Coder) -> None:
    said = ["The driver was friendly", None, "The food was cold", "Parking was dear"]
    whole = coder.code(said)
    for column in (pa.array(said), pa.array(said, pa.large_string())):
        np.testing.assert_array_equal(coder.code(column).themes, whole.themes)
        np.testing.assert_array_equal(coder.code(column.slice(2)).themes, whole.themes[2:])


@pytest.mark.parametrize("text", ["", "...", "?!", "12", "Did not answer", "N/A", "n/a.", None, "  \n"])
def test_where_nothing_was_said_nothing_is_coded(coder: Coder, text: str | None) -> None:
    coded = coder.code([text])
    assert (coded.themes[0], coded.sentiment[0], coded.seriousness[0], coded.hcat[0], coded.confidence[0]) == (
        0,
        0,
        0,
        -1,
        0,
    )


def test_no_texts_give_no_codes(coder: Coder) -> None:
    assert len(coder.code([]).themes) == 0


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("The nurses were friendly and polite", "Staff manner & personal attributes"),
        ("I waited four hours to be seen", "Timeliness of care"),
        ("The food was cold and there was no choice of meals", "Food & drink provision & facilities"),
        ("Nobody listened to what I was saying", "Staff listening, understanding & involving patients"),
        ("Could not get through on the phone", "Contacting services"),
    ],
)
def test_plain_comments_get_their_theme(coder: Coder, text: str, theme: str) -> None:
    assert theme in coder.themes_of(int(coder.code([text]).themes[0]))


@pytest.mark.parametrize("text", ["zxqv plorth gnarf", "ਸੇਵਾ ਚੰਗੀ ਸੀ", "عملہ بہت اچھا تھا", "Obsługa była bardzo miła"])
def test_what_it_does_not_know_is_not_assigned_rather_than_guessed(coder: Coder, text: str) -> None:
    coded = coder.code([text])
    assert (coded.themes[0], coded.sentiment[0]) == (0, 0)


def test_a_slip_of_spelling_is_understood(coder: Coder) -> None:
    assert coder.code(["Excelent"]).sentiment[0] in (1, 2)


def test_sentiment_follows_the_words(coder: Coder) -> None:
    coded = coder.code(["Excellent, kind and caring staff, thank you", "Awful. Rude staff and a terrible wait"])
    assert coded.sentiment[0] <= 2
    assert coded.sentiment[1] >= 4


def test_the_question_decides_what_a_bare_answer_means(coder: Coder) -> None:
    good, worse = (
        coder.code(["Waiting times"], [question]).sentiment[0] for question in ("what_good", "could_improve")
    )
    assert worse >= good


SERIOUS = [
    ("She lay on the floor for seven hours waiting for the ambulance", 2),
    ("He had a stroke and waited 5 hours for help", 3),
    ("I was suicidal and nobody called back", 3),
    ("He was left in urine all night", 3),
    ("They gave her the wrong medication", 3),
    ("A member of staff slapped my father", 3),
    ("I was in agony for hours with no pain relief", 2),
    ("My mother was ignored when she said she was in pain", 2),
    ("Sent home at night still bleeding", 2),
    ("Not enough nurses to keep patients safe", 2),
    ("The oxygen ran out in the ambulance", 2),
    ("I was refused a ramp because I am disabled", 2),
]
PRAISE = [
    "Lovely crew. ",
    "The nurses were wonderful and I thank them all. ",
    "Brilliant food! Very clean. Kind staff. Superb. ",
]


@pytest.mark.parametrize(("text", "level"), SERIOUS)
def test_the_lexicon_knows_serious_concerns(text: str, level: int) -> None:
    found = LEXICON.look(text)
    assert found is not None
    assert found.level >= level


@pytest.mark.parametrize(("text", "_"), SERIOUS)
def test_praise_beside_it_never_lowers_a_level(coder: Coder, text: str, _: int) -> None:
    alone = coder.code([text]).seriousness[0]
    for praise in PRAISE:
        for together in (praise + text, f"{text}. {praise}", f"{praise}{text}. {praise}", f"{text} but {praise}"):
            assert coder.code([together]).seriousness[0] >= alone


@settings(deadline=None)
@given(clauses=st.lists(st.sampled_from([text for text, _ in SERIOUS] + PIECES[:2] + ["Fine"]), min_size=1, max_size=4),
       before=st.sampled_from(PRAISE), after=st.sampled_from(PRAISE))  # fmt: skip
def test_clauses_before_and_after_never_lower_a_level(
    coder: Coder, clauses: list[str], before: str, after: str
) -> None:
    said = ". ".join(clauses)
    alone, beside = coder.code([said, f"{before}{said}. {after}"]).seriousness
    assert beside >= alone


@pytest.mark.parametrize(
    "text",
    [
        "No pain at all, thank you",
        "The blood test took two minutes",
        "They saved my life, I could have died without them",
        "I never felt unsafe",
        "He was never ignored",
        "There was no abuse and no neglect",
        "Suicide prevention training was excellent",
        "I was not left alone",
        "I was frightened and they reassured me",
        "The nurses laughed at my jokes",
    ],
)
def test_negation_and_context_take_back_a_word(text: str) -> None:
    assert LEXICON.look(text) is None


def test_a_concern_takes_category_and_kinds_from_its_rule(coder: Coder) -> None:
    coded = coder.code(["They gave her the wrong medication"])
    kinds = [kind["kind"] for bit, kind in enumerate(PACK["kinds"]) if coded.kinds[0] >> bit & 1]
    assert kinds == ["medication"]
    assert PACK["categories"][coded.hcat[0]] == "safety"


WORDS = sorted({word for rule in LEXICON.rules for word in re.findall(r"[a-z]{2,}", "|".join(rule.patterns))})


def plain(text: str) -> Found | None:
    """What all rules find, none of them chosen before."""
    return LEXICON.worst(Reading(small(text)), dict.fromkeys(range(len(LEXICON.rules))))


@settings(deadline=None, max_examples=60)
@given(
    words=st.lists(st.sampled_from([*WORDS, "8", "hours", ". ", "'", "not", "my", "in", "\u00e9", "-"]), max_size=14)
)
def test_choosing_rules_by_their_words_loses_none(words: list[str]) -> None:
    text = " ".join(words)
    assert LEXICON.look(text) == plain(text)


def test_on_the_public_comments_choosing_loses_none(shared_data: Path) -> None:
    import csv

    with (shared_data / "fft" / "fft_labelled.csv").open(encoding="utf-8", newline="") as file:
        said = [row["FFT answer"] for row in csv.DictReader(file)]
    found = LEXICON.find(pa.array(said))
    assert all(found.get(row) == LEXICON.look(said[row]) for row in range(0, len(said), 10))
    assert all(found.get(row) == plain(said[row]) for row in range(7, len(said), 40))


def test_the_artefact_carries_the_packs_that_ship(coder: Coder) -> None:
    frame = yaml.safe_load((SHIPPED.parents[1] / "packs" / "fft-themes.yaml").read_text(encoding="utf-8"))
    labels = [theme for major in frame["content"]["majors"] for theme in major["themes"]]
    assert list(coder.artefact.themes) == labels
    assert coder.frame == f"{frame['id']}@{frame['version']}"
    assert coder.artefact.seriousness == {
        key: PACK[key] for key in ("categories", "kinds", "terms", "lexicon", "harmless")
    }


def test_the_artefact_is_small_and_holds_numbers_only() -> None:
    assert sum(file.stat().st_size for file in SHIPPED.iterdir()) < 5_000_000
    with np.load(SHIPPED / "weights.npz", allow_pickle=False) as arrays:
        assert {arrays[name].dtype.kind for name in arrays} <= {"i", "u", "f"}


def test_saving_what_was_loaded_gives_the_same_bytes(coder: Coder, tmp_path: Path) -> None:
    coder.artefact.save(tmp_path)
    for name in ("weights.npz", "coder.json"):
        assert (tmp_path / name).read_bytes() == (SHIPPED / name).read_bytes()
    assert json.loads((tmp_path / "coder.json").read_text(encoding="utf-8"))["name"] == coder.name
