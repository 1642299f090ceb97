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
    if not code.coded:
        return "Kept in the language that you wrote in"
    return "A person put right how your words were understood" if code.by_person else "Sorted by a computer"


def _text(code: CodeEntry) -> str:
    """Nothing about how it sounded, and no word where it seems harmless: that is for a person to say."""
    if not code.coded:
        return "Our computer sorts English only. Your words stand as you wrote them, for a person to read."
    about = f"It seems to be about: {', '.join(code.themes)}." if code.theme_bits else "It fits none of our themes."
    serious = {2: " It seems to be a concern.", 3: " It seems serious."}.get(code.seriousness, "")
    rest = "" if code.by_person else " A computer can be wrong: a person reads it too."
    return f"{about}{serious}{rest}"
