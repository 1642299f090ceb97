"""The words of the codes: labels of themes, sentiments, levels, kinds and categories, from the packs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from django.utils import timezone

from heard.coding.models import NOT_ASSIGNED, NOT_CODED
from heard.organisations import packs

# What stands in place of themes where the machine did not code.
ANOTHER_LANGUAGE: Final = "Not coded: another language"


@dataclass(frozen=True, slots=True)
class Frame:
    """What the numbers of a code mean. `themes[n]` is (label, group) of bit n; `sentiments[0]` is sentiment 1."""

    themes: tuple[tuple[str, str], ...]
    not_assigned: str
    sentiments: tuple[str, ...]
    levels: tuple[str, ...]
    categories: tuple[str, ...]
    kinds: tuple[str, ...]

    def theme(self, bit: int) -> str:
        """The label of a theme, or of NOT_ASSIGNED or NOT_CODED."""
        if bit == NOT_CODED:
            return ANOTHER_LANGUAGE
        return self.not_assigned if bit == NOT_ASSIGNED else self.themes[bit][0]

    def themes_of(self, mask: int) -> tuple[str, ...]:
        """The labels of a code's themes; 'Not assigned' where there is none, and what UNCODED means."""
        if mask < 0:
            return (ANOTHER_LANGUAGE,)
        return tuple(self.theme(bit) for bit in bits_of(mask)) or (self.not_assigned,)

    def sentiment(self, number: int | None) -> str:
        """The name of a sentiment, '' for none."""
        return self.sentiments[number - 1] if number else ""

    def mask(self, bits: Iterable[int]) -> int:
        """The themes of a code from bits. Raises ValueError for one that the frame does not have."""
        mask = 0
        for bit in bits:
            if not 0 <= bit < len(self.themes):
                raise ValueError(f"The frame has no theme {bit}.")
            mask |= 1 << bit
        return mask


def bits_of(mask: int) -> tuple[int, ...]:
    """The places of the bits that are set; none in UNCODED.

    >>> bits_of(0b1010)
    (1, 3)
    """
    return tuple(bit for bit in range(mask.bit_length()) if mask >> bit & 1) if mask > 0 else ()


def not_coded(language: str) -> str:
    """What stands in place of themes where the machine did not code; `language` is its name, '' for one not told.

    >>> not_coded("Polish"), not_coded("")
    ('Not coded: this is Polish', 'Not coded: another language')
    """
    return f"Not coded: this is {language}" if language else ANOTHER_LANGUAGE


def frame() -> Frame:
    """The frame in force today."""
    return _frame(timezone.localdate())


@lru_cache(maxsize=2)
def _frame(on: date) -> Frame:
    themes, serious = packs.load("fft-themes", on).content, packs.load("seriousness", on).content
    return Frame(
        themes=tuple((theme, major["major"]) for major in themes["majors"] for theme in major["themes"]),
        not_assigned=themes["not_assigned"],
        sentiments=tuple(name[:1].upper() + name[1:] for name in themes["sentiments"]),
        levels=tuple(level["name"] for level in serious["levels"]),
        categories=tuple(serious["categories"]),
        kinds=tuple(kind["kind"] for kind in serious["kinds"]),
    )
