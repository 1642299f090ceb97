"""Bounds against guessing and flooding, counted in the database that all processes share."""

from __future__ import annotations

from typing import Final

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from heard.organisations import packs
from heard.store import sealing, sql

HOUR: Final = 3600
# One statement counts or refuses, so that no burst gets past the limit, and another hour begins anew.
_SPEND: Final = """
    INSERT INTO voices_spent (name, hour, used) VALUES (%s, %s, 1)
        ON CONFLICT (name) DO UPDATE
       SET used = CASE WHEN voices_spent.hour = excluded.hour THEN voices_spent.used + 1 ELSE 1 END,
           hour = excluded.hour
     WHERE voices_spent.hour <> excluded.hour OR voices_spent.used < %s
 RETURNING used"""


def spend(what: str, whose: str) -> bool:
    """Count one of `what` against `whose` in this hour; False where the pack's limit is reached already.

    Whose it is is kept as an HMAC only, and for two hours at most.
    """
    return spend_each((what, whose))


@transaction.atomic(savepoint=False)
def spend_each(*wanted: tuple[str, str]) -> bool:
    """As spend, one after the other; False at the first whose limit is reached. The database is waited for once."""
    # A crash may forget what was spent in its last second; while it waits for the disk, the whole network waits.
    sql.commit_soon(connection)
    return all(_spent(what, whose) for what, whose in wanted)


def _spent(what: str, whose: str) -> bool:
    most = int(packs.load("tell-us").content["limits_an_hour"][what])
    if most < 1:
        return False
    with sql.planned_cursor(connection) as cursor:
        cursor.execute(_SPEND, [_name(what, whose), _hour(), most])
        return cursor.fetchone() is not None


def give_back(what: str, whose: str) -> None:
    """What was spent on an attempt that was right is not counted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE voices_spent SET used = used - 1 WHERE name = %s AND hour = %s AND used > 0",
            [_name(what, whose), _hour()],
        )


def forget_past_hours() -> None:
    """Delete what was counted before this hour."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM voices_spent WHERE hour < %s", [_hour()])


def address_of(request: HttpRequest) -> str:
    """The address that a request comes from, as sign-in counts it; one for all where the server does not say."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return "unknown"


def _hour() -> int:
    return int(timezone.now().timestamp()) // HOUR


def _name(what: str, whose: str) -> str:
    return sealing.fingerprint(f"{what}:{whose}")
