"""Nothing that is published repeats the words of somebody who did not ask for that, or names a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from heard.decisions.models import Decision, Speaker
from heard.methods.redaction import redact_text
from heard.voices.queries import spoken

# So many words in a row are taken for somebody's own. Shorter runs are everyone's ('the bells at night were').
RUN: Final = 6
PUBLISHED: Final = {
    "question": "the question",
    "can_change": "what can be influenced",
    "cannot_change": "what cannot be influenced",
    "involved": "who was involved",
    "decided": "what was decided",
    "reasons": "the reasons",
    "not_done": "what was not done",
    "why_no_evidence": "why there is no evidence",
    "you_said": "what people said",
    "we_did": "what you did",
}


def refusal_of(decision: Decision) -> tuple[str, str] | None:
    """Why a decision cannot be published as it is, with the field; None where it can."""
    texts = {name: [getattr(decision, name)] for name in PUBLISHED}
    texts["question"] += [text for pair in decision.options.values_list("text", "note") for text in pair]
    texts["decided"] += decision.actions.values_list("what", flat=True)
    texts["you_said"] += decision.evidence.values_list("shows", flat=True)
    return _refusal(decision, texts)


def refusal_of_text(decision: Decision, field: str, text: str) -> str:
    """Why a text may not stand beside a published decision, in a sentence; empty where it may."""
    found = _refusal(decision, {field: [text]})
    return found[0] if found else ""


def _refusal(decision: Decision, texts: Mapping[str, Iterable[str]]) -> tuple[str, str] | None:
    for name, parts in texts.items():
        if any(redact_text(text).spans for text in parts):
            return f"Take the name or other personal detail out of {PUBLISHED.get(name, 'this')}.", name
    voices = Speaker.objects.filter(evidence__decision=decision).values_list("voice", flat=True).distinct()
    found = spoken.spoken(decision.organisation_id, voices).values()
    private = runs_of(words for one in found if not one.publishable for words in one.words)
    for name, parts in texts.items():
        if private & runs_of(parts):
            return (
                f"In {PUBLISHED.get(name, 'this')} you repeat words of somebody who did not say that they may be "
                "published. Say it in your own words.",
                name,
            )
    return None


def runs_of(texts: Iterable[str]) -> set[tuple[str, ...]]:
    """Every six words in a row, without case and punctuation.

    >>> sorted(runs_of(["Nobody came when I rang the bell"]))[0]
    ('came', 'when', 'i', 'rang', 'the', 'bell')
    """
    found: set[tuple[str, ...]] = set()
    for text in texts:
        words = tuple(re.findall(r"[^\W_]+", text.casefold()))
        found.update(words[start : start + RUN] for start in range(len(words) - RUN + 1))
    return found
