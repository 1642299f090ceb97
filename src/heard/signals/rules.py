"""The pack signals, and which way a signal goes by it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from heard.coding.frame import Frame, bits_of, frame
from heard.organisations import packs
from heard.signals.models import Signal
from heard.voices.capture.routes import narrower
from heard.voices.queries.briefs import Brief

PACK = "signals"
STAFF_CONCERN = "staff_concern"


@dataclass(frozen=True, slots=True)
class Rules:
    """What the pack says."""

    content: Mapping[str, Any]
    frame: Frame

    @property
    def window(self) -> timedelta:
        """How far apart two voices of a repeat may be."""
        return timedelta(days=int(self.content["repeat"]["days"]))

    @property
    def repeat_from(self) -> int:
        """How many voices make a repeat."""
        return int(self.content["repeat"]["voices"])

    def old(self, said: date | None, received: date) -> bool:
        """Whether words were old when they came; undated ones are not."""
        return said is not None and received - said > timedelta(days=int(self.content["old_after_days"]))

    def clock(self, step: str, level: int) -> str:
        """The clock of taking up, or deciding on, a signal of a level."""
        clocks = self.content["clocks"][step]
        # A pack is kept as JSON, whose keys are texts.
        return str(clocks.get(str(max(level, 2))) or clocks[max(level, 2)])

    def route(self, *, kinds: int, brief: Brief, unit_kind: str, words: Iterable[str]) -> str:
        """The way for what somebody said, by whom, where and about what."""
        if brief.kind == STAFF_CONCERN:
            return str(Signal.Route.SPEAKING_UP)
        return narrower(brief.route, self._route(kinds, brief, unit_kind, words))

    def _route(self, kinds: int, brief: Brief, unit_kind: str, words: Iterable[str]) -> str:
        routes = self.content["routes"]
        names = {self.frame.kinds[bit] for bit in bits_of(kinds)}
        if names & set(routes["safeguarding"]["kinds"]):
            return str(Signal.Route.SAFEGUARDING)
        outside = routes["outside"]
        there = brief.moment == "during" and unit_kind in outside["during_care_at"]
        named = re.compile(outside["named_staff"], re.IGNORECASE)
        if there or any(named.search(text) for text in words):
            return str(Signal.Route.OUTSIDE)
        return str(Signal.Route.LINE)

    def why(self, name: str, **values: object) -> str:
        """A sentence of the pack."""
        return str(self.content["why"][name]).format_map(values)[:400]

    def closed(self, name: str, **values: object) -> str:
        """Why something was closed by the clock, or by what happened to its words."""
        return str(self.content["closed"][name]).format_map(values)

    def kinds_said(self, kinds: int) -> str:
        """The kinds of a code in words, ready for a sentence: ': neglect, medication'; empty for none."""
        names = [self.frame.kinds[bit] for bit in bits_of(kinds) if bit < len(self.frame.kinds)]
        return f": {', '.join(names)}" if names else ""

    def category(self, place: int | None) -> str:
        """The name of an HCAT category."""
        return "" if place is None else self.frame.categories[place]


def rules() -> Rules:
    """The rules in force today. One query, and those of the frame once a day."""
    return Rules(packs.load(PACK).content, frame())
