"""The submission as a file: the columns of the raw ward sheet, nothing suppressed."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from heard.assurance.months import financial_year
from heard.assurance.queries.counts import Line
from heard.assurance.queries.public import Percentages
from heard.assurance.queries.published import Shown
from heard.methods.exports.formulas import as_said, harmless
from heard.methods.fft import Month, proportion
from heard.organisations.packs import Pack, load
from heard.organisations.queries import OrganisationSummary

Cell = str | int | float
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table(organisation: OrganisationSummary, month: Month, lines: Sequence[Line]) -> list[list[Cell]]:
    """Header and one row a service, in the columns of the pack in force in that month.

    What Heard does not know stays empty: the parent, the specialities, and what needs a missing eligible count.
    """
    pack = load("fft-return", month.first)
    columns = pack.content["columns"]
    rows = [_row(pack, organisation, month, line) for line in lines]
    return [[header for header, _ in columns], *([row.get(name, "") for _, name in columns] for row in rows)]


def _row(pack: Pack, organisation: OrganisationSummary, month: Month, line: Line) -> Mapping[str, Cell]:
    ratings = line.ratings
    return {
        "year": financial_year(month.first),
        "period": f"{month.first:%B}".upper(),
        "title": pack.content["title"],
        "organisation_code": organisation.ods_code,
        "organisation_name": organisation.name,
        "site_code": line.site_code,
        "site_name": line.site,
        "ward_name": line.service,
        **{f"answer_{number}": given for number, given in enumerate(ratings.answers, start=1)},
        "responses": ratings.responses,
        "eligible": "" if line.eligible is None else line.eligible,
        "response_rate": _share(proportion(ratings.responses, line.eligible)),
        "positive": _share(proportion(ratings.positive, ratings.responses)),
        "negative": _share(proportion(ratings.negative, ratings.responses)),
    }


def _share(share: Decimal | None) -> Cell:
    return "" if share is None else float(share)


def public_table(found: Percentages) -> list[list[Cell]]:
    """Header and rows of published percentages; what is hidden has the mark of the pack, what is unknown is empty."""
    header: list[Cell] = [
        "Month",
        "Level",
        "Site",
        "Name",
        *load("fft-ratings", found.first).content["answers"].values(),
    ]
    header += ["Responses", "Positive, %", "Negative, %", "Eligible", "Response rate, %"]
    return [header, *(_public_row(found, row) for row in found.rows)]


def _public_row(found: Percentages, row: Shown) -> list[Cell]:
    told = (*(row.answers or (None,) * 6), row.responses, row.percent_positive, row.percent_negative)
    cells: list[Cell] = [found.key, row.level, row.site, row.name]
    if row.hidden:
        return [*cells, *[found.mark] * (len(told) + 2)]
    return [*cells, *("" if value is None else value for value in (*told, row.eligible, row.response_rate))]


def csv_bytes(rows: Sequence[Sequence[Any]]) -> bytes:
    """The table as CSV that Excel reads as UTF-8; names that a spreadsheet would run are made harmless.

    >>> csv_bytes([["Ward"], ["=A1"], [3]]).decode("utf-8-sig").splitlines()
    ['Ward', "'=A1", '3']
    """
    target = io.StringIO(newline="")
    csv.writer(target).writerows([[harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows])
    return target.getvalue().encode("utf-8-sig")


def xlsx_bytes(rows: Sequence[Sequence[Any]], name: str) -> bytes:
    """The table as an XLSX workbook of one sheet; texts are strings, never formulas, links or numbers."""
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet(name[:31])
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                else:
                    sheet.write_number(number, column, cell)
        sheet.freeze_panes(1, 0)
    return target.getvalue()


def rows_of(content: bytes) -> list[list[Cell]]:
    """The table of a CSV that `csv_bytes` made: numbers as numbers again.

    >>> rows_of(csv_bytes([["Ward", "n"], ["=A1", 3], ["B", 0.5]]))
    [['Ward', 'n'], ['=A1', 3], ['B', 0.5]]
    """
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [[_cell(cell) for cell in row] for row in rows]


def _cell(text: str) -> Cell:
    if text.isascii() and text.isdigit():
        return int(text)
    head, _, tail = text.partition(".")
    return float(text) if text.isascii() and head.isdigit() and tail.isdigit() else as_said(text)
