"""Telephone numbers and NHS numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from heard.methods.redaction.spans import Span

_FIGURE: Final = "oh|zero|nought|one|two|three|four|five|six|seven|eight|nine|hundred"
_REPEATED: Final = "o|double|treble|triple"
# The words of a number that is spelt out.
FIGURES: Final = frozenset(f"{_FIGURE}|{_REPEATED}".split("|"))
_DIGIT_RUN: Final = re.compile(
    r"(?<![\w])(?:\+|\(\+?|00|[oO](?=[0-9]))?[0-9](?:[ \u00a0().\-/\u2013]{0,3}[0-9]){5,16}(?![\w])"
)
# A number of the United Kingdom, also where another follows, a letter stands before it or an O in it.
_BRITISH: Final = re.compile(
    r"(?<![0-9+(])(?:0"
    r"|(?<![^\W_])[oO])(?=[ ().\-/\u00a0]{0,2}[123578])(?:[ \u00a0().,_*\-/\u2013]{0,3}[0-9oO]){9,10}(?![0-9]"
    r"|[ -][0-9]{1,2}(?![0-9]))"
    r"|(?<![0-9])\([0oO][0-9]{2,4}\)(?:[ \u00a0.\-\u2013]{0,3}[0-9oO]){6,8}(?![0-9])"
)
_SPOKEN: Final = re.compile(
    rf"\b(?:(?:{_FIGURE}|{_REPEATED}|[0-9]{{1,3}})[ ,-]{{1,2}}){{6,15}}(?:{_FIGURE})\b", re.IGNORECASE
)
_PHONE_CUE: Final = re.compile(
    r"(?:tel(?:ephone)?|phone|mob(?:ile)?|landline|number(?: is|'s)?|ring(?: me)?(?: on)?|call(?: me)?(?: on)?"
    r"|contact(?: me)?(?: on)?|text(?: me)?(?: on)?)[\s:.\u2013-]{1,4}(?:no\.?|number)?[\s:.]{0,3}"
    r"(?:is|on)?[\s:]{0,2}$",
    re.IGNORECASE,
)
_OTHER_NUMBER: Final = re.compile(
    r"(?:accession|batch|order|ref(?:erence)?|job|ticket|serial|account|hospital|case|policy|claim|invoice|lot"
    r"|patient|record"
    r"|appointment|booking|parking|room|bed|nhs|licence|registration|model|incident|passport|prescription|barcode"
    r"|complaint)"
    r" (?:number|no|num)\b[^0-9]{0,12}$",
    re.IGNORECASE,
)
_DATE_SHAPE: Final = re.compile(
    r"(?:0?[1-9]|[12][0-9]|3[01])[ /.\-](?:0?[1-9]|1[0-2])[ /.\-](?:19|20)?[0-9]{2}$"
    r"|(?:19|20)[0-9]{2}[ /.\-][0-9]{1,2}[ /.\-][0-9]{1,2}$"
)


def find(text: str) -> Iterator[Span]:
    """Telephone and NHS numbers, possibly overlapping."""
    for match in _BRITISH.finditer(text):
        if not _OTHER_NUMBER.search(text[max(0, match.start() - 40) : match.start()]) and not _DATE_SHAPE.match(
            match.group()
        ):
            yield Span(match.start(), match.end(), "phone")
    for match in _SPOKEN.finditer(text):
        yield Span(match.start(), match.end(), "phone")
    for match in _DIGIT_RUN.finditer(text):
        digits = re.sub(r"[^0-9+]", "", match.group())
        for test, kind in _NUMBER_TESTS:
            if test(digits, match, text):
                yield Span(match.start(), match.end(), kind)
                break


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits carry the check digit of an NHS number.

    Weights 10 to 2, modulus 11; a check digit of 10 is never issued (NHS Data Model and Dictionary, NHS NUMBER).

    >>> is_nhs_number("9434765919"), is_nhs_number("9434765918"), is_nhs_number("943")
    (True, False, False)
    """
    if len(digits) != 10 or not digits.isdigit() or len(set(digits)) == 1:
        return False
    remainder = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return (11 - remainder) % 11 == int(digits[9])


def _nhs(digits: str, _match: re.Match[str], _text: str) -> bool:
    return not digits.startswith("0") and is_nhs_number(digits)


def _is_phone(digits: str, match: re.Match[str], text: str) -> bool:
    if _DATE_SHAPE.match(match.group()):
        return False
    national = (
        re.sub(r"^(?:\+|00)?44(?:0(?=[1-9]))?", "0", digits) if digits.startswith(("+", "0044", "44")) else digits
    )
    if digits[:1] in "123456789" and match.group()[:1] in "oO":
        national = "0" + digits
    if national.startswith("0") and len(national) in (10, 11) and national[1] in "1235789":
        return True
    if digits.startswith(("+", "00")) and 9 <= len(digits.lstrip("+0")) <= 15:
        return True
    if len(digits) == 10 and digits[0] == "7":
        return True
    before = text[max(0, match.start() - 40) : match.start()]
    if _OTHER_NUMBER.search(before):
        return False
    return 6 <= len(digits) <= 11 and bool(_PHONE_CUE.search(before))


_NumberTest = Callable[[str, "re.Match[str]", str], bool]
# No NHS number of ten digits begins with 0, as every British telephone number does.
_NUMBER_TESTS: Final[tuple[tuple[_NumberTest, str], ...]] = ((_nhs, "NHS number"), (_is_phone, "phone"))
