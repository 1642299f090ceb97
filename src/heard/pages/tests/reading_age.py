"""How old a reader has to be: the Flesch-Kincaid grade of a page's own words, plus five years."""

from __future__ import annotations

import re
from html import unescape

_MAIN = re.compile(r"<main.*?</main>", re.S)
_LEFT_OUT = re.compile(r"<(script|style|svg|code)\b.*?</\1>", re.S)
_BLOCK = re.compile(
    r"</?(p|li|h[1-6]|td|th|tr|dt|dd|label|legend|div|caption|option|br|button|summary|fieldset)\b[^>]*>"
)
_TAG = re.compile(r"<[^>]+>")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_VOWELS = re.compile(r"[aeiouy]+")


def words_of(html: str) -> str:
    """The words of a page's main part, a full stop after each paragraph, item, cell and label.

    >>> words_of("<main><h1>Tell us</h1><p>Say how <b>care</b> was.</p></main>")
    'Tell us. Say how care was.'
    """
    found = _MAIN.search(html)
    text = _BLOCK.sub(". ", _LEFT_OUT.sub(" ", found[0] if found else html))
    text = " ".join(unescape(_TAG.sub("", text)).split())
    return re.sub(r"(?:\s*[.!?:,;]\s*)*([.!?])(?:\s*[.:])+", r"\1", text).lstrip(". ")


def syllables(word: str) -> int:
    """How many syllables an English word has, by its groups of vowels.

    >>> [syllables(word) for word in ("care", "people", "organisation", "complained", "the", "wished")]
    [1, 2, 5, 2, 1, 1]
    """
    plain = word.lower().replace("’", "'").split("'")[0]
    count = len(_VOWELS.findall(plain))
    silent_e = plain.endswith("e") and not plain.endswith(("le", "ee"))
    silent_ed = plain.endswith("ed") and not plain.endswith(("ted", "ded"))
    return max(1, count - (silent_e or silent_ed))


def reading_age(text: str) -> float:
    """The age at which most people read a text: Flesch-Kincaid grade (0.39 w/s + 11.8 y/w - 15.59) plus 5.

    w, s, y are its words, sentences and syllables (Kincaid and others, 1975). The grade is of American schools, whose
    first year begins at six.

    >>> round(reading_age("Say how care was. You need no account."), 1)
    4.2
    """
    sentences = [part for part in re.split(r"[.!?:]+", text) if _WORD.search(part)]
    words = _WORD.findall(text)
    beats = sum(map(syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * beats / len(words) - 15.59 + 5
