"""Why a comment was understood as it was: its clauses, and the words that led to each code, on demand."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from heard.coding import machine
from heard.coding.frame import frame
from heard.coding.queries.languages import english
from heard.methods.coding.clauses import Explained, explain, sentiment_head
from heard.methods.coding.seriousness import Evidence, Lexicon
from heard.voices.queries.batches import stored_batch


@dataclass(frozen=True, slots=True)
class ClauseShown:
    """A clause in words."""

    text: str
    about: str
    sounds: str


@dataclass(frozen=True, slots=True)
class Led:
    """What led to one code: the words in a sentence, and the comment with them marked."""

    code: str
    words: tuple[str, ...]
    marked: Markup


@dataclass(frozen=True, slots=True)
class Why:
    """A comment taken apart; rules: the clauses in which the lexicon found something, each by its worst rule."""

    clauses: tuple[ClauseShown, ...]
    led: tuple[Led, ...]
    rules: tuple[Led, ...]
    coder: str


def why(organisation_id: int, voice_id: int, answer_id: int) -> Why | None:
    """How the organisation's coder reads an answer of a voice, or its translation; None where it has no words."""
    answers = stored_batch([voice_id]).answers.to_pylist()
    said = next((one for one in answers if one["answer_id"] == answer_id), None)
    if said is None:
        return None
    coder = machine.of(organisation_id)
    artefact = coder.coder.artefact
    words = english([answer_id], [said["words"]]).get(0, said["words"])
    found = explain(words, artefact, said["question_kind"] or "")
    names, themes = frame(), artefact.themes
    clauses = tuple(
        ClauseShown(
            found.text[clause.start : clause.end],
            ", ".join(themes[bit] for bit in clause.themes) or names.not_assigned,
            names.sentiment(clause.sentiment) or "Cannot tell",
        )
        for clause in found.clauses
    )
    heads = [(themes[bit], bit) for bit in found.themes]
    if found.sentiment:
        heads.append((names.sentiment(found.sentiment), sentiment_head(artefact, found.sentiment)))
    led = tuple(_led(found, name, head) for name, head in heads)
    rules = _ruled(coder.coder.lexicon, found.text)
    return Why(clauses, tuple(one for one in led if one.words), rules, coder.name)


def _led(found: Explained, name: str, head: int) -> Led:
    places = found.led_to(head)
    words = dict.fromkeys(found.text[start:end] for start, end in places)
    return Led(name, tuple(words), marked(found.text, places))


def _ruled(lexicon: Lexicon, text: str) -> tuple[Led, ...]:
    """What rules found, clause by clause: the level and the rule's name, and the clause."""
    levels = frame().levels
    worst: dict[int, Evidence] = {}
    for one in lexicon.evidence(text):
        worst.setdefault(one.start, one)
    return tuple(
        Led(f"{levels[one.level]} ({one.name})", (text[one.start : one.end],), marked(text, ((one.start, one.end),)))
        for one in worst.values()
    )


def marked(text: str, places: tuple[tuple[int, int], ...]) -> Markup:
    """A text with some places in <mark>; places in order, without overlap.

    >>> marked("<b> cold food", ((4, 8),))
    Markup('&lt;b&gt; <mark>cold</mark> food')
    """
    made, at = Markup(""), 0
    for start, end in places:
        made += escape(text[at:start]) + Markup("<mark>{}</mark>").format(text[start:end])
        at = end
    return made + escape(text[at:])
