"""What sounds grave and is not: 'no pain at all', 'to die for', 'parking is murder'.

The learned heads see words, and a word may be denied, a figure of speech, or about the car park. Where they alone find
a concern, what the pack's `harmless` patterns know is left out, and they read what is left. Praise is not among them,
and where a rule of the lexicon finds something, nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from heard.methods.coding.rules import compiled, small, written

# Smaller than clauses: what is left out by mistake shall be little.
_PIECES: Final = re.compile(
    r"(?:[,;:!?()\n\r]|\.(?!\d)| - )+|\b(?=(?:but|however|although|though|unfortunately|except|yet)\b)", re.ASCII
)
# Longer pieces say more than a pattern can know of.
_LONGEST: Final = 90


@dataclass(frozen=True, slots=True)
class Harmless:
    """Patterns of pieces that allege nothing grave."""

    pattern: re.Pattern[str]

    @classmethod
    def from_pack(cls, content: Mapping[str, Any]) -> Harmless:
        """Those of a pack's content. Raises KeyError for a term that it does not have."""
        patterns = [written(one["pattern"], content["terms"]) for one in content["harmless"]]
        return cls(compiled("|".join(f"(?:{pattern})" for pattern in patterns)))

    def without(self, text: str) -> str:
        """A text without its harmless pieces; the same text where it has none.

        >>> import re
        >>> Harmless(re.compile("no pain")).without("No pain at all, but he hit me")
        'but he hit me'
        """
        lower, kept, start, left_out = small(text), [], 0, False
        for end in [*_PIECES.finditer(lower), None]:
            stop = end.start() if end else len(lower)
            if stop - start <= _LONGEST and self.pattern.search(lower[start:stop]):
                left_out = True
            else:
                kept.append(text[start : end.end() if end else len(text)])
            start = end.end() if end else stop
        return "".join(kept).strip() if left_out else text
