"""Somebody at a browser without script: cookies, forms as the page has them, and pages kept as long as they allow."""

from __future__ import annotations

import csv
import io
import re
import secrets
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from django.utils import timezone

_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_CONTROL = re.compile(r"<(input)\b([^>]*)>()|<(select|textarea)\b([^>]*)>(.*?)</\4>", re.DOTALL)
_OPTION = re.compile(r"<option\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([a-z-]+)(?:="([^"]*)")?')
_MAX_AGE = re.compile(r"max-age=(\d+)")


class Lost(AssertionError):
    """A page that is not as whoever sits before it needs it."""


@dataclass
class Form:
    """A form of a page: where it is sent, and what stands in it. `choices` are what radios and lists offer."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    choices: dict[str, set[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


@dataclass
class Page:
    """What came back."""

    url: str
    status: int
    text: str

    def forms(self) -> list[Form]:
        """The page's forms, in their order."""
        return [_form(head, body) for head, body in _FORM.findall(self.text)]

    def form(self, *names: str, action: str = "", **values: str) -> Form:
        """The one form that has these fields, these values, and this in its address."""
        for one in self.forms():
            if set(names) <= one.names and action in one.action and values.items() <= one.values.items():
                return one
        raise Lost(f"{self.url} ({self.status}) has no form with {names or values or action}: {self.plain()[:400]}")

    def has_form(self, action: str) -> bool:
        """Whether a form is sent to an address that ends so."""
        return any(one.action.endswith(action) for one in self.forms())

    def links(self, pattern: str) -> list[str]:
        """What a pattern finds in the page's links, each once, in their order."""
        return list(dict.fromkeys(re.findall(rf'href="[^"]*{pattern}', self.text)))

    def rows(self) -> list[dict[str, str]]:
        """A CSV file's rows by its header."""
        return list(csv.DictReader(io.StringIO(self.text.removeprefix("\ufeff"))))

    def plain(self) -> str:
        """The words of the page's body."""
        body = self.text.partition("<main")[2] or self.text
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


class Visitor:
    """One person's browser, at the live server."""

    def __init__(self, site: str, kept: dict[str, tuple[float, Page]] | None = None) -> None:
        self.site = site
        self.cookies: dict[str, str] = {}
        self.connection = HTTPConnection(urlsplit(site).netloc, timeout=60)
        # Pages that say how long they may be kept: shared between people, as they are the same for everybody.
        self.kept = {} if kept is None else kept

    def get(self, address: str, allow: int = 200) -> Page:
        """Open an address, and go where it leads."""
        url = urljoin(self.site, address)
        until, page = self.kept.get(url, (0.0, None))
        if page is not None and timezone.now().timestamp() < until:
            return page
        return self._expect(self._ask("GET", url), allow)

    def submit(
        self,
        page: Page,
        form: Form,
        allow: int = 200,
        file: tuple[str, bytes] | None = None,
        follow: bool = True,
        **given: Any,
    ) -> Page:
        """Fill a form of a page in and send it. Only what the form has can be filled in.

        With `follow=False` whoever sends it leaves once it is taken, and does not look at the page that comes then.
        """
        for name, value in given.items():
            if name not in form.names:
                raise Lost(f"{page.url} does not ask for {name}")
            if name in form.choices and str(value) not in form.choices[name]:
                raise Lost(f"{page.url} does not offer {value!r} for {name}: {sorted(form.choices[name])}")
        filled = {**form.values, **{name: str(value) for name, value in given.items()}}
        url = urljoin(page.url, form.action)
        if form.method == "get":
            return self.get(f"{url}?{urlencode(filled)}", allow)
        come = self._ask("POST", url, *_body(filled, file), referer=page.url, follow=follow)
        return self._expect(come, allow if follow else 302)

    def _expect(self, page: Page, allow: int) -> Page:
        if page.status != allow:
            raise Lost(f"{page.url} answers {page.status}, not {allow}: {page.plain()[:600]}")
        return page

    def _ask(
        self, method: str, url: str, body: bytes = b"", kind: str = "", *, referer: str = "", follow: bool = True
    ) -> Page:
        for _ in range(5):
            response, text = self._exchange(method, url, body, kind, referer)
            if response.status not in (301, 302, 303) or not follow:
                page = Page(url, response.status, text)
                age = _MAX_AGE.search(response.headers.get("Cache-Control", ""))
                if method == "GET" and age and "public" in response.headers["Cache-Control"]:
                    self.kept[url] = (timezone.now().timestamp() + int(age[1]), page)
                return page
            method, body, kind, url = "GET", b"", "", urljoin(url, response.headers["Location"])
        raise Lost(f"{url} leads from one address to the next")

    def _exchange(self, method: str, url: str, body: bytes, kind: str, referer: str) -> tuple[HTTPResponse, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if kind:
            headers |= {"Content-Type": kind, "Referer": referer}
        split = urlsplit(url)
        self.connection.request(method, f"{split.path}?{split.query}" if split.query else split.path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response, text


class Colleague(Visitor):
    """Somebody who signs in, with the address of their organisation's pages."""

    def __init__(self, site: str, email: str, password: str, code: str = "riverside") -> None:
        super().__init__(site)
        self.email, self.password, self.base = email, password, f"/o/{code}/"
        # What they have answered, and asked others to close: people remember that.
        self.asked: set[str] = set()

    def sign_in(self) -> None:
        """Through the page, as a person does; a session lasts one day of work."""
        self.cookies.clear()
        page = self.get("/account/login/")
        self.submit(page, page.form("login", "password"), follow=False, login=self.email, password=self.password)
        if "sessionid" not in self.cookies:
            raise Lost(f"{self.email} could not sign in")

    def at(self, address: str, allow: int = 200) -> Page:
        """A page of the organisation."""
        return self.get(self.base + address, allow)

    def press(self, page: Page, action: str, follow: bool = True) -> Page:
        """Press the button whose form is sent to an address that has this in it."""
        return self.submit(page, page.form(action=action), follow=follow)


def _form(head: str, body: str) -> Form:
    given = _attributes(head)
    form = Form(given.get("action", ""), given.get("method", "get").lower())
    for plain, given_plain, _, long, given_long, inner in _CONTROL.findall(body):
        tag, had = plain or long, _attributes(given_plain or given_long)
        name = had.get("name", "")
        if not name or "disabled" in had:
            continue
        form.names.add(name)
        kind = had.get("type", "text")
        if tag == "select":
            options = [_attributes(option) for option in _OPTION.findall(inner)]
            form.choices[name] = {option.get("value", "") for option in options}
            chosen = next((option for option in options if "selected" in option), options[0] if options else {})
            form.values[name] = chosen.get("value", "")
        elif kind in ("radio", "checkbox"):
            form.choices.setdefault(name, set()).add(had.get("value", "on"))
            if "checked" in had:
                form.values[name] = had.get("value", "on")
        elif tag == "textarea":
            form.values[name] = unescape(inner).removeprefix("\n")
        elif tag == "input" and kind not in ("file", "submit"):
            form.values[name] = had.get("value", "")
    return form


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(text)}


def _body(filled: dict[str, str], file: tuple[str, bytes] | None) -> tuple[bytes, str]:
    if file is None:
        return urlencode(filled).encode(), "application/x-www-form-urlencoded"
    edge = secrets.token_hex(12)
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in filled.items()]
    name, content = file
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    tail = f"\r\n--{edge}--\r\n"
    return "".join(parts).encode() + head.encode() + content + tail.encode(), f"multipart/form-data; boundary={edge}"
