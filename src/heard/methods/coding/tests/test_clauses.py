"""A comment taken apart: the parts are the score, and clauses and words stand where a reader sees them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from heard.methods.coding import SHIPPED, features
from heard.methods.coding.artefact import Artefact
from heard.methods.coding.clauses import explain, sentiment_head
from heard.methods.coding.coder import Coder, buffers

TEXTS = [
    "The nurses were kind, but the food was cold. Parking? Impossible!",
    "Café’s “tea” – cold; nobody\ntold me it’s 3½ hours… ਸੇਵਾ ਚੰਗੀ ਸੀ but fine",
    "but but however",
    "x",
    "🙂 thank you 🙂 so much",
]


@pytest.fixture(scope="module")
def artefact() -> Artefact:
    return Artefact.load(SHIPPED)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("question", ["", "what_good", "could_improve"])
def test_what_the_words_add_is_the_score(artefact: Artefact, text: str, question: str) -> None:
    data, offsets = buffers(pa.array([text]))
    kind = {"": 0, "what_good": 1, "could_improve": 2}[question]
    scored = features.score(data, offsets, np.array([kind], np.uint8), artefact.weights).scores[0]
    found = explain(text, artefact, question)
    np.testing.assert_allclose(found.scores, scored, rtol=0, atol=1e-9)


def test_the_whole_is_coded_as_the_coder_does(artefact: Artefact) -> None:
    coded = Coder.load(SHIPPED, compiled=False).code(TEXTS)
    for place, text in enumerate(TEXTS):
        found = explain(text, artefact)
        assert sum(1 << bit for bit in found.themes) == coded.themes[place]
        assert found.sentiment == coded.sentiment[place]


def test_clauses_and_words_stand_where_a_reader_sees_them(artefact: Artefact) -> None:
    said = TEXTS[1]
    found = explain(said, artefact)
    assert [said[clause.start : clause.end] for clause in found.clauses] == [
        "Café’s “tea” – cold",
        "nobody",
        "told me it’s 3½ hours… ਸੇਵਾ ਚੰਗੀ ਸੀ",
        "but fine",
    ]
    assert [said[word.start : word.end] for word in found.words][:4] == ["Café’s", "tea", "cold", "nobody"]
    assert explain("but but however", artefact).words[1].clause == 1


def test_a_clause_is_coded_by_itself(artefact: Artefact) -> None:
    food = artefact.themes.index("Food & drink provision & facilities")
    staff = artefact.themes.index("Staff manner & personal attributes")
    first, second, *_ = explain(TEXTS[0], artefact).clauses
    assert staff in first.themes
    assert food not in first.themes
    assert food in second.themes
    assert second.sentiment > 3 > first.sentiment


def test_the_fewest_words_that_carry_most_are_named(artefact: Artefact) -> None:
    found = explain(TEXTS[0], artefact)
    parking = artefact.themes.index("Parking")
    assert [TEXTS[0][start:end] for start, end in found.led_to(parking)] == ["Parking"]
    head = sentiment_head(artefact, 1)
    places = found.led_to(head)
    assert places == tuple(sorted(places))
    assert {TEXTS[0][start:end] for start, end in places} <= {TEXTS[0][word.start : word.end] for word in found.words}


@pytest.mark.parametrize("text", ["", "...", "\n\n"])
def test_nothing_said_is_nothing_to_explain(artefact: Artefact, text: str) -> None:
    found = explain(text, artefact)
    assert (found.words, found.clauses, found.themes, found.sentiment) == ((), (), (), 0)
    np.testing.assert_array_equal(found.scores, artefact.weights.offsets)
    assert found.led_to(0) == ()


def test_there_are_five_sentiments(artefact: Artefact) -> None:
    with pytest.raises(ValueError, match="no sentiment 6"):
        sentiment_head(artefact, 6)
