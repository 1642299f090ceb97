"""What is counted: voices and their comments, column by column, each with a sign."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from heard.coding.counting.packed import pack, unpack

NO_RATING: Final = -1

# sign: 1 came, -1 went. rating: NO_RATING, 0 (unknown code) to 6. source: 0 none. day: UNDATED or since 1970-01-01.
VOICE: Final = np.dtype(
    [
        ("unit", "<i8"),
        ("source", "<i8"),
        ("day", "<i4"),
        ("rating", "i1"),
        ("relation", "i1"),
        ("channel", "i1"),
        ("sign", "i1"),
    ]
)
# voice: position among the voices. question: 0 none. sentiment: 0 none, 1 to 5.
ANSWER: Final = np.dtype(
    [("question", "<i8"), ("themes", "<i8"), ("voice", "<i4"), ("sentiment", "i1"), ("seriousness", "i1")]
)
_SIZES: Final = struct.Struct("<II")


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """`voices` with dtype VOICE and their comments with dtype ANSWER."""

    voices: NDArray[Any]
    answers: NDArray[Any]

    def __len__(self) -> int:
        return len(self.voices)

    def signed(self, sign: int) -> Facts:
        """The same, all coming (1) or going (-1)."""
        voices = self.voices.copy()
        voices["sign"] = sign
        return Facts(voices, self.answers)

    def signed_by(self, factor: int) -> Facts:
        """The same with every sign multiplied by 1 or -1."""
        voices = self.voices.copy()
        voices["sign"] *= factor
        return Facts(voices, self.answers)

    def dated(self, days: NDArray[np.int32]) -> Facts:
        """The same on other days, one a voice."""
        voices = self.voices.copy()
        voices["day"] = days
        return Facts(voices, self.answers)

    def where(self, chosen: NDArray[np.bool_]) -> Facts:
        """The voices chosen, with their answers."""
        position = np.cumsum(chosen, dtype=np.int32) - 1
        answers = self.answers[chosen[self.answers["voice"]]].copy()
        answers["voice"] = position[answers["voice"]]
        return Facts(self.voices[chosen], answers)

    def to_bytes(self) -> bytes:
        """For a row of Uncounted; `from_bytes` reads it."""
        return pack(_SIZES.pack(len(self.voices), len(self.answers)) + self.voices.tobytes() + self.answers.tobytes())

    @staticmethod
    def from_bytes(content: bytes) -> Facts:
        """What `to_bytes` wrote.

        >>> facts = Facts(np.zeros(2, VOICE), np.zeros(1, ANSWER))
        >>> again = Facts.from_bytes(facts.to_bytes())
        >>> len(again.voices), len(again.answers)
        (2, 1)
        """
        content = unpack(content)
        voices, answers = _SIZES.unpack_from(content)
        start = _SIZES.size
        return Facts(
            np.frombuffer(content, VOICE, voices, start),
            np.frombuffer(content, ANSWER, answers, start + voices * VOICE.itemsize),
        )


def nothing() -> Facts:
    """No voice at all."""
    return Facts(np.zeros(0, VOICE), np.zeros(0, ANSWER))


def joined(parts: Iterable[Facts]) -> Facts:
    """Several facts as one.

    >>> len(joined([nothing(), Facts(np.zeros(2, VOICE), np.zeros(0, ANSWER))]))
    2
    """
    found = list(parts)
    if not found:
        return nothing()
    answers = [part.answers.copy() for part in found]
    before = 0
    for part, own in zip(found, answers, strict=True):
        own["voice"] += before
        before += len(part.voices)
    return Facts(np.concatenate([part.voices for part in found]), np.concatenate(answers))
