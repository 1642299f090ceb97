"""The key of a receipt: five plain words that can be read aloud, made again from the form's token, kept nowhere."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

from heard.store import sealing

# 1,772 words: five of them are 53.9 bits.
WORDS_IN_A_KEY: Final = 5
_WORD: Final = re.compile(r"[a-z]+")


@cache
def plain_words() -> tuple[str, ...]:
    """The words of which keys are made: BIP 39's English list (MIT licence), without words that could hurt.

    No two begin with the same four letters, so that a word that was misheard is seldom another one.
    """
    path = Path(__file__).resolve().parent.parent / "receipt_words.txt"
    return tuple(path.read_text(encoding="utf-8").split())


def new_token() -> str:
    """The token of one sending: 128 random bits."""
    return secrets.token_urlsafe(16)


def key_of(token: str) -> str:
    """The key of the receipt that a token leads to; the same for the same token, and unknown without our secret."""
    made = hmac.new(settings.CONTACT_KEY.encode(), b"receipt key:" + token.encode(), hashlib.sha512).digest()
    number, chosen, every = int.from_bytes(made), [], plain_words()
    for _ in range(WORDS_IN_A_KEY):
        number, place = divmod(number, len(every))
        chosen.append(every[place])
    return " ".join(chosen)


def cleaned(said: str) -> str:
    """A key as somebody typed or said it, in one form; empty where it cannot be one.

    >>> cleaned("  Lion-long START, minimum south"), cleaned("lion long")
    ('lion long start minimum south', '')
    """
    words = _WORD.findall(said.casefold())
    return " ".join(words) if len(words) == WORDS_IN_A_KEY else ""


def fingerprint(key: str) -> str:
    """By what a key is found; from it nobody can tell the key."""
    return sealing.fingerprint(f"receipt:{key}")


def token_mark(token: str) -> str:
    """By what a token is known again."""
    return sealing.fingerprint(f"submission:{token}")


def pin_mark(reference: str, pin: str) -> str:
    """By what the PIN of a voice is known again.

    Four digits are guessed in no time by whoever has the rows, however slow the hash: that our secret is in it, which
    is not in the database, is what keeps them.
    """
    return sealing.fingerprint(f"pin:{reference}:{pin}")
