"""A button that does one thing: done with its sentence, or refused with another."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from heard.organisations.errors import Refused


def done(request: HttpRequest, act: Callable[[], str]) -> bool:
    """Do it and say so on the next page; false where it was refused."""
    try:
        messages.success(request, act())
    except Refused as refused:
        messages.warning(request, refused.sentence)
        return False
    return True
