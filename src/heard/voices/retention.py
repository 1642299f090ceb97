"""How long a voice is kept: the rules of the pack, and what is held back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from heard.organisations import packs
from heard.organisations import queries as organisations
from heard.voices.models import Hold, Voice


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: for which voices, and for how many years after they came they are kept."""

    id: str
    label: str
    years: int
    routes: frozenset[str]
    under_16: bool
    cited: bool

    def fits(self, voice: Voice, cited: bool) -> bool:
        """Whether it is for this voice."""
        return (
            (not self.under_16 or voice.under_16)
            and (not self.routes or voice.route in self.routes)
            and (not self.cited or cited)
        )


def settings() -> Mapping[str, Any]:
    """The pack's content."""
    return packs.load("retention").content


def rules() -> tuple[Rule, ...]:
    """The pack's rules in their order: the first that fits is a voice's."""
    return tuple(
        Rule(
            id=one["id"],
            label=one["label"],
            years=one["years"],
            routes=frozenset(one.get("routes", ())),
            under_16=bool(one.get("under_16")),
            cited=bool(one.get("cited")),
        )
        for one in settings()["rules"]
    )


def rule_of(voice: Voice, cited: bool) -> Rule:
    """The rule of a voice. Raises LookupError where the pack has none for it."""
    found = next((rule for rule in rules() if rule.fits(voice, cited)), None)
    if found is None:
        raise LookupError("The pack retention has no rule for this voice: its last one has to fit every voice.")
    return found


def years_before(day: date, years: int) -> date:
    """The same day some years before; 28 February for the 29th.

    >>> years_before(date(2024, 2, 29), 3)
    datetime.date(2021, 2, 28)
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def own_request_due(today: date) -> date:
    """When words are erased that somebody asks for today with their key."""
    return today + timedelta(days=settings()["own_request_days"])


def held_back(voice: Voice) -> Hold | None:
    """What keeps this voice from being erased, if anything does."""
    for hold in Hold.objects.filter(organisation=voice.organisation_id, lifted_at=None).order_by("id"):
        if hold.voice:
            if hold.voice == voice.reference:
                return hold
        elif hold.unit_id is None or _is_under(voice, hold.unit_id):
            return hold
    return None


def _is_under(voice: Voice, unit_id: int) -> bool:
    spans = organisations.spans_under(unit_id)
    return any(span.unit_id == voice.unit_id and span.covers(voice.said_on) for span in spans)
