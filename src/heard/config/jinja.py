"""The Jinja environment, and the frame (header, navigation, footer) of every page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext, ngettext
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemBytecodeCache, PackageLoader

from heard.config.navigation import footer, navigation
from heard.design import fields
from heard.design.components import components
from heard.design.figures import legend
from heard.design.language import Language, current, languages
from heard.messages.queries import unread as unread_notices
from heard.organisations import policy
from heard.organisations.queries import OrganisationSummary, organisations

_READING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page."""

    brand_name: str
    brand_logo: str
    brand_stylesheet: str
    organisation_name: str = ""
    organisation_url: str = ""
    demonstration: bool = False
    account_items: list[dict[str, Any]] = field(default_factory=list)
    navigation: list[dict[str, Any]] = field(default_factory=list)
    footer_items: list[dict[str, Any]] = field(default_factory=list)
    messages: Iterable[Any] = ()
    # Public pages alone: the address without a language, every language with its address, and large letters.
    language: str = "en"
    path: str = ""
    origin: str = ""
    languages: tuple[Language, ...] = ()
    large: bool = False


class Shared(Environment):
    """Jinja's environment, whose templates share its globals as they are.

    Jinja lays a map over them for each template, which it then goes through in Python at each import of a macro: a page
    has two dozen. No template of ours is given globals of its own.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The environment's own, unless a template has others."""
        return super().make_globals(d) if d else self.globals


def environment(**options: Any) -> Environment:
    """Jinja with the NHS macros, which need undefined values to be chainable, and Heard's own helpers."""
    options["loader"] = ChoiceLoader([options["loader"], PackageLoader("nhsuk_frontend_jinja")])
    made = Shared(
        bytecode_cache=FileSystemBytecodeCache(str(_compiled())),
        undefined=ChainableUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        **{name: value for name, value in options.items() if name not in {"undefined", "autoescape"}},
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # the extension's
    made.globals.update(
        static=static, url=url, design_component=fields.component, design_errors=fields.error_list, design_signs=legend
    )
    made.globals.update(components(made))
    made.filters.update(date=said_date, number=number, moment=said_moment, month=said_month, percent=percent)
    return made


def _compiled() -> Path:
    """Where processes leave templates that they compiled for one another: all of them take a second.

    Jinja judges what is kept by the template's text; of another version of it or of this module it takes nothing.
    """
    made_by = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    folder: Path = settings.COMPILED_TEMPLATES / f"{version('jinja2')}-{made_by}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def said_date(value: date | None, otherwise: str = "No date") -> str:
    """A date in words.

    >>> said_date(date(2026, 3, 1))
    '1 March 2026'
    """
    return f"{value.day} {MONTHS[value.month]} {value.year}" if value else otherwise


def said_month(value: date) -> str:
    """A month in words.

    >>> said_month(date(2026, 3, 1))
    'March 2026'
    """
    return f"{MONTHS[value.month]} {value.year}"


def said_moment(value: datetime | None, otherwise: str = "Not yet") -> str:
    """A moment in words, in local time: '1 March 2026 at 14:05'."""
    if value is None:
        return otherwise
    local = timezone.localtime(value)
    day = said_date(local.date())
    return gettext("%(day)s at %(time)s") % {"day": day, "time": f"{local:%H:%M}"}


def number(value: int | None) -> str:
    """A whole number with thousands set apart.

    >>> number(1234567)
    '1,234,567'
    """
    return "" if value is None else f"{value:,}"


def percent(part: int, whole: int) -> str:
    """A share in percent, or a dash where there is nothing to share.

    >>> percent(2, 3), percent(0, 0)
    ('66.7%', '–')
    """
    return f"{100 * part / whole:.1f}%" if whole else "–"


def bell(actor: policy.Actor, organisation: OrganisationSummary | None) -> list[dict[str, str]]:
    """The link to one's notices here, with how many are unread."""
    if organisation is None or actor.account_id is None or not actor.belongs_to(organisation.id):
        return []
    unread = unread_notices(actor.account_id, organisation.id)
    text = f"Notices ({unread:,})" if unread else "Notices"
    return [{"text": text, "href": reverse("messages:notices", args=[organisation.code])}]


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame of a page; of a part of a page, which has none, nothing is asked."""
    return {"frame": SimpleLazyObject(partial(_frame, request))}


def _frame(request: HttpRequest) -> Frame:
    """Built from who is asking and in which organisation."""
    organisation = getattr(request, "organisation", None)
    actor = getattr(request, "actor", None)
    brand = {**settings.BRAND, **(organisation.brand if organisation else {})}
    account: list[dict[str, Any]] = []
    if actor:
        account = [
            {"text": actor.name, "href": reverse("organisations:account"), "icon": True},
            *bell(actor, organisation),
            {"text": "Sign out", "href": reverse("account_logout")},
        ]
    return Frame(
        brand_name=brand["name"],
        brand_logo=brand["logo"] or static("built/heard.svg"),
        brand_stylesheet=brand["stylesheet"],
        organisation_name=organisation.name if organisation else "",
        organisation_url=reverse("start", args=[organisation.code]) if organisation else "",
        demonstration=bool(organisation and organisation.demonstration),
        account_items=account,
        navigation=navigation(request, actor, organisation) if actor and organisation else [],
        footer_items=footer(code, desk=bool(actor and organisation)) if (code := _code(request, organisation)) else [],
        messages=messages.get_messages(request),
        language=current(),
        path=request.path,
        origin=f"{request.scheme}://{request.get_host()}",
        # A page that only answers a form cannot be asked for in another language.
        languages=languages(request.path) if request.method in _READING else (),
        large=request.GET.get("large") == "1",
    )


def _code(request: HttpRequest, organisation: OrganisationSummary | None) -> str:
    """Whose public pages stand at the foot: this organisation's, or those of the only one there is."""
    if organisation:
        return organisation.code
    found = request.resolver_match
    if found and "code" in found.kwargs:
        return str(found.kwargs["code"])
    every = organisations()
    return every[0].code if len(every) == 1 else ""
