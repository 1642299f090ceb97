"""Who reads a voice, and who has to: the route, and the task that it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heard.organisations.models import Role
from heard.voices.models import Voice


def route_of(*, speaking_up: bool, under_16: bool, danger: Sequence[str], not_this_ward: bool) -> str:
    """The route of a voice: the narrowest circle that it asks for.

    >>> route_of(speaking_up=False, under_16=True, danger=(), not_this_ward=True)
    'safeguarding'
    >>> route_of(speaking_up=False, under_16=False, danger=("emergency",), not_this_ward=False)
    'line'
    """
    if speaking_up:
        return Voice.Route.SPEAKING_UP.value
    if under_16 or "abuse" in danger:
        return Voice.Route.SAFEGUARDING.value
    return (Voice.Route.OUTSIDE if not_this_ward else Voice.Route.LINE).value


_NARROWER = (Voice.Route.LINE, Voice.Route.OUTSIDE, Voice.Route.SAFEGUARDING, Voice.Route.SPEAKING_UP)


def narrower(*routes: str) -> str:
    """The route that fewest people stand on.

    >>> narrower("line", "safeguarding", "outside")
    'safeguarding'
    """
    return max((Voice.Route(route) for route in routes), key=_NARROWER.index).value


@dataclass(frozen=True, slots=True)
class Reading:
    """Who has to read a voice by this route: role, verb, ladder and clock of the task."""

    role: str
    verb: str
    ladder: str
    clock: str


READINGS = {
    Voice.Route.LINE.value: Reading(Role.SERVICE_MANAGER, "mark_read", "line", "first_read"),
    Voice.Route.OUTSIDE.value: Reading(Role.COMPLAINTS_OFFICER, "read_outside", "outside", "first_read"),
    Voice.Route.SAFEGUARDING.value: Reading(Role.SAFEGUARDING_LEAD, "read_safeguarding", "outside", "safeguarding"),
    Voice.Route.SPEAKING_UP.value: Reading(Role.SPEAKING_UP_GUARDIAN, "read_speaking_up", "speaking_up", "speaking_up"),
}
