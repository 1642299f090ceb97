"""QR codes for pages: methods.qr makes the code, this draws it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import segno

from heard.methods import qr

# Modules of white around a code: ISO/IEC 18004 asks for four, of which the page around it gives the rest.
BORDER: Final = 2
_DARK: Final = re.compile(rb"\x01+")


def drawn(text: str) -> str:
    """The code of a text as the address of an SVG image: a stroke for each run of dark modules, row by row.

    >>> drawn("https://example.org/")[:62]
    "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'"
    """
    matrix = modules_of(text)
    side = len(matrix) + 2 * BORDER
    strokes = "".join(
        f"M{run.start() + BORDER}%20{row + BORDER}.5h{run.end() - run.start()}"
        for row, modules in enumerate(matrix)
        for run in _DARK.finditer(modules)
    )
    return (
        f"data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%20{side}%20{side}'%20"
        f"width='{side}'%20height='{side}'%20shape-rendering='crispEdges'%3E"
        f"%3Cpath%20stroke='%23000'%20d='{strokes}'/%3E%3C/svg%3E"
    )


def modules_of(text: str) -> Sequence[bytes | bytearray]:
    """The code of a text, row by row, 1 for dark. segno makes those of long texts and of characters beyond ASCII."""
    try:
        return qr.matrix(text)
    except ValueError:
        rows: Sequence[bytearray] = segno.make(text, error="m", mask=qr.MASK).matrix
        return rows
