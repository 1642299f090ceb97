"""Turns of phrase before and after a name, and idioms that have one without naming anybody."""

from __future__ import annotations

import re
from typing import Final

from heard.methods.redaction.words import FAMILY, WORK

_APOSTROPHE: Final = r"['\x{2019}]"
_GAP: Final = r"(?:,|:|;| -)?\s{0,2}[\"'(\x{201c}\x{2018}]? {0,2}"
# After these a name may be any word with a capital; after the first of them, in small letters too.
_THANKS: Final = (
    rf"name(?:{_APOSTROPHE}s| is| was)|named|called|thank(?:s| ?you| ?u)(?: (?:very |so )?much)? to|well done to"
    r"|shout ?out (?:to|for)|grateful to|(?:credit|kudos|props|respect|hats off|big up) to|regards|wishes|signed"
    r"|yours (?:faithfully|sincerely|truly)|love from|msg w/|goes by|known as|full name|nominate|commend"
)
_STRONG: Final = (
    r"thank(?:s| ?you| ?u)?(?: (?:very |so )?much)?|well done|mention(?: (?:to|for|of))?|praise(?: (?:for|to))?"
    r"|especially"
    r"|particularly|member of staff|staff member|sincerely|behalf of|cheers|thx|esp"
)


def _python(pattern: str) -> str:
    return re.sub(r"\\x\{([0-9a-f]{4})\}", lambda code: "\\u" + code.group(1), pattern)


def _cue(words: str) -> re.Pattern[str]:
    return re.compile(_python(rf"(?:{words}){_GAP}(?<![^\W\d_])(?=[^\W\d_])"), re.IGNORECASE)


_WORK: Final = "|".join(sorted(WORK, key=len, reverse=True))
_FAMILY: Final = "|".join(sorted(FAMILY - {"fianc\u00e9", "fianc\u00e9e"}, key=len, reverse=True))
THANKS: Final = _cue(_THANKS)
STRONG: Final = _cue(_STRONG)
# Each cue begins with one of these.
WORDS: Final = frozenset(
    [
        "name",
        "named",
        "called",
        "thank",
        "thanks",
        "thankyou",
        "thanku",
        "well",
        "shout",
        "shoutout",
        "grateful",
        "credit",
        "kudos",
        "respect",
        "props",
        "hats",
        "big",
        "regards",
        "wishes",
        "signed",
        "yours",
        "love",
        "msg",
        "mention",
        "praise",
        "especially",
        "particularly",
        "member",
        "staff",
        "sincerely",
        "behalf",
        "goes",
        "known",
        "full",
        "nominate",
        "commend",
        "cheers",
        "thx",
        "esp",
    ]
)
# Within a cue, between its first word and the name.
INNER: Final = frozenset(
    "s is was you u so very much to for of off out up done faithfully truly from w by as name with well".split()  # noqa: SIM905
)
_SOMEBODY: Final = (
    rf"(?:(?:the|my|our|your|his|her|their|a|an|this) (?:[a-z-]+ ){{0,2}}?|(?:student|staff|day|night|ward) )?"
    rf"(?:{_WORK}|{_FAMILY})\b"
)
# 'Bill the volunteer', 'Mark my husband', 'Hodan, 9,', 'Mo at the front desk', 'Gift on nights'.
SOMEBODY_FOLLOWS: Final = re.compile(
    rf"(?:['\u2019]s?)?(?:,|\)| -)? ?\(?(?:{_SOMEBODY}|(?:aged )?[0-9]{{1,3}}(?:,| ?\(|$)|nhs n|(?:is|was) (?:the"
    rf"|her|his|my) "
    r"(?:name|surname)\b|(?:you are|u r|you were)\b|thank|ty\b|who\b|whose\b|and i\b|by (?:name|nature)\b"
    r"|from the [a-z]+|at (?:111|999)\b"
    r"|(?:from|in|on|at) (?:the )?(?:[a-z]+ )?(?:reception|desk|nights?|days?|ward|service|surgery|office|canteen"
    r"|kitchens?|shop|ct|mri|pharmacy|theatres?|recovery|team|agency"
    r"|x[ -]?ray|a&e|unit|audiology|outpatients|clinic|bloods|security|bookings|complaints|pals|triage|dialysis"
    r"|department))",
    re.IGNORECASE,
)
PLAINLY_SOMEBODY: Final = re.compile(
    rf",? (?:(?:the|my|our|a) (?:[a-z-]+ )?(?:{_WORK}|{_FAMILY})\b|nhs n|(?:is|was) (?:the|her|his|my) (?:name"
    rf"|surname)\b)",
    re.IGNORECASE,
)
# An unknown word with a capital after these is a place or a thing.
BEFORE_PLACES: Final = frozenset(
    "in at near via around outside inside between towards into the a an on your some any of no taking take took".split()  # noqa: SIM905
)
# What is said to somebody, or had from somebody.
BEFORE_PEOPLE: Final = frozenset(
    [
        "spoke",
        "speak",
        "speaking",
        "talk",
        "talked",
        "talking",
        "said",
        "listen",
        "listened",
        "thanks",
        "thank",
        "thankyou",
        "grateful",
        "credit",
        "kudos",
        "praise",
        "respect",
        "love",
        "hello",
        "thankful",
        "due",
        "owed",
        "shout",
        "props",
        "attention",
        "letter",
        "letters",
        "help",
        "support",
        "care",
        "treatment",
        "call",
        "calls",
        "called",
        "feedback",
        "message",
        "hear",
        "heard",
        "complaint",
        "given",
        "gave",
        "hats",
        "mention",
        "well",
        "off",
    ]
)
# How drugs end.
DRUG: Final = re.compile(
    r".{2,}(?:mab|nib|pril|olol|statin|azole|cillin|mycin|oxacin|sartan|dipine|prazole|gliptin|gliflozin|tide"
    r"|parin|xaban"
    r"|azepam|idone|apine|triptan|setron|profen|caine|oxetine|tyline|formin|zide|amide|onium|vir|phylline)s?"
)
# Phrases with a name that name nobody, in small letters, without possessives, one between commas.
_IDIOMS: Final = """
tom dick and harry, tom dick or harry, tom dick n harry, tom dick harry, pete sake, rob peter to pay paul, robbing
peter to pay paul, gordon bennett, bob your uncle, proper charlie, mary mother of god, mother of god, bloody mary, hail
mary, joneses, jack of all trades, on your nelly, heavens to betsy, smart alec, nosy parker, jolly roger, happy as
larry, uncle tom cobley, tom cobley, hobson choice, murphy law, sweet fanny adams, simon says, peeping tom, plain jane,
john lewis, joe bloggs, joe public, average joe, john doe, jane doe, even stevens, dear john letter, jekyll and hyde,
florence nightingale, mary seacole, mother teresa, basil fawlty, fawlty towers, victor meldrew, father christmas, harry
potter, doctor who, dr who, nurse ratched, boris johnson, keep calm, jesus, jesus christ, christ almighty, virgin mary,
marie curie, macmillan, john radcliffe, queen elizabeth, king edward, william harvey, princess alexandra, princess
royal, princess of wales, prince of wales, prince charles, princess diana, diana princess, queen alexandra, queen mary,
james cook, queen victoria, queen charlotte, queen charlottes, queen margaret, king george, st george, dunstable, royal
victoria, nelson mandela, aneurin bevan, rosa parks, freeman hospital, george eliot, william osler, robert jones, agnes
hunt, edward jenner, alder hey, ronald mcdonald, teenage cancer, sue ryder, marie stopes, dr martens, doc martens, doc
marten, wh smith, wh smiths, w h smith, thomas cook, james bond, mickey mouse, fred karno, heath robinson, billy no
mates, bill of health, verity, felicity and joy, jack the lad, uncle sam, aunt sally, big brother, lazy susan, daisy
chain, thomas splint, alexander technique, bobath, st john ambulance, st johns ambulance, jeremy kyle, amy winehouse,
the christie, maggie centre, maggies centre, winston churchill, marks and spencer, marks and spencers, marks n spencer,
marks spencer, glan clwyd, baker cyst, bakers cyst, osgood schlatter, osgood-schlatter, astra zeneca, astrazeneca,
north carolina, south carolina
"""
# By their first word, all their words.
IDIOMS: Final[dict[str, list[list[str]]]] = {}
for _phrase in _IDIOMS.split(","):
    IDIOMS.setdefault(_phrase.split()[0], []).append(_phrase.split())

# 'Charlotte (Lottie) Greene', 'Margaret "Peggy" Shaw': the short form, then the surname.
NICKNAME: Final = re.compile(r" [(\"'\u2018\u201c]([^\W\d_][\w-]*)[)\"'\u2019\u201d] ([^\W\d_][\w'\u2019-]*)")
_WHOSE: Final = r"(?:my|our|his|her|their)"
# 'April, my eldest, came', 'June my mother-in-law broke her hip'.
OF_OURS: Final = re.compile(
    rf"(?:, {_WHOSE} (?:[a-z]+ )?(?:{_FAMILY})\b,| {_WHOSE} (?:[a-z]+ )?(?:mother|father|sister|brother|son|daughter)"
    rf"(?:-| )in(?:-| )law\b| {_WHOSE} (?:{_FAMILY}|{_WORK})\b)",
    re.IGNORECASE,
)
_DOES: Final = (
    "(?:was|is|will|has|had|did|made|came|took|gave|held|went|said|told|rang|got|kept|put|sat|saw|brought|knew|found|spoke"
    "|[a-z]+(?:ed|s))"
)
# 'Will the student nurse will go far', 'Will my husband had', 'May on reception squeezed us in'.
SOMEBODY_DOES: Final = re.compile(
    r" (?:on|in|from|at) (?:the )?(?:[a-z]+ ){0,2}(?:ward|unit|clinic|desk|reception|team|department|theatres?)"
    rf" {_DOES}\b"
    rf"|,? (?:(?:the|{_WHOSE}) (?:[a-z]+ )?(?:{_WORK}|{_FAMILY}),? {_DOES}\b"
    r"|(?:on|at) (?:the )?(?:front )?(?:reception|desk|nights)\b|who\b|from (?:the )?(?:ward|reception|pharmacy)\b)"
    r"| (?:took|gave|made|got|had|found|put|did|fitted|came to) (?:me|my|us|our|his|her|him|them|bloods?)\b"
    r"| (?:was|is) (?:discharged|admitted|lovely|amazing|brilliant|fantastic|excellent|wonderful|kind|caring|rude|sent"
    r"|told|given|moved|so (?:kind|lovely|caring|helpful)|very (?:kind|caring|helpful)"
    r"|the (?:nurse|midwife|doctor|best))\b",
    re.IGNORECASE,
)
# Before these 'Will', 'May' and the like are somebody.
BEFORE_A_MONTH: Final = frozenset(
    [
        "with",
        "thank",
        "thanks",
        "met",
        "called",
        "named",
        "nurse",
        "sister",
        "midwife",
        "doctor",
        "our",
        "lovely",
        "dear",
        "hello",
        "hi",
        "asked",
        "mrs",
        "miss",
        "little",
    ]
)
