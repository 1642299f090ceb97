"""What an organisation says of itself on the pages that everybody may read: who decides, whom to reach, who answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """Facts for the privacy notice, the contact page and the accessibility statement; empty where nobody has said."""

    # Who decides what happens with what people say: the organisation's legal name.
    controller: str = ""
    ico_number: str = ""
    dpo_name: str = ""
    dpo_email: str = ""
    dpo_phone: str = ""
    phone: str = ""
    phone_hours: str = ""
    email: str = ""
    address: str = ""
    # Who answers, as the public knows them ('the patient experience team'), and within how many working days.
    answered_by: str = ""
    answered_within: int = 0
    # Where the computers are and who runs them.
    hosted: str = ""

    @property
    def address_line(self) -> str:
        """The postal address in one line."""
        return ", ".join(line.strip() for line in self.address.splitlines() if line.strip())

    @property
    def missing(self) -> tuple[str, ...]:
        """What the law asks for and nobody has filled in, in the words of the form.

        >>> PublicFacts(controller="Riverside Trust", dpo_email="dpo@example.org", phone="01632 960 000").missing
        ('an address or e-mail address', 'who answers, and within how many working days')
        """
        wanted = (
            (self.controller, "who decides about personal data (the controller)"),
            (self.dpo_email or self.dpo_phone, "how to reach the data protection officer"),
            (self.phone, "a telephone number"),
            (self.address or self.email, "an address or e-mail address"),
            (self.answered_by and self.answered_within, "who answers, and within how many working days"),
        )
        return tuple(words for given, words in wanted if not given)

    def as_json(self) -> dict[str, Any]:
        """As the organisation keeps it: only what is filled in."""
        return {name: value for name, value in asdict(self).items() if value}


def public_facts(kept: Mapping[str, Any]) -> PublicFacts:
    """The facts that an organisation keeps; what no fact is called is left out.

    >>> public_facts({"phone": "01632 960 000", "fax": "1"}).phone
    '01632 960 000'
    """
    return PublicFacts(**{one.name: kept[one.name] for one in fields(PublicFacts) if one.name in kept})
