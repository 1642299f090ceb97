"""Names of people, by what stands around them and by a list of first names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from heard.methods.redaction import first_names
from heard.methods.redaction.spans import Span
from heard.methods.redaction.words import AFTER_A_TITLE, NEVER_NAMES, PLACES, STARTS_A_PLACE, VERBS_OF_PEOPLE

PLAIN: Final = first_names.PLAIN - first_names.AMBIGUOUS
AMBIGUOUS: Final = first_names.AMBIGUOUS

_TOKEN: Final = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
# The same in ASCII, in half the time.
_ASCII_TOKEN: Final = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*")
# Titles in any case, and titles that are a word of their own in lower case ('miss my appointment', 'ms clinic').
_TITLES: Final = frozenset({"dr", "doctor", "mr", "mrs", "prof", "professor"})
_SHORT_TITLES: Final = frozenset({"dr", "mr", "mrs", "prof"})
_CAPITAL_TITLES: Final = frozenset(
    """
Ms Miss Mx Sir Dame Lady Lord Rev Reverend Father Nurse Sister Matron Midwife Paramedic Consultant Surgeon Psychologist
Psychiatrist Physio Therapist Constable Sergeant Councillor
""".split()  # noqa: SIM905 - a word list reads better as prose
)
_ANY_TITLES: Final = _TITLES | {title.lower() for title in _CAPITAL_TITLES}
_PARTICLES: Final = frozenset("van der de la le du von el al bin ibn ap di da dos st".split())  # noqa: SIM905
_RELATIONS: Final = (
    "husband|wife|son|daughter|mum|mother|dad|father|brother|sister|partner|friend|carer|nurse|doctor|midwife|therapist"
    "|counsellor|key ?worker|social worker|consultant|cpn|gp"
)
_CUE: Final = (
    r"\b(?:(?:my |her |his )?name(?:'s|\x{2019}s| is| was)|named|called|thank(?:s| ?you)(?: to)?|well done"
    r"|mention (?:to|for|of)"
    r"|shout ?out (?:to|for)|grateful to|praise for|credit to|kudos to|especially|particularly"
    r"|member of staff|staff member"
    rf"|my (?:{_RELATIONS})|spoke (?:to|with)|(?:seen|treated) by|signed|regards)[,:]? +"
)
_CUES: Final = re.compile(_CUE.replace(r"\x{2019}", "\u2019") + r"(?=[^\W\d_])", re.IGNORECASE | re.ASCII)


SHORT: Final = 3
_CAPITALS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SMALL: Final = _CAPITALS.lower()
_POSSESSIVES: Final = ("'s", "\u2019s", "'S", "\u2019S")
_MONTHS_AND_WILL: Final = frozenset({"may", "will", "april", "june", "august", "summer", "autumn"})


class Token(NamedTuple):
    """A word with its place; `core` is the word without a possessive."""

    start: int
    end: int
    core: str
    low: str


class Tokens:
    """The words of a text; each becomes a Token when it is first looked at, for most never are."""

    __slots__ = ("_made", "_starts", "_text", "_words", "lows")

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] = []
        self._made: dict[int, Token] = {}
        plain = text.isascii()
        if plain and "'" not in text and "-" not in text:
            # The same words as the pattern's, in a tenth of the time.
            self._words = text.translate(_SEPARATED).split()
            self.lows = [word.lower() for word in self._words]
            return
        self._words = (_ASCII_TOKEN if plain else _TOKEN).findall(text)
        self.lows = [_without_possessive(word).lower() for word in self._words]

    def __len__(self) -> int:
        """How many words."""
        return len(self._words)

    def __getitem__(self, place: int) -> Token:
        """The word at a place. Raises IndexError beyond the last."""
        token = self._made.get(place)
        if token is None:
            core = _without_possessive(self._words[place])
            start = self._begins()[place]
            token = self._made[place] = Token(start, start + len(core), core, self.lows[place])
        return token

    def _begins(self) -> list[int]:
        if not self._starts:
            at = 0
            for word in self._words:
                # Nothing of a word stands between two: what does is no letter.
                at = self._text.index(word, at)
                self._starts.append(at)
                at += len(word)
        return self._starts

    def among(self, words: frozenset[str]) -> list[int]:
        """Places of the words that are among these, in lower case."""
        return [place for place, low in enumerate(self.lows) if low in words] if not words.isdisjoint(self.lows) else []

    def starting_at(self, start: int) -> int | None:
        """The place of the word that starts at this character."""
        begins = self._begins()
        return begins.index(start) if start in begins else None


def _without_possessive(word: str) -> str:
    return word[:-2] if word[-1] in "sS" and word.endswith(_POSSESSIVES) else word


_LISTED: Final = PLAIN | AMBIGUOUS


def find(text: str) -> Iterator[Span]:
    """Every name in a text, possibly overlapping."""
    tokens = Tokens(text)
    shouting = _is_shouting(text)
    # Most texts that are looked at have only one of the three.
    if titles := tokens.among(_ANY_TITLES):
        yield from _titled(text, tokens, titles, shouting)
    if _may_introduce(text):
        yield from _introduced(text, tokens, shouting)
    every = "-" in text or not text.isascii()
    if listed := range(len(tokens)) if every else tokens.among(_LISTED):
        yield from _listed(text, tokens, listed, shouting)


def _may_introduce(text: str) -> bool:
    """Whether a text has the words of a cue, in a fraction of the time that the cues themselves take."""
    said = frozenset(text.encode(errors="replace").translate(_ASCII_WORDS).split())
    return not said.isdisjoint(_CUE_WORDS) or any(map(said.issuperset, _CUE_PAIRS))


def may_list(texts: Iterable[str]) -> list[bool]:
    """Whether each text has an ASCII name of the list as a word by itself, in any case, or in a double name.

    The same as a pattern of all those names, which takes as long to make ready as this takes for 8,000 texts.

    >>> may_list(["Thanks, SARAH-Jane's team", "Sarahs"])
    [True, False]
    """
    listed = _ENCODED
    return [not listed.isdisjoint(text.encode().translate(_ASCII_WORDS).split()) for text in texts]


def _is_shouting(text: str) -> bool:
    """Whether a text has more capitals than small letters."""
    if text.isascii():
        # The fewer are left without capitals, the more capitals there are; bytes are left out at once.
        encoded = text.encode()
        return len(encoded.translate(None, _CAPITALS)) < len(encoded.translate(None, _SMALL))
    return sum(map(str.isupper, text)) > sum(map(str.islower, text))


def _is_capital(token: Token, shouting: bool) -> bool:
    return not shouting and token.core[0].isupper() and (len(token.core) == 1 or not token.core.isupper())


def _may_be_name(token: Token, shouting: bool) -> bool:
    return _is_capital(token, shouting) and token.low not in NEVER_NAMES


def _joined(text: str, left: Token, right: Token, between: str = r"\.? ?") -> bool:
    return _joins(between, text[left.end : right.start])


@lru_cache(maxsize=1_000)
def _joins(between: str, gap: str) -> bool:
    """There are few gaps, mostly one space."""
    return re.fullmatch(between, gap) is not None


def _extended(text: str, tokens: Tokens, at: int, shouting: bool) -> int:
    """Index of the last token of a name that begins at token `at`: surnames, initials and particles follow."""
    last = at
    while last + 1 < len(tokens) and last - at < 3 and _joined(text, tokens[last], tokens[last + 1], r"\.? |-"):
        following = tokens[last + 1]
        full_stop = text[tokens[last].end] == "." and len(tokens[last].core) > 1
        if following.low in _PARTICLES and last + 2 < len(tokens) and _may_be_name(tokens[last + 2], shouting):
            last += 2
        elif _may_be_name(following, shouting) and not full_stop:
            last += 1
        else:
            break
    return last


def _titled(text: str, tokens: Tokens, places: Sequence[int], shouting: bool) -> Iterator[Span]:
    for at in places:
        if at + 1 == len(tokens):
            continue
        title = tokens[at]
        if not (title.low in _TITLES or title.core in _CAPITAL_TITLES) or not _joined(
            text, title, tokens[at + 1], r"\.? {1,2}|\."
        ):
            continue
        first = at + 1
        # 'Dr A. Rahman', 'Mr de Souza': an initial or a particle leads to the name.
        leads = first + 1 < len(tokens) and (len(tokens[first].core) == 1 or tokens[first].low in _PARTICLES)
        if leads and _joined(text, tokens[first], tokens[first + 1], r"\.? ?") and not shouting:
            after = first + (2 if tokens[first + 1].low in _PARTICLES else 1)
            if after < len(tokens) and _may_be_name(tokens[after], shouting):
                yield Span(tokens[first].start, tokens[_extended(text, tokens, after, shouting)].end, "name")
                continue
        named = tokens[first]
        if _may_be_name(named, shouting):
            yield Span(named.start, tokens[_extended(text, tokens, first, shouting)].end, "name")
        elif (
            title.low in _SHORT_TITLES and named.low not in NEVER_NAMES | AFTER_A_TITLE and len(named.core) > SHORT - 1
        ):
            yield Span(named.start, named.end, "name")


def _introduced(text: str, tokens: Tokens, shouting: bool) -> Iterator[Span]:
    """Names after 'my name is', 'thanks to' and the like, also those joined to the first by commas and 'and'."""
    for cue in _CUES.finditer(text):
        at = tokens.starting_at(cue.end())
        while at is not None and at < len(tokens):
            token = tokens[at]
            listed = _is_plain(token.low) or (token.low in AMBIGUOUS and _is_capital(token, shouting))
            if not listed and not (_may_be_name(token, shouting) and not _is_place(tokens, at, text)):
                break
            last = _extended(text, tokens, at, shouting)
            if not _is_place(tokens, at, text):
                yield Span(token.start, tokens[last].end, "name")
            at = _next_in_list(text, tokens, last)


def _next_in_list(text: str, tokens: Tokens, last: int) -> int | None:
    following = last + 1
    if following >= len(tokens):
        return None
    if _joined(text, tokens[last], tokens[following], r" ?[,/&+] ?"):
        return following + 1 if tokens[following].low == "and" else following
    return following + 1 if tokens[following].low == "and" and following + 1 < len(tokens) else None


def _listed(text: str, tokens: Tokens, places: Sequence[int], shouting: bool) -> Iterator[Span]:
    """First names of the list among the words at these places, with the surname that follows."""
    for at in places:
        token = tokens[at]
        low = token.low
        if low in PLAIN or ((not low.isascii() or "-" in low) and _is_plain(low)):
            # Short ones are words or acronyms too: 'jan', 'TED'.
            named = len(token.core) > SHORT or (token.core.isupper() if shouting else _is_capital(token, shouting))
        elif low in AMBIGUOUS:
            named = _is_capital(token, shouting) and _context_says_name(text, tokens, at, shouting)
        else:
            continue
        if named and not _is_place(tokens, at, text):
            yield Span(token.start, tokens[_extended(text, tokens, at, shouting)].end, "name")


def _is_plain(word: str) -> bool:
    """Whether a word, or both halves of a double name, stands in the list, with or without accents."""
    if "-" in word:
        return all(map(_is_plain, word.split("-")))
    return word in PLAIN or (not word.isascii() and _plain_accents(word) in PLAIN)


def _plain_accents(word: str) -> str:
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _context_says_name(text: str, tokens: Tokens, at: int, shouting: bool) -> bool:
    """Whether a capitalised word is a name: by a surname, a person's verb, or a capital in mid-sentence."""
    token = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    adjacent = following is not None and _joined(text, token, following, r" ")
    if token.low in _MONTHS_AND_WILL:
        return bool(following and adjacent and _may_be_name(following, shouting))
    if following and adjacent and following.low in VERBS_OF_PEOPLE:
        return True
    if _starts_sentence(text, token):
        return bool(following and adjacent and _may_be_name(following, shouting))
    return True


def _starts_sentence(text: str, token: Token) -> bool:
    before = text[: token.start].rstrip(" \t\"'(\u201c\u2018-\u2013*\u2022")
    return not before or before[-1] in ".!?:\n\r"


def _is_place(tokens: Tokens, at: int, text: str) -> bool:
    """Whether a hospital, ward, street, illness or rule is called after somebody: 'James Cook Hospital', 'St Mary'."""
    if at and tokens[at - 1].low in STARTS_A_PLACE and _joined(text, tokens[at - 1], tokens[at], r"\.? "):
        return True
    if re.match(r"(?:['\u2019]s)? [0-9]", text[tokens[at].end : tokens[at].end + 4]):
        return True  # 'Rowan 1' is a ward
    for place in range(at + 1, min(at + 5, len(tokens))):
        if not _joined(text, tokens[place - 1], tokens[place], r"(?:['\u2019]s?)?[ -]"):
            return False
        if tokens[place].low in PLACES and (
            tokens[place].core[0].isupper() or tokens[place].low in {"hospital", "ward", "unit"}
        ):
            return place - at < 2 or tokens[place].low not in {"ward", "hall", "park", "hill", "wood", "court"}
        if not tokens[place].core[0].isupper():
            return False
    return False


_ALL_PLAIN: Final = PLAIN | {_plain_accents(name) for name in PLAIN}
# Bytes of UTF-8: what is no ASCII letter separates, a digit too ('1938Sam'), as for _TOKEN.
_ENCODED: Final = frozenset(name.encode() for name in _ALL_PLAIN if name.isascii())
# What is no ASCII letter becomes a space.
_SEPARATED: Final = {code: " " for code in range(128) if not chr(code).isalpha()}
_ASCII_WORDS: Final = bytes(ord(chr(code).lower()) if code < 128 and chr(code).isalpha() else 32 for code in range(256))

# Words of which a text needs one for each cue in `_CUE`, or pairs of which it needs both (held by a test).
_CUE_WORDS: Final = frozenset(
    b"name named called thank thanks thankyou mention shout shoutout especially particularly spoke signed "
    b"regards".split()
)
_CUE_PAIRS: Final = tuple(
    frozenset(pair.encode().split())
    for pair in (
        *("well done", "grateful to", "praise for", "credit to", "kudos to", "member staff", "seen by", "treated by"),
        *(
            f"my {relation.replace(space, '').split()[0]}"
            for relation in _RELATIONS.split("|")
            for space in (" ?", "?")
        ),
    )
)

_BEFORE: Final = r"(?:^|[\W\d_])"
_AFTER: Final = r"(?:$|[\W\d_])"
# One of these, or `may_list`, finds every text that has a name (held by a test). 'I' alone begins no name.
_CAPITAL: Final = r"(?:[A-HJ-Z]|I[A-Za-z '\x{2019}.-]|[^\x{00}-\x{7f}])"
_PREFILTERS: Final = (
    rf"(?i){'|'.join(sorted(name for name in _ALL_PLAIN if not name.isascii()))}"
    rf"|{_BEFORE}(?:{'|'.join(sorted(_SHORT_TITLES))}){_AFTER}",
    rf"{_BEFORE}(?:(?i:doctor|professor)|{'|'.join(sorted(_CAPITAL_TITLES))})\.? {{0,2}}"
    rf"(?:(?i:{'|'.join(sorted(_PARTICLES))}) |{_CAPITAL})",
    rf"{_BEFORE}(?:{'|'.join(sorted(word.capitalize() for word in AMBIGUOUS))}){_AFTER}",
    rf"(?i:{_CUE}){_CAPITAL}",
    # A letter with an accent hides a name of the list: 'SARÁH' is looked at as 'SARAH'. So does the sign of kelvin.
    r"[\x{00c0}-\x{017f}\x{0300}-\x{036f}\x{212a}]",
)
# As one pattern, for each reading of a text costs more than what it looks for.
PREFILTER: Final = "|".join(f"(?:{pattern})" for pattern in _PREFILTERS)
