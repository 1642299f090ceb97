"""What is shown, as a file: CSV or XLSX in which nothing that somebody wrote can run."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any, Final

from heard.methods.exports.formulas import harmless

_LONGEST_CELL: Final = 32_767  # XLSX holds no more characters in a cell
BYTE_ORDER_MARK: Final = "\ufeff"  # without it Excel reads a CSV as Windows-1252


def cell(value: object) -> str | int | float:
    """A value as a cell: numbers as they are, nothing as '', text that a spreadsheet would run made harmless.

    >>> cell("=1+1"), cell(-3), cell("fine"), cell(None)
    ("'=1+1", -3, 'fine', '')
    """
    if value is None:
        return ""
    return value if isinstance(value, (int, float)) else harmless(str(value))


class _Line:
    """A file of one line: what csv writes to it, it gives back."""

    def write(self, text: str) -> str:
        """The line itself."""
        return text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of a CSV file, one at a time, so that a large export needs no memory.

    >>> list(csv_lines(["Words"], [["=A1"]]))
    ['\\ufeffWords\\r\\n', "'=A1\\r\\n"]
    """
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow(header)
    for row in rows:
        yield writer.writerow([cell(value) for value in row])


def write_xlsx(target: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write an XLSX file row by row in constant memory. Texts are strings, never formulas, links or numbers."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet("Comments")
        bold = book.add_format({"bold": True})
        for column, name in enumerate(header):
            sheet.write_string(0, column, name, bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                content = cell(value)
                if isinstance(content, str):
                    sheet.write_string(number, column, content[:_LONGEST_CELL])
                else:
                    sheet.write_number(number, column, content)
