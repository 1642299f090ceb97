"""What words a pattern needs: strings of which every text that it matches has one, read from the pattern itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile
from math import fsum
from typing import Any, Final

# Words and their beginnings that a tenth of comments have: to need one of these selects little.
_COMMON: Final = frozenset((
    "a", "about", "after", "all", "am", "and", "any", "are", "as", "at", "be", "been", "before", "but", "by", "call",
    "came", "care", "come", "could", "did", "didn", "do", "don", "for", "from", "get", "give", "given", "go", "good",
    "got", "great", "had", "has", "have", "he", "help", "helped", "her", "him", "his", "home", "hour", "how", "i",
    "in", "is", "it", "just", "left", "like", "made", "make", "me", "more", "my", "need", "never", "nice", "no",
    "not", "now", "of", "on", "one", "only", "or", "other", "our", "out", "over", "people", "put", "s", "sat", "see",
    "seen", "she", "should", "so", "some", "staff", "t", "take", "taken", "than", "that", "the", "their", "them",
    "there", "they", "time", "to", "told", "too", "took", "up", "us", "very", "wait", "waiting", "was", "we", "well",
    "went", "were", "what", "when", "which", "who", "will", "with", "work", "would", "wouldn", "you", "your",
))  # fmt: skip
# Longer ones are looked for by their beginning: the automaton stays in a near cache.
LONGEST: Final = 10
# A place between a letter and what is none; beside a character that is none, it is that character.
_EDGE: Final = "\0"
_PIECE: Final = re.compile(r"\\.|\[\^?\]?[^\]]*\]|.", re.DOTALL)
_BEGINNING: Final = re.compile(r"(?:\\b)+([a-z][a-z ]*)(?![a-z ?*+{])")
_WHOLE: Final = re.compile(r"((?:\\b)?)\(\?:(.*)\)((?:\\b)?)", re.DOTALL)


def alternatives(pattern: str) -> tuple[str, ...]:
    r"""Patterns of which one matches wherever the whole does, and none elsewhere: each is looked for sooner by itself.

    >>> alternatives(r"\b(?:left (?:in|on)|wet|\b(?:a|b)\b)\b|c")
    ('\\bleft (?:in|on)\\b', '\\bwet\\b', '\\b\\ba\\b\\b', '\\b\\bb\\b\\b', 'c')
    """
    found: list[str] = []
    for branch in _split(pattern):
        before, inner, after = _whole_group(branch)
        found.extend(before + each + after for each in alternatives(inner)) if inner else found.append(branch)
    return tuple(dict.fromkeys(found))


def sooner(pattern: str) -> str:
    r"""The same pattern with the letters that it begins with before the edge: `re` looks for letters much sooner.

    >>> sooner(r"\bleft (?:in|on)"), sooner(r"\bhours?"), sooner(r"\w+")
    ('left (?<=\\bleft )(?:in|on)', '\\bhours?', '\\w+')
    """
    found = _BEGINNING.match(pattern)
    if not found:
        return pattern
    letters, rest = found[1], pattern[found.end() :]
    return f"{letters}(?<=\\b{letters}){rest}"


def _split(pattern: str) -> list[str]:
    """The parts of a pattern between the bars that stand in no group."""
    parts, depth = [""], 0
    for piece in _PIECE.findall(pattern):
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _whole_group(branch: str) -> tuple[str, str, str]:
    """An edge or nothing, what is in the one group that a branch is, an edge or nothing; all empty where it is none."""
    found = _WHOLE.fullmatch(branch)
    if found:
        depth = 0
        for piece in _PIECE.findall(found[2]):
            depth += (piece == "(") - (piece == ")")
            if depth < 0:
                return "", "", ""
        return found[1], found[2], found[3]
    return "", "", ""


def literals(pattern: str) -> frozenset[str]:
    r"""Strings of which every match of a pattern has one, in small letters; none where the pattern needs none.

    A space is any character that is no letter, digit or underscore, or the beginning or the end of the text.

    >>> sorted(literals(r"\bno (?:\w+ ){0,2}(?:staff|nurses)|under[ -]?staff"))
    [' no ', 'under']
    >>> sorted(literals(r"\b(?:hours?|day)\b|aid\w*"))
    [' day ', ' hour', 'aid']
    >>> literals(r"\d+|pain")
    frozenset()
    """
    # Python's own parser of patterns: the one that can read all that they may hold.
    parser: Any = re._parser  # type: ignore[attr-defined]
    return _spaced(_rarest(_every(parser.parse(pattern, re.ASCII))))


def conditions(pattern: str) -> tuple[frozenset[str], ...]:
    r"""Sets of strings, the rarest first: every match of a pattern has one of each. None where it needs no string.

    >>> [sorted(strings) for strings in conditions(r"\bno (?:\w+ ){0,2}(?:nurses|porters)\b")]
    [[' nurses ', ' porters '], [' no ']]
    """
    parser: Any = re._parser  # type: ignore[attr-defined]
    found = dict.fromkeys(map(_spaced, _every(parser.parse(pattern, re.ASCII))))
    return tuple(sorted((strings for strings in found if strings), key=_commonness))


def _spaced(strings: frozenset[str]) -> frozenset[str]:
    return frozenset(found.replace(_EDGE, " ") for found in strings)


def _every(sequence: Iterable[tuple[Any, Any]], before: str = "") -> list[frozenset[str]]:
    """Sets of strings of each of which a sequence needs one; it follows `before` at once."""
    found: list[frozenset[str]] = []
    run, parts = before, [*sequence, ("END", None)]
    for place, (operation, value) in enumerate(parts):
        name = str(operation)
        if _is_letter(name, value):
            run = _with(run, chr(value).lower())
        elif _is_edge(name, value):
            run += "" if run.endswith((" ", _EDGE)) else _EDGE
        else:
            following = list(takewhile(lambda part: _is_letter(*part) or _is_edge(*part), parts[place + 1 :]))
            found += [_one(run), *_every_of(name, value, run, following)]
            # '(?:\\w+ ){0,2}' after a space ends after one too.
            run = " " if run.endswith(" ") and _ends_in_space(name, value) else ""
    return [strings for strings in found if strings]


def _rarest(found: Iterable[frozenset[str]]) -> frozenset[str]:
    return min(found, key=_commonness, default=frozenset())


def _is_letter(operation: Any, value: Any) -> bool:
    return str(operation) == "LITERAL" and value < 128


def _is_edge(operation: Any, value: Any) -> bool:
    return str(operation) == "AT" and str(value) == "AT_BOUNDARY"


def _ends_in_space(operation: str, value: Any) -> bool:
    if operation not in {"MAX_REPEAT", "MIN_REPEAT"}:
        return False
    last = [*value[2]][-1]
    return _is_letter(*last) and chr(last[1]) == " "


def _with(run: str, character: str) -> str:
    if character.isalnum() or character == "_":
        return run + character
    return run.removesuffix(_EDGE) + " "


def _every_of(operation: str, value: Any, before: str, following: list[tuple[Any, Any]]) -> list[frozenset[str]]:
    """Sets of strings that a part needs which `before` precedes and `following` follows at once."""
    if operation == "BRANCH":
        each = [_rarest(_every([*branch, *following], before)) for branch in value[1]]
        return [frozenset().union(*each)] if all(each) else []
    if operation == "SUBPATTERN":
        return _every([*value[3], *following], before)
    if operation in {"MAX_REPEAT", "MIN_REPEAT"} and value[0]:
        return _every(value[2], before)
    return []


def _one(string: str) -> frozenset[str]:
    return frozenset([string]) if string.strip(" " + _EDGE) else frozenset()


def _commonness(strings: frozenset[str]) -> tuple[float, int]:
    """About what share of comments has one of them; among those that nearly all have, the shorter the commoner."""
    share = fsum(_share(string[:LONGEST].replace(_EDGE, " ")) for string in strings)
    return min(share, 1.0), -min(map(len, strings), default=0)


def _share(string: str) -> float:
    """About what share of comments has a string: each letter more makes it about three times as rare."""
    word = string.strip()
    if word in _COMMON:
        return 0.1 if string[0] == " " == string[-1] else 0.2
    return min(2 * 3.0 ** -len(string), 1) if string[0] == " " else min(8 * 3.0 ** -len(string), 1)
