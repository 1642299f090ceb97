"""The demonstration's people: one account for each role, all with one password that everyone may know."""

from __future__ import annotations

from typing import NamedTuple

from heard.organisations.models import Role

PASSWORD = "riverside-and-vale"  # noqa: S105 -- made to be known: it opens invented data only


class Person(NamedTuple):
    """Who signs in, as what, and over which part of the tree (None: the whole organisation)."""

    email: str
    name: str
    role: str
    path: tuple[tuple[str, str], ...] | None = None
    purpose: str = ""
    legal_basis: str = ""

    @property
    def role_label(self) -> str:
        """The role in words."""
        return str(Role(self.role).label)


OLDER_PEOPLE = (("site", "Riverside General Hospital"), ("service", "Older People's Medicine"))
_DOMAIN = "riverside.example"
_BASIS = "Public task (UK GDPR article 6(1)(e)); written agreement of the demonstration"

PEOPLE = (
    Person(f"lead@{_DOMAIN}", "Amina Clarke", Role.ENGAGEMENT_LEAD),
    Person(f"manager@{_DOMAIN}", "David Osei", Role.SERVICE_MANAGER, OLDER_PEOPLE),
    Person(f"complaints@{_DOMAIN}", "Ruth Bellamy", Role.COMPLAINTS_OFFICER),
    Person(f"moderator@{_DOMAIN}", "Callum Reid", Role.MODERATOR),
    Person(f"safeguarding@{_DOMAIN}", "Farah Malik", Role.SAFEGUARDING_LEAD),
    Person(f"guardian@{_DOMAIN}", "Peter Lowe", Role.SPEAKING_UP_GUARDIAN),
    Person(f"governance@{_DOMAIN}", "Helen Strand", Role.INFORMATION_GOVERNANCE),
    Person(f"analyst@{_DOMAIN}", "Tomasz Zielinski", Role.ANALYST),
    Person(f"board@{_DOMAIN}", "Margaret Adeyemi", Role.BOARD_MEMBER),
    Person(
        f"commissioner@{_DOMAIN}", "Simon Hart", Role.COMMISSIONER, None, "Oversight of contracted services", _BASIS
    ),
    Person(
        f"voice@{_DOMAIN}", "Leila Haddad", Role.INDEPENDENT_VOICE, None, "Independent view of what people say", _BASIS
    ),
    Person(f"regulator@{_DOMAIN}", "Gareth Pugh", Role.REGULATOR, None, "Inspection of quality and safety", _BASIS),
    Person(f"admin@{_DOMAIN}", "Wendy Foster", Role.ADMINISTRATOR),
)
