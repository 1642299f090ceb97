"""The accurate coder: mixed scores, each text by itself, and a clear sentence where it cannot run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from heard.methods.coding import ACCURATE, Coder, EngineAbsentError, engines, load
from heard.methods.coding import accurate as module
from heard.methods.coding.accurate import Mixed, NotInstalledError

TEXTS = [
    "The nurses were kind and patient",
    "Waited five hours for the ambulance and nobody rang back",
    "Could hear the telly all night long, no sleep",
    "",
    "...",
    "The nurses were kind and patient",
    None,
]


@pytest.fixture(scope="module")
def coder() -> Coder:
    if not (ACCURATE / "model.onnx").exists():
        pytest.skip("the accurate coder's model is not here")
    return load("accurate")


def test_it_gives_themes_and_sentiment(coder: Coder) -> None:
    coded = coder.code(TEXTS)
    assert coder.name.startswith("accurate@")
    assert coder.themes_of(int(coded.themes[0])) == ("Staff manner & personal attributes",)
    assert "Timeliness of care" in coder.themes_of(int(coded.themes[1]))
    assert coded.sentiment[0] <= 2 < coded.sentiment[1]
    assert [coded.themes[place] for place in (3, 4, 6)] == [0, 0, 0]
    assert [coded.sentiment[place] for place in (3, 4, 6)] == [0, 0, 0]


def test_a_texts_codes_do_not_depend_on_its_neighbours(coder: Coder) -> None:
    together = coder.code(TEXTS)
    for place, text in enumerate(TEXTS):
        alone = coder.code([text])
        for name in ("themes", "sentiment", "seriousness", "confidence"):
            assert getattr(alone, name)[0] == getattr(together, name)[place]


def test_each_distinct_text_goes_through_the_network_once(coder: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(coder.scorer, Mixed)
    seen: list[str] = []
    real = module.encode
    monkeypatch.setattr(
        module, "encode", lambda tokenizer, texts, asked: (seen.extend(texts), real(tokenizer, texts, asked))[1]
    )
    coder.code(pa.array(TEXTS * 3, pa.string()))
    distinct = {text for text in TEXTS if text and text != "..."}
    # Afterwards perhaps what is left of one without its harmless pieces.
    assert sorted(seen[: len(distinct)]) == sorted(distinct)
    assert not distinct.intersection(seen[len(distinct) :])


def test_the_question_may_be_known_or_not(coder: Coder) -> None:
    known = coder.code(["more parking"], ["How could we improve?"])
    unknown = coder.code(["more parking"])
    assert coder.themes_of(int(known.themes[0])) == coder.themes_of(int(unknown.themes[0])) == ("Parking",)


def test_probabilities_are_calibrated_for_it(coder: Coder) -> None:
    chances = coder.probabilities(TEXTS[:3])
    assert chances.shape == (3, len(coder.artefact.themes) + 8)
    assert np.all((chances >= 0) & (chances <= 1))
    assert np.allclose(chances[:, 31:36].sum(axis=1), 1, atol=1e-3)


def test_an_absent_model_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotInstalledError, match="use --mode fast"):
        module.load(tmp_path)
    monkeypatch.setattr(engines, "ACCURATE", tmp_path)
    with pytest.raises(EngineAbsentError, match="use --mode fast"):
        load("accurate")
