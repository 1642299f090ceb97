"""Words that bring help at once: how people write them, and what they must not be mistaken for."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from heard.voices import packs
from heard.voices.capture.danger import find

KINDS = yaml.safe_load((Path(packs.__path__[0]) / "danger-words.yaml").read_text(encoding="utf-8"))["content"]["kinds"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("my dad has been assaulted by another patient", "abuse"),
        ("he is hitting my dad at night", "abuse"),
        ("A nurse hit my mother", "abuse"),
        ("they slapped him, I saw it", "abuse"),
        ("she touches me when nobody looks", "abuse"),
        ("she collapsed in the toilet", "emergency"),
        ("he is not responding to us", "emergency"),
        ("Mum is unresponsive", "emergency"),
        ("she cant breath properly", "emergency"),
        ("He can’t breathe", "emergency"),
        ("her lips are blue", "emergency"),
        ("I took all my tablets", "emergency"),
        ("I took an overdose", "emergency"),
        ("I want to take my own life", "self_harm"),
        ("i will kill my self", "self_harm"),
        ("I don't want to live any more", "self_harm"),
        ("Dyw hi ddim yn anadlu", "emergency"),
    ],
)
def test_words_of_danger_are_known_however_they_are_written(words: str, kind: str) -> None:
    assert kind in find(words, KINDS)


@pytest.mark.parametrize(
    "words",
    [
        "The view is breathtaking and the staff were kind",
        "Parking was a hit and miss affair",
        "My appointment was cancelled twice",
        "The food was cold and the ward was loud at night",
        "They hit the nail on the head",
        "I waited four hours in the blue area",
    ],
)
def test_ordinary_words_bring_no_alarm(words: str) -> None:
    assert find(words, KINDS) == ()
