"""A supplier's file for benchmarks: seeded, two questions a respondent, two years, 60 services."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Final

HEADER: Final = (
    "Comment ID,Respondent ID,Date,Site,Service,Ward,Mode,FFT categorical answer,FFT question,FFT answer".split(",")  # noqa: SIM905
)
QUESTIONS: Final = ("What was good?", "What could we do better?")
SYLLABLES: Final = "ba de fi go hu ka le mi no pu ra se ti vo wa ye zi cha stel".split()  # noqa: SIM905
MODES: Final = ("SMS", "Online", "Paper", "Telephone")
# Respondents answer both questions in rows that lie this many rows apart, as in exports sorted by question.
APART: Final = 5_000


def write_feedback(path: Path, rows: int, seed: int = 20261122) -> None:
    """Write a CSV of `rows` rows (made even); the same for the same arguments.

    Comments have 70 characters on average; one in eight is blank or 'Did not answer', as in real exports. Three in ten
    hold a word of a vocabulary of 6,859 rare ones, so that the index of words grows as a real one does.
    """
    from heard.demonstration.generator import voices

    random = Random(seed)  # noqa: S311 -- invented feedback, no secret
    pending: list[list[str]] = []
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        spoken = list(voices(rows // 2, seed=seed))
        for voice, other in pairwise([*spoken, spoken[0]]):
            number = f"R{voice.number:07d}"
            ward = f"{voice.place.name} {random.randrange(1, 3)}" if random.random() < 0.9 else ""
            shared = [number, f"{voice.day:%d/%m/%Y}", voice.place.site, voice.place.service, ward]
            shared += [random.choice(MODES), str(voice.rating)]
            first, second = voice.why, voice.better if len(voice.better) > 30 else other.why
            texts = [_said(random, text) for text in (first, second)]
            writer.writerow([f"{number}-1", *shared, QUESTIONS[0], texts[0]])
            pending.append([f"{number}-2", *shared, QUESTIONS[1], texts[1]])
            if len(pending) == APART:
                writer.writerows(pending)
                pending.clear()
        writer.writerows(pending)


def _said(random: Random, text: str) -> str:
    draw = random.random()
    if draw < 0.125:
        return "Did not answer" if draw < 0.09 else ""
    if draw < 0.425:
        return f"{text} It was {''.join(random.choice(SYLLABLES) for _ in range(3))}."
    return text
