"""What the generator says is English, and is never called anything else."""

from __future__ import annotations

from itertools import islice

import pyarrow as pa

from heard.demonstration.generator import voices
from heard.methods.language.gate import Gate, gate, look


def test_english_of_our_own_is_never_called_foreign() -> None:
    said = list(
        dict.fromkeys(text for voice in islice(voices(2_000, seed=7), 2_000) for text in (voice.why, voice.better))
    )
    short = [text for text in said if text and len(text.split()) <= 12]
    assert len(short) >= 300
    assert set(gate(pa.array(short)).tolist()) == {Gate.ENGLISH}
    assert {look(text) for text in short} == {Gate.ENGLISH}
