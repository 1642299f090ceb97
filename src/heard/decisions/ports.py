"""What decisions asks of the rooms whose records are evidence. `config.ports` connects the functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heard.store.ports import Port

if TYPE_CHECKING:
    from heard.organisations.policy import Actor


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that is to become evidence: `kind` is '<room>.<kind>', `of` what that kind calls it.

    Asked for the actor: what they may not see is no evidence of theirs.
    """

    actor: Actor
    organisation_id: int
    kind: str
    of: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen at that moment. `shows` holds nobody's words; `content` is what the digest is made from.

    `speakers` are the references of the voices that it rests on. `count` and `denominator` where it is a number.
    """

    of: str
    shows: str
    content: bytes
    speakers: tuple[str, ...] = ()
    count: int | None = None
    denominator: int | None = None
    unit_id: int | None = None


# None from rooms whose kind it is not, and where the actor may not see it.
evidence: Port[[Asked], Seen | None] = Port("decisions.evidence")


def seen(asked: Asked) -> Seen | None:
    """The first answer of a room that knows the kind."""
    return next((found for found in evidence(asked) if found is not None), None)
