"""Rules as data: dated, versioned YAML files with a source, from every room's packs/ folder."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from django.apps import apps
from django.db import transaction
from django.utils import timezone

from heard.organisations import models

Made = TypeVar("Made")
# Seconds for which a process goes by what it has read: a version that another process brings counts here after them.
REMEMBERED: Final = 10.0


@dataclass(frozen=True, slots=True)
class Pack:
    """One version of a rule. `content` is what the room that reads it expects, and nobody changes it."""

    slug: str
    version: str
    title: str
    source: str
    in_force_from: date | None
    in_force_until: date | None
    applies_to: tuple[str, ...]
    content: Mapping[str, Any]
    _made: dict[Callable[..., Any], Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def once(self, make: Callable[[Mapping[str, Any]], Made]) -> Made:
        """What a module's function makes of the content, made when it is first asked for; nobody changes it either."""
        if make not in self._made:
            self._made[make] = make(self.content)
        made: Made = self._made[make]
        return made


class BadPackError(ValueError):
    """A pack file that cannot be read; the sentence says what to change."""


class NoPackError(LookupError):
    """No version of the pack is in force on the day."""


# The safe loader in C reads all packs in a tenth of the time.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXTS = ("id", "version", "title", "source")
_FIELDS = {*_TEXTS, "in_force_from", "in_force_until", "applies_to", "content"}


# By slug: until when it counts, and every version.
_remembered: dict[str, tuple[float, tuple[Pack, ...]]] = {}


def load(slug: str, on: date | None = None) -> Pack:
    """The version of a pack in force on a day (today); the one that came into force last where there are several.

    One query in ten seconds. Raises NoPackError where there is none.
    """
    day = on or timezone.localdate()
    in_force = [
        pack
        for pack in _versions(slug)
        if (pack.in_force_from is None or pack.in_force_from <= day)
        and (pack.in_force_until is None or pack.in_force_until > day)
    ]
    if not in_force:
        raise NoPackError(f"No version of the pack {slug} is in force on {day.isoformat()}.")
    return max(in_force, key=lambda pack: (pack.in_force_from or date.min, pack.version))


def forget() -> None:
    """Read every pack anew when it is next asked for."""
    _remembered.clear()


def _versions(slug: str) -> tuple[Pack, ...]:
    now = time.monotonic()
    until, versions = _remembered.get(slug, (0.0, ()))
    if now >= until:
        versions = tuple(
            Pack(
                slug=row.slug,
                version=row.version,
                title=row.title,
                source=row.source,
                in_force_from=row.in_force_from,
                in_force_until=row.in_force_until,
                applies_to=tuple(row.applies_to),
                content=row.content,
            )
            for row in models.Pack.objects.filter(slug=slug)
        )
        # None is not remembered: a room that asks before its packs are there asks again.
        if versions:
            _remembered[slug] = (now + REMEMBERED, versions)
    return versions


def read(path: Path) -> Pack:
    """A pack from its file. Raises BadPackError with a sentence that names the file."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (a safe one)
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise BadPackError(f"{path.name} is not YAML in UTF-8: {problem}") from problem
    if not isinstance(raw, dict):
        raise BadPackError(f"{path.name} has to be a mapping with id, version, title, source and content.")
    if unknown := set(raw) - _FIELDS:
        raise BadPackError(f"{path.name} has a field that packs do not have: {', '.join(sorted(map(str, unknown)))}.")
    for name in _TEXTS:
        if not isinstance(raw.get(name), str) or not raw[name].strip():
            raise BadPackError(f"{path.name} needs {name}, as text in quotes.")
    if not isinstance(raw.get("content"), dict):
        raise BadPackError(f"{path.name} needs content, as a mapping.")
    first, until = raw.get("in_force_from"), raw.get("in_force_until")
    for day in (first, until):
        if day is not None and type(day) is not date:
            raise BadPackError(f"{path.name} needs its dates as 2026-04-01.")
    if first and until and until <= first:
        raise BadPackError(f"{path.name} ends before it begins.")
    applies_to = raw.get("applies_to") or []
    if not isinstance(applies_to, list) or not all(isinstance(item, str) for item in applies_to):
        raise BadPackError(f"{path.name} needs applies_to as a list of texts.")
    return Pack(raw["id"], raw["version"], raw["title"], raw["source"], first, until, tuple(applies_to), raw["content"])


def files() -> Iterator[Path]:
    """Every room's packs, room by room."""
    for config in apps.get_app_configs():
        if config.name.startswith("heard."):
            yield from sorted(Path(config.path, "packs").glob("*.yaml"))


@transaction.atomic
def sync() -> list[Pack]:
    """Bring the table in line with the files: same version, the file wins; versions without a file stay.

    Raises BadPackError, and changes nothing, where a file is wrong or two files are one version.
    """
    packs = [read(path) for path in files()]
    if twice := [key for key, times in Counter((pack.slug, pack.version) for pack in packs).items() if times > 1]:
        raise BadPackError(f"Two files hold version {twice[0][1]} of the pack {twice[0][0]}.")
    rows = {(row.slug, row.version): row for row in models.Pack.objects.select_for_update()}
    models.Pack.objects.bulk_create(
        models.Pack(slug=pack.slug, version=pack.version, **_columns(pack))
        for pack in packs
        if (pack.slug, pack.version) not in rows
    )
    for pack in packs:
        row, columns = rows.get((pack.slug, pack.version)), _columns(pack)
        if row and any(getattr(row, name) != value for name, value in columns.items()):
            models.Pack.objects.filter(pk=row.pk).update(**columns)
    forget()
    return packs


def _columns(pack: Pack) -> dict[str, Any]:
    return {
        "title": pack.title,
        "source": pack.source,
        "in_force_from": pack.in_force_from,
        "in_force_until": pack.in_force_until,
        "applies_to": list(pack.applies_to),
        "content": pack.content,
    }
