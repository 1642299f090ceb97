"""Addresses: numbers or names of houses with streets, flats, and postcodes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from heard.methods.redaction.lists import PROPER
from heard.methods.redaction.spans import Span
from heard.methods.redaction.words import NEVER_NAMES

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
_LIVED_IN: Final = re.compile(r"(?:postcode|live|from|near|of|post code)\W+(?:\w+ ){0,2}$", re.IGNORECASE)

_STREET: Final = (
    "street|road|rd|avenue|ave|lane|crescent|cres|gardens|grove|terrace|terr|square|mews|close|drive|way|court|place"
    "|walk|row|rise|hill|view|green|gate|park|parade|st|villas|cottages"
)
# Lower-case text has '5 minute walk' and '2 hours drive', so there only words that are hardly anything but a street.
_PLAIN_STREET: Final = "street|road|rd|avenue|ave|lane|crescent|gardens|grove|terrace|mews"
_NOT_STREET: Final = (
    "hour|hours|hr|hrs|minute|minutes|min|mins|mile|miles|week|weeks|day|days|month|months|year|years|yard|yards|metre"
    "|metres|km|of|the|on|in|to|at|from|for|a|and|by|down|up|different|time|times|people|car|cars|motorway|country|main"
    "|busy|my|our|your|is|it|no|we|or|if|as|so|nd|rd|th|pm|am"
)
_SHORT_STREET: Final = (
    "ct|cl|gdns|gdn|ter|wynd|end|ln|sq|pl|path|fold|croft|vale|dale|bank|brae|loan|quay|wharf|yard|mount|circus|heath"
    "|common|meadow|meadows|field|fields|lea|chase|garth|side|orchard|cross|bottom|top|hey|ridge|approach|esplanade"
    "|promenade|boulevard|broadway|quadrant|drift|hollow|glen|crest|strand|heights|parkway|dr|crescents|mall|maltings"
    "|bypass|causeway|buildings"
)
_ANY_STREET: Final = f"{_STREET}|{_SHORT_STREET}"
_WELSH: Final = "ffordd|heol|stryd|lon|l\u00f4n|rhodfa|maes|clos|cwrt|llys|rhiw|allt"
_LIVED_AT: Final = "flat|apartment|apt|maisonette|caravan|bedsit|studio"
STREETS: Final = frozenset(_ANY_STREET.split("|"))
WELSH: Final = frozenset(_WELSH.split("|"))
NO_STREETS: Final = frozenset(_NOT_STREET.split("|")) - {"the"}
# A number right after one of these, or after 'at', 'is', 'to' and 'from' that follow it, may be of a house.
BEFORE_NUMBERS: Final = frozenset(
    [
        *_LIVED_AT.split("|"),
        "live",
        "home",
        "lives",
        "lived",
        "living",
        "address",
        "moved",
        "delivered",
        "posted",
        "sent",
    ]
)
_HOUSES: Final = (
    "house|cottage|farm|lodge|vicarage|rectory|barn|mill|villa|manor|hall|bungalow|court|grange|croft|point|tower"
    "|towers|heights|place|mansions|flats|buildings|gables|elms|oaks|firs|laurels|willows|beeches|cedars|hollies|nook"
    "|dene|stables|chapel|priory|forge|smithy|coach house|gatehouse|granary|oast|steading|bothy|retreat|haven|acres"
    "|orchard|meadow|schoolhouse|post office|lighthouse|ridge|park|gardens|mews|neuk|maltings|wharf|quay|lodges|villas"
    "|farmhouse|hafod|bryn|plas|glan|maes|ty|t\u0177|pen|tan|llwyn|apartments|view"
)
_CAPITALS: Final = r"(?:[A-Z\u00c0-\u00de][\w'\u2019-]*\.? )"
_CAPITALS_LAST: Final = r"[A-Z\u00c0-\u00de][\w'\u2019-]+(?: [A-Z][\w'\u2019-]+){0,2}"
_NUMBER: Final = r"[0-9]{1,4}(?:[-/][0-9]{1,4})?[a-zA-Z]?"
_NO: Final = r"(?:\b(?i:no\.?|number|nr) ?)?"
_FLOOR: Final = r"(?:(?i:top|ground|first|second|third|basement)(?:-| )(?i:floor)(?: (?i:flat|left|right))?,? )"
_FLAT: Final = r"(?:(?:flat|apartment|apt|unit|room|maisonette|caravan|plot|house) ?[0-9]{1,4}[a-z]?,? )"
# What follows a street where more of the address does.
_MORE: Final = rf"(?:, {_CAPITALS}{{1,3}}(?i:{_ANY_STREET})\b)?"
_AT: Final = (
    r"(?:(?<=\bat )|(?<=\bto )|(?<=\bof )|(?<=\bfrom )|(?<=\bis )|(?<=\bin )|(?<=address )|(?<=address: )"
    r"|(?<=outside )|(?<=, )|(?<=: )|(?<=\()|^)"
)
_ADDRESS: Final = re.compile(
    rf"(?<!ward )(?<!bay )(?<!level )(?<![0-9£.:])(?:\b{_FLOOR})?(?:\b(?i:{_FLAT}))?"
    rf"(?:{_CAPITALS}{{1,3}}(?i:{_HOUSES}),? )?{_NO}\b{_NUMBER},? {_CAPITALS}{{1,4}}(?i:{_ANY_STREET})\b{_MORE}"
    rf"|\b(?i:{_FLAT}){_CAPITALS}{{1,3}}(?i:{_ANY_STREET})\b{_MORE}"
    rf"|(?<![0-9£.:]){_NO}\b{_NUMBER},? (?i:the) (?i:{_STREET}|{_SHORT_STREET})\b"
    rf"|(?<![0-9£.:])\b(?i:{_FLAT})?{_NUMBER},? (?i:{_WELSH})(?: (?:y|yr|[A-Z][\w'\u2019-]+)){{1,3}}"
    rf"|(?<![0-9£.:])\b(?i:{_FLAT})?{_NUMBER},? [A-Z][a-z\u0175\u0177]+-(?i:yr?)-[A-Z]?[a-z]*"
    rf"|(?i:(?<![0-9£.:])\b{_NUMBER},? (?:(?!(?:{_NOT_STREET})\b)[a-z'\u2019-]{{2,}} ){{1,2}}(?:{_PLAIN_STREET})\b)"
    rf"|(?i:{_AT}{_NUMBER},? (?:(?!(?:{_NOT_STREET})\b)[a-z'\u2019-]{{3,}} ){{1,2}}"
    r"(?:close|drive|court|square|place|way|walk|hill|view|row|green|park|st|end|wynd|way|croft|fold|cl|ct|dr)\b"
    r"(?! (?:to|by|enough|for|together|ups?)\b))"
    rf"|(?i:\b(?:{_LIVED_AT}) [0-9]{{1,4}}(?:/[0-9]{{1,3}})?[a-z]?\b)"
    rf"(?:,? {_CAPITALS}{{0,3}}(?i:{_HOUSES})\b)?(?:,? (?:{_NUMBER},? )?{_CAPITALS}{{1,3}}(?i:{_ANY_STREET})\b)?"
    rf"|(?:\b[Tt]he (?:[Oo]ld )?)?\b(?:{_CAPITALS}{{0,2}}(?i:{_HOUSES})|(?i:bryn|maes|ty|t\u0177|plas|glan|hafod"
    rf"|pen|llwyn) [A-Z]\w+),"
    rf" (?:{_CAPITALS}{{1,3}}(?i:{_ANY_STREET})\b|(?i:{_WELSH})(?: (?:y|yr|[A-Z][\w'\u2019-]+)){{1,3}})"
)
_MONTHS: Final = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\b"
# A street without a word for streets: 'I live at 7 Parkside'.
_LIVES_AT: Final = re.compile(
    rf"\b(?i:live[sd]? at|living at|address(?: is|:)?|home(?: is|:)|moved (?:to|from)|delivered to|posted to"
    rf"|sent to) ((?i:{_FLAT})?{_NUMBER},? "
    rf"(?:(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|{_MONTHS}|[AaPp]\.?[Mm]\b){_CAPITALS_LAST}))"
)
# A house without a number or a word for houses: 'Sunnyside, Hawthorn Road'.
_NAMED: Final = re.compile(
    rf"\b([A-Z][a-z'\u2019]+(?: [A-Z][a-z'\u2019]+)?), (?:{_CAPITALS}{{1,2}}"
    r"(?:Street|Road|Rd|Avenue|Ave|Lane|Crescent|Gardens|Grove|Terrace|Mews|Close|Drive|Way|Hill|Row))\b"
    r"(?! (?i:clinic|surgery|hospital|health|centre|center|medical|practice|car|ward|site|campus|unit|school|library"
    r"|pharmacy|dental|branch|community|and|maternity|wing)\b)"
)


def find_postcodes(text: str) -> Iterator[Span]:
    """Postcodes.

    >>> [tuple(span) for span in find_postcodes("seen at b4 2pm, I live in BL3 1BF")]
    [(26, 33, 'postcode')]
    """
    for match in _POSTCODE.finditer(text):
        hours = _LOOKS_LIKE_HOURS.search(match.group()) and " " in match.group()
        if not hours or _LIVED_IN.search(text[max(0, match.start() - 24) : match.start()]):
            yield Span(match.start(), match.end(), "postcode")


def find(text: str) -> Iterator[Span]:
    """Addresses without their postcodes.

    >>> [tuple(span) for span in find("I live at Sunnyside, Hawthorn Road, BL3 1BF")]
    [(10, 34, 'address')]
    """
    for match in _ADDRESS.finditer(text):
        yield Span(match.start(), match.end(), "address")
    for match in _LIVES_AT.finditer(text):
        yield Span(match.start(1), match.end(1), "address")
    for match in _NAMED.finditer(text):
        house = match.group(1).lower().split()
        if not any(word in NEVER_NAMES or word in PROPER for word in house):
            yield Span(match.start(), match.end(), "address")
