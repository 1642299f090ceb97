"""Which roles may do what with voices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import Actor, Thing, can, declare

__all__ = [
    "BY_KEY",
    "NOT_YOURS",
    "Whole",
    "can",
    "may_answer",
    "may_mark",
    "may_open_attachment",
    "may_read",
    "require",
    "role_of",
]

NOT_YOURS = "Your role does not include this. Ask an administrator of the organisation."
ENTERERS = {
    Role.ENGAGEMENT_LEAD,
    Role.SERVICE_MANAGER,
    Role.COMPLAINTS_OFFICER,
    Role.MODERATOR,
    Role.SAFEGUARDING_LEAD,
}
_READ = {
    "line": "read_voices",
    "outside": "read_outside",
    "safeguarding": "read_safeguarding",
    "speaking_up": "read_speaking_up",
}
# On these ways no message is made, which others of the organisation could list: an answer stands under the key.
BY_KEY = frozenset({"safeguarding", "speaking_up"})
IMPORTERS = {Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.ADMINISTRATOR}

declare(
    {
        # Everyone who explores reads the masked words, each within their own part of the tree.
        "read_voices": set(Role) - {Role.ADMINISTRATOR},
        "see_imports": IMPORTERS | {Role.INFORMATION_GOVERNANCE},
        "import_voices": IMPORTERS,
        "undo_imports": IMPORTERS,
        "settle_dates": IMPORTERS,
        "withdraw_voices": {Role.ENGAGEMENT_LEAD, Role.COMPLAINTS_OFFICER, Role.INFORMATION_GOVERNANCE},
        "open_originals": {Role.INFORMATION_GOVERNANCE, Role.COMPLAINTS_OFFICER, Role.SAFEGUARDING_LEAD},
        # What somebody said about themselves (age, ethnicity, religion …): for those who answer them or look after
        # fairness; everybody else meets it in counts alone.
        "see_about": {
            Role.ENGAGEMENT_LEAD,
            Role.ANALYST,
            Role.COMPLAINTS_OFFICER,
            Role.SAFEGUARDING_LEAD,
            Role.INFORMATION_GOVERNANCE,
        },
        "mark_read": {
            Role.ENGAGEMENT_LEAD,
            Role.SERVICE_MANAGER,
            Role.COMPLAINTS_OFFICER,
            Role.MODERATOR,
            Role.SAFEGUARDING_LEAD,
        },
        # Routes outside the line. Each counts only where the role covers the whole organisation: see may_read.
        "read_outside": {
            Role.COMPLAINTS_OFFICER,
            Role.ENGAGEMENT_LEAD,
            Role.SAFEGUARDING_LEAD,
            Role.INFORMATION_GOVERNANCE,
        },
        "read_safeguarding": {Role.SAFEGUARDING_LEAD},
        "read_speaking_up": {Role.SPEAKING_UP_GUARDIAN},
        # What somebody says by telephone, on paper or face to face, and for a caller who says their key.
        "enter_voices": ENTERERS,
        # Erasure: who takes requests, who carries them out or confirms what is due, who holds it back.
        "see_erasures": {Role.INFORMATION_GOVERNANCE, Role.COMPLAINTS_OFFICER, Role.ENGAGEMENT_LEAD},
        "ask_erasures": {Role.INFORMATION_GOVERNANCE, Role.COMPLAINTS_OFFICER, Role.ENGAGEMENT_LEAD},
        "erase_voices": {Role.INFORMATION_GOVERNANCE},
        "hold_erasures": {Role.INFORMATION_GOVERNANCE},
        "moderate_voices": {Role.MODERATOR, Role.ENGAGEMENT_LEAD, Role.COMPLAINTS_OFFICER},
        # Whether a refusal stands is not for those who refused: the body outside says so, and nobody else closes it.
        "judge_appeals": {Role.INDEPENDENT_VOICE},
        # Lists of people who are invited to tell us: the whole organisation's.
        "see_invitations": {Role.ENGAGEMENT_LEAD, Role.COMPLAINTS_OFFICER, Role.INFORMATION_GOVERNANCE},
        "send_invitations": {Role.ENGAGEMENT_LEAD, Role.COMPLAINTS_OFFICER},
        "manage_points": {Role.ENGAGEMENT_LEAD, Role.ADMINISTRATOR},
    }
)


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole of an organisation, as a thing that the policy can judge."""

    organisation_id: int


class Routed(Thing, Protocol):
    """A voice, or what a page holds of it."""

    @property
    def route(self) -> str:
        """A Voice.Route."""


def may_read(actor: Actor | None, voice: Routed) -> bool:
    """Whether the actor may read a voice: in the line by place, on another route only its own roles."""
    verb = _READ[voice.route]
    return can(actor, verb, voice if voice.route == "line" else Whole(voice.organisation_id))


def may_mark(actor: Actor | None, voice: Routed) -> bool:
    """Whether it counts as read when the actor reads it."""
    if voice.route == "line":
        return can(actor, "mark_read", voice)
    return may_read(actor, voice)


def may_open_attachment(actor: Actor | None, voice: Routed) -> bool:
    """Whether the actor may hear a recording or see a picture: nothing in them is masked, as in an original."""
    if voice.route in BY_KEY:
        return may_read(actor, voice)
    return may_read(actor, voice) and can(actor, "open_originals", voice)


def may_answer(actor: Actor | None, voice: Routed) -> bool:
    """Whether the actor may answer whoever spoke: those who read it, and on a way that is written, may write."""
    if not may_read(actor, voice):
        return False
    if voice.route in BY_KEY:
        return True
    return can(actor, "send_messages", voice if voice.route == "line" else Whole(voice.organisation_id))


def role_of(actor: Actor, organisation_id: int) -> str:
    """The actor's role in an organisation, in words: what whoever spoke is told instead of a name."""
    roles = [grant.role for grant in actor.grants if grant.organisation_id == organisation_id]
    return str(Role(roles[0]).label) if roles else actor.name


def require(actor: Actor, verb: str, thing: Thing) -> None:
    """Raise Refused unless the actor may do it to this thing."""
    if not can(actor, verb, thing):
        raise Refused(NOT_YOURS)
