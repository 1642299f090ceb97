"""Cells that a spreadsheet would run as a formula, made harmless, and read back.

Excel, LibreOffice and Google Sheets take a cell that begins with one of these for a formula when a CSV is opened;
an apostrophe in front makes it text (OWASP, 'CSV Injection').
"""

from __future__ import annotations

import re

_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d[\d ,.]*%?$")


def harmless(cell: str) -> str:
    """The cell with an apostrophe in front where a spreadsheet would run it; plain numbers stay as they are.

    >>> harmless("=1+1"), harmless("-5"), harmless("- too long"), harmless("Good")
    ("'=1+1", '-5', "'- too long", 'Good')
    """
    return "'" + cell if _runs(cell) or (cell.startswith("'") and _runs(cell.lstrip("'"))) else cell


def as_said(cell: str) -> str:
    """What `harmless` was given: the apostrophe that it put in front is taken away.

    >>> as_said("'=1+1"), as_said("'tis good"), as_said(harmless("''=1"))
    ('=1+1', "'tis good", "''=1")
    """
    return cell[1:] if cell.startswith("'") and _runs(cell.lstrip("'")) else cell


def _runs(cell: str) -> bool:
    return cell.startswith(_STARTS) and not _NUMBER.match(cell)
