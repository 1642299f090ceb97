"""Which language a text is in: the gate first, and what it doubts by lingua where that is installed."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from heard.methods.language.gate import Gate, gate
from heard.methods.language.names import NAMES

ENGLISH: Final = "en"
UNTOLD: Final = "und"
# Less sure than this, it is not told at all: a wrong language sends somebody to the wrong translator.
SURE: Final = 0.5
_CODES: Final = np.array(["", ENGLISH, UNTOLD], dtype=object)


def languages(column: pa.Array) -> pa.Array:
    """The language of every text of a string column: ISO 639-1, 'und' where it cannot be told, '' where no words are.

    Without the extra `text`, whatever is not English is 'und'.

    >>> languages(pa.array(["The nurse was kind", "?", None])).to_pylist()
    ['en', '', '']
    """
    said = gate(column)
    codes = _CODES[said]
    doubtful = np.flatnonzero(said == Gate.DOUBTFUL)
    if len(doubtful) and (detector := _detector()):
        texts = column.take(pa.array(doubtful)).to_pylist()
        codes[doubtful] = [_told(detector, text) for text in texts]
    return pa.array(codes, pa.string())


def is_foreign(codes: pa.Array) -> npt.NDArray[np.bool_]:
    """Of codes as `languages` gives them, which are of another language than English, told or not; bool [N].

    >>> is_foreign(pa.array(["en", "pl", "", "und"])).tolist()
    [False, True, False, True]
    """
    plain = pc.or_(pc.equal(codes, ENGLISH), pc.equal(codes, ""))
    return ~np.asarray(plain.to_numpy(zero_copy_only=False), dtype=bool)


def detector_name() -> str:
    """What tells languages here, with its version: results hang on it."""
    try:
        return f"lingua {version('lingua-language-detector')}"
    except PackageNotFoundError:
        return "gate"


@cache
def _detector() -> Any:
    """Lingua with the languages spoken here; None where it is not installed.

    It looks at pieces of three letters only: 160 MB instead of 610, ready in a third of the time.
    """
    try:
        import lingua
    except ImportError:
        return None
    spoken = [getattr(lingua.Language, name.upper()) for name in NAMES.values()]
    return lingua.LanguageDetectorBuilder.from_languages(*spoken).with_low_accuracy_mode().build()


def _told(detector: Any, text: str) -> str:
    likeliest = detector.compute_language_confidence_values(text)[0]
    return likeliest.language.iso_code_639_1.name.lower() if likeliest.value >= SURE else UNTOLD
