"""The same query and the same terms in the words of each engine, everything quoted: no input becomes syntax."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from struct import pack
from typing import Final

from heard.methods.search.normalise import COMMON, PAIR
from heard.methods.search.query import Query

# Every character beyond ASCII belongs to a word and ASCII letters, digits and '_' too: what separates was settled when
# `terms` was made, so SQLite's older Unicode tables (which shatter Punjabi) are never asked.
FTS5_TOKENIZER: Final = "ascii tokenchars '_'"

# PostgreSQL's own limits (documentation 12.7 and 8.11): positions to 16,383, at most 255 of one lexeme.
LAST_POSITION: Final = 16_383
MOST_POSITIONS: Final = 255
_PLAIN_MOST: Final = 127
_PLAIN_NUMBERS: Final = [f"\0{chr(number)}" for number in range(_PLAIN_MOST + 1)]


def to_fts5(query: Query) -> str:
    """The query for `MATCH` on a table made with FTS5_TOKENIZER; '' where it asks for nothing.

    In the index a pair stands between its words, so a phrase is the run of tokens from its first pair to its last.

    >>> from heard.methods.search import parse
    >>> to_fts5(parse('waiting "the staff" -parking'))
    '("wait" AND "the_staff") NOT "park"'
    """
    if query.is_empty:
        return ""
    wanted = [_quoted(word) for word in query.words]
    wanted += [_quoted(" ".join(_run(phrase))) for phrase in query.phrases]
    for prefix in query.prefixes:
        wanted.append(_any_of([_quoted(prefix.start) + " *", *map(_quoted, prefix.stems)]))
    match = " AND ".join(wanted)
    unwanted = [_quoted(" ".join(_run(phrase))) for phrase in query.excluded]
    if not unwanted:
        return match
    return f"{f'({match})' if len(wanted) > 1 else match} NOT {_any_of(unwanted)}"


def to_tsquery(query: Query) -> str:
    """The query for a direct cast to `tsquery`; '' where it asks for nothing.

    A pair has the position of its first word, so a phrase is its pairs and single words at their distances.

    >>> from heard.methods.search import parse
    >>> to_tsquery(parse('"the staff were wonderful" -parking'))
    "('the_staff' <1> 'staff_were' <2> 'wonder') & !'park'"
    """
    if query.is_empty:
        return ""
    wanted = [_lexeme(word) for word in query.words]
    wanted += [_distances(phrase) for phrase in query.phrases]
    for prefix in query.prefixes:
        either = [_lexeme(prefix.start) + ":*", *map(_lexeme, prefix.stems)]
        wanted.append(f"({' | '.join(either)})" if len(either) > 1 else either[0])
    return " & ".join(wanted + [f"!{_distances(phrase)}" for phrase in query.excluded])


def to_tsvector(terms: str) -> bytes:
    """`terms` as a tsvector in PostgreSQL's binary form; a pair stands at the position of its first word.

    Half of what reading the same vector as text costs PostgreSQL. Layout, all big-endian: number of lexemes (int32),
    then each lexeme with a zero byte, the number of its positions (int16) and these (int16, rising; the two highest
    bits are a weight, 0 here). Source: `tsvectorsend` in PostgreSQL's src/backend/utils/adt/tsvector.c.

    >>> to_tsvector("the the_staff staff the")[:14].hex(" ")
    '00 00 00 03 74 68 65 00 00 02 00 01 00 03'
    """
    found = terms.split()
    if len(found) > _PLAIN_MOST:
        return _long_tsvector(found)
    # Numbers below 128 are the same bytes as text, so that all of it is put together as text.
    places: dict[str, str] = {}
    held = places.get
    position = 0
    for token in found:
        if PAIR not in token:
            position += 1
        places[token] = held(token, "") + _PLAIN_NUMBERS[position]
    lexemes = [f"{token}\0{_PLAIN_NUMBERS[len(at) >> 1]}{at}" for token, at in places.items()]
    return f"\0\0{_PLAIN_NUMBERS[len(places)]}{''.join(lexemes)}".encode()


def _long_tsvector(found: Sequence[str]) -> bytes:
    places: dict[str, list[int]] = {}
    position = 0
    for token in found:
        if PAIR not in token:
            position += 1
        at = places.setdefault(token, [])
        if position <= LAST_POSITION and len(at) < MOST_POSITIONS:
            at.append(position)
    parts = [pack(">i", len(places))]
    for token, at in places.items():
        parts.append(token.encode() + b"\0" + pack(f">{len(at) + 1}H", len(at), *at))
    return b"".join(parts)


def _run(phrase: Sequence[str]) -> list[str]:
    """The tokens of a phrase as they stand in `terms`, without the outer words that an outer pair implies."""
    run: list[str] = []
    for word, following in zip(phrase, [*phrase[1:], ""], strict=True):
        run.append(word)
        if word in COMMON and following in COMMON:
            run.append(word + PAIR + following)
    if len(run) > 1 and PAIR in run[1]:
        del run[0]
    if len(run) > 1 and PAIR in run[-2]:
        del run[-1]
    return run


def _distances(phrase: Sequence[str]) -> str:
    """A phrase for PostgreSQL: pairs where there are, words that no pair covers, and how far apart they stand."""
    pairs = [first in COMMON and second in COMMON for first, second in pairwise(phrase)]
    tokens: list[tuple[int, str]] = []
    for place, word in enumerate(phrase):
        if place < len(pairs) and pairs[place]:
            tokens.append((place, word + PAIR + phrase[place + 1]))
        elif place == 0 or not pairs[place - 1]:
            tokens.append((place, word))
    if len(tokens) == 1:
        return _lexeme(tokens[0][1])
    text = _lexeme(tokens[0][1])
    for (before, _), (place, token) in pairwise(tokens):
        text += f" <{place - before}> {_lexeme(token)}"
    return f"({text})"


def _any_of(alternatives: Sequence[str]) -> str:
    return alternatives[0] if len(alternatives) == 1 else f"({' OR '.join(alternatives)})"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _lexeme(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"
