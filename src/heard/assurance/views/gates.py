"""How the pages load their things: the month of an address, the way back."""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse

from heard.assurance.months import parse, said
from heard.methods.fft import Month


def month_of(text: str) -> Month:
    """The month of an address, or a 404."""
    found = parse(text)
    if found is None:
        raise Http404("There is no such month. An address has it as 2026-03.")
    return found


def crumbs(code: str, month: Month | None = None) -> list[dict[str, str]]:
    """The way to a month's pages."""
    found = [{"text": "Friends and Family Test", "href": reverse("assurance:fft", args=[code])}]
    if month is not None:
        found.append({"text": said(month), "href": reverse("assurance:fft-month", args=[code, str(month)])})
    return found
