"""What the room hands out: frozen, and without a model behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from heard.signals.models import Signal
from heard.signals.streams.families import KINDS
from heard.tasks.queries import Standing


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one answer in a signal. `words` is None where they may not be read, or are withdrawn."""

    voice_reference: str
    answer_id: int
    question: str
    words: str | None
    level: int
    masked: bool
    # Whether the words are the ones whose fingerprint was taken when the signal was raised.
    as_raised: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class SignalRow:
    """A signal in a list. It has organisation_id, unit_id, route and reached, so that the policy can judge it."""

    id: int
    reference: str
    organisation_id: int
    organisation_code: str
    unit_id: int | None
    unit_name: str
    unit_reference: str
    kind: str
    level: int
    level_label: str
    kinds: tuple[str, ...]
    category: str
    raised_at: datetime
    seen_since: date
    seen_until: date
    why: str
    route: str
    backlog: bool
    reached: int
    reached_label: str
    due_on: date | None
    state: str
    verdict: str
    incident_reference: str
    reopened: int
    merged_into: str
    closing_reason: str
    closing_reference: str
    closed_at: datetime | None
    # The first words in it, its worst; empty where they may not be read.
    words: str
    voices: int
    standing: Standing | None

    @property
    def kind_label(self) -> str:
        """Why it is a signal, in words."""
        return str(Signal.Kind(self.kind).label)

    @property
    def state_label(self) -> str:
        """Where it stands, in words."""
        return str(Signal.State(self.state).label)

    @property
    def route_label(self) -> str:
        """By which way it goes, in words."""
        return str(Signal.Route(self.route).label)

    @property
    def verdict_label(self) -> str:
        """What a person found, in words."""
        return str(Signal.Verdict(self.verdict).label)

    @property
    def live(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in {"open", "reopened", "taken_up"}

    @property
    def stalled(self) -> bool:
        """Whether it is about work that nobody finished in time."""
        return self.kind == Signal.Kind.STALLED

    @property
    def watched(self) -> bool:
        """Whether early warning found it in what is counted every week."""
        return self.kind in KINDS

    @property
    def title(self) -> str:
        """What it is, without a personal word."""
        if self.stalled:
            return f"Stalled: it has gone up to the {self.reached_label.lower()}"
        if self.watched:
            return self.kind_label
        kinds = f": {', '.join(self.kinds)}" if self.kinds else ""
        return f"{self.level_label}{kinds}"
