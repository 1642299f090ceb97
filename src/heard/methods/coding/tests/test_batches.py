"""Batches are coded as texts are, each once, whatever hands them out; the lexicon's quick look misses nothing."""

from __future__ import annotations

import pyarrow as pa
import pytest

from heard.methods.coding import SHIPPED, Coder
from heard.methods.coding.batches import IN, OUT, Setting, code_batch, code_batches
from heard.methods.coding.literals import literals
from heard.methods.coding.selecting import Selection

SAID = ["The nurses were kind", "I waited four hours on a trolley in agony", "", "The nurses were kind", "n/a", None]


def batch(said: list[str | None], asked: list[str | None] | None = None) -> pa.RecordBatch:
    rows = range(5, 5 + len(said))
    return pa.RecordBatch.from_arrays(
        [pa.array(rows, pa.int64()), pa.array(said, pa.string()), pa.array(asked or [None] * len(said), pa.string())],
        schema=IN,
    )


def test_rows_come_back_in_their_order_with_the_codes_of_their_texts() -> None:
    coder = Coder.load(SHIPPED)
    coded, plain = code_batch(batch(SAID), Setting()), coder.code(SAID)
    assert coded.schema == OUT
    assert coded.column("row").to_pylist() == [5, 6, 7, 8, 9, 10]
    assert coded.column("themes").to_pylist() == ["|".join(coder.themes_of(mask)) for mask in plain.themes.tolist()]
    assert coded.column("seriousness").to_pylist() == plain.seriousness.tolist()
    assert coded.column("sentiment").to_pylist() == [number or None for number in plain.sentiment.tolist()]
    assert coded.column("language").to_pylist() == ["en", "en", "", "en", "en", ""]


def test_the_same_words_after_the_same_question_are_coded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, str | None]] = []
    code = Coder.code

    def watched(self: Coder, texts: pa.Array, questions: pa.Array) -> object:
        seen.extend(zip(texts.to_pylist(), questions.to_pylist(), strict=True))
        return code(self, texts, questions)

    monkeypatch.setattr(Coder, "code", watched)
    words, asked = ["Waiting times"] * 4, ["What was good?", "How could we improve?", "What was good?", None]
    first, second, third, _ = code_batch(batch(words, asked), Setting()).column("sentiment").to_pylist()
    assert len(seen) == len(set(seen)) == 3
    assert first == third
    assert second >= first


def test_empty_batches_and_other_kinds_of_text_are_taken() -> None:
    large = batch(SAID).set_column(1, "text", pa.array(SAID, pa.large_string()))
    empty, as_large, plain = code_batches([batch([]), large, batch(SAID)], Setting())
    assert (empty.num_rows, empty.schema) == (0, OUT)
    assert as_large.equals(plain)


def test_a_concern_in_another_language_is_found_by_its_english_words() -> None:
    said = "Personel był niemiły, pielęgniarka nie przyszła przez trzy godziny, he was left in urine all night"
    coded = code_batch(batch([f"{said} i bardzo płakał, nie wiem dlaczego nikt nie pomógł"]), Setting()).to_pylist()[0]
    assert coded["language"] != "en"
    assert (coded["themes"], coded["sentiment"], coded["seriousness"]) == ("", None, 3)


def test_the_lexicon_misses_nothing_that_its_rules_find_with_numba_and_without(monkeypatch: pytest.MonkeyPatch) -> None:
    lexicon = Coder.load(SHIPPED).lexicon
    said = [
        "He was LEFT in urine all night", "kind", None, "no pain at all", "a suicide attempt was ignored", "",
        "Fine.Rang 999 and the ambulance took\u00a0seven hours", "No ambulance", "\u00c0 la fin: they hit me",
    ]  # fmt: skip
    every = {row: lexicon.evidence(text or "") for row, text in enumerate(said)}
    by_rules = {row: max(one.level for one in found) for row, found in every.items() if found}
    quick = lexicon.find(pa.array(said * 10))
    assert {row: found.level for row, found in quick.items() if row < len(said)} == by_rules
    assert len(by_rules) >= 3

    def absent(*_: object) -> object:
        raise ImportError

    monkeypatch.setattr(Selection, "looked", absent)
    assert lexicon.find(pa.array(said * 10)) == quick


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        (r"hour|hr", {"hour", "hr"}),
        (r"(?:not )?fed\b", {"fed "}),
        (r"(?:ab|cd)+ef?", {"ab", "cd"}),
        (r"a*|b", set()),
        (r"self[ -]?harm", {"self"}),
    ],
)
def test_what_a_pattern_needs_is_read_from_it(pattern: str, needed: set[str]) -> None:
    assert literals(pattern) == needed
