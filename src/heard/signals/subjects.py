"""What the ledger, tasks and other rooms call the room's things."""

from __future__ import annotations

SIGNAL = "signals.signal:"
BACKLOG = "signals.backlog:"
TAKE_UP, DECIDE, LOOK, REVIEW = "signals.take_up", "signals.decide", "signals.second_look", "signals.backlog"


def backlog_of(unit_reference: str, route: str) -> str:
    """What is old at a place and goes by a way.

    >>> backlog_of("01J", "line"), backlog_of("01J", "outside")
    ('signals.backlog:01J', 'signals.backlog:01J-outside')
    """
    return BACKLOG + unit_reference + ("" if route == "line" else f"-{route}")


def subject_of(reference: str) -> str:
    """What everything outside calls a signal.

    >>> subject_of("01J")
    'signals.signal:01J'
    """
    return SIGNAL + reference


def reference_of(subject: str) -> str | None:
    """The signal of a subject, None for another's.

    >>> reference_of("signals.signal:01J"), reference_of("voices.voice:01J")
    ('01J', None)
    """
    return subject.removeprefix(SIGNAL) if subject.startswith(SIGNAL) else None


def recipient_of(voice_reference: str) -> str:
    """Whoever spoke, as messages knows them.

    >>> recipient_of("01J")
    'voices.voice:01J'
    """
    return f"voices.voice:{voice_reference}"
