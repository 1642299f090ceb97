"""A small trust with two wards and a clinic, people in four roles, and voices about each, for tests of pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.test import Client

from heard.coding.tests.spoken import Spoken, speak
from heard.organisations.models import Account, Role
from heard.organisations.queries import OrganisationSummary, UnitSummary
from heard.organisations.tests.factories import make_account, make_membership, make_organisation, make_unit
from heard.voices.models import Voice

WHY, BETTER = "Why?", "What could be better?"


@dataclass(frozen=True)
class Ground:
    """What a test has at hand."""

    organisation: OrganisationSummary
    medicine: UnitSummary
    heron: UnitSummary
    curlew: UnitSummary
    clinic: UnitSummary
    people: dict[str, Account]
    voices: list[Voice]

    @property
    def explore(self) -> str:
        """The address of Explore."""
        return f"/o/{self.organisation.code}/explore/"

    def at(self, path: str) -> str:
        """An address under the organisation."""
        return f"/o/{self.organisation.code}/{path}"


def spoken(heron: UnitSummary, curlew: UnitSummary, clinic: UnitSummary) -> list[Spoken]:
    """Twelve voices: a serious one behind a good rating on Heron, ratings alone, one undecided date, formulas."""
    return [
        Spoken(heron.id, date(2026, 3, 4), 1, answers=[(WHY, "Left in pain all night level3 mood5 theme21")]),
        Spoken(heron.id, date(2026, 3, 9), 2, "relative", "paper", answers=[(WHY, "Nobody called back level2 mood4")]),
        Spoken(heron.id, date(2026, 2, 2), 1, answers=[(WHY, "Kind nurses theme4 mood1"), (BETTER, "Nothing.")]),
        Spoken(heron.id, None, 5, answers=[(BETTER, "Food was cold level1 theme27 mood4")]),
        Spoken(
            curlew.id, date(2026, 3, 5), 3, "carer", "online", "Web", [(WHY, "Curlew parking is dear level1 theme30")]
        ),
        Spoken(curlew.id, date(2026, 1, 15), 1, answers=[(WHY, "=HYPERLINK(1) theme4 mood1")]),
        Spoken(curlew.id, date(2025, 12, 31), 4, answers=[(WHY, '<script>alert(1)</script> & "quotes" mood4')]),
        Spoken(clinic.id, date(2026, 3, 6), 1, answers=[(WHY, "Clinic appointments run late level1 theme10 mood4")]),
        Spoken(clinic.id, date(2026, 3, 7), 1, answers=[]),
        Spoken(clinic.id, date(2026, 3, 8), 6, answers=[]),
        Spoken(clinic.id, date(2026, 3, 8), 0, answers=[(WHY, "@mention +44 -1 theme7 mood3")]),
        Spoken(clinic.id, date(2024, 11, 1), 2, answers=[(WHY, "Long ago theme10 mood2")]),
    ]


def make_ground(*, voices: bool = True, code: str = "riverside") -> Ground:
    """The trust; without voices where a test is about an empty one."""
    organisation = make_organisation(code)
    medicine = make_unit(organisation, "Medicine")
    heron, curlew = make_unit(medicine, "Heron Ward", "ward"), make_unit(medicine, "Curlew Ward", "ward")
    clinic = make_unit(organisation, "Eye Clinic")
    people = {}
    for name, role, unit in (
        ("lead", Role.ENGAGEMENT_LEAD, None),
        ("manager", Role.SERVICE_MANAGER, heron),
        ("analyst", Role.ANALYST, None),
        ("board", Role.BOARD_MEMBER, None),
    ):
        people[name] = make_account(f"{name}@{code}.example", name.capitalize())
        make_membership(organisation, role, people[name], unit)
    said = speak(organisation.id, spoken(heron, curlew, clinic)) if voices else []
    return Ground(organisation, medicine, heron, curlew, clinic, people, said)


def signed_in(ground: Ground, name: str) -> Client:
    """A client that acts as one of the people."""
    client = Client()
    client.force_login(ground.people[name], backend="heard.organisations.sessions.AccountBackend")
    return client
