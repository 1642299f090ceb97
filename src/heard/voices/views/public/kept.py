"""Public pages that everybody gets alike: rendered once, kept in memory, and what differs is put in afterwards.

A page is kept by everything that it shows: its address (with the language), the point's and the organisation's columns
as they are in the database at this request, and what the view passes. So nothing kept can be out of date: where a
number, a name or the reader's hours change, the next request finds no such page. It is rendered for a request of
nobody, so that nobody's session, menu or message is in it. What somebody typed is never kept: it fills a slot. So does
what names the service, so that two hundred wards which are read in the same way have one page and not two hundred.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from markupsafe import Markup, escape

from heard.voices.queries import NAMES, PointDetail, PublicPoint

# Pages of some 7 KB each in every process of the web server.
MOST: Final = 2_000
# Letters and digits, which nothing escapes; random, so that nobody can write it.
_MARK: Final = f"slot{secrets.token_hex(12)}"
_SLOT: Final = re.compile(rf"{_MARK}([a-zA-Z_]+){_MARK}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A rendered page: text in UTF-8 and names of slots in turn, beginning and ending with text."""

    parts: tuple[bytes | str, ...]

    def filled(self, values: Mapping[str, str]) -> bytes:
        """The page with each slot's value, escaped unless it is Markup."""
        return b"".join(part if isinstance(part, bytes) else escape(values[part]).encode() for part in self.parts)


_pages: OrderedDict[Hashable, Kept] = OrderedDict()
_lock: Final = threading.Lock()


def kept(
    key: Hashable, names: tuple[str, ...], render: Callable[[Mapping[str, str]], str], also: tuple[str, ...] = ()
) -> Kept:
    """What `render` makes of a mark for each slot's name, rendered when the key is first asked for.

    The slots of `also` may stand in it. Raises ValueError where another one does not stand in what was rendered: what
    somebody typed would be lost.
    """
    with _lock:
        if found := _pages.get(key):
            _pages.move_to_end(key)
            return found
    made = rendered(names, render, also)
    with _lock:
        _pages[key] = made
        while len(_pages) > MOST:
            _pages.popitem(last=False)
    return made


def rendered(names: tuple[str, ...], render: Callable[[Mapping[str, str]], str], also: tuple[str, ...] = ()) -> Kept:
    """As `kept`, made anew and not kept."""
    text = render({name: f"{_MARK}{name}{_MARK}" for name in (*names, *also)})
    parts = _SLOT.split(text)
    if missing := set(names) - set(parts[1::2]):
        raise ValueError(f"The page has no place for {', '.join(sorted(missing))}.")
    # As bytes they take half the memory, and are not encoded again for each request.
    return Kept(tuple(part if place % 2 else part.encode() for place, part in enumerate(parts)))


def forget() -> None:
    """Render every page anew when it is next asked for."""
    with _lock:
        _pages.clear()


class _Nobody(HttpRequest):
    """A request for the same page of any service, without a cookie, a form or any other header."""

    def __init__(self, asked: HttpRequest, point: str) -> None:
        super().__init__()
        self.method, self.GET, self.resolver_match = asked.method, asked.GET, asked.resolver_match
        self.path = self.path_info = reverse(_view(asked), kwargs={**_arguments(asked), "point": point})
        self.META = {"HTTP_HOST": asked.get_host()}
        self._asked = asked.scheme

    @property
    def scheme(self) -> str | None:
        """http or https, as it was asked."""
        return self._asked


def _view(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _arguments(request: HttpRequest) -> Mapping[str, Any]:
    return request.resolver_match.kwargs if request.resolver_match else {}


def kept_page(
    request: HttpRequest,
    template: str,
    found: PublicPoint,
    *,
    slots: Mapping[str, str],
    shown: Mapping[str, Hashable],
    made: Callable[[PointDetail], Mapping[str, Any]],
) -> HttpResponse:
    """A public page of a service with its slots filled.

    `shown` goes into the page and its key; `made` brings what cannot be a key and follows from them and from the
    point, which has marks for names.
    """
    address = (request.method, request.scheme, request.get_host(), _view(request), get_language())
    key = (template, address, found.steady, tuple(sorted(shown.items())))

    def render(marks: Mapping[str, str]) -> str:
        point = found.of_any({name: marks[name] for name in NAMES})
        given = {**made(point), **shown, **{name: marks[name] for name in slots}}
        return render_to_string(f"voices/public/{template}.jinja", given, request=_Nobody(request, marks["code"]))

    names = tuple(slots)
    # Anybody can ask with any query: such pages would crowd out the others.
    page = rendered(names, render, NAMES) if request.GET else kept(key, names, render, NAMES)
    response = HttpResponse(page.filled({**slots, **found.named}))
    if not slots:
        response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    return response


def unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """The page, or only that it is still the same where the browser has it."""
    return get_conditional_response(request, etag=response.get("ETag"), response=response) or response


def fragment(
    template: str, key: Hashable, values: Mapping[str, str], made: Callable[[Mapping[str, str]], Any]
) -> Markup:
    """A part of a page, kept in the same way: `made` makes the template's values of the slots' marks."""

    def render(marks: Mapping[str, str]) -> str:
        return render_to_string(f"voices/public/{template}.jinja", made(marks))

    # What the template rendered is escaped already, and so is what fills its slots.
    return Markup(kept((template, get_language(), key), tuple(values), render).filled(values).decode())  # noqa: S704
