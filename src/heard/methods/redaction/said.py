"""A text as the rules of names read it: its words, whether capitals say anything, and how far a name goes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from heard.methods.redaction import cues
from heard.methods.redaction.lists import AMBIGUOUS, GIVEN_WORDS, PLAIN, PROPER, is_misspelt, is_word, plain_accents
from heard.methods.redaction.tokens import Token, Tokens, is_shouting
from heard.methods.redaction.words import (
    ANDS,
    MONTHS,
    NEVER_NAMES,
    PARTICLES,
    PLACES,
    ROLES,
    STARTS_A_PLACE,
    SURNAMES_TOO,
    SYLLABLES,
)

SHORT: Final = 3
_LEAST_PLACE: Final = 5
# Of so many words, after the first, a name is made at the most.
_MOST: Final = 4


@dataclass(frozen=True, slots=True)
class Said:
    """A text with its words, and whether capitals say anything in it."""

    text: str
    tokens: Tokens
    shouting: bool
    title_case: bool

    @classmethod
    def of(cls, text: str) -> Said:
        """What a text says."""
        tokens = Tokens(text)
        return cls(text, tokens, is_shouting(text), tokens.has_title_case())

    def capital(self, token: Token) -> bool:
        """Whether a word has a capital that says something; with all capitals it is an acronym."""
        return not self.shouting and token.core[0].isupper() and (len(token.core) == 1 or not token.core.isupper())

    def may_be_name(self, token: Token) -> bool:
        """Whether a capital letter makes a word a name, where a name is due."""
        return (
            self.capital(token)
            and token.low not in NEVER_NAMES
            and token.low not in ROLES
            and not ("'" in token.low and _is_contracted(token.low))
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
        if is_plain(low):
            return len(low) > SHORT - 1 or self.capital(token)
        if self.title_case and low not in AMBIGUOUS and not self.unknown(token):
            return False
        if low in AMBIGUOUS:
            return low not in NEVER_NAMES and (self.capital(token) or self.shouting)
        return (self.capital(token) or self.shouting) and self.unknown(token) and not is_misspelt(low)

    def strange(self, token: Token) -> bool:
        """Whether a word in small letters is in no dictionary, and no slip of the pen either."""
        return (
            len(token.low) > SHORT
            and token.core.isalpha()
            and token.core.islower()
            and self.unknown(token)
            and not is_misspelt(token.low)
        )

    def joined(self, left: Token, right: Token, between: str = r"\.? ?") -> bool:
        """Whether nothing but this pattern stands between two words."""
        return _joins(between, self.text[left.end : right.start])

    def after(self, at: int) -> Token | None:
        """The word after that at a place, where only a space stands between."""
        if at + 1 >= len(self.tokens) or not self.joined(self.tokens[at], self.tokens[at + 1], " "):
            return None
        return self.tokens[at + 1]

    def starts_sentence(self, token: Token) -> bool:
        """Whether a word begins a text, a sentence or a line."""
        if self.text[: token.start].rstrip().endswith(("--", "\u2014")):
            return False
        before = self.text[: token.start].rstrip(" \t\"'(\u201c\u2018-\u2013*\u2022")
        return not before or before[-1] in ".!?:\n\r"

    def is_dated(self, token: Token) -> bool:
        """Whether a number stands before a word, as before a month."""
        return (
            re.search(r"[0-9](?:st|nd|rd|th)?(?: of)? ?$", self.text[max(0, token.start - 8) : token.start]) is not None
        )

    def is_thanked(self, at: int) -> bool:
        """'thankyou to grace and hope who': a word that is a name too, in small letters, alone."""
        token = self.tokens[at]
        if token.low not in AMBIGUOUS or token.low in NEVER_NAMES or token.low in MONTHS:
            return False
        return self.stands_alone(token)

    def stands_alone(self, token: Token) -> bool:
        """Whether a word ends what is said of somebody, or of more than one."""
        after = self.text[token.end : token.end + 8]
        return re.match(r"\s*(?:$|[,.!?&\n)(]|(?:and|n|who|in|on|at|from|for|xx?)\b)", after) is not None

    def next_in_list(self, last: int) -> int | None:
        """The place of the word that a comma, 'and' or the like joins to the one at `last`."""
        following = last + 1
        if following >= len(self.tokens):
            return None
        left, right = self.tokens[last], self.tokens[following]
        linked = right.low in ANDS and following + 1 < len(self.tokens)
        if self.joined(left, right, r" ?[,/&+;] ?"):
            return following + 1 if linked else following
        return following + 1 if linked and self.joined(left, right, " ") else None

    def extended(self, at: int) -> int:
        """Index of the last token of a name that begins at token `at`: surnames, initials and particles follow."""
        last = at
        while last + 1 < len(self.tokens) and last - at < _MOST:
            longer = self._nickname(last) or self._longer(last)
            if not longer:
                break
            last = longer
        return last

    def _longer(self, last: int) -> int:
        """The token with which a name goes on after that at `last`; 0 where it does not."""
        tokens = self.tokens
        before, following = tokens[last], tokens[last + 1]
        if not self.joined(before, following, r"\.? |-|\."):
            return 0
        place = last + 1
        while place + 1 < len(tokens) and place < last + SHORT and tokens[place].low in PARTICLES:
            place += 1
        if place > last + 1 and self.may_be_name(tokens[place]):
            return place
        if self.text[before.end : before.end + 1] == "." and len(before.core) > 1:
            return 0
        if self.shouting or self.title_case:
            proper = following.low in PROPER and self.may_be_name(following) and not is_place_like(following.low)
            plain = is_plain(following.low) and len(following.low) > SHORT
            return last + 1 if proper or plain or self.is_name(following) else 0
        surname = self.may_be_name(following) or (following.low in SURNAMES_TOO and self.capital(following))
        if surname or (is_plain(following.low) and len(following.low) > SHORT):
            return last + 1
        small = before.core.islower() and following.core.islower() and following.low not in NEVER_NAMES
        known = following.low in PROPER and len(following.low) > _LEAST_PLACE
        return last + 1 if small and (self.strange(following) or known) else 0

    def _nickname(self, last: int) -> int:
        """'Charlotte (Lottie) Greene': the token of the surname after a short form; 0 where there is none."""
        match = cues.NICKNAME.match(self.text, self.tokens[last].end)
        place = self.tokens.starting_at(match.start(2)) if match else None
        return place if place and self.is_name(self.tokens[place - 1]) and self.may_be_name(self.tokens[place]) else 0

    def is_place(self, at: int) -> bool:
        """Whether a hospital, ward, street, illness or rule is called after somebody: 'James Cook Hospital'."""
        tokens, text = self.tokens, self.text
        if at and tokens[at - 1].low in STARTS_A_PLACE and self.joined(tokens[at - 1], tokens[at], r"\.? "):
            return True
        if re.match(r"(?:['\u2019]s)? [0-9]{1,2}(?![0-9/ ])", text[tokens[at].end : tokens[at].end + 6]):
            return True  # 'Rowan 1' is a ward
        for place in range(at + 1, min(at + 5, len(tokens))):
            token = tokens[place]
            if token.low == "and" and place + 2 < len(tokens) and tokens[place + 2].low in {"ward", "wards", "units"}:
                return True
            if not self.joined(tokens[place - 1], token, r"(?:['\u2019]s?)?[ -]"):
                return False
            if token.low in {"day", "cook"} and not re.match(r" [A-Z]", text[token.end : token.end + 2]):
                return False  # 'Rob Day, who', and no 'Cook Ward'
            if token.low in SYLLABLES and tokens[place - 1].low in SYLLABLES:
                return False  # 'Sze Wing'
            if token.low in PLACES and (token.core[0].isupper() or token.low in _PLAIN_PLACES):
                return place - at < 2 or token.low not in {"ward", "hall", "park", "hill", "wood", "court", "practice"}
            if not token.core[0].isupper() or self.shouting:
                return False
        return False


def _is_contracted(low: str) -> bool:
    """'they've', 'mum's', 'DNA'd': no name with an apostrophe in it."""
    head, _, tail = low.partition("'")
    return head in NEVER_NAMES or head in ROLES or tail in {"d", "ed", "ll", "ve", "re", "ing"}


@lru_cache(maxsize=1_000)
def _joins(between: str, gap: str) -> bool:
    """There are few gaps, mostly one space."""
    return re.fullmatch(between, gap) is not None


def is_plain(word: str) -> bool:
    """Whether a word, or both halves of a double name, stands in the list, with or without accents.

    >>> is_plain("sarah"), is_plain("anne-marie"), is_plain("x-ray")
    (True, True, False)
    """
    if "-" in word:
        return all(half in AMBIGUOUS or is_plain(half) for half in word.split("-")) and any(
            map(is_plain, word.split("-"))
        )
    return word in PLAIN or (not word.isascii() and plain_accents(word) in PLAIN)


def is_syllables(word: str) -> bool:
    """Whether a double word is made of syllables of Chinese, Korean or Vietnamese names.

    >>> is_syllables("ji-woo"), is_syllables("so-so"), is_syllables("check-in")
    (True, False, False)
    """
    halves = word.split("-")
    return len(halves) == 2 and halves[0] != halves[1] and SYLLABLES.issuperset(halves)


def is_place_like(low: str) -> bool:
    """Whether a proper word is rather a place, a people or a brand than a surname: no surname has so many letters.

    >>> is_place_like("yorkshire"), is_place_like("okafor")
    (True, False)
    """
    return low in PLACES or low.endswith(("shire", "ish", "ian", "ese"))


def is_given_word(low: str) -> bool:
    """Whether a word in small letters is a first name too, and no month.

    >>> is_given_word("joy"), is_given_word("may")
    (True, False)
    """
    return low in GIVEN_WORDS and low not in NEVER_NAMES and low not in MONTHS


_PLAIN_PLACES: Final = frozenset(
    "hospital ward wards unit clinic suite wing health maternity nurses technique splint syndrome disease".split()  # noqa: SIM905
)
