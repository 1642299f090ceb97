"""Public pages that are kept: the same bytes for everybody, never out of date, and nobody's words in them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from heard.organisations.models import Organisation, Role, Unit
from heard.organisations.policy import SYSTEM
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_account, make_membership, make_organisation
from heard.voices import actions
from heard.voices.models import CapturePoint, Voice
from heard.voices.queries import PointDetail
from heard.voices.tests.speaking import Speaker, open_at, say
from heard.voices.views.public import kept

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NASTY = "<script>alert('x')</script> \"quoted\" & {{ carried }}\nsecond line"


@pytest.fixture
def trust() -> OrganisationSummary:
    kept.forget()
    return make_organisation("riverside")


@pytest.fixture
def point(trust: OrganisationSummary) -> PointDetail:
    return open_at(trust)


def html(path: str, client: Client | None = None) -> str:
    return (client or Client()).get(path).content.decode()


def test_a_page_is_rendered_once_and_asked_of_the_database_in_one_query(
    point: PointDetail, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    paths = [f"/p/riverside/tell-us/{point.code}/{path}" for path in ("", "unsafe/", "who/")]
    first = [html(path) for path in paths]
    monkeypatch.setattr(kept, "render_to_string", lambda *_, **__: pytest.fail("it was rendered again"))
    with django_assert_max_num_queries(len(paths)):
        assert [html(path) for path in paths] == first


def test_wards_that_are_read_in_the_same_way_have_one_page_and_each_its_names(
    trust: OrganisationSummary, point: PointDetail
) -> None:
    other = open_at(trust, "Mother & <Baby> Unit")
    CapturePoint.objects.filter(pk=other.id).update(phone="01632 960 999", phone_name='The "other" desk')
    for path in ("", "unsafe/", "who/"):
        first = html(f"/p/riverside/tell-us/{point.code}/{path}")
        there = len(kept._pages)
        second = html(f"/p/riverside/tell-us/{other.code}/{path}")
        assert len(kept._pages) == there
        assert second != first
        for mine, others in ((point.code, other.code), (point.phone, "01632 960 999"), ("slot", "slot")):
            assert others not in first
            assert mine not in second
    assert "Mother &amp; &lt;Baby&gt; Unit" in second
    unsafe = html(f"/p/riverside/tell-us/{other.code}/unsafe/")
    assert '<a href="tel:01632960999">01632 960 999</a></strong>: The &#34;other&#34; desk' in unsafe
    assert f'hreflang="cy" href="http://testserver/cy/p/riverside/tell-us/{other.code}/unsafe/"' in unsafe
    CapturePoint.objects.filter(pk=other.id).update(days=64)
    assert "Sunday" in html(f"/p/riverside/tell-us/{other.code}/")
    assert "Sunday" not in html(f"/p/riverside/tell-us/{point.code}/")


@pytest.mark.parametrize(
    ("model", "change", "path", "shown"),
    [
        (CapturePoint, {"phone": "01632 960 777"}, "unsafe/", "01632 960 777"),
        (CapturePoint, {"marthas_rule": "01632 960 778"}, "unsafe/", "01632 960 778"),
        (CapturePoint, {"days": 64}, "", "Sunday"),
        (CapturePoint, {"promise": 7}, "", "within 7 working days"),
        (CapturePoint, {"last_read_at": datetime(2026, 3, 4, 5, 6, tzinfo=UTC)}, "", "4 March 2026 at 05:06"),
        (CapturePoint, {"closed_at": datetime(2026, 3, 4, tzinfo=UTC)}, "who/", "This page is closed"),
        (Unit, {"name": "Osprey Ward"}, "who/", "Osprey Ward"),
        (Organisation, {"name": "Vale NHS Trust"}, "", "Vale NHS Trust"),
        (Organisation, {"demonstration": True}, "", "Nobody reads what is written here"),
    ],
)
def test_what_changes_in_the_database_is_on_the_very_next_page(
    point: PointDetail, model: Any, change: dict[str, object], path: str, shown: str
) -> None:
    address = f"/p/riverside/tell-us/{point.code}/{path}"
    assert shown not in html(address)
    chosen = {CapturePoint: point.id, Unit: point.unit_id, Organisation: point.organisation_id}[model]
    model.objects.filter(pk=chosen).update(**change)
    assert shown in html(address)


def test_a_queue_that_becomes_overdue_overnight_says_so_at_once(point: PointDetail) -> None:
    address = f"/p/riverside/tell-us/{point.code}/"
    with time_machine.travel(datetime(2026, 11, 30, 12, tzinfo=UTC)):
        say(point)
    with time_machine.travel(datetime(2026, 12, 2, 23, 59, tzinfo=UTC)):
        assert "Please ring instead" not in html(address)
    with time_machine.travel(datetime(2026, 12, 3, 0, 1, tzinfo=UTC)):
        assert "Please ring instead" in html(address)
        Voice.objects.update(first_read_at=timezone.now())
        assert "Please ring instead" not in html(address)


def test_nobodys_session_is_in_a_kept_page(trust: OrganisationSummary, point: PointDetail) -> None:
    client = Client()
    account = make_account(name="Mo Manager")
    make_membership(trust, Role.ENGAGEMENT_LEAD, account)
    client.force_login(account)
    client.post(f"/o/riverside/capture/{point.reference}/close/")
    client.post(f"/o/riverside/capture/{point.reference}/open/")
    assert client.cookies["messages"].value, "a message waits for the next page"
    address = f"/p/riverside/tell-us/{point.code}/"
    assert html(address, client) == html(address)
    assert "Mo Manager" not in html(address, client)


def test_a_browser_that_has_the_page_gets_no_second_copy(point: PointDetail) -> None:
    address = f"/p/riverside/tell-us/{point.code}/who/"
    first = Client().get(address)
    assert "max-age=5" in first["Cache-Control"]
    again = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    actions.close_point(actor=SYSTEM, point_id=point.id)
    assert Client().get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_what_is_put_into_a_kept_page_is_escaped_and_belongs_to_one_person(point: PointDetail) -> None:
    ann, ben = Speaker(point, "riverside"), Speaker(point, "riverside", "192.0.2.2")
    for speaker, words in ((ann, NASTY), (ben, "Only Ben said this")):
        speaker.send("who", relation="patient")
        speaker.send("words", words=words)
        speaker.send("wishes", publication="none", name=words[:20])
    assert "<script>alert" not in ann.html
    assert (
        "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &#34;quoted&#34; &amp; {{ carried }}\nsecond line" in ann.html
    )
    assert "Only Ben said this" in ben.html
    assert "quoted" not in ben.html
    assert ann.carried != ben.carried
    held = repr(list(kept._pages.items()))
    for secret in (ann.carried, ben.carried, "Only Ben said this", "quoted"):
        assert secret not in held
    ben.send("check")
    key = ben.key()
    assert key not in repr(list(kept._pages.items()))
    ann.send("check")
    assert ann.key() != key


def test_a_template_that_lost_its_slot_shows_nothing_half() -> None:
    with pytest.raises(ValueError, match="no place for carried"):
        kept.kept("a page without it", ("carried",), lambda marks: "text")


def test_the_oldest_page_goes_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    kept.forget()
    for key in ("a", "b", "a", "c"):
        kept.kept(key, (), lambda marks: "text")
    assert list(kept._pages) == ["a", "c"]


def test_a_page_that_is_asked_for_with_a_query_crowds_out_no_other(point: PointDetail) -> None:
    address = f"/p/riverside/tell-us/{point.code}/who/"
    page = html(address)
    there = list(kept._pages)
    assert all(html(f"{address}?x={number}") == page for number in range(3))
    assert list(kept._pages) == there


def test_two_hosts_are_two_pages(point: PointDetail, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    speakers = {}
    for host in settings.ALLOWED_HOSTS:
        speakers[host] = Speaker(point, "riverside")
        speakers[host].client = Client(REMOTE_ADDR="192.0.2.3", headers={"host": host})
        speakers[host].tell()
    for host, speaker in speakers.items():
        assert f"http://{host}/p/riverside/follow/" in speaker.html
    assert Client().get("/", headers={"host": "evil.example"}).status_code == 400
