"""Names of people, by what stands around them and by lists of names and of words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from heard.methods.redaction import cues, standing
from heard.methods.redaction.lists import PROPER, SAFE, is_misspelt, is_word
from heard.methods.redaction.said import SHORT, Said, is_given_word, is_place_like, is_plain
from heard.methods.redaction.spans import Span
from heard.methods.redaction.tokens import Token
from heard.methods.redaction.words import (
    AFTER_A_TITLE,
    ANDS,
    ANY_TITLES,
    CAPITAL_TITLES,
    FAMILY,
    MONTHS,
    NEVER_NAMES,
    PARTICLES,
    PLACES,
    ROLES,
    SHORT_TITLES,
    SURNAMES_TOO,
    SYLLABLES,
    TITLES,
    VERBS_OF_PEOPLE,
    WORK,
)

_LONG: Final = 4


def find(text: str) -> Iterator[Span]:
    """Every name in a text, possibly overlapping."""
    said = Said.of(text)
    found = {*_titled(said), *_introduced(said), *standing.find(said)}
    if not found:
        return
    found |= _enumerated(said, found)
    idioms = list(_idioms(said.tokens.lows))
    for first, last in found:
        if not any(begin <= last and first < stop for begin, stop in idioms):
            yield Span(said.tokens[_begun(said, first)].start, said.tokens[last].end, "name")


def _idioms(lows: Sequence[str]) -> Iterator[tuple[int, int]]:
    """First word, and the one after the last, of each phrase whose name is nobody's."""
    for at, low in enumerate(lows):
        for phrase in cues.IDIOMS.get(low, ()):
            if lows[at : at + len(phrase)] == phrase:
                yield at, at + len(phrase)


def _titled(said: Said) -> Iterator[tuple[int, int]]:
    tokens = said.tokens
    for at in tokens.among(ANY_TITLES):
        first = at + 1
        if first == len(tokens):
            continue
        if tokens.lows[at] not in SHORT_TITLES and tokens.lows[first] in SAFE and tokens.word(first).islower():
            continue
        title, named = tokens[at], tokens[first]
        if not said.joined(title, named, r"\.? {1,2}|\."):
            if title.low in ROLES and _set_apart(said, title, first):
                yield first, said.extended(first)
            continue
        full = title.low in TITLES or title.core in CAPITAL_TITLES
        if not full and named.start - title.end > 1:
            continue
        after = _led_to(said, first) if full else None
        if after is not None:
            yield first, said.extended(after)
        elif title.low in SHORT_TITLES and named.low in ANDS and first + 1 < len(tokens):
            continue
        elif _follows_title(said, title, at, full):
            yield first, said.extended(first)


def _set_apart(said: Said, title: Token, first: int) -> bool:
    """'the porter, Les', 'my mum ("Jean")', 'The wife, Barb, says'."""
    named = said.tokens[first]
    if not said.joined(title, named, r",? [\"'(\u201c]|, "):
        return False
    if said.is_name(named):
        return True
    between = said.text[named.end : named.end + 1] == "," and not said.title_case
    return between and said.may_be_name(named) and named.low not in PROPER and not said.is_place(first)


def _led_to(said: Said, first: int) -> int | None:
    """'Dr A. Rahman', 'Mr de Souza', 'dr r chowdhury': the place of the name that an initial or particle leads to."""
    tokens, named = said.tokens, said.tokens[first]
    if first + 1 >= len(tokens) or not (len(named.core) == 1 or named.low in PARTICLES):
        return None
    if not said.joined(named, tokens[first + 1], r"\.? ?|'|\u2019") or said.shouting:
        return None
    after = first + (2 if tokens[first + 1].low in PARTICLES else 1)
    if after >= len(tokens):
        return None
    if said.may_be_name(tokens[after]):
        return after
    small = named.low not in {"a", "i", *NEVER_NAMES} and named.core.islower()
    return after if small and (is_plain(tokens[after].low) or said.strange(tokens[after])) else None


def _follows_title(said: Said, title: Token, at: int, full: bool) -> bool:
    tokens, first = said.tokens, at + 1
    named = tokens[first]
    if not full:
        return _follows_role(said, at)
    surname = named.low in SURNAMES_TOO and said.capital(named)
    if (said.may_be_name(named) or surname) and not (
        said.title_case and is_word(named.low) and title.low not in SHORT_TITLES
    ):
        possessive = said.text[named.end : named.end + 1] in {"'", "\u2019"}
        return title.low in SHORT_TITLES or possessive or not said.is_place(first)
    if named.low in NEVER_NAMES or named.low in AFTER_A_TITLE or named.low in ROLES:
        return False
    if title.low in SHORT_TITLES:
        return len(named.core) > SHORT - 1
    return said.is_name(named) or said.strange(named)


def _follows_role(said: Said, at: int) -> bool:
    """Whether a name stands after who somebody is: 'my gran Eileen', 'nurse chaminda', 'the porter Les'."""
    named = said.tokens[at + 1]
    low = named.low
    if said.is_place(at + 1):
        return False
    if is_plain(low):
        return True
    after = said.tokens[at + 2] if at + 2 < len(said.tokens) else None
    if after and said.capital(named) and said.capital(after) and is_plain(after.low) and low not in ANY_TITLES:
        return True
    if said.may_be_name(named) and len(named.core) > 1 and not said.title_case:
        return low not in PROPER and (low not in PLACES or low in SURNAMES_TOO)
    if after and after.low in VERBS_OF_PEOPLE and named.core.islower():
        # 'nurse joy is a joy', 'my son august was given'
        month = low in MONTHS - {"may", "will", "summer", "autumn"} and said.tokens[at].low in FAMILY
        if month or is_given_word(low):
            return True
    acronym = named.core.isupper() and not said.shouting
    if acronym and len(low) > _LONG:
        return said.unknown(named) and not is_misspelt(low)
    return said.tokens[at].low in WORK and said.strange(named)


def _introduced(said: Said) -> Iterator[tuple[int, int]]:
    """Names after 'my name is', 'thanks to' and the like."""
    for begins in said.tokens.among(cues.WORDS):
        match = cues.THANKS.match(said.text, said.tokens[begins].start)
        thanks = match is not None
        match = match or cues.STRONG.match(said.text, said.tokens[begins].start)
        at = said.tokens.starting_at(match.end()) if match else None
        if at is None or said.is_place(at):
            continue
        token = said.tokens[at]
        small = (thanks and (said.strange(token) or said.is_thanked(at))) or _thanked_for(said, at)
        capital = said.may_be_name(token) and not (said.title_case and is_word(token.low))
        month = token.low in MONTHS and said.capital(token) and said.stands_alone(token)
        named = said.is_name(token) or (capital and not (token.low in PROPER and is_place_like(token.low)))
        if small or named or month:
            yield at, said.extended(at)


def _thanked_for(said: Said, at: int) -> bool:
    """'cant thank grace enough', 'thank u hope for ur patience': a first name right after the thanks."""
    token = said.tokens[at]
    given = is_given_word(token.low) and token.core.islower() and token.low not in {"love", "guy", "god", "star", "lee"}
    return (
        given
        and re.match(r" (?:enough|so|x+|for (?:ur|your|all|being|the|her|his))\b", said.text[token.end :]) is not None
    )


def _enumerated(said: Said, found: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Names joined to those found by commas, 'and' and the like, as far as they go."""
    more: set[tuple[int, int]] = set()
    for _, end in found:
        last = end
        while (at := said.next_in_list(last)) is not None and at < len(said.tokens):
            token, before = said.tokens[at], said.tokens[last]
            small = before.core.islower() and (said.is_thanked(at) or said.strange(token))
            capital = said.may_be_name(token) and not said.title_case and not is_word(token.low)
            month = token.low in MONTHS and said.capital(token) and said.stands_alone(token)
            if not (small or capital or month or said.is_name(token)) or said.is_place(at):
                break
            last = said.extended(at)
            more.add((at, last))
    return more


def _begun(said: Said, first: int) -> int:
    """Index of the first token of a name: 'Thu Trang', 'LI HUA CHEN' begin before what was found of them."""
    tokens = said.tokens
    while first and said.joined(tokens[first - 1], tokens[first], " "):
        before, named = tokens[first - 1], tokens[first]
        initial = len(before.core) == 1 and before.core.isupper() and before.core not in "AI"
        if initial or before.core == "Nana":
            first -= 1
            continue
        if said.shouting or said.title_case or before.low in NEVER_NAMES or before.low in ROLES:
            break
        capitals = named.core.isupper() and before.core.isupper() and len(before.core) > 1
        proper = before.low in PROPER and not is_place_like(before.low)
        part = said.capital(before) and (before.low in SYLLABLES or (proper and said.capital(named)))
        if not part and not (capitals and (before.low in SYLLABLES or said.unknown(before))):
            break
        first -= 1
    return first
