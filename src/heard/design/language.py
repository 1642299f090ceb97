"""The language of a page: it stands in the address (/cy/…), never in a cookie, a header or a session.

What is kept of a page for the next person has to be kept by its whole address, language and all: `current()` names it
where an address is not at hand. Only public pages are in the languages of `settings.LANGUAGES`; the desk is in English.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

# The languages of the public pages, by the code in their address; English has none there.
LANGUAGES: Final = {code[:2]: str(name) for code, name in settings.LANGUAGES}
# Public addresses are those without an account, under these.
_PUBLIC: Final = ("/p/", "/t/")


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the public pages, with the address of a page in it."""

    code: str
    name: str
    href: str


def current() -> str:
    """The language of this request: 'en' or 'cy'."""
    return (translation.get_language() or settings.LANGUAGE_CODE)[:2]


def address_in(code: str, path: str) -> str:
    """The address of a public page in another language, by its path.

    >>> address_in("cy", "/p/riverside/privacy/"), address_in("en", "/cy/p/riverside/privacy/")
    ('/cy/p/riverside/privacy/', '/p/riverside/privacy/')
    """
    bare = path
    for other in LANGUAGES:
        if path.startswith(f"/{other}/"):
            bare = path[len(other) + 1 :]
    return bare if code == settings.LANGUAGE_CODE[:2] else f"/{code}{bare}"


def languages(path: str) -> tuple[Language, ...]:
    """Every language of a public page with its address there; none for the desk's pages, which are in English alone."""
    bare = address_in("en", path)
    if not bare.startswith(_PUBLIC):
        return ()
    return tuple(Language(code, name, address_in(code, bare)) for code, name in LANGUAGES.items())


class LanguageMiddleware:
    """Answers in the language that the address names, and says so.

    Django's own asks cookies and what the browser accepts too, so that one address would have several pages.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response, made in the language of its address."""
        code = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(code):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code[:2])
        return response
