"""Four wards of a site that are heard every week, for tests of early warning."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from django.db import transaction

from heard.coding.actions import counts, storing
from heard.coding.tests.factories import Said, batch
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_unit
from heard.signals import actions

# The first of WEEKS Mondays, and the week from which on a ward fails.
FIRST = date(2025, 9, 1)
WEEKS = 64
TURNS = 54


class Wards:
    """Four wards of a site, heard every week; a week's comments and concerns as they are asked for."""

    def __init__(self, trust) -> None:
        self.trust = trust
        self.site = make_unit(trust, "Riverside General", "site")
        self.wards = [make_unit(self.site, f"Ward {name}", "ward") for name in ("A", "B", "C", "D")]
        self.voices: dict[int, Said] = {}

    def say(self, ward: int, week: int, comments: int, concerns: int, *, relation: int = 1, channel: int = 1) -> None:
        for number in range(comments):
            level = 2 if number < concerns else 0
            day = FIRST + timedelta(days=7 * week + number % 7)
            said = Said(
                self.wards[ward].id, day, 1, relation, channel, None, [(None, f"theme{number % 3} mood2 level{level}")]
            )
            self.voices[len(self.voices) + 1] = said

    def usual(self, weeks: range, wards: range = range(4), *, seed: int = 3) -> None:
        random = Random(seed)
        for week in weeks:
            for ward in wards:
                self.say(ward, week, 10, int(random.random() < 0.4))

    def store(self) -> None:
        numbers = sorted(self.voices)
        for start in range(0, len(numbers), 2_000):
            chunk = {number: self.voices[number] for number in numbers[start : start + 2_000]}
            with transaction.atomic():
                storing.store(batch(self.trust.id, chunk))()
        counts.fold()

    def look(self) -> list[str]:
        return actions.watch_organisation(actor=SYSTEM, organisation_id=self.trust.id)

    def fail(self) -> Wards:
        """Ward A tells of three concerns a week in ten comments from week TURNS on, where 0.4 were usual."""
        self.usual(range(TURNS))
        self.usual(range(TURNS, WEEKS), range(1, 4))
        for week in range(TURNS, WEEKS):
            self.say(0, week, 10, 3)
        self.store()
        return self
