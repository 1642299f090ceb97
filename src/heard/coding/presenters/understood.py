"""What whoever spoke is told about how their words were understood: themes, how they sounded, how serious."""

from __future__ import annotations

from heard.coding import queries
from heard.coding.queries.shapes import CodeEntry
from heard.voices import queries as voices
from heard.voices.ports import Moment


def moments(reference: str) -> list[Moment]:
    """One moment for each answer's code in force: by the machine when it came in, or by a person since."""
    received, answers = voices.spoken_answers(reference)
    found = queries.codes(answers)
    return [
        Moment(code.at or received, "coding.understood", _title(code), _text(code))
        for answer in answers
        for code in found.get(answer, ())
        if code.current
    ]


def _title(code: CodeEntry) -> str:
    return "A person put right how your words were understood" if code.by_person else "Understood by a computer"


def _text(code: CodeEntry) -> str:
    about = ", ".join(code.themes) or "no theme that we know"
    sounded = f" It sounded {code.sentiment_name.lower()}." if code.sentiment_name else ""
    return f"It is about: {about}.{sounded} How serious: {code.level.lower()}."
