"""Words that suggest that somebody is in danger now. A list, not a judgement: it brings help, it decides nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from heard.organisations import packs


def find(text: str, kinds: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The kinds of which a phrase stands in the text, whole words, whatever the case and the spaces.

    >>> find("She is NOT  breathing!", {"emergency": ["not breathing"], "self_harm": ["kill myself"]})
    ('emergency',)
    >>> find("breathtaking", {"emergency": ["breath"]})
    ()
    """
    plain = " ".join(re.sub(r"[^a-z0-9' ]+", " ", text.casefold().replace("\u2019", "'")).split())
    return tuple(kind for kind, phrases in kinds.items() if _pattern(tuple(phrases)).search(plain))


def danger(text: str) -> tuple[str, ...]:
    """The kinds of danger that words suggest, by the pack in force today. One query."""
    return find(text, packs.load("danger-words").content["kinds"])


@cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b")
