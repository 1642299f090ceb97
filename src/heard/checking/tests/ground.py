"""A small trust whose comments the shipped coder coded, with people who check them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.test import Client

from heard.coding.tests.spoken import Spoken, speak
from heard.organisations import queries
from heard.organisations.models import Account, Role
from heard.organisations.policy import Actor
from heard.organisations.queries import OrganisationSummary, UnitSummary
from heard.organisations.tests.factories import make_account, make_membership, make_organisation, make_unit

# Whom a test needs, by first name, with their roles.
PEOPLE = {
    "Lead": Role.ENGAGEMENT_LEAD,
    "Analyst": Role.ANALYST,
    "Moderator": Role.MODERATOR,
    "Complaints": Role.COMPLAINTS_OFFICER,
    "Governance": Role.INFORMATION_GOVERNANCE,
    "Board": Role.BOARD_MEMBER,
}
SAID = (
    ("The nurses were kind and patient", 1),
    ("I told them I was suicidal and was turned away", 1),
    ("Waited four hours in pain and nobody came", 5),
    ("Food was cold and the parking dear", 4),
    ("He fell and lay on the floor all night", 2),
    ("Rang for weeks, nobody answered the phone", 5),
    ("Lovely clean ward", 1),
    ("My appointment was cancelled twice", 4),
    ("The doctor did not listen to my wife", 5),
    ("Everything was fine", 2),
    ("Transport came late again", 3),
    ("Very good care, thank you", 1),
)


@dataclass(frozen=True)
class Ground:
    """What a test has at hand."""

    organisation: OrganisationSummary
    ward: UnitSummary
    clinic: UnitSummary
    accounts: dict[str, Account]

    def actor(self, name: str) -> Actor:
        """One of the people, as an actor."""
        return queries.actor(self.accounts[name])

    def client(self, name: str) -> Client:
        """A client that acts as one of the people."""
        client = Client()
        client.force_login(self.accounts[name], backend="heard.organisations.sessions.AccountBackend")
        return client

    def at(self, path: str) -> str:
        """An address under the organisation."""
        return f"/o/{self.organisation.code}/{path}"

    def asked(self, name: str) -> dict[str, object]:
        """What every action takes."""
        return {"actor": self.actor(name), "organisation_id": self.organisation.id}


def make_ground(times: int = 1) -> Ground:
    """The trust, with every comment `times` times over two services."""
    organisation = make_organisation()
    ward, clinic = make_unit(organisation, "Heron Ward", "ward"), make_unit(organisation, "Eye Clinic")
    accounts = {name: make_account(f"{name}@{organisation.code}.example".lower(), name) for name in PEOPLE}
    for name, role in PEOPLE.items():
        make_membership(organisation, role, accounts[name])
    speak(
        organisation.id,
        [
            Spoken((ward, clinic)[row % 2].id, date(2026, 10, 1 + row % 28), rating, answers=[("Why?", words)])
            for row, (words, rating) in enumerate(SAID * times)
        ],
    )
    return Ground(organisation, ward, clinic, accounts)
