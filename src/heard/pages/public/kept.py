"""What is kept of whoever speaks, why, who sees it and for how long: the rows of the privacy notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from heard.organisations import packs


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of data."""

    what: str
    why: str
    who: str
    how_long: str

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """As a row of the table."""
        return (self.what, self.why, self.who, self.how_long)


def kept() -> tuple[Row, ...]:
    """Every kind of data that somebody who speaks leaves with us."""
    found = packs.load("privacy-notice").content["kept"]
    return tuple(Row(*(gettext(row[name]) for name in ("what", "why", "who", "how_long"))) for row in found)


def rules() -> tuple[tuple[str, int], ...]:
    """For how many years what people said is kept, in words: the rules of the pack by which it is erased."""
    found = packs.load("retention").content["rules"]
    labels = [str(rule["label"]) for rule in found]
    return tuple((gettext(label), int(rule["years"])) for label, rule in zip(labels, found, strict=True))


def reviewed() -> date:
    """When the notices were last looked at."""
    day = packs.load("privacy-notice").content["reviewed"]
    return date.fromisoformat(day)
