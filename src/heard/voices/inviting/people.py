"""One row of a list as a person: how they are reached, where they have been, and what the list says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from heard.messages import addresses
from heard.messages.models import Format, Way
from heard.messages.ports import Address
from heard.methods.exports import dates
from heard.voices.importing.words import plain
from heard.voices.inviting.rules import Rules

WAYS = (Way.EMAIL, Way.SMS, Way.LETTER)
# Nobody who is asked today was born before.
BORN_AFTER = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the list. `marks` are the fingerprints of every address that they have; '' is 'not said'."""

    line: int
    way: str
    address: Address
    marks: tuple[str, ...]
    language: str
    format: str
    format_note: str
    service: str
    # None where there is no such column or the cell is empty; `wrong_date` where it cannot be read.
    day: date | None
    wrong_date: bool
    # Whether they are surely 16; None where the list has no date of birth for them.
    old_enough: bool | None
    agreed: bool
    # The first exclusion that holds, in the pack's order.
    excluded: str


def person(line: int, cells: Mapping[str, str], given: Rules, today: date) -> Person:
    """A row of a list; `cells` by what the columns hold (the pack's names), whatever is not mapped missing."""
    address = _address(cells)
    ways = [str(way) for way in WAYS if _usable(way, address)]
    wanted = given.ways.get(plain(cells.get("way", "")), "")
    day, wrong = _day(cells.get("date", ""), date(2000, 1, 1), date(today.year + 2, 1, 1))
    excluded = (rule for rule in given.exclusions if plain(cells.get(rule, "")) not in given.plain_no)
    return Person(
        line=line,
        way=wanted if wanted in ways else next(iter(ways), ""),
        address=address,
        marks=tuple(addresses.fingerprint(way, address) for way in ways),
        language=given.languages.get(plain(cells.get("language", "")), "en"),
        # A format that we do not know is another's work to make: as usual would not be read.
        format=given.formats.get(plain(cells.get("format", "")), str(Format.OTHER)),
        format_note=" ".join(cells.get("format", "").split())[:200],
        service=" ".join(cells.get("service", "").split()),
        day=day,
        wrong_date=wrong,
        old_enough=_old_enough(cells.get("date_of_birth", ""), given.from_age, today),
        agreed=plain(cells.get("basis", "")) not in given.plain_no,
        excluded=next(excluded, ""),
    )


def _address(cells: Mapping[str, str]) -> Address:
    parts = [cells.get(name, "") for name in ("address_1", "address_2", "address_3")]
    lines = [part for cell in (cells.get("address", ""), *parts) for part in cell.replace(",", "\n").split("\n")]
    postcode = cells.get("postcode", "").strip().upper()
    kept = [" ".join(line.split()) for line in lines if line.strip()]
    if postcode and postcode not in kept:
        kept.append(postcode)
    return Address(
        name=" ".join(cells.get("name", "").split())[:100],
        email=cells.get("email", "").strip(),
        phone=cells.get("phone", "").strip(),
        lines=tuple(kept),
    )


def _usable(way: str, address: Address) -> bool:
    if way == Way.SMS and not addresses.phone_number(address.phone).startswith("+447"):
        return False
    return not addresses.problem(way, address)


def _day(text: str, earliest: date, latest: date) -> tuple[date | None, bool]:
    """The date of a cell, read with the day first, and whether there is one that cannot be read."""
    if not text.strip():
        return None, False
    read = dates.read(text.strip(), earliest, latest)
    number = read.day_first if read.day_first != dates.NONE else read.month_first
    return (None, True) if read.problem or number == dates.NONE else (dates.day(number), False)


def _old_enough(text: str, from_age: int, today: date) -> bool | None:
    """Whether somebody is old enough by every reading of their date of birth."""
    if not text.strip():
        return None
    read = dates.read(text.strip(), BORN_AFTER, today)
    readings = [dates.day(number) for number in (read.day_first, read.month_first) if number != dates.NONE]
    if read.problem or not readings:
        return False
    youngest = max(readings)
    return (today.year - youngest.year - ((today.month, today.day) < (youngest.month, youngest.day))) >= from_age
