"""A sample line by line, for its file: codes and chances, no words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from heard.checking.models import Drawn, Reading
from heard.checking.queries.samples import Said, SampleRow
from heard.voices import queries as voices


@dataclass(frozen=True, slots=True)
class Line:
    """One comment of a sample."""

    place: int
    voice_reference: str
    stratum: str
    chance: float
    machine: Said
    readings: tuple[Said, ...]
    settled: Said | None


def settled_rows(row: SampleRow) -> list[Line]:
    """Every comment with all codes. Three queries."""
    drawn = list(Drawn.objects.filter(sample=row.id).order_by("place"))
    shown = voices.words([one.answer_id for one in drawn])
    given: dict[int, list[Reading]] = defaultdict(list)
    for reading in Reading.objects.filter(drawn__sample=row.id):
        given[reading.drawn_id].append(reading)
    order = [person for person, _ in row.coders]
    return [
        Line(
            one.place,
            shown[one.answer_id].voice_reference if one.answer_id in shown else "",
            one.stratum,
            one.chance,
            Said(one.model, one.machine_themes, one.machine_sentiment, one.machine_seriousness),
            tuple(
                Said("", said.themes, said.sentiment, said.seriousness)
                for said in sorted(given[one.pk], key=lambda said: order.index(said.person_id))
            ),
            Said("", one.themes or 0, one.sentiment, one.seriousness or 0) if one.settled_at else None,
        )
        for one in drawn
    ]
