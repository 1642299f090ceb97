"""The demonstration's pages 'Tell us': some wards at which anybody can say something."""

from __future__ import annotations

from datetime import time

from heard.demonstration import queries
from heard.organisations import policy
from heard.organisations import queries as organisations
from heard.organisations.actions import say_publicly
from heard.organisations.public_facts import PublicFacts
from heard.voices import actions
from heard.voices import queries as voices

_AT = "riverside.example"
# Service, reader, deputy, telephone number (of the range that Ofcom keeps for drama).
POINTS = (
    ("Kestrel Ward", f"manager@{_AT}", f"complaints@{_AT}", "01632 960 101"),
    ("Heron Ward", f"manager@{_AT}", f"complaints@{_AT}", "01632 960 102"),
    ("Emergency Department", f"complaints@{_AT}", f"lead@{_AT}", "01632 960 103"),
    ("Eye Clinic", f"complaints@{_AT}", f"lead@{_AT}", "01632 960 104"),
)
MARTHAS_RULE = "01632 960 199"
# What the public pages say of the organisation: all of it invented.
FACTS = PublicFacts(
    controller="Riverside and Vale NHS Foundation Trust (invented)",
    dpo_name="The data protection officer",
    dpo_email=f"dpo@{_AT}",
    phone="01632 960 100",
    phone_hours="Monday to Friday, 9am to 5pm",
    email=f"experience@{_AT}",
    address="Patient experience team\nRiverside Hospital\n1 Water Lane\nRiverside RV1 1AA",
    answered_by="the patient experience team",
    answered_within=5,
    hosted="wherever this demonstration runs",
)


def ensure(organisation_id: int) -> None:
    """What the public pages say, and each service of the list with its page, open. Safe to call again."""
    found = organisations.organisation(queries.CODE)
    if found is not None and not found.public_facts:
        say_publicly(actor=policy.SYSTEM, organisation_id=organisation_id, facts=FACTS)
    units = {row.name: row.unit.id for row in organisations.tree(organisation_id)}
    known = {point.unit_id for point in voices.points(organisation_id, open_only=True)}
    for name, reader, deputy, phone in POINTS:
        if name not in units or units[name] in known:
            continue
        people = [organisations.actor_by_email(email) for email in (reader, deputy)]
        accounts = [person.account_id if person else None for person in people]
        point = actions.create_point(actor=policy.SYSTEM, unit_id=units[name])
        setup = actions.Setup(
            role="service_manager" if reader.startswith("manager") else "complaints_officer",
            reader_id=accounts[0],
            deputy_id=accounts[1],
            days=(0, 1, 2, 3, 4),
            hours_from=time(9),
            hours_until=time(17),
            promise=2,
            phone=phone,
            phone_name=f"{name}, day and night",
            marthas_rule=MARTHAS_RULE,
        )
        actions.set_up_point(actor=policy.SYSTEM, point_id=point.pk, setup=setup)
        actions.open_point(actor=policy.SYSTEM, point_id=point.pk)
