"""How the names that sources use are compared: one key for one path in the services tree."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence

NAME_LENGTH = 200
KEY_LENGTH = 600


def normalise(name: str) -> str:
    """A name as it is compared: compatibility forms folded, case folded, spaces collapsed, no bar.

    >>> normalise("  Ward\\u00a05  (Oak) ")
    'ward 5 (oak)'
    """
    folded = unicodedata.normalize("NFKC", name).casefold().replace("|", "/")
    return " ".join(folded.split())


def alias_key(names: Sequence[str]) -> str:
    """The key of a path of names from below the organisation downwards; empty names are left out.

    A key too long for its column keeps its beginning and ends in a hash of the whole.

    >>> alias_key(["Riverside General", "", "Ward 5"])
    'riverside general|ward 5'
    """
    key = "|".join(part for part in map(normalise, names) if part)
    if len(key) <= KEY_LENGTH:
        return key
    return f"{key[: KEY_LENGTH - 65]}#{hashlib.sha256(key.encode()).hexdigest()}"
