"""Streams and what was found of them, in words."""

from __future__ import annotations

from datetime import date
from typing import Final, Protocol

from heard.coding.frame import frame
from heard.coding.models import Facet
from heard.organisations import queries as organisations
from heard.signals.models import Signal
from heard.signals.streams.families import watch_rules
from heard.voices.queries import labels

_SOME: Final = 10


class Found(Protocol):
    """What a sentence needs: a Finding or an Alert."""

    @property
    def kind(self) -> str:
        """Rising, silent or who."""

    @property
    def facet(self) -> int:
        """By what the stream is a part of what is said."""

    @property
    def value(self) -> int:
        """Which part."""

    @property
    def since(self) -> date:
        """Since when."""

    @property
    def usual(self) -> float:
        """What is usual: a share, or a week's count."""

    @property
    def count(self) -> int:
        """What was counted."""

    @property
    def of(self) -> int | None:
        """Of how many, if of any."""

    @property
    def weeks(self) -> int:
        """In how many weeks."""


def part_label(facet: int, value: int) -> str:
    """The theme, relation or channel of a stream, in lower case; empty for all.

    >>> part_label(0, 0)
    ''
    """
    if facet == Facet.THEME:
        return frame().theme(value).lower()
    if facet == Facet.RELATION:
        return labels.relations()[value].lower()
    if facet == Facet.CHANNEL:
        return labels.channels()[value].lower()
    return ""


def stream_label(found: Found) -> str:
    """A stream by its place and part: 'Kestrel Ward, care received'."""
    name = place_name(found)
    part = part_label(found.facet, found.value)
    return f"{name}, {part}" if part else name


def place_name(found: Found) -> str:
    """The place of a stream, by today's name."""
    unit: int = getattr(found, "unit_id", None) or getattr(found, "unit")  # noqa: B009 -- an alert's unit is a record
    return organisations.units([unit])[unit].name


def usual_of(found: Found) -> str:
    """How many would be usual of as many, to the precision that it is known with.

    >>> usual_number(0.42), usual_number(3.14), usual_number(31.4)
    ('0.4', '3.1', '31')
    """
    return usual_number(found.usual * (found.of if found.of is not None else found.weeks))


def usual_number(number: float) -> str:
    """A number that was estimated."""
    return f"{number:,.1f}" if number < _SOME else f"{number:,.0f}"


def why(found: Found) -> str:
    """Why it is a signal, in the pack's sentence."""
    part = part_label(found.facet, found.value)
    of = "" if found.of is None else f"{found.of:,} {'voices' if found.kind == Signal.Kind.WHO else 'comments'}"
    said = {
        "place": place_name(found),
        "since": f"{found.since.day} {found.since:%B %Y}",
        "usual": usual_of(found),
        "count": f"{found.count:,}" if of else "1 voice" if found.count == 1 else f"{found.count:,} voices",
        "of": of,
        "weeks": "1 week" if found.weeks == 1 else f"{found.weeks:,} weeks",
        "part": _part(found, part),
    }
    return watch_rules().why(found.kind, **said)


def _part(found: Found, part: str) -> str:
    """How the part stands in the sentence of its kind."""
    if found.kind == Signal.Kind.WHO:
        return {
            "not said": "from people who do not say who they are" if found.facet == Facet.RELATION else "by no channel",
        }.get(part, f"from people of the kind '{part}'" if found.facet == Facet.RELATION else f"by {part}")
    if not part:
        return ""
    if found.kind == Signal.Kind.SILENT:
        return f" (of the kind '{part}')"
    return f" ({part})" if found.facet == Facet.THEME else f" (told by: {part})"
