"""A queued comment in words: what it was coded as, which words led to it, and why it is worth a look."""

from __future__ import annotations

from dataclasses import dataclass

from heard.checking.models import Queued
from heard.checking.queries.review import Item
from heard.coding.frame import frame
from heard.coding.presenters.codes import ShownCode
from heard.coding.presenters.codes import shown as shown_code
from heard.coding.presenters.why import Led, why

_RATINGS = {1: "Very good", 2: "Good", 3: "Neither good nor poor", 4: "Poor", 5: "Very poor", 6: "Don't know"}


@dataclass(frozen=True, slots=True)
class ShownItem:
    """What the page says about one comment."""

    code: ShownCode
    reason: str
    led: tuple[Led, ...]
    rating: str


def shown(organisation_id: int, item: Item) -> ShownItem:
    """A comment of the queue in words."""
    names = frame()
    led = why(organisation_id, item.voice_id, item.answer_id)
    reason = item.why_label
    if item.why == Queued.Why.APART:
        rules, model = (names.levels[level].lower() for level in (item.rules_level, item.model_level))
        reason = f"The rules read ‘{rules}’, the model ‘{model}’"
    elif item.why == Queued.Why.UNSURE and item.code.confidence is not None:
        reason = f"The coder is only {item.code.confidence}% sure"
    levels = dict(enumerate(names.levels))
    return ShownItem(
        shown_code(item.code, levels), reason, (*led.rules, *led.led) if led else (), _RATINGS.get(item.rating or 0, "")
    )
