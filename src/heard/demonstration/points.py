"""The demonstration's pages 'Tell us': some wards at which anybody can say something."""

from __future__ import annotations

from datetime import time

from heard.organisations import policy
from heard.organisations import queries as organisations
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


def ensure(organisation_id: int) -> None:
    """Each service of the list with its page, open. Safe to call again where it was cut off."""
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
