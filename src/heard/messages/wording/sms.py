"""How long a text message is: GSM 03.38 where every character is in it, else UCS-2 (3GPP TS 23.038, 23.040)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Sent as an escape and a second character.
EXTENDED: Final = frozenset("^{}\\[~]|€\f")
# Characters of one message, and of each part of several (a header of six octets is sent with each).
GSM, GSM_PART, UCS2, UCS2_PART = 160, 153, 70, 67
# What word processors write, said in GSM 03.38.
_PLAIN: Final = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "})


@dataclass(frozen=True, slots=True)
class Length:
    """`characters` counts an extended character twice, and in UCS-2 one outside the basic plane twice."""

    encoding: Literal["GSM-7", "UCS-2"]
    characters: int
    segments: int
    # The characters because of which it is UCS-2.
    odd: str


def plain(text: str) -> str:
    """A text with the quotation marks and dashes of word processors said plainly, so that it costs less.

    >>> plain("It’s “fine” – yes…")
    'It\\'s "fine" - yes...'
    """
    return text.translate(_PLAIN)


def length(text: str) -> Length:
    """How many characters and segments a text message has.

    >>> length("a" * 160).segments, length("a" * 161).segments, length("€" * 80).segments, length("€" * 81).segments
    (1, 2, 1, 2)
    >>> length("Ŵyl " + "a" * 66), length("Ŵyl " + "a" * 67).segments
    (Length(encoding='UCS-2', characters=70, segments=1, odd='Ŵ'), 2)
    """
    odd = "".join(dict.fromkeys(letter for letter in text if letter not in BASIC and letter not in EXTENDED))
    if odd:
        units = [1 + (ord(letter) > 0xFFFF) for letter in text]
        return Length("UCS-2", sum(units), _segments(units, UCS2, UCS2_PART), odd)
    units = [1 + (letter in EXTENDED) for letter in text]
    return Length("GSM-7", sum(units), _segments(units, GSM, GSM_PART), "")


def _segments(units: list[int], whole: int, part: int) -> int:
    """A character that takes two units never stands across two parts."""
    if sum(units) <= whole:
        return 1
    count, room = 1, part
    for unit in units:
        if unit > room:
            count, room = count + 1, part
        room -= unit
    return count
