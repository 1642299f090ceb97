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

_LIVED_IN: Final = re.compile(r"(?:postcode|live|from|near|of|post code)\W+(?:\w+ ){0,2}$", re.IGNORECASE)

_SAID_DOT: Final = r"(?: dot | ?\(dot\) ?| ?\[dot\] ?)"
_EMAIL: Final = re.compile(
    r"[A-Za-z0-9._%+'-]{1,64} ?@ ?[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}"
    r"|[A-Za-z0-9._%+'-]{1,64}@(?:gmail|hotmail|yahoo|outlook|icloud|btinternet|live|aol|sky|talktalk|nhs)\b"
    r"|\b[A-Za-z0-9._+-]{1,64}(?:(?: (?:dot|underscore|dash|hyphen) | ?\((?:dot|underscore"
    r"|dash)\) ?)[A-Za-z0-9._+-]{1,64}){0,4}"
    rf"(?: at | ?\(at\) ?| ?\[at\] ?| ?@ ?)[A-Za-z0-9-]{{2,63}}(?:{_SAID_DOT}[a-z0-9-]{{1,30}}){{0,3}}"
    rf"{_SAID_DOT}(?:com|co|uk|org|net|nhs|info|me|eu|ie|gov|ac|example)\b"
    r"|\b[A-Za-z0-9._+-]{2,64} ?[(\[]at[)\]] ?[A-Za-z0-9-]{2,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}",
    re.IGNORECASE,
)
_NETWORKS: Final = (
    "facebook|fb|instagram|insta|twitter|x|tiktok|linkedin|youtube|snapchat|pinterest|twitch|strava|medium|nextdoor"
    "|reddit|threads|bsky|tumblr|flickr|discord|vinted|ebay|patreon|mumsnet|wa|t|youtu|onlyfans|soundcloud|github"
    "|spotify|gofundme|justgiving|depop|etsy|myspace|goodreads|tripadvisor|trustpilot|wordpress|blogspot|telegram"
)
# The names that people give to networks where an account follows: 'my snapchat is tyrell-p04', 'fb /hassan.malik'.
_NETWORK_SAID: Final = (
    r"facebook|fb|insta(?:gram|grm)?|twitter|tiktok|tik tok|linked ?in|youtube|snap(?:chat)?|pinterest|twitch"
    r"|strava|reddit"
    r"|threads|bluesky|tumblr|discord|vinted|ebay|telegram|mastodon|xbox|psn|playstation|steam|skype|kik|whatsapp"
    r"|depop|etsy"
    r"|nextdoor|gamertag|user ?name|handle"
)
_HANDLE: Final = r"[A-Za-z0-9](?=[A-Za-z0-9._#-]*[0-9_#])[A-Za-z0-9._#-]{2,39}(?<![.\-])"
_ACCOUNT: Final = re.compile(
    r"(?<![\w@.])@[A-Za-z0-9_]{2,30}(?:[.-][A-Za-z0-9_]+){0,4}(?:@[a-z0-9.-]+[a-z])?"
    rf"|\b(?:https?://)?(?:[a-z]{{1,4}}\.)?(?:{_NETWORKS})\.(?:com|co\.uk|me|tv|app|org|be|social"
    rf"|net)/[^\s<>\"'),]+(?<![.!?;:])"
    r"|\b[A-Za-z0-9-]{3,40}\.(?:tumblr|wordpress|blogspot|substack|livejournal|bsky)\.(?:com|co\.uk"
    r"|social)(?:/[^\s<>\"'),]*)?"
    r"|\b(?:linktr\.ee|discord\.gg|t\.co|bit\.ly)/[A-Za-z0-9_.-]{3,40}"
    r"|(?<![\w/])/?u/[A-Za-z0-9_-]{3,30}"
    rf"|\b(?:{_NETWORK_SAID})[ :]{{1,2}}/[A-Za-z0-9._-]{{3,40}}(?<!\.)"
    rf"|\b(?:{_NETWORK_SAID})(?:[\s,]+(?:user(?:name)?|account|handle|name|id|tag|page|profile))?"
    rf"(?:[\s:,(]+(?:is|as|under|called|-|=|my|me|i'?m))?[\s:,(\"]{{1,3}}({_HANDLE})",
    re.IGNORECASE,
)

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
    r"\b(?:(?:oh|zero|nought|o|one|two|three|four|five|six|seven|eight|nine|double|treble|triple|hundred"
    r"|[0-9]{1,3})[ ,-]{1,2}){6,15}"
    r"(?:oh|zero|nought|one|two|three|four|five|six|seven|eight|nine|hundred)\b",
    re.IGNORECASE,
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

_MONTH: Final = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,7}"
_ORDINALS: Final = (
    "(?:twenty[ -]|thirty[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth"
    "|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth"
)
_YEAR: Final = r"(?:[0-9]{4}|['\u2019]?[0-9]{2})(?![0-9])"
_DATE: Final = (
    rf"(?:(?<![0-9])[0-9]{{1,2}}(?:st|nd|rd|th)?(?: ?[/.\-\u2013] ?| {{1,2}})(?:of )?(?:[0-9]{{1,2}}|{_MONTH})\.?,?"
    rf"(?: ?[/.\-\u2013] ?| {{1,2}})(?:of )?{_YEAR}"
    rf"|\b(?:{_ORDINALS}) (?:of )?{_MONTH},? {_YEAR}"
    rf"|\b{_MONTH}\.?[ -](?:the )?[0-9]{{1,2}}(?:st|nd|rd|th)?,?[ -]{{1,2}}{_YEAR}"
    r"|(?<![0-9])(?:19|20)[0-9]{2}[/.\- ][0-9]{1,2}[/.\- ][0-9]{1,2}(?![0-9])"
    r"|(?<![0-9])(?:19|20)[0-9]{2}[01][0-9][0-3][0-9](?![0-9])"
    r"|(?<![0-9])[0-3][0-9][01][0-9](?:19|20)[0-9]{2}(?![0-9]))"
)
_DATES: Final = re.compile(_DATE, re.IGNORECASE)
# Right after the words that ask for it, a date may be short: 'dob 120356', 'born on 4th March', 'born in May 1960'.
_SHORT_DATE: Final = re.compile(
    r"(?:\b(?:dob|date of birth|birth ?date|birthday|born)|\bd\.? ?o\.? ?b\.?)(?: (?:is|was|on|in|the"
    r"|of)){0,3}[\s:=.,-]{1,3}"
    rf"((?:[0-9]{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}\b(?!\.?,? ?[0-9])|{_MONTH} (?:19|20)[0-9]{{2}}\b"
    r"|[0-3][0-9][01][0-9]{3}(?![0-9])))",
    re.IGNORECASE,
)
_ASKED: Final = re.compile(r"\b(?:dob|date of birth|birth ?date)\b|\bd\.? ?o\.? ?b\b", re.IGNORECASE)
_BIRTH: Final = (
    r"(?:\b(?:born|dob|b-?day|birthdays?|birthdates?|births?|birth-date|arrived into (?:the|this) world"
    r"|came into (?:the|this) world"
    r"|delivered)\b|\bd\.? ?o\.? ?b\b\.?)"
)
_BIRTH_BEFORE: Final = re.compile(rf"{_BIRTH}(?:(?![.!?]\s|\n\n)[\s\S]){{0,70}}$", re.IGNORECASE)
_BIRTH_AFTER: Final = re.compile(
    r" ?[,)(-]{0,2} ?(?:\(?(?:dob|d\.o\.b)|(?:that |which )?(?:is|was|are) (?:my|her|his|the|our|their|when)"
    r"[^.!?]{0,30}\b(?:birth|born|birthday|dob)|babys?\b|when (?:i|he|she|they|we) (?:was|were) born"
    r"|(?:that'?s |which is |is |was )?(?:on )?(?:my|her|his|our|their|the"
    r"|[a-z]+'s) (?:[a-z]+ ){0,2}(?:date of birth|dob|birthday))",
    re.IGNORECASE,
)
# What is said to have happened on another day.
_NO_BIRTH: Final = re.compile(
    r"\b(?:seen|appointment|appt|discharged?|operat\w+|op|admitted|attend\w*|visit\w*|letter|referr\w+|since"
    r"|review\w*|saw|went"
    r"|rang|scan|jab|due|cancelled|surgery|diagnosed)\b",
    re.IGNORECASE,
)
# 'not 6 Dec 1940', 'in one place and 1.8.20 in another': another date of the same.
_ANOTHER: Final = re.compile(r"^[^.!?\n]{0,25}\b(?:not|and|or|but)\b[^.!?\n0-9]{0,12}$", re.IGNORECASE)

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
_SHORT_STREET: Final = (
    "ct|cl|gdns|gdn|ter|wynd|end|ln|sq|pl|path|fold|croft|vale|dale|bank|brae|loan|quay|wharf|yard|mount|circus|heath"
    "|common|meadows?|fields?|lea|chase|garth|side|orchard|cross|bottom|top|hey|ridge|approach|esplanade"
    "|promenade|boulevard"
    "|broadway|quadrant|drift|hollow|glen|crest|strand|heights|parkway|dr|avenue|crescents?|mall|maltings|bypass"
    "|causeway"
)
_ANY_STREET: Final = f"{_STREET}|{_SHORT_STREET}"
_WELSH: Final = "ffordd|heol|stryd|lon|l\u00f4n|rhodfa|maes|clos|cwrt|llys|rhiw|allt"
_HOUSES: Final = (
    "house|cottage|farm|lodge|vicarage|rectory|barn|mill|villa|manor|hall|bungalow|court|grange|croft|point|tower"
    "|towers"
    "|heights|place|mansions|flats|buildings|gables|elms|oaks|firs|laurels|willows|beeches|cedars|hollies|nook|dene"
    "|stables|chapel|priory|forge|smithy|coach house|gatehouse|granary|oast|steading|bothy|retreat|haven|acres"
    "|orchard|meadow"
    "|schoolhouse|post office|lighthouse|ridge|park|gardens|mews|neuk|maltings|wharf|quay|lodges|villas"
    "|farmhouse|hafod|bryn|plas|glan|maes|ty|t\u0177|pen|tan|llwyn|apartments|view"
)
_CAPITALS: Final = r"(?:[A-Z\u00c0-\u00de][\w'\u2019-]*\.? )"
_CAPITALS_LAST: Final = r"[A-Z\u00c0-\u00de][\w'\u2019-]+(?: [A-Z][\w'\u2019-]+){0,2}"
_NUMBER: Final = r"[0-9]{1,4}(?:[-/][0-9]{1,4})?[a-zA-Z]?"
_FLAT: Final = r"(?:(?:flat|apartment|apt|unit|room|maisonette|caravan|plot) ?[0-9]{1,4}[a-z]?,? )"
_ADDRESS: Final = re.compile(
    rf"(?<!ward )(?<!bay )(?<!level )(?<![0-9£.:])\b(?i:{_FLAT})?(?:{_CAPITALS}{{1,3}}(?i:{_HOUSES}),? )?"
    rf"\b{_NUMBER},? {_CAPITALS}{{1,4}}(?i:{_ANY_STREET})\b"
    rf"|(?<![0-9£.:])\b{_NUMBER},? (?i:the) (?i:{_STREET}|{_SHORT_STREET})\b"
    rf"|(?<![0-9£.:])\b(?i:{_FLAT})?{_NUMBER},? (?i:{_WELSH})(?: (?:y|yr|[A-Z][\w'\u2019-]+)){{1,3}}"
    rf"|(?i:(?<![0-9£.:])\b{_NUMBER},? (?:(?!(?:{_NOT_STREET})\b)[a-z'\u2019-]{{2,}} ){{1,2}}(?:{_PLAIN_STREET})\b)"
    rf"|(?i:(?:(?<=\bat )|(?<=\bto )|(?<=\bof )|(?<=\bfrom )|(?<=\bis )|(?<=\bin )|(?<=address )|(?<=address: )"
    rf"|(?<=outside )|(?<=, )|(?<=: )|(?<=\()|^)"
    rf"{_NUMBER},? (?:(?!(?:{_NOT_STREET})\b)[a-z'\u2019-]{{3,}} ){{1,2}}(?:close|drive|court|square|place|way|walk"
    rf"|hill|view|row"
    r"|green|park|st|end|wynd|way|croft|fold|cl|ct|dr)\b(?! (?:to|by|enough|for|together|ups?)\b))"
    r"|(?i:\b(?:flat|apartment|apt|maisonette|caravan|bedsit|studio) [0-9]{1,4}(?:/[0-9]{1,3})?[a-z]?\b)"
    rf"(?:,? {_CAPITALS}{{0,3}}(?i:{_HOUSES})\b)?(?:,? (?:{_NUMBER},? )?{_CAPITALS}{{1,3}}(?i:{_ANY_STREET})\b)?"
    rf"|(?:\b[Tt]he (?:[Oo]ld )?)?\b(?:{_CAPITALS}{{0,2}}(?i:{_HOUSES})|(?i:bryn|maes|ty|t\u0177|plas|glan|hafod"
    rf"|pen|llwyn) [A-Z]\w+),"
    rf" (?:{_CAPITALS}{{1,3}}(?i:{_ANY_STREET})\b|(?i:{_WELSH})(?: (?:y|yr|[A-Z][\w'\u2019-]+)){{1,3}})"
)


# A street without a word for streets: 'I live at 7 Parkside'.
_LIVES_AT: Final = re.compile(
    rf"\b(?i:live[sd]? at|living at|address(?: is|:)?|moved (?:to|from)|delivered to|posted to"
    rf"|sent to) ((?i:{_FLAT})?{_NUMBER},? "
    rf"(?:(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[AaPp]\.?[Mm]\b){_CAPITALS_LAST}))"
)


def find(text: str) -> Iterator[Span]:
    """Every structured piece of personal data in a text, possibly overlapping, best evidence first."""
    for match in _EMAIL.finditer(text):
        yield Span(match.start(), match.end(), "email")
    for match in _ACCOUNT.finditer(text):
        if match.group(1) is None or not match.group(1).isdigit():
            yield Span(match.start(1) if match.group(1) else match.start(), match.end(), "account")
    yield from _births(text)
    yield from _numbers(text)
    for match in _POSTCODE.finditer(text):
        hours = _LOOKS_LIKE_HOURS.search(match.group()) and " " in match.group()
        if not hours or _LIVED_IN.search(text[max(0, match.start() - 24) : match.start()]):
            yield Span(match.start(), match.end(), "postcode")
    for match in _ADDRESS.finditer(text):
        yield Span(match.start(), match.end(), "address")
    for match in _LIVES_AT.finditer(text):
        yield Span(match.start(1), match.end(1), "address")


def _births(text: str) -> Iterator[Span]:
    """Dates that words around them make somebody's first."""
    for match in _SHORT_DATE.finditer(text):
        yield Span(match.start(1), match.end(1), "birth date")
    last: int | None = None
    for match in _DATES.finditer(text):
        before = _BIRTH_BEFORE.search(text[max(0, match.start() - 90) : match.start()])
        named = before is not None and (
            not _NO_BIRTH.search(before.group()) or (last is None and _ASKED.match(before.group()) is not None)
        )
        another = last is not None and _ANOTHER.search(text[last : match.start()]) is not None
        another = another and not _NO_BIRTH.search(text[last : match.start()])
        if named or another or _BIRTH_AFTER.match(text, match.end()):
            last = match.end()
            yield Span(match.start(), match.end(), "birth date")


def _numbers(text: str) -> Iterator[Span]:
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

# What every pattern above needs at the least, for Arrow's RE2 (no look-around there).
_NETWORK_OR_HANDLE: Final = rf"(?i:\b(?:{_NETWORK_SAID})[^a-z0-9])|\b[uU]/[A-Za-z0-9_-]{{3}}"
_PREFILTERS: Final = (
    r"@|[0-9](?:[ \x{00a0}().\-/\x{2013}]{0,3}[0-9]){5}|[0oO](?:[ \x{00a0}().,_*\-/\x{2013}]{0,3}[0-9oO]){7}"
    r"|(?i:(?:(?:oh|zero|nought|o|one|two|three|four|five|six|seven|eight|nine|double|treble|triple|hundred"
    r"|[0-9]{1,3})[ ,-]{1,2}){6})"
    r"|[a-zA-Z]{1,2}[0-9][a-zA-Z0-9]?[ \x{00a0}]{0,2}[0-9][a-zA-Z]{2}"
    r"|(?i:[ (\[]dot[ )\]])|(?i:[(\[]at[)\]])|(?i:\.(?:com|co\.uk|me|tv|app|org|be|social|net|ee|gg|co|ly)/)"
    r"|(?i:\.(?:tumblr|wordpress|blogspot|substack|livejournal|bsky)\.)",
    r"(?i:\b(?:born|births?|birthdays?|birthdates?|dob|b-?day|babys?|arrived into|came into|delivered)\b"
    r"|d\.? ?o\.? ?b\b)",
    rf"[0-9][a-zA-Z]?,? (?:[^ ,]+ ){{1,3}}(?i:{_ANY_STREET})\b|[0-9][a-zA-Z]?,? (?i:{_WELSH}) "
    r"|(?i:(?:flat|apartment|apt|maisonette|caravan|bedsit|studio) [0-9])"
    r"|(?i:(?:live|lives|lived|living|address|moved|delivered|sent|posted)[ :]{1,2}(?:is |at |to |from )?[0-9])",
    rf", (?:[A-Z\x{{00c0}}-\x{{00de}}][^ ,]* ){{1,3}}(?i:{_ANY_STREET})\b|, (?i:{_WELSH}) ",
    _NETWORK_OR_HANDLE,
)
PREFILTER: Final = "|".join(f"(?:{pattern})" for pattern in _PREFILTERS)
