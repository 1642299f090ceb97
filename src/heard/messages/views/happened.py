"""What happened to a message, in plain words, from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from heard.ledger import queries as ledger
from heard.messages.queries import MessageDetail
from heard.organisations import queries as organisations

_SENTENCES = {
    "drafted": "Drafted",
    "draft-edited": "The draft was changed",
    "queued": "Put into the queue",
    "batch-queued": "Put into the queue with others",
    "batch-recalled": "Recalled with others",
    "tried": "Tried; the channel could not take it",
    "sent": "Handed to the channel",
    "delivered": "Delivered, says the channel",
    "bounced": "Came back undelivered",
    "failed": "Not sent",
    "unsent": "Could not be sent",
    "recalled": "Recalled",
    "sent-again": "Sent again",
    "settled": "A person saw to it",
    "to-print": "Ready to be printed",
    "to-a-person": "Given to a person",
    "brought": "A person brought it",
    "not-brought": "A person could not bring it",
    "printed": "Printed",
    "print-undone": "The printing was undone",
    "posted": "Posted",
    "received": "Something came back",
}
# What whoever spoke answers to 'Did it change?', as the room of what they said records it.
_CONFIRMED, _SPEAKER = "voices.confirmed", "voices.voice:"
_CHANGED = {
    "yes": "They said: yes, it has changed",
    "no": "They said: no, it has not changed",
    "too_early": "They said: too early to say whether it has changed",
    "cannot_tell": "They said: they cannot tell whether it has changed",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of what happened."""

    sentence: str
    at: datetime
    who: str
    event_id: int
    sealed: bool


def happened(found: MessageDetail) -> list[Happening]:
    """What happened to a message, oldest first."""
    subjects = [f"message:{found.row.reference}"]
    subjects += [f"batch:{found.batch}"] if found.batch else []
    subjects += [f"print-run:{found.print_run}"] if found.print_run else []
    entries = sorted([*ledger.history(*subjects), *_confirmed(found)], key=lambda entry: entry.at)
    names = organisations.account_names(entry.actor for entry in entries if entry.actor)
    return [
        Happening(
            sentence=_sentence(entry),
            at=entry.at,
            who=names.get(entry.actor, "Heard"),
            event_id=entry.event_id,
            sealed=entry.sealed,
        )
        for entry in entries
    ]


def _confirmed(found: MessageDetail) -> list[ledger.Entry]:
    """What whoever spoke said afterwards, asked about what this message answers."""
    if found.row.about != found.recipient_ref or not found.recipient_ref.startswith(_SPEAKER):
        return []
    told = ledger.history(f"voice:{found.recipient_ref.removeprefix(_SPEAKER)}")
    about = ("", found.row.about)
    return [one for one in told if one.kind == _CONFIRMED and (one.content or {}).get("about", "") in about]


def _sentence(entry: ledger.Entry) -> str:
    if entry.kind == _CONFIRMED:
        return _CHANGED.get(str((entry.content or {}).get("answer")), "They said whether it has changed")
    return _SENTENCES.get(entry.kind.removeprefix("messages."), "Changed")
