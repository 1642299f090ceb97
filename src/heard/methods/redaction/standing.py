"""Names that no title and no thanks lead to: words of the lists, and in no dictionary, by the words beside them."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator
from typing import Final

from heard.methods.redaction import cues
from heard.methods.redaction.lists import AMBIGUOUS, PLAIN, PROPER, SAFE, is_misspelt, is_word
from heard.methods.redaction.said import SHORT, Said, is_given_word, is_plain, is_syllables
from heard.methods.redaction.tokens import Token
from heard.methods.redaction.words import (
    FAMILY,
    HONORIFICS,
    MONTHS,
    NEVER_NAMES,
    NOT_DONE,
    SURNAMES_TOO,
    TELLING,
    VERBS_OF_PEOPLE,
    WARDS,
    WORK,
)

_LONG: Final = 7
_PAST: Final = 4
_WILL_TOO: Final = frozenset("was is has had did gave took came went made got".split())  # noqa: SIM905
_MONTHS: Final = MONTHS | {"jan"}
_MODAL: Final = frozenset({"will", "may"})


def find(said: Said) -> Iterator[tuple[int, int]]:
    """First and last word of each name that stands by itself."""
    for at in [at for at, low in enumerate(said.tokens.lows) if low not in SAFE]:
        token = said.tokens[at]
        low = token.low
        if len(low) == 1:
            if _initials(said, at):
                yield at, said.extended(at + 1)
            continue
        if is_plain(low):
            # Short ones are words or acronyms too: 'jan', 'TED'.
            ours = at > 0 and said.tokens[at - 1].low in {"our", *WORK}
            written = token.core.isupper() if said.shouting else said.capital(token)
            named = (len(low) >= SHORT and low != "jan") or ours or written
            # 'taking the mickey', 'a right charlie'
            named = named and not (token.core.islower() and at > 0 and said.tokens[at - 1].low in {"the", "a", "right"})
        elif "-" in low and all(half[:1].isupper() for half in token.core.split("-")):
            named = _double(said, token) or _stranger(said, at)
        elif "-" in low and is_syllables(low):
            named = said.capital(token)
        elif low in AMBIGUOUS:
            named = (
                _context_says_name(said, at) if said.capital(token) else _small(said, at) or _leads_to_name(said, at)
            )
        else:
            named = _stranger(said, at)
        if named and not said.is_place(at) and not (low in _MONTHS and said.is_dated(token)):
            yield at, said.extended(at)


def _double(said: Said, token: Token) -> bool:
    """'Sarah-Jane', 'Kourtney-Leigh', 'Hsu-Min': a double name, of which one half is a name and the other no word."""
    halves = token.low.split("-")
    given = [is_plain(half) or half in AMBIGUOUS for half in halves]
    strange = [not is_word(half) for half in halves]
    if any(map(is_plain, halves)) or (any(given) and all(map(operator.or_, given, strange)) and any(strange)):
        return True
    return is_syllables(token.low) and said.capital(token)


def _initials(said: Said, at: int) -> bool:
    """'J. Okonkwo', 'g.s. dhillon': an initial with a full stop before a name."""
    while at + 1 < len(said.tokens) and len(said.tokens[at + 1].low) == 1:
        if not said.joined(said.tokens[at], said.tokens[at + 1], r"\. ?"):
            return False
        at += 1
    if at + 1 >= len(said.tokens) or not said.joined(said.tokens[at], said.tokens[at + 1], r"\. ?"):
        return False
    following = said.tokens[at + 1]
    return len(following.core) > 1 and (
        said.is_name(following) or (said.capital(following) and following.low in PROPER)
    )


def _small(said: Said, at: int) -> bool:
    """'what can I say about dawn, she was': a first name that is a word too, in small letters, then 'she' or 'he'."""
    if not at or not is_given_word(said.tokens[at].low) or at + 1 >= len(said.tokens):
        return False
    spoken_of = said.tokens[at - 1].low in {"about", "with", "by", "like", "from", "thank", "thanks", "to", "for"}
    followed = said.tokens[at + 1].low in {"she", "he", "she's", "he's", "shes", "hes"}
    return spoken_of and followed and said.joined(said.tokens[at], said.tokens[at + 1], ",? ")


def _leads_to_name(said: Said, at: int) -> bool:
    """'HEATHER AND COLLEEN', 'thanks to mo, raj': where capitals say nothing, a first name before one of the lists."""
    following = said.next_in_list(at)
    if following is None or following >= len(said.tokens) or not is_given_word(said.tokens[at].low):
        return False
    due = said.shouting or (
        at > 0 and said.tokens[at - 1].low in {"to", "thanks", "thank", "by", "with", "from", "nurses"}
    )
    return due and is_plain(said.tokens[following].low)


def _context_says_name(said: Said, at: int) -> bool:
    """Whether a capitalised word is a name: by a surname, a person's verb, or a capital in mid-sentence."""
    token = said.tokens[at]
    following = said.after(at)
    surname = following is not None and not said.title_case and _is_surname(said, following)
    if token.low in MONTHS:
        return surname or (not said.title_case and _named_after_a_month(said, at, following))
    if token.low in NEVER_NAMES or said.title_case:
        return surname and token.low not in NEVER_NAMES and following is not None and said.is_name(following)
    if _somebody_follows(said, token) or _signs(said, at):
        return True
    if following and (following.low in VERBS_OF_PEOPLE or _is_past(following)):
        return True
    if said.starts_sentence(token):
        owns = said.text[token.end : token.end + 2] in {"'s", "\u2019s"}
        return surname or owns or _pairs(said, at)
    if token.low in WARDS and _leads_to_place(said, at):
        return False
    return not (at and said.tokens[at - 1].low in cues.BEFORE_PLACES)


def _is_surname(said: Said, following: Token) -> bool:
    return said.may_be_name(following) or (following.low in SURNAMES_TOO and said.capital(following))


def _somebody_follows(said: Said, token: Token) -> bool:
    match = cues.SOMEBODY_FOLLOWS.match
    return match(said.text, token.end + 1) is not None or match(said.text, token.end) is not None


def _is_past(word: Token) -> bool:
    """'Mark marked the spot': what somebody did; 'Patience needed' is what was wanted."""
    return word.low.endswith("ed") and len(word.low) > _PAST and word.core.islower() and word.low not in NOT_DONE


def _signs(said: Said, at: int) -> bool:
    """'Lovely staff - Dawn': a name that ends the text after a dash or on a line of its own."""
    if not at or at + 1 < len(said.tokens):
        return False
    before = said.text[said.tokens[at - 1].end : said.tokens[at].start]
    return re.search(r"\n|[-\u2013\u2014]\s", before) is not None


def _named_after_a_month(said: Said, at: int, following: Token | None) -> bool:
    """Whether 'Will', 'May', 'April', 'June', 'August', 'Summer' or 'Autumn' is somebody."""
    token = said.tokens[at]
    before = said.tokens[at - 1].low if at else ""
    starts = said.starts_sentence(token)
    if before in cues.BEFORE_A_MONTH or before in FAMILY or _signs(said, at):
        return True
    if following and (following.low in TELLING or (_is_past(following) and before not in cues.BEFORE_PLACES)):
        return True
    if token.low == "jun" and following and following.low in VERBS_OF_PEOPLE:
        return True
    if token.low == "will":
        return not starts or bool(following and following.low in _WILL_TOO) or _finite(said, token)
    if token.low in {"summer", "autumn", "jun"} and not starts:
        return False
    if not starts or before in cues.BEFORE_PLACES:
        return False
    return _finite(said, token) or (token.low not in _MODAL and cues.OF_OURS.match(said.text, token.end) is not None)


def _finite(said: Said, token: Token) -> bool:
    """'Will the student nurse will go far', 'May on reception', no question: 'Will the nurse ring?'."""
    return cues.SOMEBODY_DOES.match(said.text, token.end) is not None


def _pairs(said: Said, at: int) -> bool:
    """'Gift and Praise on nights': two that look like names, joined."""
    following = said.next_in_list(at)
    return following is not None and following < len(said.tokens) and said.is_name(said.tokens[following])


def _stranger(said: Said, at: int) -> bool:
    """Whether a word in no dictionary is somebody."""
    token = said.tokens[at]
    if not said.unknown(token):
        return False
    text = said.text
    if token.core.islower():
        return cues.PLAINLY_SOMEBODY.match(text, token.end) is not None and said.strange(token)
    if not said.capital(token) or not token.core[1:].replace("'", "").replace("\u2019", "").replace("-", "").isalpha():
        return False
    if re.search(r"[a-z][A-Z]", token.core) and not re.match(r"(?:Mc|Mac|De|Di|Le|O|Fitz|Van)[A-Z]", token.core):
        return False
    if token.low.endswith("s") and len(token.low) > SHORT + 1 and token.low[:-1] in PLAIN:
        return True  # 'Nasreens blood'
    following = said.after(at)
    if following and (following.low in TELLING or following.low in HONORIFICS):
        return True
    does = following is not None and (following.low in VERBS_OF_PEOPLE or _is_past(following))
    likely = does or _somebody_follows(said, token)
    if not said.starts_sentence(token):
        if said.title_case or (_leads_to_place(said, at) and not likely):
            return False
        return len(token.low) < _LONG or not is_misspelt(token.low)
    surname = following is not None and said.may_be_name(following) and not said.title_case
    if surname and following is not None and is_plain(following.low):
        return True
    if is_misspelt(token.low) and (likely or len(token.low) > SHORT):
        return False
    surname = surname and following is not None and (said.is_name(following) or following.low in SURNAMES_TOO)
    owns = text[token.end : token.end + 2] in {"'s", "\u2019s"}
    return likely or owns or surname or _pairs(said, at) or _signs(said, at)


def _leads_to_place(said: Said, at: int) -> bool:
    """'in Rothbury', 'went to Southwell', 'the nurse from Mapperley': an unknown word that is somewhere."""
    if not at:
        return False
    before = said.tokens[at - 1].low
    if before in {"to", "from"} and said.joined(said.tokens[at - 1], said.tokens[at], " "):
        return not (at > 1 and said.tokens[at - 2].low in cues.BEFORE_PEOPLE)
    return before in cues.BEFORE_PLACES
