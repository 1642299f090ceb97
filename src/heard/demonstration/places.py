"""The demonstration's services: what stands where, and what changed on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

GENERAL, VALE, COMMUNITY = "Riverside General Hospital", "Vale Community Hospital", "Community and Mental Health"
KESTREL, EYE_CLINIC = "Kestrel Ward", "Eye Clinic"


@dataclass(frozen=True, slots=True)
class Place:
    """A ward, clinic or team: where it stands, what kind of care it gives, and its share of what is said."""

    site: str
    service: str
    name: str
    kind: str
    family: str
    weight: int

    @property
    def path(self) -> tuple[tuple[str, str], ...]:
        """Its path of (kind, name) from the site down."""
        return (("site", self.site), ("service", self.service), (self.kind, self.name))


PLACES = (
    Place(GENERAL, "Emergency", "Emergency Department", "service", "emergency", 90),
    Place(GENERAL, "Emergency", "Same Day Emergency Care", "service", "emergency", 40),
    Place(GENERAL, "Older People's Medicine", KESTREL, "ward", "inpatient", 110),
    Place(GENERAL, "Older People's Medicine", "Heron Ward", "ward", "inpatient", 45),
    Place(GENERAL, "Medicine", "Ward 4", "ward", "inpatient", 45),
    Place(GENERAL, "Medicine", "Acute Medical Unit", "ward", "inpatient", 50),
    Place(GENERAL, "Surgery", "Lapwing Ward", "ward", "inpatient", 45),
    Place(GENERAL, "Surgery", "Kingfisher Ward", "ward", "inpatient", 35),
    Place(GENERAL, "Surgery", "Day Surgery Unit", "ward", "inpatient", 55),
    Place(GENERAL, "Maternity", "Labour Ward", "ward", "maternity", 40),
    Place(GENERAL, "Maternity", "Postnatal Ward", "ward", "maternity", 35),
    Place(GENERAL, "Maternity", "Antenatal Clinic", "service", "maternity", 30),
    Place(GENERAL, "Outpatients", "Cardiology Clinic", "service", "outpatient", 50),
    Place(GENERAL, "Outpatients", "Fracture Clinic", "service", "outpatient", 45),
    Place(GENERAL, "Outpatients", "Dermatology Clinic", "service", "outpatient", 40),
    Place(VALE, "Outpatients", EYE_CLINIC, "service", "outpatient", 70),
    Place(VALE, "Outpatients", "Hearing Clinic", "service", "outpatient", 30),
    Place(VALE, "Rehabilitation", "Willow Ward", "ward", "inpatient", 30),
    Place(VALE, "Urgent care", "Minor Injuries Unit", "service", "emergency", 40),
    Place(COMMUNITY, "Adult community", "District Nursing North", "team", "community", 35),
    Place(COMMUNITY, "Adult community", "District Nursing South", "team", "community", 35),
    Place(COMMUNITY, "Adult community", "Community Physiotherapy", "team", "community", 35),
    Place(GENERAL, "Older People's Medicine", "Falls Team", "team", "community", 20),
    Place(COMMUNITY, "Mental health", "Community Mental Health Team", "team", "mental_health", 30),
    Place(COMMUNITY, "Mental health", "Crisis Team", "team", "mental_health", 20),
    Place(COMMUNITY, "Mental health", "Maple Ward", "ward", "mental_health", 20),
    Place(COMMUNITY, "Children and young people", "Child and Adolescent Mental Health", "team", "mental_health", 25),
    Place(COMMUNITY, "Children and young people", "Health Visiting", "team", "community", 30),
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When what happened, counted back from the last day."""

    until: date

    def before(self, days: int) -> date:
        """The day so many days before the last one."""
        return self.until - timedelta(days=days)

    @property
    def begins(self) -> date:
        """The first day of the two years."""
        return self.before(729)

    @property
    def renamed(self) -> date:
        """Ward 4 becomes Curlew Ward."""
        return self.before(420)

    @property
    def merged(self) -> date:
        """Kingfisher Ward closes and Lapwing Ward carries it on."""
        return self.before(300)

    @property
    def moved(self) -> date:
        """The Falls Team moves from the hospital to the community."""
        return self.before(200)

    @property
    def kestrel_turns(self) -> date:
        """From here on it goes wrong on Kestrel Ward, slowly."""
        return self.before(270)

    @property
    def decided(self) -> date:
        """The decision about the Eye Clinic: text messages and Saturday clinics."""
        return self.before(240)


def as_written(place: Place, day: date, calendar: Calendar) -> Place:
    """The place as suppliers wrote it on a day: under its name and parent of then, or the ward that carries it on.

    >>> ward = next(place for place in PLACES if place.name == "Ward 4")
    >>> as_written(ward, date(2026, 11, 1), Calendar(date(2026, 11, 21))).name
    'Curlew Ward'
    """
    if place.name == "Ward 4" and day >= calendar.renamed:
        return Place(place.site, place.service, "Curlew Ward", place.kind, place.family, place.weight)
    if place.name == "Kingfisher Ward" and day >= calendar.merged:
        return Place(place.site, place.service, "Lapwing Ward", place.kind, place.family, place.weight)
    if place.name == "Falls Team" and day >= calendar.moved:
        return Place(COMMUNITY, "Adult community", place.name, place.kind, place.family, place.weight)
    return place
