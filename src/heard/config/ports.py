"""Which function serves which port. A lower room defines a port; this is the only place that fills it."""

from __future__ import annotations


def connect() -> None:
    """Register every port's functions; safe to call twice."""
    from heard.coding import connect as coding
    from heard.decisions import connect as decisions
    from heard.messages import connect as messages
    from heard.signals import connect as signals
    from heard.voices import connect as voices

    messages.connect()
    voices.connect()
    coding.connect()
    signals.connect()
    decisions.connect()
