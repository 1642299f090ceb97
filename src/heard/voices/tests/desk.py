"""People at the desk, for tests of the room's pages."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from heard.organisations.models import Role
from heard.organisations.queries import OrganisationSummary, UnitSummary
from heard.organisations.tests.factories import make_account, make_membership
from heard.voices.models import Import

_SELECT = re.compile(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.S)
_CHOSEN = re.compile(r'<option value="([^"]*)"[^>]*selected')
_FIRST = re.compile(r'<option value="([^"]*)"')
_WORDING = re.compile(r'<input[^>]*name="(wording_\d+)"[^>]*value="([^"]*)"')


def at_desk(organisation: OrganisationSummary, role: Role, unit: UnitSummary | None = None) -> Client:
    """A signed-in person with one role."""
    client = Client()
    account = make_account(name=f"{role.label} of {organisation.name}")
    make_membership(organisation, role, account, unit)
    client.force_login(account)
    return client


def page(response: Any) -> str:
    """The text of a page as a person reads it: without tags, spaces in order."""
    html = b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()
    body = html[html.index("<main") : html.index("</main>")] if "<main" in html else html
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def filled(response: Any) -> dict[str, str]:
    """What a form sends when it is sent as it is shown."""
    html = response.content.decode()
    found = {
        name: unescape((_CHOSEN.search(options) or _FIRST.search(options) or ["", ""])[1])
        for name, options in _SELECT.findall(html)
    }
    return found | {name: unescape(value) for name, value in _WORDING.findall(html)}


def upload(client: Client, code: str, content: bytes, name: str = "winter.csv", **given: str) -> Any:
    """A file sent through the upload page."""
    data: dict[str, Any] = {"file": SimpleUploadedFile(name, content), **({"name": "Texts"} | given)}
    return client.post(f"/o/{code}/imports/new/", data)


def latest() -> Import:
    """The import that was uploaded last."""
    return Import.objects.latest("id")
