"""Rules as data: dated, versioned YAML files with a source, from every room's packs/ folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from heard.organisations import models


@dataclass(frozen=True, slots=True)
class Pack:
    """One version of a rule. `content` is what the room that reads it expects."""

    slug: str
    version: str
    title: str
    source: str
    in_force_from: date | None
    in_force_until: date | None
    applies_to: tuple[str, ...]
    content: Mapping[str, Any]


class BadPackError(ValueError):
    """A pack file that cannot be read; the sentence says what to change."""


class NoPackError(LookupError):
    """No version of the pack is in force on the day."""


# The safe loader in C reads all packs in a tenth of the time.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXTS = ("id", "version", "title", "source")
_FIELDS = {*_TEXTS, "in_force_from", "in_force_until", "applies_to", "content"}


def load(slug: str, on: date | None = None) -> Pack:
    """The version of a pack in force on a day (today); the one that came into force last where there are several.

    Raises NoPackError where there is none.
    """
    day = on or timezone.localdate()
    in_force = (Q(in_force_from=None) | Q(in_force_from__lte=day)) & (
        Q(in_force_until=None) | Q(in_force_until__gt=day)
    )
    found = list(models.Pack.objects.filter(in_force, slug=slug))
    if not found:
        raise NoPackError(f"No version of the pack {slug} is in force on {day.isoformat()}.")
    latest = max(found, key=lambda pack: (pack.in_force_from or date.min, pack.version))
    return Pack(
        slug=latest.slug,
        version=latest.version,
        title=latest.title,
        source=latest.source,
        in_force_from=latest.in_force_from,
        in_force_until=latest.in_force_until,
        applies_to=tuple(latest.applies_to),
        content=latest.content,
    )


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
    for field in _TEXTS:
        if not isinstance(raw.get(field), str) or not raw[field].strip():
            raise BadPackError(f"{path.name} needs {field}, as text in quotes.")
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
