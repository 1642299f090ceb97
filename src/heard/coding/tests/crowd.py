"""Many voices at once, with words that plans and searches are tried on; no row in the voices tables."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection, transaction

from heard.coding.actions import counts, storing
from heard.coding.tests.factories import Said, batch
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_organisation, make_unit
from heard.voices import queries as voices

LAST = date(2026, 11, 20)
COMMON = ("the staff", "waiting", "nurse", "kind", "parking", "appointment")


class Crowd:
    """An organisation with two sites, ten wards each, and voices over two years."""

    def __init__(self, size: int, seed: int = 5, first: int = 1) -> None:
        random = Random(seed)
        self.organisation: OrganisationSummary = make_organisation()
        self.sites = [make_unit(self.organisation, kind="site") for _ in range(2)]
        self.wards = [make_unit(site, kind="ward") for site in self.sites for _ in range(10)]
        self.voices: dict[int, Said] = {}
        for number in range(first, first + size):
            self.voices[number] = self._said(random)
        numbers = list(self.voices)
        for start in range(0, size, 2_000):
            chunk = {number: self.voices[number] for number in numbers[start : start + 2_000]}
            with transaction.atomic():
                storing.store(batch(self.organisation.id, chunk))()
        counts.fold()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _said(self, random: Random) -> Said:
        day = None if random.random() < 0.02 else LAST - timedelta(days=random.randrange(730))
        answers = []
        for question in (11, 12):
            if random.random() < 0.7:
                words = [word for word in COMMON if random.random() < 0.3]
                words += ["zebra"] if random.random() < 0.004 else []
                random.shuffle(words)
                code = [f"theme{random.randrange(6)}"] if random.random() < 0.9 else []
                mood = f"mood{random.randrange(6)}"
                answers.append((question, " ".join([*words, *code, mood, f"level{int(random.random() ** 6 * 4)}"])))
        return Said(
            unit_id=random.choice(self.wards).id,
            said_on=day,
            rating=random.choice([None, 0, 1, 1, 1, 2, 3, 4, 5, 6]),
            relation=random.randrange(3),
            channel=random.randrange(4),
            source_id=random.choice([None, 7, 8]),
            answers=answers,
        )

    def read_words(self, patch: pytest.MonkeyPatch) -> None:
        """Let the words of answers come from here."""

        def words(answer_ids: list[int]) -> dict[int, voices.Words]:
            return {
                answer: voices.Words(
                    answer,
                    f"V{answer // 100}",
                    "Why?",
                    self.voices[answer // 100].answers[answer % 100][1],
                    False,
                )
                for answer in answer_ids
            }

        patch.setattr(voices, "words", words)
