"""Who is in touch with us about something that somebody looks at: they are not asked how it was meanwhile."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from heard.messages import addresses
from heard.messages.models import Way
from heard.messages.ports import Address
from heard.store import sealing
from heard.tasks.queries import standings
from heard.voices import ports
from heard.voices.capture.contacts import address_of
from heard.voices.models import Contact, Voice

# What is owed an answer, or is looked at by somebody.
OPEN = frozenset({"voices.reply", "voices.reading"})


def in_touch(organisation_id: int, wanted: Collection[str], since: datetime) -> frozenset[str]:
    """Those of these fingerprints that belong to somebody who should not be asked now.

    They told us since then that somebody has died, or of something outside the line, or under 16; or what they said
    waits for us, or somebody works on it. Three queries, and each kept contact of that time is opened once.
    """
    if not wanted:
        return frozenset()
    rows = Contact.objects.filter(
        voice__organisation=organisation_id, voice__withdrawn_at=None, voice__received_at__gte=since
    ).select_related("voice")
    found: dict[int, set[str]] = {}
    voices: dict[int, Voice] = {}
    for row in rows.only("sealed", "voice__reference", "voice__route", "voice__under_16", "voice__about_person"):
        marks = _marks(json.loads(sealing.unseal(bytes(row.sealed)))) & set(wanted)
        if marks:
            found[row.voice_id], voices[row.voice_id] = marks, row.voice
    held = _held(voices)
    return frozenset(mark for voice_id in held for mark in found[voice_id])


def _held(voices: Mapping[int, Voice]) -> set[int]:
    subjects = {f"voices.voice:{one.reference}": pk for pk, one in voices.items()}
    waiting = {subjects[subject] for subject, one in standings(subjects).items() if one.kind in OPEN}
    worked = {pk for fixed in ports.fixed(list(voices)) for pk in fixed} if voices else set()
    said = {
        pk
        for pk, one in voices.items()
        if one.route != Voice.Route.LINE or one.under_16 or one.about_person == Voice.Basis.DIED
    }
    return waiting | worked | said


def _marks(contact: Mapping[str, str]) -> set[str]:
    address: Address = address_of(contact)
    return {
        addresses.fingerprint(way, address)
        for way in (Way.EMAIL, Way.SMS, Way.LETTER)
        if not addresses.problem(way, address)
    }
