"""Where a signal's page is."""

from __future__ import annotations

from django.urls import reverse


def address(code: str, reference: str) -> str:
    """The page of a signal of an organisation."""
    return reverse("signals:signal", args=[code, reference])
