"""Many invitations at once: lines of e-mail, name, role and service, as pasted or from a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from heard.organisations.actions import Invitee
from heard.organisations.models import Role
from heard.organisations.names import alias_key, normalise
from heard.organisations.queries import TreeRow, UnitSummary

MOST_LINES = 1000


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that cannot be taken, and what to do about it."""

    line: int
    text: str
    sentence: str


def read_lines(text: str, services: Sequence[TreeRow]) -> tuple[list[Invitee], list[Problem]]:
    """The invitees of lines `e-mail, name, role, service, purpose, legal basis`, and the lines that are wrong.

    Commas, semicolons or tabs part the columns; a first line of headings is passed over; an empty service is the whole
    organisation; the last two are for people from outside.

    >>> read_lines("ann@example.org, Ann, Analyst", [])[0][0].role
    'analyst'
    >>> read_lines("ann@example.org, Ann, Boss", [])[1][0].line
    1
    """
    lines = text.replace("\x00", "").splitlines()
    invitees: list[Invitee] = []
    problems: list[Problem] = []
    if len(lines) > MOST_LINES:
        return [], [Problem(MOST_LINES + 1, "", f"Enter at most {MOST_LINES:,} people at a time.")]
    seen: dict[tuple[str, str, int | None], int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or (number == 1 and "@" not in line):
            continue
        found = _invitee(line, services)
        if isinstance(found, str):
            problems.append(Problem(number, line, found))
            continue
        key = (found.email.lower(), found.role, found.unit_id)
        if key in seen:
            problems.append(Problem(number, line, f"This is the same person and role as line {seen[key]}."))
            continue
        seen[key] = number
        invitees.append(found)
    return invitees, problems


def named_unit(services: Sequence[TreeRow], words: str) -> UnitSummary | str:
    """The unit that somebody means by a name or by a path ('North > Ward 5'), or a sentence why none."""
    wanted = alias_key(words.replace("›", ">").split(">"))
    by_path: list[UnitSummary] = []
    by_name: list[UnitSummary] = []
    way: list[str] = []
    for row in services:
        way = [*way[: row.level], normalise(row.name)]
        if "|".join(way[1:]) == wanted:
            by_path.append(row.unit)
        elif way[-1] == wanted:
            by_name.append(row.unit)
    found = by_path or by_name
    if not found:
        return f"“{words.strip()}” is not a service of this organisation. Enter its name as the services page has it."
    if len(found) > 1:
        return f"{len(found)} services are called “{words.strip()}”. Write where it stands too: North > Ward 5."
    return found[0]


def _invitee(line: str, services: Sequence[TreeRow]) -> Invitee | str:
    delimiter = max("\t;,", key=line.count)
    try:
        cells = [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter, skipinitialspace=True))]
    except csv.Error:
        return "This line is too long or its quotation marks do not match."
    email, name, role_name, service, purpose, legal_basis = [*cells, *[""] * 6][:6]
    if "@" not in email:
        return "Enter an e-mail address like name@example.org first."
    role = _role(role_name)
    if role is None:
        return f"“{role_name}” is not a role. Enter one of: {', '.join(str(label) for label in Role.labels)}."
    unit_id = None
    if service:
        unit = named_unit(services, service)
        if isinstance(unit, str):
            return unit
        unit_id = unit.id
    return Invitee(email, role.value, name, unit_id, purpose, legal_basis)


def _role(name: str) -> Role | None:
    wanted = normalise(name).replace("_", " ").replace("-", " ")
    for role in Role:
        if wanted in (role.value.replace("_", " "), normalise(str(role.label)).replace("-", " ")):
            return role
    return None
