"""Whom a closing reaches: those of whoever spoke who asked to hear of it, and can."""

from __future__ import annotations

from collections.abc import Iterable

from heard.messages.queries import recipients
from heard.signals.subjects import recipient_of
from heard.tasks import queries as tasks
from heard.voices.queries.briefs import Brief, briefs_by_reference
from heard.voices.queries.receipts import with_contact, with_key

READING = "voices.reading"
_CAME = {
    "sms": "by text message",
    "online": "online",
    "paper": "on paper",
    "telephone": "by telephone",
    "tablet": "from a tablet or kiosk",
    "email": "by e-mail",
    "face_to_face": "face to face",
}


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


def unanswerable(organisation_id: int, voice_references: Iterable[str]) -> dict[str, str]:
    """Why whoever spoke cannot be written to, by voice; those who can are left out. Three queries, however many."""
    references = set(voice_references)
    known = briefs_by_reference(organisation_id, references)
    keys, contacts = with_key(organisation_id, references), with_contact(organisation_id, references)
    return {one: why for one, brief in known.items() if (why := _why_not(brief, one in keys, one in contacts))}


def _why_not(brief: Brief, has_key: bool, has_contact: bool) -> str:
    wishes = brief.wishes or {}
    if has_contact:
        asked = wishes.get("reply") or wishes.get("contact")
        return "" if asked else "They left an address, but did not ask to be answered."
    if has_key:
        return "Cannot be written to: no address was left. An answer stands under their key."
    way = _CAME.get(brief.channel)
    return f"Cannot be answered: it came {way} without an address." if way else "Cannot be answered: it has no address."
