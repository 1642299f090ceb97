"""Comments made by chance from a grammar, with or without a topic planted in the later ones."""

from __future__ import annotations

import random
from collections.abc import Sequence

_WHO = ["The nurses", "The doctor", "Reception", "A porter", "The ward staff", "My midwife", "The team", "Everyone"]
_WAS = ["was kind", "were patient", "listened", "explained it well", "took their time", "seemed rushed", "was late",
        "forgot me", "rang back", "never rang back", "smiled", "helped my mother", "knew my name"]  # fmt: skip
_WHAT = ["The food was cold", "Parking is dear", "I waited two hours", "The ward was clean", "Discharge was slow",
         "The bed was hard", "My tablets came late", "The bell was answered", "Signs are hard to find",
         "The room was noisy at night", "The letter came after the day", "Tea came round often"]  # fmt: skip
_ENDS = ["thank you all", "please mend this", "I would come again", "my family agrees", "that is all", "keep it up"]
# fmt: off
PARKING = ["The new parking machine fined me twice", "Fined although I paid at the parking machine",
           "The parking machine took my card and fined me", "My daughter was fined by the machine for parking"]
# fmt: on
WIFI = ["The wifi never works on the ward", "No wifi for days and nobody can mend the wifi", "Wifi drops every evening"]


def comments(count: int, seed: int, planted: Sequence[tuple[Sequence[str], int]] = ()) -> list[str]:
    """Comments of one to three sentences; of each planted list so many more, in random places."""
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        parts = [f"{chance.choice(_WHO)} {chance.choice(_WAS)}"]
        parts += chance.sample(_WHAT, chance.choice([0, 1, 1, 2]))
        parts += chance.sample(_ENDS, chance.choice([0, 0, 1]))
        chance.shuffle(parts)
        made.append(". ".join(parts))
    for sentences, times in planted:
        for _ in range(times):
            said = f"{chance.choice(sentences)}. {chance.choice(_WHO)} {chance.choice(_WAS)}"
            made.insert(chance.randrange(len(made) + 1), said)
    return made
