"""Dates that words around them make dates of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from heard.methods.redaction.spans import Span

# Of these words one stands beside every date of birth; 'd.o.b.' and 'b-day' are letters by themselves.
WORDS: Final = frozenset(
    "born birth births birthday birthdays birthdate birthdates dob ob b bday baby babys arrived came delivered".split()  # noqa: SIM905
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
    r" ?[,)(-]{0,2} ?(?:\(?(?:dob|d\.o\.b)\b|(?:that |which )?(?:is|was|are) (?:my|her|his|the|our|their|when)"
    r"[^.!?]{0,30}\b(?:birth|born|birthday|dob)\b|babys?\b|when (?:i|he|she|they|we) (?:was|were) born"
    r"|(?:that'?s |which is |is |was )?(?:on )?(?:my|her|his|our|their|the"
    r"|[a-z]+'s) (?:[a-z]+ ){0,2}(?:date of birth|dob|birthday)\b)",
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


def find(text: str) -> Iterator[Span]:
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
