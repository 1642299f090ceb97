"""Sentences of our own that a coder must tell apart, against both shipped coders, lexicon and learned heads together.

They were written by somebody who knew the codebook and neither the rules nor the data. Before rules had been changed
with them in view, the lexicon found 76 of the 183 serious ones and 29 of the 40 that stand in praise, and called 18 of
the 212 harmless ones a concern; with the heads, the fast coder found 101 and 32 and called 40 so, the accurate one 179
and 40, and called 126 so. Then rules and harmless phrases were written with one half in view (its writer had read the
other): of the other half the fast coder found 98 of 100 and 20 of 21 and called 13 of 101 harmless ones a concern, the
accurate one found all and called 19 so. Then the rest was mended too, so that what is tested here holds what is known:
it does not say how well unseen sentences are read. The fast coder that came after all that called four of the harmless
ones a concern, and two patterns were added for them.
"""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest
import yaml

from heard.methods.coding import SHIPPED, Coder, accurate

CONTRAST: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("contrast.yaml").read_text(encoding="utf-8")
)
HARMLESS = [one["text"] for kind in ("negated", "context", "mild") for one in CONTRAST[kind]]


@pytest.fixture(scope="module", params=["fast", "accurate"])
def coder(request: pytest.FixtureRequest) -> Coder:
    if request.param == "fast":
        return Coder.load(SHIPPED)
    try:
        return accurate.load(SHIPPED.parent / "accurate")
    except accurate.NotInstalledError as problem:
        pytest.skip(str(problem))


def concerns(coder: Coder, texts: list[str]) -> list[bool]:
    return [bool(level >= 2) for level in coder.code(texts).seriousness]


def in_praise(clause: str, praise: list[str], sentences: int) -> str:
    """The clause with so many sentences of praise before it, and as many after."""
    before, after = (list(islice(cycle(order), sentences)) for order in (praise, praise[::-1]))
    return ". ".join([*before, clause, *after])


def test_what_is_serious_is_a_concern(coder: Coder) -> None:
    texts = [one["text"] for one in CONTRAST["serious"]] + [one["clause"] for one in CONTRAST["praised"]]
    assert [text for text, found in zip(texts, concerns(coder, texts), strict=True) if not found] == []


def test_it_is_found_in_ever_more_praise(coder: Coder) -> None:
    # The fast coder reads in windows, the accurate one the whole: that one is asked where praise is thickest.
    counts = range(1, 6) if coder.name.startswith("fast") else [5]
    texts = [in_praise(one["clause"], one["praise"], count) for one in CONTRAST["praised"] for count in counts]
    assert [text for text, found in zip(texts, concerns(coder, texts), strict=True) if not found] == []


def test_what_is_denied_or_a_figure_of_speech_or_an_inconvenience_is_none(coder: Coder) -> None:
    assert [text for text, found in zip(HARMLESS, concerns(coder, HARMLESS), strict=True) if found] == []


def test_harmless_words_beside_it_hide_nothing(coder: Coder) -> None:
    beside = ["No pain at all.", "Parking is murder.", "Dead good, the lot of you."]
    texts = [f"{beside[place % 3]} {one['clause']}" for place, one in enumerate(CONTRAST["praised"])]
    assert [text for text, found in zip(texts, concerns(coder, texts), strict=True) if not found] == []
