"""Small makers for the ledger's tests."""

from __future__ import annotations

from django.db import transaction

from heard.ledger import actions


def record(number: int = 0, using: str = "default", **more: object) -> int:
    """One event in a transaction of its own."""
    given = {"kind": "voice_said", "subject": f"voice:{number}", "content": {"number": number}, **more}
    with transaction.atomic(using=using):
        return actions.record(using=using, **given)


def record_many(count: int, using: str = "default") -> range:
    """Many events in a transaction of their own."""
    with transaction.atomic(using=using):
        return actions.record_many(
            events=[actions.NewEvent("voice_said", f"voice:{number}", {"number": number}) for number in range(count)],
            using=using,
        )
