"""Who may see, own and close signals, by the way that they go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import Actor, can, declare, grants
from heard.signals.models import Signal

READERS = frozenset(
    {
        Role.ENGAGEMENT_LEAD,
        Role.SERVICE_MANAGER,
        Role.COMPLAINTS_OFFICER,
        Role.MODERATOR,
        Role.SAFEGUARDING_LEAD,
        Role.SPEAKING_UP_GUARDIAN,
        Role.INFORMATION_GOVERNANCE,
        Role.ANALYST,
        Role.BOARD_MEMBER,
        Role.INDEPENDENT_VOICE,
    }
)


@dataclass(frozen=True, slots=True)
class Way:
    """How a route goes: its ladder, the role responsible, the verb of its owner, and who sees it from the start.

    `closers` are outside the owner's line: they close what nobody who spoke can be asked about; `closer` is asked.
    """

    ladder: str
    role: Role
    verb: str
    sees: frozenset[Role]
    closers: frozenset[Role]
    closer: Role

    @property
    def confined(self) -> bool:
        """Whether only some may know that it is there."""
        return self.sees != READERS


_OUTSIDE = frozenset({Role.COMPLAINTS_OFFICER, Role.SAFEGUARDING_LEAD, Role.INFORMATION_GOVERNANCE})
WAYS: Mapping[str, Way] = {
    Signal.Route.LINE: Way(
        "line", Role.SERVICE_MANAGER, "own_signals", READERS, _OUTSIDE | {Role.BOARD_MEMBER}, Role.COMPLAINTS_OFFICER
    ),
    Signal.Route.OUTSIDE: Way(
        "outside", Role.COMPLAINTS_OFFICER, "own_outside_signals", _OUTSIDE, _OUTSIDE, Role.INFORMATION_GOVERNANCE
    ),
    Signal.Route.SAFEGUARDING: Way(
        "outside",
        Role.SAFEGUARDING_LEAD,
        "own_safeguarding_signals",
        _OUTSIDE - {Role.COMPLAINTS_OFFICER},
        frozenset({Role.INFORMATION_GOVERNANCE}),
        Role.INFORMATION_GOVERNANCE,
    ),
    Signal.Route.SPEAKING_UP: Way(
        "speaking_up",
        Role.SPEAKING_UP_GUARDIAN,
        "own_speaking_up_signals",
        frozenset({Role.SPEAKING_UP_GUARDIAN}),
        frozenset({Role.BOARD_MEMBER}),
        Role.BOARD_MEMBER,
    ),
}

declare(
    {
        "see_signals": READERS,
        "raise_signals": READERS,
        # Agree to how many false alerts early warning may raise.
        "set_watch": {Role.ENGAGEMENT_LEAD, Role.BOARD_MEMBER},
        "own_signals": {Role.ENGAGEMENT_LEAD, Role.SERVICE_MANAGER, Role.COMPLAINTS_OFFICER},
        "own_outside_signals": _OUTSIDE,
        "own_safeguarding_signals": {Role.SAFEGUARDING_LEAD},
        "own_speaking_up_signals": {Role.SPEAKING_UP_GUARDIAN},
        # Close what somebody in the line asks to have closed.
        "close_signals": _OUTSIDE | {Role.BOARD_MEMBER},
    }
)

NOT_YOURS = "Your role does not include this signal. Pass it on, or ask whoever owns it."
CONFLICT = "You have a conflict of interest over this. Somebody else has to do it."


class Seen(Protocol):
    """What the policy looks at in a signal."""

    @property
    def organisation_id(self) -> int:
        """Whose it is."""

    @property
    def unit_id(self) -> int | None:
        """Where it is about; None for the whole organisation."""

    @property
    def route(self) -> str:
        """The way that it goes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where those stand who work on a signal. Outside the line it is the whole: nobody of the service itself."""

    organisation_id: int
    unit_id: int | None


def place(signal: Seen) -> Place:
    """Where a signal is, for the policy and for its tasks."""
    return Place(signal.organisation_id, None if way(signal).confined else signal.unit_id)


def way(signal: Seen) -> Way:
    """The way that a signal goes."""
    return WAYS[Signal.Route(signal.route)]


def may_read(actor: Actor, signal: Seen) -> bool:
    """Whether the actor may read the words of one that they may see: outside the line, only its own roles."""
    if not way(signal).confined or actor.system:
        return can(actor, "read_voices", signal)
    found = grants(actor, "see_signals", signal.organisation_id)
    return any(grant.role in way(signal).sees and grant.covers(None, None) for grant in found)


def may_work(actor: Actor, signal: Seen) -> bool:
    """Whether the actor may take it up, judge it, merge it and close it, but for a conflict of interest."""
    return can(actor, way(signal).verb, place(signal))


def may_close_outside(actor: Actor, signal: Seen) -> bool:
    """Whether the actor stands outside the line that a signal goes through, and may close what it asks for."""
    if actor.system:
        return False
    closers = way(signal).closers
    found = grants(actor, "close_signals", signal.organisation_id)
    return any(grant.role in closers and grant.covers(place(signal).unit_id, None) for grant in found)


def require(allowed: bool, sentence: str = NOT_YOURS) -> None:
    """Raise Refused unless it is allowed."""
    if not allowed:
        raise Refused(sentence)
