"""The trust of the month: the demonstration's, with three more managers, and a page 'Tell us' at five services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from heard.demonstration.actions import ensure_house
from heard.demonstration.people import OLDER_PEOPLE, PASSWORD
from heard.organisations import actions as organisations
from heard.organisations import queries as found
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.voices import actions as voices
from heard.voices import queries as spoken

SURGERY = (("site", "Riverside General Hospital"), ("service", "Surgery"))
# Service, reader, deputy. Nadia is away for two weeks, Colin does nothing, Ruth does not open the Emergency
# Department's box; Amina, the engagement lead, is diligent.
READERS = {
    "Kestrel Ward": ("manager", "lead"),
    "Heron Ward": ("nadia", "manager"),
    "Lapwing Ward": ("colin", "lead"),
    "Emergency Department": ("complaints", "lead"),
    "Eye Clinic": ("lead", "complaints"),
}


@dataclass(frozen=True)
class Trust:
    """What the month needs to know of it: its key, and each service's code and unit."""

    id: int
    points: dict[str, str]
    units: dict[str, int]


def make_trust(until: date) -> Trust:
    """Make it, as an administrator would before the month begins."""
    house = ensure_house(until=until)
    units = {row.name: row.unit.id for row in found.tree(house.id)}
    wards = {"nadia": ("Nadia Brook", (*OLDER_PEOPLE, ("ward", "Heron Ward")))}
    wards["colin"] = ("Colin Marsh", (*SURGERY, ("ward", "Lapwing Ward")))
    for short, (name, path) in wards.items():
        organisations.enrol(
            actor=SYSTEM,
            organisation_id=house.id,
            email=address(short),
            name=name,
            role=Role.SERVICE_MANAGER,
            password=PASSWORD,
            unit_id=units[path[-1][1]],
            from_date=until,
            demonstration=True,
        )
    codes = {service: _point(units[service], *people) for service, people in READERS.items()}
    return Trust(house.id, codes, units)


def address(short: str) -> str:
    """Somebody's e-mail address."""
    return f"{short}@riverside.example"


def _point(unit_id: int, reader: str, deputy: str) -> str:
    people = [found.actor_by_email(address(short)) for short in (reader, deputy)]
    accounts = [person.account_id if person else None for person in people]
    point = voices.create_point(actor=SYSTEM, unit_id=unit_id)
    setup = voices.Setup(
        role="complaints_officer" if reader == "complaints" else "service_manager",
        reader_id=accounts[0],
        deputy_id=accounts[1],
        days=(0, 1, 2, 3, 4),
        hours_from=time(9),
        hours_until=time(17),
        promise=2,
        phone="01632 960 101",
        phone_name="The ward, day and night",
        marthas_rule="01632 960 199",
    )
    voices.set_up_point(actor=SYSTEM, point_id=point.pk, setup=setup)
    if point.opened_at is None:
        voices.open_point(actor=SYSTEM, point_id=point.pk)
    known = spoken.point(point.organisation_id, point.reference)
    assert known is not None
    return known.code
