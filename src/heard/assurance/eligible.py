"""A list of those who could have answered, as somebody uploads it: a service and a number a line."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Sequence

from heard.organisations.errors import Refused

LARGEST = 1_000_000
_LABEL = "Save the list as CSV in UTF-8 with two columns: service and eligible."


def read(content: bytes, services: Sequence[tuple[int, str]]) -> dict[int, int]:
    """The numbers by unit. Services are found by their name as it was in the month, without regard to case.

    Raises Refused with the line and what to do: for a name that is unknown or that two services have, for a number
    that is none, and for a service twice. A header is not needed; lines without a number are left out.

    >>> read(b"service,eligible\\nHeron Ward,120\\nEye Clinic,\\n", [(7, "Heron Ward"), (9, "Eye Clinic")])
    {7: 120}
    """
    if len(content) > LARGEST:
        raise Refused("The file is larger than 1 MB. Choose the list of services and numbers.", "file")
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise Refused(f"The file cannot be read. {_LABEL}", "file") from None
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    for unit_id, name in services:
        by_name[_key(name)].append(unit_id)
    found: dict[int, int] = {}
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and cells[-1].lower() in ("eligible", "total eligible")):
            continue
        if len(cells) != 2:
            raise Refused(f"Line {number} has {len(cells)} columns. {_LABEL}", "file")
        if cells[1]:
            unit_id = _unit(number, cells[0], by_name)
            if unit_id in found:
                raise Refused(f"Line {number}: {cells[0]} stands in the list twice. Leave one line.", "file")
            found[unit_id] = _number(number, cells[1])
    if not found:
        raise Refused(f"The file holds no number. {_LABEL}", "file")
    return found


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _unit(line: int, name: str, by_name: dict[str, list[int]]) -> int:
    units = by_name.get(_key(name), [])
    if not units:
        raise Refused(f"Line {line}: there was no service {name!r} in this month. Correct its name.", "file")
    if len(units) > 1:
        raise Refused(f"Line {line}: {len(units)} services are called {name!r}. Enter their numbers by hand.", "file")
    return units[0]


def _number(line: int, text: str) -> int:
    plain = text.replace(",", "").replace(" ", "")
    if not (plain.isascii() and plain.isdigit()) or len(plain) > 8:
        raise Refused(f"Line {line}: {text!r} is no whole number. Correct it.", "file")
    return int(plain)
