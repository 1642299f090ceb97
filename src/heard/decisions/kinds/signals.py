"""A signal as evidence: why it was raised, where and since when, with the voices in it."""

from __future__ import annotations

import json
from typing import Final

from heard.decisions.kinds.voices import LINE
from heard.decisions.ports import Asked, Seen
from heard.signals import queries as signals

SIGNAL: Final = "signals.signal"


def signal(asked: Asked) -> Seen | None:
    """What a signal shows; None for other kinds and for signals that the actor may not see.

    Of one outside the line nothing is said but that: everyone who sees decisions reads it.
    """
    if asked.kind != SIGNAL:
        return None
    found = signals.signal(asked.actor, asked.organisation_id, asked.of)
    if found is None:
        return None
    row = found.row
    since = f"{row.seen_since.day} {row.seen_since:%B %Y}"
    voices = tuple(dict.fromkeys(one.voice_reference for one in found.said))
    outside = row.route != LINE
    content = [row.reference, row.level, row.why, [(one.voice_reference, one.words or "") for one in found.said]]
    return Seen(
        of=row.reference,
        shows="A concern outside the line" if outside else f"{row.kind_label}, {row.unit_name}, since {since}",
        content=json.dumps(content, ensure_ascii=False).encode(),
        speakers=voices,
        unit_id=None if outside else row.unit_id,
    )
