"""Dates as suppliers write them: both readings where day and month could be swapped, and what a file says of its order.

Days are int32 numbers since 1970-01-01. NONE stands where a reading is impossible.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

NONE: Final = -(2**31)
EPOCH: Final = date(1970, 1, 1).toordinal()

# Why a cell gives no date.
BLANK, UNREADABLE, IMPOSSIBLE, FUTURE, ANCIENT = 1, 2, 3, 4, 5
# Decided rows looked at on either side of a row to tell how the rows around it write dates.
NEIGHBOURS: Final = 5

Days = npt.NDArray[np.int32]
Orders = npt.NDArray[np.int8]
Problems = npt.NDArray[np.uint8]

_TIME = r"(?:[T ,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:Z|UTC|GMT|BST|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}$", re.I)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_NUMBERS = re.compile(rf"(\d{{1,2}})[/.\- ](\d{{1,2}})[/.\- ](\d{{4}}|\d{{2}}){_TIME}$", re.I)
_DAY_NAME = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[, ]+)?"
_DAY_MONTH = re.compile(
    rf"{_DAY_NAME}(\d{{1,2}})(?:st|nd|rd|th)?[\s\-/.]+([a-z]{{3,9}})\.?[\s\-/.,]+(\d{{4}}|\d{{2}}){_TIME}$", re.I
)
_MONTH_DAY = re.compile(rf"{_DAY_NAME}([a-z]{{3,9}})\.?[\s\-]+(\d{{1,2}})(?:st|nd|rd|th)?[\s,]+(\d{{4}}){_TIME}$", re.I)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)


class Reading(NamedTuple):
    """A cell's date read with the day first and with the month first (days since 1970), and why there is none."""

    day_first: int
    month_first: int
    problem: int


class Columns(NamedTuple):
    """Readings of a column, row by row: int32, int32, uint8."""

    day_first: Days
    month_first: Days
    problem: Problems


def read(text: str, earliest: date, latest: date) -> Reading:
    """Both readings of a cell; a reading outside earliest … latest is impossible.

    >>> first, second, problem = read("03/10/2021", date(1990, 1, 1), date(2022, 1, 1))
    >>> day(first).isoformat(), day(second).isoformat(), problem
    ('2021-10-03', '2021-03-10', 0)
    >>> read("31/02/2022", date(1990, 1, 1), date(2023, 1, 1)).problem == IMPOSSIBLE
    True
    """
    text = " ".join(text.replace("\x00", "").split())
    if not text:
        return Reading(NONE, NONE, BLANK)
    found = _candidates(text)
    if found is None:
        return Reading(NONE, NONE, UNREADABLE)
    days = [_ordinal(*parts) for parts in found]
    low, high = earliest.toordinal() - EPOCH, latest.toordinal() - EPOCH
    inside = [number if number is not None and low <= number <= high else NONE for number in days]
    if max(inside) > NONE:
        return Reading(inside[0], inside[1], 0)
    real = [number for number in days if number is not None]
    problem = IMPOSSIBLE if not real else (FUTURE if min(real) > high else ANCIENT)
    return Reading(NONE, NONE, problem)


def day(number: int) -> date:
    """The date of a number of days since 1970."""
    return date.fromordinal(number + EPOCH)


def _candidates(text: str) -> tuple[tuple[int, int, int], tuple[int, int, int]] | None:
    """(year, month, day) with the day first and with the month first; the same twice where the text leaves no doubt."""
    if match := _NUMBERS.match(text):
        a, b, year = int(match[1]), int(match[2]), _year(match[3])
        return (year, b, a), (year, a, b)
    if match := _YEAR_FIRST.match(text) or _COMPACT.match(text):
        sure = (int(match[1]), int(match[2]), int(match[3]))
        return sure, sure
    if match := _DAY_MONTH.match(text):
        return _named(match[2], match[1], match[3])
    if match := _MONTH_DAY.match(text):
        return _named(match[1], match[2], match[3])
    if (match := _SERIAL.match(text)) and 30_000 <= int(match[1]) < 60_000:
        # Excel's serial number: days since 1899-12-30. Below 30,000 (1982) it is likelier a number of another kind.
        day_ = date(1899, 12, 30) + timedelta(days=int(match[1]))
        return (day_.year, day_.month, day_.day), (day_.year, day_.month, day_.day)
    return None


def _named(month: str, day_: str, year: str) -> tuple[tuple[int, int, int], tuple[int, int, int]] | None:
    name = month.lower()
    if name[:3] not in _MONTHS:
        return None
    number = _MONTHS.index(name[:3]) + 1
    if not _MONTH_NAMES[number - 1].startswith(name) and name != "sept":
        return None
    sure = (_year(year), number, int(day_))
    return sure, sure


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _ordinal(year: int, month: int, day_: int) -> int | None:
    try:
        return date(year, month, day_).toordinal() - EPOCH
    except ValueError:
        return None


def read_column(cells: pa.Array, earliest: date, latest: date, known: dict[str, Reading]) -> Columns:
    """Readings of a string column. Each different text is read once; `known` keeps them from block to block."""
    encoded = cells.dictionary_encode()
    table = np.empty((len(encoded.dictionary) + 1, 3), np.int64)
    for place, text in enumerate(encoded.dictionary.to_pylist()):
        reading = known.get(text)
        if reading is None:
            reading = known[text] = read(text, earliest, latest)
        table[place] = reading
    table[-1] = (NONE, NONE, BLANK)
    rows = table[encoded.indices.fill_null(len(table) - 1).to_numpy(zero_copy_only=False)]
    return Columns(rows[:, 0].astype(np.int32), rows[:, 1].astype(np.int32), rows[:, 2].astype(np.uint8))


def orders(day_first: Days, month_first: Days) -> Orders:
    """What each row says of the order: 1 only day first is possible, -1 only month first, 0 nothing (int8).

    >>> orders(np.array([5, NONE, 7, 8], np.int32), np.array([NONE, 6, 7, 9], np.int32)).tolist()
    [1, -1, 0, 0]
    """
    said: Orders = (day_first != NONE).astype(np.int8) - (month_first != NONE).astype(np.int8)
    return said


def surroundings(said: Orders) -> Orders:
    """How the rows around each row write dates: 1 day first, -1 month first, 0 where they differ or are silent.

    Looks at the 5 nearest rows on either side that can be read in one order only; all that there are must agree.

    >>> surroundings(np.array([1, 1, 0, 1, -1, -1], np.int8)).tolist()
    [0, 0, 0, 0, 0, 0]
    >>> surroundings(np.array([1, 0, 1], np.int8)).tolist()
    [1, 1, 1]
    """
    decided = np.flatnonzero(said)
    sums = np.concatenate(([0], np.cumsum(said[decided], dtype=np.int64)))
    place = np.searchsorted(decided, np.arange(len(said)))
    low = np.maximum(place - NEIGHBOURS, 0)
    # A row is no evidence for itself.
    after = place + (said != 0)
    high = np.minimum(after + NEIGHBOURS, len(decided))
    total, count = sums[high] - sums[after] + sums[place] - sums[low], high - after + place - low
    return np.where((count > 0) & (np.abs(total) == count), np.sign(total), 0).astype(np.int8)


def file_order(said: Orders) -> tuple[int, int, int]:
    """A file's order (1 day first, -1 month first, 0 no or mixed evidence) and how many rows say either.

    One row in ten may disagree: more is a file of two exports, in which a lone date is not read by the majority.

    >>> file_order(np.array([1, 1, 0], np.int8))
    (1, 2, 0)
    """
    first, second = int((said > 0).sum()), int((said < 0).sum())
    if first == second or min(first, second) * 10 > first + second:
        return 0, first, second
    return (1 if first > second else -1), first, second
