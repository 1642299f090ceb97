"""Addresses: checked, masked, and made comparable, so that one address is known again however it is written."""

from __future__ import annotations

import json
import re
from dataclasses import asdict

from heard.messages.models import Way
from heard.messages.ports import Address
from heard.messages.wording.letter import address_problem
from heard.store import sealing

_EMAIL = re.compile(r"[^@\s<>,;\"()]+@[^@\s<>,;\"()]+\.[^@\s<>,;\"()]{2,}")


def phone_number(text: str) -> str:
    """A telephone number with its country (British where none is given); empty where it is none.

    >>> phone_number("07700 900 123"), phone_number("0044 7700 900123"), phone_number("call me")
    ('+447700900123', '+447700900123', '')
    """
    digits = re.sub(r"[\s().\-]|\u00a0", "", text)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif digits.startswith("0"):
        digits = "+44" + digits[1:]
    elif digits.startswith("44"):
        digits = "+" + digits
    digits = digits.replace("+440", "+44")
    return digits if re.fullmatch(r"\+[1-9]\d{7,14}", digits) else ""


def problem(way: str, address: Address) -> str:
    """Why somebody cannot be reached this way, in a sentence that says what to enter; empty where they can."""
    if way == Way.EMAIL and not _EMAIL.fullmatch(address.email.strip()):
        return "Enter an e-mail address in the correct format, like name@example.com."
    if way == Way.SMS and not phone_number(address.phone):
        return "Enter a mobile telephone number, like 07700 900 123."
    if way == Way.PHONE and not phone_number(address.phone):
        return "Enter a telephone number, like 01632 960 001."
    if way == Way.LETTER:
        return address_problem([address.name or "To the resident", *address.lines])
    return ""


def comparable(way: str, address: Address) -> str:
    """One address in one form; empty for somebody who is met in person.

    >>> comparable("email", Address(email=" Ann@Example.org ")), comparable("in_person", Address(name="Ann"))
    ('email:ann@example.org', '')
    """
    if way == Way.EMAIL:
        return f"email:{address.email.strip().casefold()}"
    if way in (Way.SMS, Way.PHONE):
        return f"{way}:{phone_number(address.phone)}"
    if way == Way.LETTER:
        return "letter:" + "|".join(" ".join(line.casefold().split()) for line in (address.name, *address.lines))
    return ""


def fingerprint(way: str, address: Address) -> str:
    """By what an address is found again without being kept in the open; empty where there is none."""
    text = comparable(way, address)
    return sealing.fingerprint(text) if text else ""


def masked(way: str, address: Address) -> str:
    """Enough of an address to know it again, and not enough to use it.

    >>> masked("email", Address(email="ann@example.org")), masked("sms", Address(phone="07700900123"))
    ('a…@example.org', '… 123')
    """
    if way == Way.EMAIL and "@" in address.email:
        return f"{address.email[:1]}…@{address.email.rsplit('@', 1)[1]}"
    if way in (Way.SMS, Way.PHONE) and address.phone:
        return f"… {address.phone.strip()[-3:]}"
    if way == Way.LETTER and address.lines:
        return f"… {address.lines[-1]}"
    return ""


def seal(address: Address) -> bytes:
    """An address encrypted."""
    return sealing.seal(json.dumps(asdict(address)))


def unseal(token: bytes) -> Address:
    """The address of a token."""
    given = json.loads(sealing.unseal(token))
    return Address(given["name"], given["email"], given["phone"], tuple(given["lines"]))
