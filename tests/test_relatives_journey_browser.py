"""A relative's warning, from the poster to the board: on a telephone and at a desk, with and without script.

Sunday: Ann scans the poster's code and tells; one more tells by the same page, and one rings. Monday: the ward's
manager sees her words first, takes them up, decides on evidence of both sides, and writes to all three, who get it by
e-mail, text message and letter. She says that it did not change: signal and decision are open again; owner and board
see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from heard.coding.machine import coder
from heard.decisions.models import Decision
from heard.messages.jobs import send_messages
from heard.messages.tests.servers import KEY, NotifyServer, SmtpServer, notify_server, smtp_server
from heard.organisations.models import Account, Role
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_account, make_membership, make_organisation
from heard.signals.models import Signal
from heard.signals.tests.factories import signal
from heard.store.background import run_all_now
from heard.voices.queries import PointDetail
from heard.voices.tests.speaking import Speaker, open_at, unit_of
from tests.browser import Journey, sign_in_session
from tests.pdf_text import text_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SUNDAY = datetime(2026, 11, 22, 18, 30, tzinfo=ZoneInfo("Europe/London"))
MONDAY = SUNDAY + timedelta(hours=14)
WARNING = "My father rang for help and nobody came for three hours. He fell and broke his hip."
SLOW = "I rang the bell at night and waited an hour before somebody came."
QUICK = "At night the bells were answered quickly when my aunt was on the ward."
QUESTION = "How do we make sure that bells are answered at night?"
DECIDED = "A second person answers bells at night from Monday."
REASONS = "A man fell because nobody came, and others waited for an hour."
NOT_DONE = "No more beds this year, because there are no nurses for them."


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(SUNDAY, tick=True) as traveller:
        yield traveller


@pytest.fixture
def ways_out(settings: Any) -> Iterator[None]:
    """A mail server and a GOV.UK Notify that answer, and an installation that is connected to them."""
    with smtp_server() as mail, notify_server() as notify:
        settings.MESSAGES = {
            **settings.MESSAGES,
            "site": "https://heard.example",
            "from": "Heard <heard@vale.example>",
            "smtp_url": mail,
            "notify_key": KEY,
            "notify_url": notify,
            "notify_sms_template": "one-field",
        }
        yield


@dataclass(frozen=True)
class Trust:
    """A small trust whose ward has an open page 'Tell us', and the people who work there."""

    organisation: OrganisationSummary
    point: PointDetail
    manager: Account
    lead: Account
    board: Account


@pytest.fixture
def trust(clock: Any) -> Trust:
    organisation = make_organisation("riverside", "Riverside NHS Trust")
    point = open_at(organisation)
    signal(organisation, unit_of(point), level=2, relation="carer", words="She was cold all night")
    board = make_membership(organisation, Role.BOARD_MEMBER, make_account(name="Margaret Adeyemi")).account
    manager, lead = (Account.objects.get(name=name) for name in ("Mo Manager", "Lea Lead"))
    # Loaded before anybody waits for a page.
    coder()
    return Trust(organisation, point, manager, lead, board)


def signed_in(account: Account) -> Client:
    """Somebody at their browser, now: a session does not outlive the night."""
    client = Client()
    client.force_login(account)
    return client


@pytest.mark.usefixtures("ways_out")
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_relatives_warning_reaches_the_board(
    page_at: Any, clock: Any, trust: Trust, width: int, javascript: bool
) -> None:
    relative = Journey(page_at(width, javascript=javascript), javascript)
    pin = "4711" if width == 390 else ""
    # A telephone scans the poster; at a desk the short address is typed.
    way_in = address_of_the_poster(trust) if width == 390 else reverse("tell-us-short", args=[trust.point.code])
    relative.page.goto(relative.page.address + way_in)
    key = tells(relative, pin)
    others_tell(trust)
    run_all_now()

    clock.move_to(MONDAY)
    manager = Journey(page_at(width, javascript=javascript), javascript)
    sign_in_session(manager.page, signed_in(trust.manager))
    takes_it_up(manager)
    decides(manager)
    replies(manager)
    send_messages()
    assert (SmtpServer.got, NotifyServer.got) == ([], []), "it can be stopped for ten minutes"
    clock.shift(timedelta(minutes=11))
    send_messages()
    by_e_mail()
    by_text_message()
    by_letter(manager, trust)

    says_no(relative, key, pin)
    came_back(manager, trust)
    sign_in_session(manager.page, signed_in(trust.board))
    board_is_told(manager, trust)


def address_of_the_poster(trust: Trust) -> str:
    """What is printed beside the code on the ward's poster, without the host."""
    made = signed_in(trust.lead).get(reverse("voices:point-poster", args=["riverside", trust.point.reference])).content
    found = re.search(r"\w(/t/\w+)", text_of(made))
    assert found, text_of(made)
    assert "or 999" in text_of(made)
    return found[1]


def tells(relative: Journey, pin: str) -> str:
    """Five steps, with a look at what to do now and with what goes wrong; returns the key."""
    page = relative.page
    relative.arrives("Is someone unsafe now?")
    relative.presses("Yes, someone is unsafe")
    relative.arrives("Get help now")
    page.go_back()
    relative.presses("No, I want to tell you something")
    relative.arrives("Who are you in this?")
    page.get_by_label("I am a relative or friend").check()
    page.get_by_label("Yes, and they agree").check()
    relative.presses("Continue")
    relative.arrives("Your words")
    relative.presses("Continue")
    relative.sees("There is a problem")
    relative.arrives("Your words")
    page.get_by_label(re.compile("Please tell us what happened")).fill(WARNING)
    if relative.javascript:
        assert WARNING in page.evaluate("JSON.stringify(sessionStorage)"), "a lost signal loses nothing"
    page.get_by_label("Very poor", exact=True).check()
    page.get_by_label("After care").check()
    relative.presses("Continue")
    relative.arrives("What should happen?")
    relative.presses("Back")
    relative.sees("step 3 of 5")
    relative.presses("Continue")
    page.get_by_label("I would like a reply").check()
    page.get_by_label("Yes, without my name").check()
    page.get_by_label("Your name").fill("Ann Example")
    page.get_by_label("Your e-mail address").fill("ann@example.org")
    page.get_by_label("A PIN of four digits").fill(pin)
    relative.presses("Continue")
    relative.arrives("Check what you want to send")
    relative.sees(WARNING)
    relative.presses("Send")
    relative.arrives("We have received what you said")
    relative.sees("Nobody has read it yet")
    if relative.javascript:
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.context.cookies() == []
    key: str = page.locator("#key").inner_text()
    return key


def others_tell(trust: Trust) -> None:
    """One by their telephone's browser, with a number; one rings the ward, with an address."""
    speaker = Speaker(trust.point, "riverside")
    speaker.tell(QUICK, reply="on", name="Ravi Example", phone="07700 900123")
    entered = {
        "unit": trust.point.unit_id,
        "channel": "telephone",
        "token": "rung",
        "relation": "relative",
        "words": SLOW,
        "moment": "after",
        "reply": "on",
        "publication": "none",
        "name": "Bea Example",
        "address": "1 High Street, Riverside, RV1 1AA",
    }
    kept = signed_in(trust.manager).post(reverse("voices:enter", args=["riverside"]), entered)
    assert 'id="key"' in kept.content.decode()


def takes_it_up(manager: Journey) -> None:
    """Monday: her words come first, as words."""
    page = manager.page
    page.goto(f"{page.address}/o/riverside/monday/")
    manager.arrives("What needs you")
    expect(page.locator("blockquote").first).to_have_text(WARNING)
    page.get_by_label("What needs you most").get_by_role("link").first.click()
    manager.arrives("Serious")
    manager.presses("Take it up")
    manager.sees("This is yours now.")


def decides(manager: Journey) -> None:
    """Evidence of both sides before the outcome, the outcome with reasons, and the warning closed with it."""
    page = manager.page
    manager.presses("Open a decision about it")
    manager.arrives("Open a decision")
    page.get_by_label("What is to be decided?").fill(QUESTION)
    assert "Kestrel Ward" in page.get_by_label("Service", exact=True).locator("option:checked").inner_text()
    page.get_by_label("What can be influenced?").fill("How many people work at night.")
    page.get_by_label("What cannot be influenced").fill("How many nurses there are to hire.")
    page.get_by_label("How it is done day by day").check()
    manager.presses("Open it")
    manager.arrives(QUESTION)
    manager.presses("Add evidence")
    manager.arrives("Add evidence")
    for words, side in ((SLOW, "For a change"), (QUICK, "Against it")):
        page.get_by_label("Search what people said").fill("night")
        manager.presses("Search")
        page.get_by_label(words).check()
        page.get_by_label(side).check()
        manager.presses("Add it")
        manager.sees(words)
        if side == "For a change":
            manager.presses("Add evidence")
    manager.presses("Add an option")
    page.get_by_label("What could be done?").fill("A second person at night")
    manager.presses("Add it")
    manager.presses("Fix the options")
    manager.presses("Decide")
    manager.arrives("Decide")
    page.get_by_label("We do part of it").check()
    page.get_by_label("A second person at night").check()
    page.get_by_label("What was decided?").fill(DECIDED)
    page.get_by_label("Why?", exact=True).fill(REASONS)
    manager.presses("Decide")
    manager.sees("Enter what is not done, and why.")
    page.get_by_label("What is not done, and why?").fill(NOT_DONE)
    manager.presses("Decide")
    manager.sees("It is decided.")
    manager.arrives(QUESTION)
    found = Decision.objects.get()
    assert found.decided_at
    assert {(row.side, row.made_at < found.decided_at) for row in found.evidence.all()} == {
        ("for", True),
        ("contrary", True),
    }


def replies(manager: Journey) -> None:
    """Drafts, each as its reader will see it; sent; and the warning is closed with the decision."""
    page = manager.page
    manager.presses("Replies")
    manager.presses("Draft replies")
    manager.arrives("Replies")
    manager.sees("3 people")
    for name, heading in (("Ravi", "To Ravi Example"), ("Bea", "To Bea Example")):
        page.get_by_role("link", name=name).click()
        manager.sees(heading)
    manager.presses("Send 3 replies")
    manager.sees("You can stop them for ten minutes.")
    page.get_by_role("link", name=QUESTION).first.click()
    manager.follows("Open the signal")
    page.get_by_role("button", name="Close with this decision").click()
    manager.arrives("Close it with a decision")
    manager.sees(DECIDED)
    manager.presses("Close it")
    manager.sees("It is closed.")


def by_e_mail() -> None:
    """The mail server has Ann's."""
    ((envelope, raw),) = SmtpServer.got
    found = message_from_bytes(raw, policy=policy.default)
    assert found["To"] == "ann@example.org"
    assert "@vale.example>" in envelope
    text = found.get_body(preferencelist=("plain",)).get_content()  # type: ignore[union-attr]
    for words in (DECIDED, REASONS, NOT_DONE, "on your receipt", "https://heard.example/p/riverside/follow/"):
        assert words in " ".join(text.split()), words


def by_text_message() -> None:
    """GOV.UK Notify has Ravi's."""
    (got,) = NotifyServer.got
    assert got["phone_number"] == "+447700900123"
    assert DECIDED in got["personalisation"]["body"]


def by_letter(manager: Journey, trust: Trust) -> None:
    """Bea's is printed, and posted by a person."""
    page = manager.page
    sign_in_session(page, signed_in(trust.lead))
    page.goto(f"{page.address}/o/riverside/messages/letters/")
    manager.arrives("Letters")
    manager.presses("Make the PDF")
    link = page.locator("main").get_by_role("link", name="PDF of").first.get_attribute("href")
    printed = signed_in(trust.lead).get(link)
    assert printed.status_code == 200, (link, printed.status_code)
    text = text_of(printed.content)
    for words in ("Bea Example", "RV1 1AA", DECIDED, NOT_DONE, "that we told you on the telephone"):
        assert words in text, (words, text)
    page.get_by_role("button", name="Mark as posted").click()
    manager.sees("1 letter is marked as posted.")
    sign_in_session(page, signed_in(trust.manager))


def says_no(relative: Journey, key: str, pin: str) -> None:
    """By the link of her receipt: hidden until the PIN or a tap; then what was decided, and 'no'."""
    page = relative.page
    page.goto(f"{page.address}/p/riverside/follow/#{key.replace(' ', '-')}")
    relative.arrives("Follow your words")
    if relative.javascript:
        assert page.get_by_label("Your key").input_value() == key
    else:
        page.get_by_label("Your key").fill(key)
    relative.presses("Show what happened")
    if pin:
        relative.arrives("Enter your PIN")
        page.get_by_label("Your PIN").fill(pin)
        relative.presses("Continue")
    else:
        relative.arrives("What happened to your words")
        assert WARNING not in page.locator("main").inner_text()
        relative.presses("Show my words")
    relative.arrives("What happened to your words")
    for words in ("By a person: Service manager", WARNING, DECIDED, REASONS, NOT_DONE, "We wrote to you"):
        relative.sees(words)
    relative.sees(f"The decision: {DECIDED}")
    page.get_by_role("group", name="Did it change?").get_by_label("No", exact=True).check()
    page.get_by_role("group", name="Were you treated worse").get_by_label("No", exact=True).check()
    relative.presses("Send my answer")
    relative.sees("Thank you")
    relative.sees("You said: no")
    relative.arrives("What happened to your words")


def came_back(manager: Journey, trust: Trust) -> None:
    """Signal and decision are open again; whoever closed it is told, and sees it first on Monday's page."""
    page = manager.page
    again = Signal.objects.get(level=3)
    assert (again.state, again.reopened) == ("reopened", 1)
    page.goto(f"{page.address}/o/riverside/monday/")
    manager.arrives("What needs you")
    expect(page.locator("blockquote").first).to_have_text(WARNING)
    expect(page.get_by_label("What needs you most").get_by_role("listitem").first).to_contain_text("Came back")
    manager.sees("Came back: not changed")
    manager.sees(f"It did not change: {QUESTION}")
    page.goto(f"{page.address}/o/riverside/notices/")
    manager.arrives("Notices")
    manager.sees("Came back: a closed concern has not changed.")
    manager.sees(f"Somebody says that it did not change: {QUESTION}")
    page.get_by_role("link", name="Somebody says that it did not change").click()
    manager.arrives(QUESTION)
    manager.sees("It came back: not changed")


def board_is_told(board: Journey, trust: Trust) -> None:
    """A notice, the page and its PDF."""
    page = board.page
    page.goto(f"{page.address}/o/riverside/notices/")
    board.sees("Came back: a closed concern has not changed.")
    page.goto(f"{page.address}/o/riverside/board/")
    board.arrives("For the board")
    printed = text_of(signed_in(trust.board).get(reverse("pages:board-pdf", args=["riverside"])).content)
    for words in ("1 person said that nothing had changed", QUESTION, "Came back: not changed"):
        board.sees(words)
        assert words in printed, words
