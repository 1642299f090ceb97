"""How to reach whoever spoke, as messages know addresses."""

from __future__ import annotations

from collections.abc import Mapping

from heard.messages.ports import Address


def address_of(contact: Mapping[str, str]) -> Address:
    """A voice's contact as messages know addresses.

    >>> address_of({"email": "ann@example.org", "address": "1 High Street, Riverside\\nRV1 1AA"}).lines
    ('1 High Street', 'Riverside', 'RV1 1AA')
    """
    lines = (part.strip() for line in contact.get("address", "").splitlines() for part in line.split(","))
    return Address(
        name=contact.get("name", ""),
        email=contact.get("email", ""),
        phone=contact.get("phone", ""),
        lines=tuple(filter(None, lines)),
    )
