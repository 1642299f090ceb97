"""The first rows of a file as they will be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from heard.voices.importing.findings import PreviewAnswer, PreviewRow
from heard.voices.importing.reading import LINE, REASON
from heard.voices.queries.one_source import SourceDetail
from heard.voices.queries.runs import ImportDetail
from heard.voices.views.presenters import many

_SILENCE = {"blank": "Left blank", "non-answer": "Says that nothing was said; kept as no answer"}


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer: its question, its words with personal details masked, or what stands in their place."""

    question: str
    words: str
    silence: str


@dataclass
class ShownVoice:
    """One person's rows as they become one voice."""

    date: str
    service: str
    rating: str
    facts: Sequence[str]
    answers: list[ShownAnswer] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Preview:
    """What the page shows."""

    sentence: str
    voices: Sequence[ShownVoice]
    rejected: Sequence[PreviewRow]
    notes: Sequence[str]
    # Whether a date has two readings.
    doubtful: bool
    asks: bool


def shown(batch: ImportDetail, rows: Sequence[PreviewRow], *, asks: bool) -> Preview:
    """The first rows, one person's together, and what cannot be taken; `asks`: there are questions to go back to."""
    voices: dict[str, ShownVoice] = {}
    good = [row for row in rows if not row.problem]
    for row in good:
        voice = voices.setdefault(row.respondent or f"line {row.line}", _voice(row))
        voice.answers.extend(map(_answer, row.answers))
    return Preview(
        sentence=_sentence(good, len(rows), len(voices)),
        voices=list(voices.values()),
        rejected=[row for row in rows if row.problem],
        notes=[str(note) for note in batch.findings.get("notes", ())],
        doubtful=any(" or " in row.said_on for row in good),
        asks=asks,
    )


def examples(batch: ImportDetail) -> dict[str, list[str]]:
    """What stands in each column, a few cells of it, personal details masked."""
    return dict(batch.findings.get("examples", {}))


def is_known(batch: ImportDetail, source: SourceDetail | None) -> bool:
    """Whether the file has the columns that were saved for its source, so that nobody has to map them again."""
    if source is None or not source.mapping.get("columns"):
        return False
    new = set(batch.findings.get("new_columns", ())) - {LINE, REASON}
    return not new and not batch.findings.get("missing_columns")


def _sentence(good: Sequence[PreviewRow], count: int, people: int) -> str:
    answers = sum(any(answer.state == "said" for answer in row.answers) for row in good)
    return (
        f"The first {many(count, 'row', 'rows')} of the file: {many(answers, 'answer', 'answers')}, "
        f"{len(good) - answers} empty, {count - len(good)} to be rejected; "
        f"{many(people, 'person’s voice', 'people’s voices')}. Personal details are masked."
    )


def _voice(row: PreviewRow) -> ShownVoice:
    return ShownVoice(
        date=row.said_on or "No date",
        service=" › ".join(row.service) or "The whole organisation",
        rating=row.rating or "No rating",
        facts=[fact for fact in (row.relation, row.channel) if fact],
    )


def _answer(answer: PreviewAnswer) -> ShownAnswer:
    said = answer.state == "said"
    return ShownAnswer(answer.question, answer.words if said else "", _SILENCE.get(answer.state, ""))
