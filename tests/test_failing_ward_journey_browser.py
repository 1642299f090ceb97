"""The slowly failing ward of the demonstration: raised in time, and from the alert to the board if nobody acts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import expect

from heard.coding.queries import Filters, Search
from heard.demonstration import actions
from heard.demonstration.places import KESTREL, Calendar
from heard.organisations.models import Account, Unit
from heard.organisations.queries import Scope
from heard.signals.jobs import follow_tasks, watch_streams
from heard.signals.models import Alert, Signal
from heard.tasks.jobs import run_clocks
from tests.browser import Journey, sign_in_session

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

UNTIL = date(2026, 11, 21)
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=ZoneInfo("Europe/London"))
# How far up the ladder a board stands.
BOARD = 3
PROOF = Path(__file__).parent.parent / "proofs" / "failing-ward.json"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(MONDAY, tick=True) as traveller:
        yield traveller


def test_the_failing_ward_is_raised_in_time_and_goes_up_to_the_board(page_at: Any, clock: Any) -> None:
    trust = actions.ensure(until=UNTIL)
    ward = Unit.objects.get(name=KESTREL)
    signal = Signal.objects.get(unit=ward, kind="rising")
    raised_in_time(signal, ward)
    flat_all_along(trust.id, ward)

    manager = Journey(page_at(390), True)
    sign_in_session(manager.page, signed_in("manager@riverside.example"))
    words_first(manager, signal)
    for _ in range(30):
        if signal.reached >= BOARD:
            break
        clock.shift(timedelta(days=1))
        run_clocks()
        follow_tasks()
        watch_streams()
        signal.refresh_from_db()
    assert signal.reached >= BOARD, "nobody took it up: it has gone up to the board"

    board = Journey(page_at(1280), True)
    sign_in_session(board.page, signed_in("board@riverside.example"))
    board_sees(board)
    takes_it_up(manager, signal)


def signed_in(email: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(email=email))
    return client


def raised_in_time(signal: Signal, ward: Unit) -> None:
    """Within what nine in ten of two hundred other demonstrations took, and not sooner than one in ten."""
    alert = Alert.objects.get(signal=signal, unit=ward, family="places")
    weeks = ((alert.raised_week + timedelta(days=7)) - Calendar(UNTIL).kestrel_turns).days / 7
    figures = json.loads(PROOF.read_text(encoding="utf-8"))["figures"]
    assert weeks <= figures["weeks to the alert, of nine in ten"]
    assert weeks >= figures["weeks to the alert, of one in ten"]


def flat_all_along(organisation_id: int, ward: Unit) -> None:
    """Good or Very good, in the months before it turned and in those since: no further apart than chance."""
    turned = Calendar(UNTIL).kestrel_turns
    scope = Scope(organisation_id, None)
    before = Search(scope, Filters(unit_id=ward.pk, to_date=turned - timedelta(days=1))).summary().figures
    after = Search(scope, Filters(unit_id=ward.pk, from_date=turned)).summary().figures
    assert before is not None
    assert after is not None
    shares = [one.positive / one.ratings for one in (before, after)]
    error = sum(share * (1 - share) / one.ratings for share, one in zip(shares, (before, after), strict=True)) ** 0.5
    assert abs(shares[0] - shares[1]) < 2 * error


def words_first(manager: Journey, signal: Signal) -> None:
    page = manager.page
    page.goto(f"{page.address}/o/riverside/signals/?kind=rising")
    page.get_by_role("link", name="Concerns are rising").first.click()
    manager.arrives("Concerns are rising")
    headings = page.locator("h2").all_inner_texts()
    assert headings.index("What was said") < headings.index("Why it was raised")
    expect(page.locator("main")).to_contain_text(signal.why)
    expect(page.locator("main")).to_contain_text("What would have to be true for it to be false?")


def board_sees(board: Journey) -> None:
    page = board.page
    page.goto(f"{page.address}/o/riverside/board/")
    board.arrives("For the board")
    found = page.get_by_role("group", name="Places that early warning found, with their own percentage")
    expect(found.get_by_role("rowheader", name=KESTREL)).to_be_visible()
    board.sees("Signals that were not dealt with in their time")
    page.goto(f"{page.address}/o/riverside/signals/watch/")
    board.arrives("Early warning")
    board.sees("What is watched, and what it may cost")


def takes_it_up(manager: Journey, signal: Signal) -> None:
    page = manager.page
    sign_in_session(page, signed_in("manager@riverside.example"))
    page.goto(f"{page.address}/o/riverside/signals/{signal.reference}/")
    manager.presses("Take it up")
    manager.sees("This is yours now.")
