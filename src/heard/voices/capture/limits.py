"""Bounds against guessing and flooding, counted in the cache that all processes share."""

from __future__ import annotations

from typing import Final

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from heard.organisations import packs
from heard.store import sealing
from heard.store.locks import advisory

HOUR: Final = 3600


def spend(what: str, whose: str) -> bool:
    """Count one of `what` against `whose` in this hour; False where the pack's limit is reached already.

    One process at a time counts, so that no burst gets past the limit. Whose it is is kept as an HMAC only.
    """
    most = int(packs.load("tell-us").content["limits_an_hour"][what])
    name = _name(what, whose)
    with transaction.atomic():
        advisory(name)
        used = int(cache.get(name, 0))
        if used >= most:
            return False
        cache.set(name, used + 1, HOUR)
    return True


def give_back(what: str, whose: str) -> None:
    """What was spent on an attempt that was right is not counted."""
    name = _name(what, whose)
    with transaction.atomic():
        advisory(name)
        used = int(cache.get(name, 0))
        if used:
            cache.set(name, used - 1, HOUR)


def address_of(request: HttpRequest) -> str:
    """The address that a request comes from, as sign-in counts it; one for all where the server does not say."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return "unknown"


def _name(what: str, whose: str) -> str:
    hour = int(timezone.now().timestamp()) // HOUR
    return f"tell-us:{what}:{hour}:{sealing.fingerprint(whose)[:32]}"
