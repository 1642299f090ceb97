"""What is known about the demonstration organisation."""

from __future__ import annotations

from heard.ledger import queries as ledger
from heard.organisations import queries as organisations
from heard.organisations.queries import OrganisationSummary

CODE = "riverside"


def organisation() -> OrganisationSummary | None:
    """The demonstration organisation, or None where it was not made, or was removed."""
    found = organisations.organisation(CODE)
    return found if found and found.demonstration else None


def begun() -> bool:
    """Whether it is there, perhaps not yet whole."""
    return organisation() is not None


def first_start() -> bool:
    """Whether nothing has ever happened in this installation: a demonstration that was removed does not come back."""
    return ledger.size() == 0
