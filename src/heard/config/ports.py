"""Which function serves which port. A lower room defines a port; this is the only place that fills it."""

from __future__ import annotations


def connect() -> None:
    """Register every port's functions; safe to call twice."""
    from heard.checking import connect as checking
    from heard.coding import connect as coding
    from heard.decisions import connect as decisions
    from heard.messages import connect as messages
    from heard.signals import connect as signals
    from heard.voices import connect as voices

    messages.connect()
    voices.connect()
    # Before Explore drops what is deleted.
    checking.connect()
    coding.connect()
    signals.connect()
    decisions.connect()
    _connect_forgetting()


def _connect_forgetting() -> None:
    """How each room forgets, from the top of the house down: upper rooms read what lower ones then erase."""
    from heard.checking.actions import forgetting as checking
    from heard.coding.actions import forgetting as coding
    from heard.decisions.actions import forgetting as decisions
    from heard.ledger import ports as ledger
    from heard.messages.actions import forgetting as messages
    from heard.signals.actions import forgetting as signals
    from heard.tasks.actions import forgetting as tasks
    from heard.voices.actions import forgetting as voices

    ledger.said.register(voices.said)
    ledger.said.register(messages.said)
    ledger.said.register(coding.said)
    for forget in (
        decisions.forget,
        signals.forget,
        checking.forget,
        coding.forget,
        voices.forget,
        # Tasks say which of theirs are about it; messages then know every notice.
        tasks.forget,
        messages.forget,
    ):
        ledger.forget.register(forget)
    ledger.settle.register(coding.settle)
