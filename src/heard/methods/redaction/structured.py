"""Personal data with a shape of its own: numbers, addresses, dates of birth."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from heard.methods.redaction.spans import Span

# The 124 postcode areas of the United Kingdom and the Crown dependencies (Royal Mail), so that 'b4 2pm' is none.
_AREAS: Final = (
    "AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY|"
    "G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|"
    "NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|"
    "W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
_POSTCODE: Final = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_AREAS})[0-9][A-HJKMNPR-Y0-9]?[ \u00a0]{{0,2}}[0-9][ABD-HJLNP-UW-Z]{{2}}(?![A-Za-z0-9])",
    re.IGNORECASE | re.ASCII,
)
# 'we rate it a e1 6hr wait' has the shape; an inward part that is a count of hours needs capitals to be believed.
_LOOKS_LIKE_HOURS: Final = re.compile(r"[0-9]hr$")

_EMAIL: Final = re.compile(
    r"[A-Za-z0-9._%+'-]{1,64} ?@ ?[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}"
    r"|\b[A-Za-z0-9._+-]{2,64}(?: at | ?\(at\) ?| ?\[at\] ?)[A-Za-z0-9-]{2,63}"
    r"(?: dot (?:com|co|uk|org|net|nhs)){1,3}\b",
    re.IGNORECASE,
)
_ACCOUNT: Final = re.compile(
    r"(?<![\w@.])@[A-Za-z0-9_]{3,30}\b"
    r"|\b(?:https?://)?(?:www\.|m\.)?(?:facebook|fb|instagram|twitter|x|tiktok|linkedin|youtube)\.com/[^\s<>\"')]+",
    re.IGNORECASE,
)

_DIGIT_RUN: Final = re.compile(r"(?<![\w])(?:\+|\(\+?|00)?[0-9](?:[ \u00a0().\-/\u2013]{0,3}[0-9]){5,16}(?![\w])")
_PHONE_CUE: Final = re.compile(
    r"(?:tel(?:ephone)?|phone|mob(?:ile)?|landline|number(?: is|'s)?|ring(?: me)?(?: on)?|call(?: me)?(?: on)?"
    r"|contact(?: me)?(?: on)?|text(?: me)?(?: on)?)[\s:.\u2013-]{1,4}(?:no\.?|number)?[\s:.]{0,3}"
    r"(?:is|on)?[\s:]{0,2}$",
    re.IGNORECASE,
)
_DATE_SHAPE: Final = re.compile(
    r"(?:0?[1-9]|[12][0-9]|3[01])[ /.\-](?:0?[1-9]|1[0-2])[ /.\-](?:19|20)?[0-9]{2}$"
    r"|(?:19|20)[0-9]{2}[ /.\-][0-9]{1,2}[ /.\-][0-9]{1,2}$"
)

_MONTH: Final = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_DATE: Final = (
    rf"(?:[0-9]{{1,2}}(?:st|nd|rd|th)?[ /.\-]{{1,2}}(?:of )?(?:[0-9]{{1,2}}|{_MONTH})\.?,?[ /.\-]{{1,2}}"
    r"(?:of )?(?:[0-9]{4}|[0-9]{2})"
    rf"|(?:{_MONTH})\.? [0-9]{{1,2}}(?:st|nd|rd|th)?,? [0-9]{{2,4}}"
    r"|(?:19|20)[0-9]{2}[/.\-][0-9]{1,2}[/.\-][0-9]{1,2})"
)
_BIRTH_DATE: Final = re.compile(
    rf"(?:\b(?:born|dob|birthday|birthdate|date of birth|birth date)|d\.o\.b\.?)[^0-9.!?\n]{{0,25}}?({_DATE})(?![0-9])"
    rf"|(?<![0-9])({_DATE}) ?\(?(?:dob|d\.o\.b|date of birth|is my (?:birthday|date of birth))",
    re.IGNORECASE,
)

_STREET: Final = (
    "street|road|rd|avenue|ave|lane|crescent|cres|gardens|grove|terrace|terr|square|mews|close|drive|way|court|place"
    "|walk|row|rise|hill|view|green|gate|park|parade|st|villas|cottages"
)
# Lower-case text has '5 minute walk' and '2 hours drive', so there only words that are hardly anything but a street.
_PLAIN_STREET: Final = "street|road|rd|avenue|ave|lane|crescent|gardens|grove|terrace|mews"
_NOT_STREET: Final = (
    "hours?|hrs?|minutes?|mins?|miles?|weeks?|days?|months?|years?|yards?|metres?|km|of|the|on|in|to|at|from|for|a|and"
    "|by|down|up|different|times?|people|car|cars|motorway|country|main|busy"
    "|my|our|your|is|it|no|we|or|if|as|so|nd|rd|th|pm|am"
)
_ADDRESS: Final = re.compile(
    rf"\b(?:(?:flat|apartment|apt|unit|room) ?[0-9]{{1,4}}[a-z]?,? )?[0-9]{{1,4}}(?:-[0-9]{{1,4}})?[a-zA-Z]?,? "
    rf"(?:[A-Z][A-Za-z'\u2019-]*\.? ){{1,3}}(?i:{_STREET})\b"
    rf"|(?i:\b[0-9]{{1,4}}[a-z]?,? (?:(?!(?:{_NOT_STREET})\b)[a-z'\u2019-]{{2,}} ){{1,2}}(?:{_PLAIN_STREET})\b)"
    r"|(?i:\b(?:flat|apartment) [0-9]{1,4}[a-z]?\b)"
    r"(?:,? [A-Z][a-z]+ (?:House|Court|Lodge|Point|Tower|Towers|Heights|Place))?"
)


def find(text: str) -> Iterator[Span]:
    """Every structured piece of personal data in a text, possibly overlapping, best evidence first."""
    for match in _EMAIL.finditer(text):
        yield Span(match.start(), match.end(), "email")
    for match in _ACCOUNT.finditer(text):
        yield Span(match.start(), match.end(), "account")
    for match in _BIRTH_DATE.finditer(text):
        group = 1 if match.group(1) else 2
        yield Span(match.start(group), match.end(group), "birth date")
    yield from _numbers(text)
    for match in _POSTCODE.finditer(text):
        if not _LOOKS_LIKE_HOURS.search(match.group()):
            yield Span(match.start(), match.end(), "postcode")
    for match in _ADDRESS.finditer(text):
        yield Span(match.start(), match.end(), "address")


def _numbers(text: str) -> Iterator[Span]:
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
    if national.startswith("0") and len(national) in (10, 11) and national[1] in "1235789":
        return True
    if digits.startswith(("+", "00")) and 9 <= len(digits.lstrip("+0")) <= 15:
        return True
    if len(digits) == 10 and digits[0] == "7":
        return True
    return 6 <= len(digits) <= 11 and bool(_PHONE_CUE.search(text[max(0, match.start() - 40) : match.start()]))


_NumberTest = Callable[[str, "re.Match[str]", str], bool]
# No NHS number of ten digits begins with 0, as every British telephone number does.
_NUMBER_TESTS: Final[tuple[tuple[_NumberTest, str], ...]] = ((_nhs, "NHS number"), (_is_phone, "phone"))

# What every pattern above needs at the least, for Arrow's RE2 (no look-around there).
PREFILTER: Final = (
    r"@|[0-9](?:[ \x{00a0}().\-/\x{2013}]{0,3}[0-9]){5}"
    r"|[a-zA-Z]{1,2}[0-9][a-zA-Z0-9]?[ \x{00a0}]{0,2}[0-9][a-zA-Z]{2}"
    r"|(?i: dot (?:com|co|uk|org|net|nhs))|(?i:\.com/)|(?i:\b(?:born|birth|dob)|d\.o\.b)"
    rf"|[0-9][a-zA-Z]?,? (?:[a-zA-Z'\x{{2019}}-]+\.? ){{1,3}}(?i:{_STREET})\b"
    r"|(?i:(?:flat|apartment) [0-9])"
)
