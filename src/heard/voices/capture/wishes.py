"""What somebody wants to happen with their words, as a checked shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

PUBLICATIONS: Final = ("none", "without_name", "with_name")
# How they are written to (messages.models.Format); '' is as usual.
FORMATS: Final = ("", "large_print", "easy_read", "plain", "braille", "bsl", "audio", "other")
_KEYS: Final = frozenset({"reply", "contact", "publication", "not_this_ward", "format", "format_note"})


class BadWishes(ValueError):  # noqa: N818
    """Wishes in another shape; the sentence names what is wrong."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """A reply, being contacted with questions, publication (none, without or with the name), and 'not this ward'.

    And the format in which they are written to, with a note where it is another one (Accessible Information Standard).
    """

    reply: bool = False
    contact: bool = False
    publication: str = "none"
    not_this_ward: bool = False
    format: str = ""
    format_note: str = ""

    def __post_init__(self) -> None:
        if self.publication not in PUBLICATIONS:
            raise BadWishes(f"Publication is one of {', '.join(PUBLICATIONS)}, not {self.publication!r}.")
        if self.format not in FORMATS:
            raise BadWishes(f"A format is one of {', '.join(FORMATS[1:])}, not {self.format!r}.")

    def as_json(self) -> dict[str, Any]:
        """As a voice keeps it; the format only where one was asked for."""
        asked = {"format": self.format, "format_note": self.format_note}
        return {
            "reply": self.reply,
            "contact": self.contact,
            "publication": self.publication,
            "not_this_ward": self.not_this_ward,
            **{name: said for name, said in asked.items() if said},
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
