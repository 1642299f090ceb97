"""What somebody wants to happen with their words, as a checked shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

PUBLICATIONS: Final = ("none", "without_name", "with_name")
_KEYS: Final = frozenset({"reply", "contact", "publication", "not_this_ward"})


class BadWishes(ValueError):  # noqa: N818
    """Wishes in another shape; the sentence names what is wrong."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """A reply, being contacted with questions, publication (none, without or with the name), and 'not this ward'."""

    reply: bool = False
    contact: bool = False
    publication: str = "none"
    not_this_ward: bool = False

    def __post_init__(self) -> None:
        if self.publication not in PUBLICATIONS:
            raise BadWishes(f"Publication is one of {', '.join(PUBLICATIONS)}, not {self.publication!r}.")

    def as_json(self) -> dict[str, Any]:
        """As a voice keeps it."""
        return {
            "reply": self.reply,
            "contact": self.contact,
            "publication": self.publication,
            "not_this_ward": self.not_this_ward,
        }


def wishes_from(held: Mapping[str, Any] | None) -> Wishes:
    """The wishes of a voice; an imported one has none, or says only that it is not to be published.

    Raises BadWishes for a key or a value that no wish has.

    >>> wishes_from({"publication": "without_name", "reply": True}).reply, wishes_from(None).publication
    (True, 'none')
    >>> wishes_from({"reply": "yes"})
    Traceback (most recent call last):
    heard.voices.capture.wishes.BadWishes: reply is true or false, not 'yes'.
    """
    given = dict(held or {})
    if unknown := set(given) - _KEYS:
        raise BadWishes(f"There is no wish called {', '.join(sorted(unknown))}.")
    for name in ("reply", "contact", "not_this_ward"):
        if not isinstance(given.get(name, False), bool):
            raise BadWishes(f"{name} is true or false, not {given[name]!r}.")
    return Wishes(**given)
