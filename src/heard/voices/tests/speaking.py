"""Services at which people can speak, and people who do, for the room's tests."""

from __future__ import annotations

import re
from datetime import time
from html import unescape
from typing import Any

from django.test import Client

from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.queries import OrganisationSummary, UnitSummary
from heard.organisations.tests.factories import make_account, make_membership, make_unit
from heard.voices import actions, queries
from heard.voices.actions import Said, Setup
from heard.voices.models import CapturePoint
from heard.voices.queries import PointDetail

QUESTION = "Please tell us what happened, in your own words"
CARRIED = re.compile(r'name="carried" value="([^"]*)"')
PASS = re.compile(r'name="pass" value="([^"]*)"')
KEY = re.compile(r'id="key">([a-z ]+)<')


def setup_of(reader_id: int | None, deputy_id: int | None, **given: Any) -> Setup:
    """A complete set-up, but for what is given."""
    fields: dict[str, Any] = {
        "role": "service_manager",
        "reader_id": reader_id,
        "deputy_id": deputy_id,
        "days": (0, 1, 2, 3, 4),
        "hours_from": time(9),
        "hours_until": time(17),
        "promise": 2,
        "phone": "01632 960 101",
        "phone_name": "Kestrel Ward's desk",
        "marthas_rule": "01632 960 199",
    }
    return Setup(**{**fields, **given})


def open_at(trust: OrganisationSummary, name: str = "Kestrel Ward") -> PointDetail:
    """A service's open point: a manager of the service reads, an engagement lead is the deputy."""
    unit = make_unit(trust, name)
    reader, deputy = make_account(name="Mo Manager"), make_account(name="Lea Lead")
    make_membership(trust, Role.SERVICE_MANAGER, reader, unit)
    make_membership(trust, Role.ENGAGEMENT_LEAD, deputy)
    point = actions.create_point(actor=SYSTEM, unit_id=unit.id)
    actions.set_up_point(actor=SYSTEM, point_id=point.pk, setup=setup_of(reader.pk, deputy.pk))
    actions.open_point(actor=SYSTEM, point_id=point.pk)
    found = queries.point(trust.id, point.reference)
    assert found is not None
    return found


def unit_of(point: PointDetail) -> UnitSummary:
    """The service of a point."""
    from heard.organisations import queries as organisations

    return organisations.units([point.unit_id])[point.unit_id]


def model(point: PointDetail) -> CapturePoint:
    """The row of a point."""
    return CapturePoint.objects.get(pk=point.id)


def say(point: PointDetail, token: str = "t1", words: str = "Nobody came all night", **given: Any) -> actions.Received:
    """Somebody says something at a point."""
    fields: dict[str, Any] = {"question": QUESTION, "words": words, "relation": "relative", "rating": 5}
    return actions.receive_voice(point_id=point.id, token=token, said=Said(**{**fields, **given}))


class Speaker:
    """Somebody at the public pages, without script: each page's own fields are sent back with what they fill in."""

    def __init__(self, point: PointDetail, code: str, address: str = "192.0.2.1") -> None:
        self.client = Client(REMOTE_ADDR=address, enforce_csrf_checks=True)
        self.base = f"/p/{code}/tell-us/{point.code}/"
        self.carried = ""
        self.html = ""

    def send(self, step: str, **given: Any) -> Any:
        """Send a step and take up the page that comes."""
        response = self.client.post(f"{self.base}answer/", {"step": step, "carried": self.carried, **given})
        self.html = response.content.decode()
        if found := CARRIED.search(self.html):
            self.carried = unescape(found[1])
        return response

    def tell(self, words: str = "Nobody came all night", **wishes: Any) -> str:
        """The whole journey; returns the key."""
        self.send("who", relation="relative", about_person="consent")
        self.send("words", words=words, rating="5", moment="during")
        self.send("wishes", **{"publication": "none", **wishes})
        self.send("check")
        return self.key()

    def key(self) -> str:
        """The key on the receipt."""
        found = KEY.search(self.html)
        assert found, "the page has no key"
        return found[1]
