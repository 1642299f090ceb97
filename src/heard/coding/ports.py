"""What coding tells the rooms above it. `config.ports` connects the functions that listen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from heard.store.ports import Port


@dataclass(frozen=True, slots=True, eq=False)
class CodedBatch:
    """Answers with what they were understood as, column by column; all arrays are as long as `answer`.

    answer, voice, organisation, unit int64; day int32 (since 1970-01-01, coding.models.UNDATED while undecided);
    seriousness int8 (0 to 3); kinds int32 (bit n: kind n of the seriousness pack); hcat int8 (place of the category,
    -1 for none). `several` where they are part of a file; `corrected` where they had a code before: a person gave
    another, or a later run did.
    """

    answer: NDArray[Any]
    voice: NDArray[Any]
    organisation: NDArray[Any]
    unit: NDArray[Any]
    day: NDArray[Any]
    seriousness: NDArray[Any]
    kinds: NDArray[Any]
    hcat: NDArray[Any]
    several: bool = False
    corrected: bool = False


# Called with what is being stored, or has been corrected; what it returns is called inside the transaction, after the
# codes are written.
coded: Port[[CodedBatch], Callable[[], None]] = Port("coding.coded")
