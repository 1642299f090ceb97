"""What a mapped file leaves open, to be asked before it is imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from heard.voices.importing.mapping import check, from_json
from heard.voices.importing.questions import hash_of, kind_of
from heard.voices.importing.words import question_key
from heard.voices.models import Question
from heard.voices.queries.runs import ImportDetail


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question of the file: the column that its answers stand in (wide files), its wording, what it asks for."""

    header: str
    wording: str
    kind: str


@dataclass(frozen=True, slots=True)
class Doubts:
    """What a file leaves open."""

    # Codes among the first rows that the rating pack does not know, with what was said of them before (0: keep).
    ratings: Mapping[str, int]
    questions: tuple[AskedQuestion, ...]
    # The column of the trust, and whether it is the first level of the services tree (None: as the file has it).
    trust: str
    trust_level: bool | None
    # Whether no column says who spoke, or how it was collected; and what was said of the whole source before.
    ask_relation: bool
    relation: str
    ask_channel: bool
    channel: str

    @property
    def any(self) -> bool:
        """Whether there is anything to ask."""
        return bool(self.ratings or self.questions or self.trust or self.ask_relation or self.ask_channel)


def doubts(batch: ImportDetail) -> Doubts:
    """What a mapped import leaves open. One query, for the questions that are known."""
    mapping = check(from_json(batch.mapping), batch.header)
    fields = set(mapping.columns.values())
    return Doubts(
        ratings=_ratings(batch, mapping.header("rating"), mapping.ratings),
        questions=_questions(batch),
        trust=mapping.header("trust") or "",
        trust_level=mapping.trust_level,
        ask_relation="relation" not in fields,
        relation=mapping.relation,
        ask_channel="channel" not in fields,
        channel=mapping.channel,
    )


def _ratings(batch: ImportDetail, header: str | None, settled: Mapping[str, int]) -> dict[str, int]:
    """Unknown codes, looked up in the column that was suggested for ratings, and those of earlier files."""
    if header is None:
        return {}
    suggested: Mapping[str, Any] = batch.findings.get("suggestions", {})
    found = batch.findings.get("ratings", ()) if suggested.get(header) == "rating" else ()
    return {**{str(text): 0 for text in found}, **settled}


def _questions(batch: ImportDetail) -> tuple[AskedQuestion, ...]:
    mapping = check(from_json(batch.mapping), batch.header)
    if mapping.wide:
        asked = [(name, mapping.wording(name)) for name in mapping.headers("answer")]
    else:
        place = batch.header.index(mapping.header("question") or "")
        cells = (cells[place] for _, cells in batch.findings.get("samples", ()))
        asked = [("", text) for text in dict.fromkeys(" ".join(cell.split()) for cell in cells) if text]
    known = _known(batch.organisation_id, [wording for _, wording in asked])
    # What an older question asks for stands: codes rest on it. One that this import brought may still be changed.
    mine = set(batch.findings.get("questions_made", ()))
    found: dict[str, AskedQuestion] = {}
    for header, wording in asked:
        key = question_key(wording) or ""
        pk, kind = known.get(key, (0, kind_of(wording)))
        if key and (not pk or pk in mine):
            found.setdefault(key, AskedQuestion(header, wording, kind))
    return tuple(found.values())


def _known(organisation_id: int, wordings: list[str]) -> dict[str, tuple[int, str]]:
    """Id and kind of those questions that the organisation has already, by what makes a wording one question."""
    hashes = {hash_of(text): question_key(text) or "" for text in wordings}
    rows = Question.objects.filter(organisation=organisation_id, key__in=hashes).values_list("key", "id", "kind")
    return {hashes[key]: (pk, kind) for key, pk, kind in rows}
