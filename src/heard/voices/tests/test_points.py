"""Capture points: none is open that nobody reads, and each says so when it is late."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_actor, make_organisation, make_unit
from heard.voices import actions, queries
from heard.voices.errors import Refused
from heard.voices.models import CapturePoint, Voice
from heard.voices.tests.desk import at_desk, page
from heard.voices.tests.speaking import model, open_at, say, setup_of, unit_of

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"reader_id": None}, "reader"),
        ({"deputy_id": None}, "deputy"),
        ({"days": ()}, "days"),
        ({"hours_from": None}, "hours_from"),
        ({"phone": ""}, "phone"),
    ],
)
def test_a_page_does_not_open_without_its_reader_deputy_hours_and_phone(missing: dict[str, Any], field: str) -> None:
    point = open_at(make_organisation())
    actions.close_point(actor=SYSTEM, point_id=point.id)
    setup = setup_of(**{"reader_id": point.reader_id, "deputy_id": point.deputy_id, **missing})
    actions.set_up_point(actor=SYSTEM, point_id=point.id, setup=setup)
    with pytest.raises(Refused) as refusal:
        actions.open_point(actor=SYSTEM, point_id=point.id)
    assert refusal.value.field == field
    assert model(point).closed_at is not None


@pytest.mark.parametrize("missing", [{"reader": None}, {"deputy": None}, {"days": 0}, {"hours_until": None}])
def test_the_database_itself_keeps_such_a_page_closed(missing: dict[str, Any]) -> None:
    point = open_at(make_organisation())
    with pytest.raises(IntegrityError), transaction.atomic():
        CapturePoint.objects.filter(pk=point.id).update(**missing)


def test_an_open_page_cannot_lose_its_reader() -> None:
    point = open_at(make_organisation())
    with pytest.raises(Refused, match="Choose who reads it"):
        actions.set_up_point(actor=SYSTEM, point_id=point.id, setup=setup_of(None, point.deputy_id))


def test_whoever_reads_has_a_role_that_reaches_the_service_and_is_not_their_own_deputy() -> None:
    trust = make_organisation()
    point = open_at(trust)
    stranger = make_actor(trust, Role.SERVICE_MANAGER, make_unit(trust, "Eye Clinic")).account_id
    for reader, deputy, sentence in (
        (stranger, point.deputy_id, "whose role lets them"),
        (point.reader_id, point.reader_id, "somebody else as the deputy"),
    ):
        with pytest.raises(Refused, match=sentence):
            actions.set_up_point(actor=SYSTEM, point_id=point.id, setup=setup_of(reader, deputy))
    setup = setup_of(point.reader_id, point.deputy_id, hours_from=time(17), hours_until=time(9))
    with pytest.raises(Refused, match="end that is later"):
        actions.set_up_point(actor=SYSTEM, point_id=point.id, setup=setup)


def test_a_box_that_nobody_empties_says_so_and_leads_with_the_phone() -> None:
    trust = make_organisation()
    point = open_at(trust)
    url = f"/p/{trust.code}/tell-us/{point.code}/"
    with time_machine.travel(datetime(2026, 11, 30, 12, tzinfo=UTC)):
        say(point)
        assert "Please ring instead" not in page(Client().get(url))
    with time_machine.travel(datetime(2026, 12, 2, 12, tzinfo=UTC)):
        assert "Please ring instead" not in page(Client().get(url)), "the second working day is in time"
    with time_machine.travel(datetime(2026, 12, 3, 12, tzinfo=UTC)):
        text = page(Client().get(url))
        assert text.index("Please ring instead") < text.index("Is someone unsafe now?")
        assert text.index("01632 960 101") < text.index("Is someone unsafe now?")
        manager = make_actor(trust, Role.SERVICE_MANAGER, unit_of(point))
        actions.mark_read(actor=manager, voice_id=Voice.objects.get().pk)
        text = page(Client().get(url))
        assert "Please ring instead" not in text
        assert "It was last read on 3 December 2026" in text


def test_a_closed_page_takes_nothing_and_says_whom_to_ring() -> None:
    trust = make_organisation()
    point = open_at(trust)
    actions.close_point(actor=SYSTEM, point_id=point.id)
    client = Client()
    for path in ("", "who/"):
        text = page(client.get(f"/p/{trust.code}/tell-us/{point.code}/{path}"))
        assert "This page is closed" in text
        assert "01632 960 101" in text
    assert "This page is closed" in page(client.post(f"/p/{trust.code}/tell-us/{point.code}/answer/", {"step": "who"}))
    with pytest.raises(Refused, match="closed"):
        say(point)
    assert queries.open_places(trust.id) == []


def test_pages_of_points_never_opened_or_of_elsewhere_are_absent() -> None:
    trust, other = make_organisation(), make_organisation()
    made = actions.create_point(actor=SYSTEM, unit_id=make_unit(trust, "Eye Clinic").id)
    point = open_at(trust)
    client = Client()
    assert client.get(f"/t/{made.code}/").status_code == 404
    assert client.get(f"/p/{trust.code}/tell-us/{made.code}/").status_code == 404
    assert client.get(f"/p/{other.code}/tell-us/{point.code}/").status_code == 404
    assert client.get(f"/t/{point.code}/")["Location"] == f"/p/{trust.code}/tell-us/{point.code}/"


def test_a_lead_makes_sets_up_opens_and_prints_a_page() -> None:
    trust = make_organisation("riverside")
    unit = make_unit(trust, "Eye Clinic")
    reader, deputy = make_actor(trust, Role.COMPLAINTS_OFFICER), make_actor(trust, Role.MODERATOR)
    client = at_desk(trust, Role.ENGAGEMENT_LEAD)
    assert "Enter" not in page(client.get("/o/riverside/capture/"))
    response = client.post("/o/riverside/capture/", {"unit": ""})
    assert "Choose the service" in page(response)
    response = client.post("/o/riverside/capture/", {"unit": unit.id})
    here = response["Location"]
    assert "before it opens" in page(client.post(here + "open/", follow=True))
    half = client.post(here, {"role": "moderator", "promise": "4", "phone": "01632 960 1", "open": "1"})
    assert "before it opens" in page(half)
    assert 'value="4"' in half.content.decode()
    assert 'value="01632 960 1"' in half.content.decode()
    given = {"role": "complaints_officer", "reader": reader.account_id, "deputy": deputy.account_id}
    given |= {"days": ["0", "2"], "hours_from": "09:00", "hours_until": "17:00", "promise": "3", "phone": "01632 960 1"}
    for field in ("phone", "marthas_rule"):
        assert "Enter a telephone number" in page(client.post(here, {**given, field: "ward desk"}))
    saved = client.post(here, given, follow=True)
    assert "Saved." in page(saved)
    assert saved.content.decode().count('type="checkbox" value="') == 7
    opened = page(client.post(here, {**given, "open": "1"}, follow=True))
    assert "can now tell you" in opened
    assert "Telephones cannot open this address" not in opened
    assert "Set HEARD_SITE" in page(client.get(here, headers={"host": "localhost:8000"}))
    point = queries.points(trust.id)[0]
    assert (point.is_open, point.days_words, point.hours_words) == (True, "Monday and Wednesday", "09:00 to 17:00")
    for name in ("poster", "form"):
        assert client.get(f"{here}{name}.pdf").content.startswith(b"%PDF")
    assert "enter a number" in page(client.post(here, {**given, "promise": "0"})).lower()
    assert point.opened_at is not None
    assert point.opened_at <= timezone.now()
