"""What the ledger and the policy call the room's things."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole of an organisation, as a thing that the policy can judge."""

    organisation_id: int


def subject_of(ref: str) -> str:
    """What the ledger calls a recipient.

    >>> subject_of("voices.contact:01J")
    'recipient:voices.contact:01J'
    """
    return f"recipient:{ref}"
