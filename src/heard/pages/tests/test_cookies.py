"""The page of cookies lists exactly what is set, in the journeys of the public and of staff."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from heard.organisations.models import Role
from heard.organisations.tests.factories import make_account, make_membership, make_organisation
from heard.pages.public.cookies import DRAFT
from heard.voices.tests.speaking import Speaker, open_at

pytestmark = pytest.mark.django_db

SCRIPTS = Path(__file__).parents[2] / "design" / "assets"


def listed(page: str, caption: str) -> set[str]:
    """The names in a table of the page."""
    table = re.search(rf"<caption[^>]*>{caption}</caption>.*?</table>", page, re.S)[0]
    rows = re.findall(r'<tr role="row" class="nhsuk-table__row"><td[^>]*><span[^>]*>[^<]*</span>([^<]*)</td>', table)
    return {unescape(name) for name in rows}


class Jar:
    """A client that remembers every name that a Set-Cookie header had."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.names: set[str] = set()

    def ask(self, method: str, url: str, data: dict[str, str] | None = None) -> None:
        response = getattr(self.client, method)(url, data or {})
        assert response.status_code in {200, 302}, url
        self.names |= set(response.cookies)


def test_the_page_lists_exactly_what_public_and_staff_journeys_set():
    organisation = make_organisation("riverside")
    point = open_at(organisation)
    public = ("front", "privacy", "cookies", "contact", "complain", "tell-us", "follow", "what-changed")
    speaker = Speaker(point, "riverside")
    speaker.tell()
    everybody = Jar(speaker.client)
    for name in public:
        everybody.ask("get", reverse(name, args=["riverside"]))
    everybody.ask("post", reverse("follow", args=["riverside"]), {"do": "find", "key": speaker.key()})
    everybody.ask("post", reverse("complain", args=["riverside"]), {"about": "other", "words": "It is slow"})
    assert everybody.names | set(speaker.client.cookies) == set()

    account = make_account("admin@riverside.example", password="riverside-and-vale")
    make_membership(organisation, Role.ADMINISTRATOR, account)
    staff = Jar(Client())
    staff.ask("get", "/account/login/")
    staff.ask("post", "/account/login/", {"login": account.email, "password": "riverside-and-vale"})
    staff.ask("get", "/o/riverside/settings/public/")
    staff.ask("post", "/o/riverside/settings/public/", {"phone": "01632 960 100"})
    staff.ask("get", "/o/riverside/settings/")
    staff.ask("get", "/o/riverside/people/")
    staff.ask("post", "/account/logout/")
    page = Client().get(reverse("cookies", args=["riverside"])).content.decode()
    assert listed(page, "Cookies for people who sign in") == staff.names
    assert listed(page, "Kept in the browser") == {DRAFT}


def test_no_script_keeps_anything_else_in_the_browser():
    scripts = {path.name: path.read_text() for path in SCRIPTS.glob("*.js")}
    keeping = {
        name for name, text in scripts.items() if re.search(r"setItem|document\.cookie|indexedDB|caches\.", text)
    }
    assert keeping == {"tell.js"}
    assert len(re.findall(r"setItem", scripts["tell.js"])) == 1
    assert f'PREFIX = "{DRAFT}"' in scripts["tell.js"]


def test_no_cookie_is_for_anybody_but_us():
    assert settings.SESSION_COOKIE_DOMAIN is None
    assert settings.CSRF_COOKIE_DOMAIN is None
