"""Chromium for the tests: a page at a width, with or without script, that reaches nothing but the live server.

    @pytest.mark.browser
    @pytest.mark.django_db(transaction=True)
    def test_a_page(page_at):
        page = page_at(390)                       # or page_at(1280, javascript=False)
        sign_in(page, "lead@riverside.example", PASSWORD)
        page.goto(page.address + "/o/riverside/explore/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Explore")
        assert axe(page) == []

The sync API waits in `expect(...)` only; `is_visible()` does not wait.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

# Playwright's sync API runs an event loop in this thread; Django would refuse the database beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# The same browser without windows opens a page in half the time.
NAMES = ("chromium-headless-shell", "chromium")
CHROMIUM = os.environ.get("HEARD_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # Nothing outside is reached: only the live server has a name.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)
AXE = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for the session; skips with a reason where Chromium is not installed."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed: apt-get install chromium, or set HEARD_CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page_at(chromium: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page at a width: page_at(390), page_at(1280, javascript=False). `page.address` is the live server's.

    Every request that would leave the live server fails the test, as does an error in the page's script. Requests are
    watched, not routed: a route would switch the browser's cache off, and style and script would come anew each page.
    """
    contexts, strays = [], []

    def open_page(width: int = 1280, javascript: bool = True, height: int = 900) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=javascript, accept_downloads=True
        )
        context.set_default_timeout(20_000)
        contexts.append(context)

        def watch(request: Any) -> None:
            if not request.url.startswith((live_server.url, "data:", "blob:")):
                strays.append(request.url)

        context.on("request", watch)
        page = context.new_page()
        page.on("pageerror", lambda error: strays.append(f"script error: {error}"))
        page.on("console", lambda line: strays.append(line.text) if "Content Security Policy" in line.text else None)
        page.address = live_server.url
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert strays == []


def axe(page: Any) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA: 'rule: help (first selector)' a line. Needs a page with script on.

    It waits until the page is whole: a click returns while the next page still loads, and a menu that its script folds
    up while axe reads has the folded menu's colours on the header's ground.
    """
    page.wait_for_load_state("load")
    if not page.evaluate("() => typeof window.axe !== 'undefined'"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})",
        AXE_TAGS,
    )
    return [f"{v['id']}: {v['help']} ({v['nodes'][0]['target'][0]})" for v in found["violations"]]


class Journey:
    """A person at a page."""

    def __init__(self, page: Any, javascript: bool) -> None:
        self.page, self.javascript = page, javascript

    def arrives(self, heading: str) -> None:
        """A page has the heading, fits the screen, and has no barrier that axe finds (axe itself needs script)."""
        from playwright.sync_api import expect

        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        if self.javascript:
            assert axe(self.page) == []
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), heading

    def presses(self, name: str) -> None:
        """Press a button, or follow a link that looks like one."""
        self.page.locator("main").get_by_role("button", name=name, exact=True).click()

    def follows(self, name: str) -> None:
        """Follow a link."""
        self.page.locator("main").get_by_role("link", name=name).first.click()

    def sees(self, text: str) -> None:
        """The page says so."""
        from playwright.sync_api import expect

        expect(self.page.locator("main")).to_contain_text(text)


def sign_in(page: Any, email: str, password: str) -> None:
    """Sign in through the page, as a person does, and wait until it is done."""
    page.goto(page.address + "/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/account/login" not in url)


def sign_in_session(page: Any, client: Any) -> None:
    """Give the page the session of a Django test client (client.force_login(account) before): quick."""
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": page.address}])
