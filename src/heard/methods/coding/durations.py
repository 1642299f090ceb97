"""How long something took, as people write it: '9 hours', 'nine hrs', '1h 35', 'half an hour', 'all night'."""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = {
    "a": 1, "an": 1, "one": 1, "the": 1, "another": 1, "two": 2, "couple of": 2, "three": 3, "few": 3, "four": 4,
    "five": 5, "several": 5, "six": 6, "many": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12,
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "twenty": 20, "twenty five": 25, "thirty": 30, "thirty five": 35, "forty": 40, "forty five": 45, "fifty": 50,
    "fifty five": 55, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_LENGTHS: Final = {"m": 1, "h": 60, "d": 1_440, "n": 480, "w": 10_080, "mo": 43_200, "y": 525_600}
# Strings of which every time has one, as `literals` has them: a space is what is no letter or digit.
UNITS: Final = frozenset((
    "hour", "hr", "min", "day", "night", "week", "wk", "month", "mth", "year", "yr", " h ",
    *(f"{digit}h " for digit in range(10)),
))  # fmt: skip
_NUMBER: Final = "|".join(sorted((word.replace(" ", "[ -]") for word in _WORDS), key=len, reverse=True))
DURATION: Final = re.compile(
    r"(?:(?P<soon>\b(?:within|under|less than|inside|only|just|in|every|about every)"
    r" (?:just |only |about |around |the |that |those )?)|\b)"
    r"(?:(?P<bare>all (?:night|day)|overnight|(?:through|whole|half) (?:the )?night|hours|days|weeks|months)\b"
    r"|(?P<half>half an? hour|\u00bd ?an? hour)"
    r"|(?P<quarters>(?:three )?quarters? of an hour)"
    rf"|(?P<number>\d+(?:\.\d+)?|{_NUMBER})(?: ?(?:\+|plus|whole|full|long|solid|good|bloody|odd))?"
    r"(?P<more> ?(?:and a half|1/2|\u00bd))?[ -]*"
    r"(?P<unit>hours?|hrs?|(?<![a-z])h|minutes?|mins?|days?|nights?|weeks?|wks?|months?|mths?|years?|yrs?)\b"
    r"(?:(?P<later> and a? ?half)| ?(?:and )?(?P<minutes>\d\d?)\b(?! ?(?:years|yrs|am|pm)))?)"
    r"(?P<other> ago\b|[ -]old\b| of age\b"
    r"| ?/ ?7\b| (?:a|per) (?:day|week)\b| (?:shift|service|session|notice|sleep)\b)?",
    re.ASCII,
)


def minutes(text: str) -> int:
    """The longest time that a text in small letters names as having passed, in minutes; 0 where it names none.

    Not an age, not how long ago, and not what happened within a time.

    >>> [minutes(text) for text in ("nine hrs on the floor", "over an hour and a half", "6 hr 20", "waited for hours")]
    [540, 90, 380, 120]
    >>> [minutes(text) for text in ("they came within an hour", "my 9 month old", "two years ago", "45 mins")]
    [0, 0, 0, 45]
    """
    return max((_length(found) for found in DURATION.finditer(text)), default=0)


def _length(found: re.Match[str]) -> int:
    if found["soon"] or found["other"]:
        return 0
    if found["half"]:
        return 30
    if found["quarters"]:
        return 45
    if found["bare"]:
        return _bare(found["bare"])
    word = found["number"].replace("-", " ")
    number = _WORDS[word] if word in _WORDS else float(word)
    unit = found["unit"]
    size = _LENGTHS["mo" if unit.startswith(("mo", "mt")) else unit[0]]
    return int((number + (0.5 if found["more"] or found["later"] else 0)) * size) + int(found["minutes"] or 0)


def _bare(word: str) -> int:
    # 'Hours' are two at least, and so for the others.
    return {"hours": 120, "days": 2_880, "weeks": 20_160, "months": 86_400}.get(word, 480)
