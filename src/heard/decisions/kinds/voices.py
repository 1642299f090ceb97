"""A voice as evidence: who said it where and when. Its words stay where they are; the digest is of them as shown."""

from __future__ import annotations

import json
from typing import Final

from heard.decisions.ports import Asked, Seen
from heard.organisations import policy
from heard.voices.queries.spoken import Spoken, spoken

VOICE: Final = "voices.voice"
LINE: Final = "line"


def voice(asked: Asked) -> Seen | None:
    """What a voice shows; None for other kinds, voices that are withdrawn, or not the actor's to read."""
    if asked.kind != VOICE:
        return None
    found = spoken(asked.organisation_id, [asked.of]).get(asked.of)
    if found is None or found.withdrawn or not readable(asked.actor, found):
        return None
    day = f"{found.said_on.day} {found.said_on:%B %Y}" if found.said_on else "a day that is not known"
    return Seen(
        of=found.reference,
        shows=f"Said about {found.service} on {day}",
        content=content(found),
        speakers=(found.reference,),
        unit_id=found.unit_id,
    )


def readable(actor: policy.Actor, found: Spoken) -> bool:
    """Whether the actor may read it. What went outside the line is nobody's evidence: its signal is."""
    return found.route == LINE and policy.can(actor, "read_voices", found)


def content(found: Spoken) -> bytes:
    """What the digest of a voice is made from: its reference and its words as everyone reads them."""
    return json.dumps([found.reference, *found.words], ensure_ascii=False).encode()
