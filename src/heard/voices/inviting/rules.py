"""The pack invitation-lists as the room uses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from heard.organisations import packs
from heard.voices.importing.words import plain

IGNORE: Final = "ignore"
REACHED: Final = ("email", "phone", "address", "address_1")


@dataclass(frozen=True, slots=True)
class Rules:
    """Who is invited and who is not. Words are as `plain` writes them."""

    most_rows: int
    most_days: int
    from_age: int
    keep_days: int
    wait_days: int
    look_back_days: int
    fewest: int
    fewest_asked: int
    labels: Mapping[str, str]
    columns: Mapping[str, tuple[str, frozenset[str], tuple[str, ...]]]
    exclusions: tuple[str, ...]
    plain_no: frozenset[str]
    languages: Mapping[str, str]
    ways: Mapping[str, str]
    formats: Mapping[str, str]

    def label(self, rule: str) -> str:
        """A rule in words."""
        return self.labels.get(rule, rule)

    def column_label(self, field: str) -> str:
        """What a column holds, in words."""
        return self.columns[field][0]


def rules() -> Rules:
    """The rules in force today."""
    return packs.load("invitation-lists").once(_made)


_NUMBERS = ("most_rows", "most_days", "from_age", "keep_days", "wait_days", "look_back_days", "fewest", "fewest_asked")


def _made(content: Mapping[str, Any]) -> Rules:
    return Rules(
        **{name: int(content[name]) for name in _NUMBERS},
        labels=content["rules"],
        columns={
            name: (column["label"], frozenset(map(plain, column["names"])), tuple(column["words"]))
            for name, column in content["columns"].items()
        },
        exclusions=tuple(content["exclusions"]),
        plain_no=frozenset(map(plain, content["plain_no"])),
        languages=_turned(content["languages"]),
        ways=_turned(content["ways"]),
        formats=_turned(content["formats"]),
    )


def _turned(listed: Mapping[str, list[str]]) -> dict[str, str]:
    return {plain(word): code for code, words in listed.items() for word in words}


def suggest(header: list[str], given: Rules) -> dict[str, str]:
    """What each column probably holds, by its name; what is not known is left out. A person looks at it."""
    found: dict[str, str] = {}
    for certain in (True, False):
        for name in header:
            for field, (_, names, words) in given.columns.items():
                fits = plain(name) in names if certain else any(word in plain(name) for word in words)
                if fits and name not in found and field not in found.values():
                    found[name] = field
    return {name: found.get(name, IGNORE) for name in header}
