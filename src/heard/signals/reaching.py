"""Whom a closing reaches: those of whoever spoke who asked to hear of it, and can."""

from __future__ import annotations

from collections.abc import Iterable

from heard.messages.queries import recipients
from heard.signals.subjects import recipient_of
from heard.tasks import queries as tasks
from heard.voices.queries.briefs import briefs_by_reference
from heard.voices.queries.receipts import with_key

READING = "voices.reading"


def reached(organisation_id: int, voice_references: Iterable[str]) -> list[str]:
    """The voices whose speakers will read it, in order: they wish a reply or contact, and did not say 'stop'.

    And they have a key under which it stands, or a message is on its way to them. An address alone reaches nobody.
    """
    known = briefs_by_reference(organisation_id, voice_references)
    wish = {
        reference: recipient_of(reference)
        for reference, one in known.items()
        if (one.wishes or {}).get("reply") or (one.wishes or {}).get("contact")
    }
    open_to = recipients.open_to(organisation_id, wish.values())
    told, keys = recipients.on_their_way(organisation_id, open_to), with_key(organisation_id, wish)
    return sorted(one for one, ref in wish.items() if ref in open_to and (one in keys or ref in told))


def unread(voice_references: Iterable[str]) -> int:
    """How many of these voices nobody has read whose task that is."""
    live = tasks.standings((recipient_of(one) for one in voice_references), kind=READING)
    return len(live)
