"""Cells of a file as pages may show them: masked first and cut afterwards, for half a number is not recognised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from heard.methods.redaction import redact_text

# Characters of a cell that a reason quotes (see stager.py).
QUOTED: Final = 60


def masked(text: str, most: int) -> str:
    """At most so many characters of a cell, personal details masked.

    >>> masked("Ring me on 01632 960001", 16)
    'Ring me on [phon'
    """
    return redact_text(text).words[:most]


def short(cell: str, most: int) -> str:
    """A cell as it is where it is short enough, as identifiers, dates and ratings are; else masked and cut.

    >>> short("01/02/2026", 10), short("Ring 01632 960001", 9)
    ('01/02/2026', 'Ring [pho')
    """
    return cell if len(cell) <= most else masked(cell, most)


def some(cells: Iterable[str], count: int, most: int) -> list[str]:
    """The first cells that differ and hold something, masked and cut.

    >>> some(["a", "", "a", "ring 01632 960001", "c"], 2, 9)
    ['a', 'ring [pho']
    """
    found: dict[str, None] = {}
    for cell in dict.fromkeys(cells):
        if cell.strip():
            found[masked(cell, most)] = None
        if len(found) == count:
            break
    return list(found)


def masked_reason(reason: str, cells: Sequence[object]) -> str:
    """Why a row was rejected, as everyone may read it: a reason quotes the beginning of one of the row's cells.

    >>> masked_reason("“" + "x" * 50 + " 01632 960“ is no date", ["x" * 50 + " 01632 960001"])[48:70]
    'xxx [phone nu“ is no d'
    """
    for cell in map(str, cells):
        beginning = cell.strip()[:QUOTED]
        if len(beginning) == QUOTED:
            reason = reason.replace(beginning, masked(cell.strip(), QUOTED))
    return redact_text(reason).words
