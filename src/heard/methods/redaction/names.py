"""Names of people, by what stands around them and by lists of names and of words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from heard.methods.redaction import cues
from heard.methods.redaction.lists import AMBIGUOUS, KNOWN, PLAIN, PROPER, SAFE, is_misspelt, is_word, plain_accents
from heard.methods.redaction.spans import Span
from heard.methods.redaction.tokens import Token, Tokens, is_shouting
from heard.methods.redaction.words import (
    AFTER_A_TITLE,
    NEVER_NAMES,
    PLACES,
    ROLES,
    STARTS_A_PLACE,
    SURNAMES_TOO,
    VERBS_OF_PEOPLE,
    WORK,
)

# Titles in any case, and titles that are a word of their own in lower case ('miss my appointment', 'ms clinic').
_TITLES: Final = frozenset({"dr", "doctor", "mr", "mrs", "prof", "professor"})
_SHORT_TITLES: Final = frozenset({"dr", "mr", "mrs", "prof"})
_CAPITAL_TITLES: Final = frozenset(
    """
Ms Miss Mx Sir Dame Lady Lord Rev Reverend Father Fr Sr Nurse Sister Matron Midwife Paramedic Consultant Surgeon Physio
Psychologist Psychiatrist Therapist Constable Sergeant Councillor HCA OT Auntie Aunty Uncle Nana Nan Nurses Drs
Paramedics
""".split()  # noqa: SIM905 - a word list reads better as prose
)
_ANY_TITLES: Final = _TITLES | {title.lower() for title in _CAPITAL_TITLES} | ROLES
_PARTICLES: Final = frozenset("van der de la le du von el al bin ibn ap ab di da dos st n\u00ed nic mac o".split())  # noqa: SIM905
_MONTHS_AND_WILL: Final = frozenset({"may", "will", "april", "june", "august", "summer", "autumn"})
_ANDS: Final = frozenset({"and", "n", "or", "nd"})
SHORT: Final = 3
_LONG: Final = 7


@dataclass(frozen=True, slots=True)
class Said:
    """A text with its words, and whether capitals say anything in it."""

    text: str
    tokens: Tokens
    shouting: bool
    title_case: bool

    def capital(self, token: Token) -> bool:
        """Whether a word has a capital that says something; with all capitals it is an acronym."""
        return not self.shouting and token.core[0].isupper() and (len(token.core) == 1 or not token.core.isupper())

    def may_be_name(self, token: Token) -> bool:
        """Whether a capital letter makes a word a name, where a name is due."""
        return (
            self.capital(token)
            and token.low not in NEVER_NAMES
            and token.low not in ROLES
            and not token.low.startswith("i'")
        )

    def unknown(self, token: Token) -> bool:
        """Whether a word is one of neither the language nor the map."""
        low = plain_accents(token.low)
        if not low.isascii() or ("'" in low and low[:2] not in {"o'", "d'", "n'"}):
            return False
        if "-" in low:
            return all(
                len(half) >= SHORT - 1 and half not in AMBIGUOUS and not is_word(half) for half in low.split("-")
            )
        return len(low) >= SHORT and low not in AMBIGUOUS and not is_word(low) and not cues.DRUG.fullmatch(low)

    def is_name(self, token: Token) -> bool:
        """Whether a word, where a name is due, is one: in the lists, or an unknown or ambiguous one with a capital."""
        low = token.low
        if _is_plain(low):
            return len(low) > SHORT - 1 or self.capital(token)
        if self.title_case and low not in AMBIGUOUS and not self.unknown(token):
            return False
        if low in AMBIGUOUS:
            return low not in NEVER_NAMES and (self.capital(token) or self.shouting)
        return (self.capital(token) or self.shouting) and self.unknown(token) and not is_misspelt(low)


def find(text: str) -> Iterator[Span]:
    """Every name in a text, possibly overlapping."""
    tokens = Tokens(text)
    said = Said(text, tokens, is_shouting(text), tokens.has_title_case())
    found = {*_titled(said), *_introduced(said), *_standing(said)}
    if not found:
        return
    found |= _enumerated(said, found)
    idioms = [match.span() for match in cues.IDIOMS.finditer(text.replace("\u2019", "'"))]
    for first, last in found:
        start, end = tokens[first].start, tokens[last].end
        if not any(begin < end and start < stop for begin, stop in idioms):
            yield Span(start, end, "name")


def may_list(texts: Iterable[str]) -> list[bool]:
    """Whether each text has a word, made of ASCII letters, that is a name or in no dictionary.

    >>> may_list(["Thanks, SARAH-Jane's team", "Very good care", "Xiomarax helped"])
    [True, False, True]
    """
    return [
        not KNOWN.issuperset(words := text.encode().translate(_ASCII_WORDS).split()) and _may_name(words, text)
        for text in texts
    ]


def _may_name(words: list[bytes], text: str) -> bool:
    """Whether the words that are in no dictionary may be somebody: neither slips of the pen nor acronyms."""
    for place, word in enumerate(words):
        if word in KNOWN:
            continue
        if word.lower() in _ENCODED:
            return True
        if word.islower():
            # 'nurse chaminda', 'emre, nhs number', 'luca the hca'
            beside = words[max(0, place - 1) : place] + words[place + 1 : place + 2]
            if len(word) > SHORT and any(other.lower() in _BESIDE for other in beside):
                return True
        elif word[1:].islower() or word[:2] in _JOINED_NAMES or is_shouting(text):
            return True
    return False


def _joined(text: str, left: Token, right: Token, between: str = r"\.? ?") -> bool:
    return _joins(between, text[left.end : right.start])


@lru_cache(maxsize=1_000)
def _joins(between: str, gap: str) -> bool:
    """There are few gaps, mostly one space."""
    return re.fullmatch(between, gap) is not None


def _extended(said: Said, at: int) -> int:
    """Index of the last token of a name that begins at token `at`: surnames, initials and particles follow."""
    text, tokens, last = said.text, said.tokens, at
    while last + 1 < len(tokens) and last - at < 4 and _joined(text, tokens[last], tokens[last + 1], r"\.? |-|\."):
        following = tokens[last + 1]
        full_stop = text[tokens[last].end : tokens[last].end + 1] == "." and len(tokens[last].core) > 1
        surname = said.is_name(following) if said.shouting or said.title_case else said.may_be_name(following)
        if following.low in _PARTICLES and last + 2 < len(tokens) and said.may_be_name(tokens[last + 2]):
            last += 2
        elif (surname and not full_stop) or (_is_plain(following.low) and len(following.low) > SHORT and not full_stop):
            last += 1
        else:
            break
    return last


def _titled(said: Said) -> Iterator[tuple[int, int]]:
    text, tokens = said.text, said.tokens
    for at in tokens.among(_ANY_TITLES):
        if at + 1 == len(tokens):
            continue
        if tokens.lows[at] not in _SHORT_TITLES and tokens.lows[at + 1] in SAFE and tokens.word(at + 1).islower():
            continue
        title, first = tokens[at], at + 1
        named = tokens[first]
        if not _joined(text, title, named, r"\.? {1,2}|\."):
            if title.low in ROLES and _joined(text, title, named, r",? [\"'(\u201c]|, ") and said.is_name(named):
                yield first, _extended(said, first)
            continue
        full = title.low in _TITLES or title.core in _CAPITAL_TITLES
        if not full and named.start - title.end > 1:
            continue
        # 'Dr A. Rahman', 'Mr de Souza': an initial or a particle leads to the name.
        leads = first + 1 < len(tokens) and (len(named.core) == 1 or named.low in _PARTICLES)
        if full and leads and _joined(text, named, tokens[first + 1], r"\.? ?|'|\u2019") and not said.shouting:
            after = first + (2 if tokens[first + 1].low in _PARTICLES else 1)
            if after < len(tokens) and said.may_be_name(tokens[after]):
                yield first, _extended(said, after)
                continue
        if title.low in _SHORT_TITLES and named.low in _ANDS and first + 2 < len(tokens):
            continue
        if _follows_title(said, title, at, full):
            yield first, _extended(said, first)


def _follows_title(said: Said, title: Token, at: int, full: bool) -> bool:
    tokens, first = said.tokens, at + 1
    named = tokens[first]
    if not full:
        return _follows_role(said, at)
    surname = named.low in SURNAMES_TOO and said.capital(named)
    if (said.may_be_name(named) or surname) and not (
        said.title_case and is_word(named.low) and title.low not in _SHORT_TITLES
    ):
        possessive = said.text[named.end : named.end + 1] in {"'", "\u2019"}
        return title.low in _SHORT_TITLES or possessive or not _is_place(said, first)
    if named.low in NEVER_NAMES or named.low in AFTER_A_TITLE or named.low in ROLES:
        return False
    if title.low in _SHORT_TITLES:
        return len(named.core) > SHORT - 1
    return said.is_name(named) or _strange(said, named)


def _follows_role(said: Said, at: int) -> bool:
    """Whether a name stands after who somebody is: 'my gran Eileen', 'nurse chaminda', 'the porter Les'."""
    named = said.tokens[at + 1]
    if _is_place(said, at + 1):
        return False
    if _is_plain(named.low):
        return True
    after = said.tokens[at + 2] if at + 2 < len(said.tokens) else None
    if after and said.capital(named) and said.capital(after) and _is_plain(after.low):
        return True
    if said.may_be_name(named) and len(named.core) > 1 and not said.title_case:
        return named.low not in PROPER and (named.low not in PLACES)
    return said.tokens[at].low in WORK and _strange(said, named)


def _strange(said: Said, token: Token) -> bool:
    """Whether a word in small letters is in no dictionary, and no slip of the pen either."""
    return (
        len(token.low) > SHORT
        and token.core.isalpha()
        and token.core.islower()
        and said.unknown(token)
        and not is_misspelt(token.low)
    )


def _introduced(said: Said) -> Iterator[tuple[int, int]]:
    """Names after 'my name is', 'thanks to' and the like."""
    for begins in said.tokens.among(cues.WORDS):
        match = cues.THANKS.match(said.text, said.tokens[begins].start)
        thanks = match is not None
        match = match or cues.STRONG.match(said.text, said.tokens[begins].start)
        at = said.tokens.starting_at(match.end()) if match else None
        if at is None or _is_place(said, at):
            continue
        token = said.tokens[at]
        small = thanks and (_strange(said, token) or _is_thanked(said, at))
        capital = said.may_be_name(token) and not (said.title_case and is_word(token.low))
        if small or said.is_name(token) or (capital and not (token.low in PROPER and is_place_like(token.low))):
            yield at, _extended(said, at)


def is_place_like(low: str) -> bool:
    """Whether a proper word is rather a place, a people or a brand than a surname: no surname has so many letters."""
    return low in PLACES or low.endswith(("shire", "ish", "ian", "ese"))


def _is_thanked(said: Said, at: int) -> bool:
    """'thankyou to grace and hope who': a word that is a name too, in small letters, alone."""
    token = said.tokens[at]
    if token.low not in AMBIGUOUS or token.low in NEVER_NAMES or token.low in _MONTHS_AND_WILL:
        return False
    after = said.text[token.end : token.end + 8]
    return re.match(r"\s*(?:$|[,.!&\n(]|(?:and|n|who|in|on|at|from|xx?)\b)", after) is not None


def _enumerated(said: Said, found: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Names joined to those found by commas, 'and' and the like, as far as they go."""
    more: set[tuple[int, int]] = set()
    for _, end in found:
        last = end
        while (at := _next_in_list(said, last)) is not None and at < len(said.tokens):
            token, before = said.tokens[at], said.tokens[last]
            small = before.core.islower() and (_is_thanked(said, at) or _strange(said, token))
            capital = said.may_be_name(token) and not said.title_case and not is_word(token.low)
            if not (small or capital or said.is_name(token)) or _is_place(said, at):
                break
            last = _extended(said, at)
            more.add((at, last))
    return more


def _next_in_list(said: Said, last: int) -> int | None:
    following = last + 1
    if following >= len(said.tokens):
        return None
    left, right = said.tokens[last], said.tokens[following]
    linked = right.low in _ANDS and following + 1 < len(said.tokens)
    if _joined(said.text, left, right, r" ?[,/&+;] ?"):
        return following + 1 if linked else following
    return following + 1 if linked and _joined(said.text, left, right, " ") else None


def _standing(said: Said) -> Iterator[tuple[int, int]]:
    """Names of the lists, and words in no dictionary, by the words beside them."""
    for at in [at for at, low in enumerate(said.tokens.lows) if low not in SAFE]:
        token = said.tokens[at]
        low = token.low
        if len(low) == 1:
            if _initials(said, at):
                yield at, _extended(said, at + 1)
            continue
        if _is_plain(low):
            # Short ones are words or acronyms too: 'jan', 'TED'.
            ours = at > 0 and said.tokens[at - 1].low in {"our", *WORK}
            named = len(low) > SHORT or ours or (token.core.isupper() if said.shouting else said.capital(token))
        elif "-" in low and all(half[:1].isupper() for half in token.core.split("-")):
            named = any(map(_is_plain, low.split("-")))
        elif low in AMBIGUOUS:
            named = said.capital(token) and _context_says_name(said, at)
        else:
            named = _stranger(said, at)
        if named and not _is_place(said, at):
            yield at, _extended(said, at)


def _initials(said: Said, at: int) -> bool:
    """'J. Okonkwo', 'g.s. dhillon': an initial with a full stop before a name."""
    if at + 1 >= len(said.tokens) or not _joined(said.text, said.tokens[at], said.tokens[at + 1], r"\. ?"):
        return False
    following = said.tokens[at + 1]
    return len(following.core) > 1 and (
        said.is_name(following) or (said.capital(following) and following.low in PROPER)
    )


def _is_plain(word: str) -> bool:
    """Whether a word, or both halves of a double name, stands in the list, with or without accents."""
    if "-" in word:
        return all(half in AMBIGUOUS or _is_plain(half) for half in word.split("-")) and any(
            map(_is_plain, word.split("-"))
        )
    return word in PLAIN or (not word.isascii() and plain_accents(word) in PLAIN)


def _context_says_name(said: Said, at: int) -> bool:
    """Whether a capitalised word is a name: by a surname, a person's verb, or a capital in mid-sentence."""
    token = said.tokens[at]
    following = said.tokens[at + 1] if at + 1 < len(said.tokens) else None
    adjacent = following is not None and _joined(said.text, token, following, r" ")
    surname = bool(following and adjacent and said.may_be_name(following) and not said.title_case)
    if token.low in _MONTHS_AND_WILL:
        return surname
    if token.low in NEVER_NAMES or said.title_case:
        return surname and token.low not in NEVER_NAMES and following is not None and said.is_name(following)
    if cues.SOMEBODY_FOLLOWS.match(said.text, token.end + 1) or cues.SOMEBODY_FOLLOWS.match(said.text, token.end):
        return True
    if following and adjacent and following.low in VERBS_OF_PEOPLE:
        return True
    if _starts_sentence(said.text, token):
        return surname or _pairs(said, at)
    return not (at and said.tokens[at - 1].low in cues.BEFORE_PLACES)


def _pairs(said: Said, at: int) -> bool:
    """'Gift and Praise on nights': two that look like names, joined."""
    following = _next_in_list(said, at)
    return following is not None and following < len(said.tokens) and said.is_name(said.tokens[following])


def _stranger(said: Said, at: int) -> bool:
    """Whether a word in no dictionary is somebody."""
    token = said.tokens[at]
    if not said.unknown(token):
        return False
    if token.core.islower():
        return cues.PLAINLY_SOMEBODY.match(said.text, token.end) is not None and _strange(said, token)
    if not said.capital(token) or not token.core[1:].replace("'", "").replace("\u2019", "").replace("-", "").isalpha():
        return False
    if re.search(r"[a-z][A-Z]", token.core) and not re.match(r"(?:Mc|Mac|De|Di|Le|O|Fitz|Van)[A-Z]", token.core):
        return False
    text = said.text
    if cues.SOMEBODY_FOLLOWS.match(text, token.end + 1) or cues.SOMEBODY_FOLLOWS.match(text, token.end):
        return not is_misspelt(token.low)
    following = said.tokens[at + 1] if at + 1 < len(said.tokens) else None
    if following and _joined(text, token, following, r" ") and following.low in VERBS_OF_PEOPLE:
        return not is_misspelt(token.low)
    if _starts_sentence(text, token):
        if is_misspelt(token.low):
            return False
        surname = following is not None and _joined(text, token, following, " ") and said.may_be_name(following)
        return (
            text[token.end : token.end + 2] in {"'s", "\u2019s"}
            or (surname and not said.title_case)
            or _pairs(said, at)
        )
    return (
        not said.title_case and not _leads_to_place(said, at) and (len(token.low) < _LONG or not is_misspelt(token.low))
    )


def _leads_to_place(said: Said, at: int) -> bool:
    """'in Rothbury', 'went to Southwell', 'the nurse from Mapperley': an unknown word that is somewhere."""
    if not at:
        return False
    before = said.tokens[at - 1].low
    if before in {"to", "from"} and _joined(said.text, said.tokens[at - 1], said.tokens[at], " "):
        return not (at > 1 and said.tokens[at - 2].low in cues.BEFORE_PEOPLE)
    return before in cues.BEFORE_PLACES


def _starts_sentence(text: str, token: Token) -> bool:
    if text[: token.start].rstrip().endswith(("--", "\u2014")):
        return False
    before = text[: token.start].rstrip(" \t\"'(\u201c\u2018-\u2013*\u2022")
    return not before or before[-1] in ".!?:\n\r"


def _is_place(said: Said, at: int) -> bool:
    """Whether a hospital, ward, street, illness or rule is called after somebody: 'James Cook Hospital', 'St Mary'."""
    tokens, text = said.tokens, said.text
    if at and tokens[at - 1].low in STARTS_A_PLACE and _joined(text, tokens[at - 1], tokens[at], r"\.? "):
        return True
    if re.match(r"(?:['\u2019]s)? [0-9]", text[tokens[at].end : tokens[at].end + 4]):
        return True  # 'Rowan 1' is a ward
    for place in range(at + 1, min(at + 5, len(tokens))):
        token = tokens[place]
        if token.low == "and" and place + 2 < len(tokens) and tokens[place + 2].low in {"ward", "wards", "units"}:
            return True
        if not _joined(text, tokens[place - 1], token, r"(?:['\u2019]s?)?[ -]"):
            return False
        if token.low in PLACES and (token.core[0].isupper() or token.low in _PLAIN_PLACES):
            return place - at < 2 or token.low not in {"ward", "hall", "park", "hill", "wood", "court", "practice"}
        if not token.core[0].isupper() or said.shouting:
            return False
    return False


_PLAIN_PLACES: Final = frozenset(
    "hospital ward wards unit clinic suite wing health maternity nurses technique splint syndrome disease".split()  # noqa: SIM905
)
_CAPITALS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ENCODED: Final = frozenset(name.encode() for name in PLAIN if name.isascii())
_BESIDE: Final = frozenset(word.encode() for word in WORK | _TITLES | {"the", "my", "our", "a", "nhs", "is", "was"})
_JOINED_NAMES: Final = frozenset({b"Mc", b"Ma", b"De", b"Di", b"Le", b"O", b"Fi", b"Va"})
# Bytes of UTF-8: what is no ASCII letter separates, a digit too ('1938Sam'), as for the words of a text.
_ASCII_WORDS: Final = bytes(code if code < 128 and chr(code).isalpha() else 32 for code in range(256))

_BEFORE: Final = r"(?:^|[\W\d_])"
_AFTER: Final = r"(?:$|[\W\d_])"
# One of these, or `may_list`, finds every text that has a name (held by a test). 'I' alone begins no name.
_CAPITAL: Final = r"(?:[A-HJ-Z]|I[A-Za-z '\x{2019}.-]|[^\x{00}-\x{7f}])"
_PREFILTERS: Final = (
    rf"(?i:{_BEFORE}(?:{'|'.join(sorted(_SHORT_TITLES))}){_AFTER})",
    rf"{_BEFORE}(?:(?i:doctor|professor)|{'|'.join(sorted(_CAPITAL_TITLES))})\.? {{0,2}}"
    rf"(?:(?i:{'|'.join(sorted(_PARTICLES))}) |{_CAPITAL})",
    rf"(?i:{_BEFORE}(?:{'|'.join(sorted(ROLES))})) {_CAPITAL}",
    *cues.PREFILTERS,
    r"(?i:[odn]['\x{2019}][a-z])",
    # A letter with an accent hides a name of the list: 'SAR\u00c1H' is looked at as 'SARAH'. So does the kelvin sign.
    r"[\x{00c0}-\x{024f}\x{0300}-\x{036f}\x{1e00}-\x{1eff}\x{212a}]",
)
# As one pattern, for each reading of a text costs more than what it looks for.
PREFILTER: Final = "|".join(f"(?:{pattern})" for pattern in _PREFILTERS)
