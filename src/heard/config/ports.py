"""Which function serves which port. A lower room defines a port; this is the only place that fills it."""

from __future__ import annotations


def connect() -> None:
    """Register every port's functions; safe to call twice."""
    from heard.coding import connect as coding
    from heard.messages import connect as messages

    messages.connect()
    coding.connect()
