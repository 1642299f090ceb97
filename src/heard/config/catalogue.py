"""Which words of the public pages have to stand in each language, and bringing a catalogue up to date with them.

`python -m heard.config.catalogue` adds what is new to every design/locale/<language>/LC_MESSAGES/django.po, without a
translation, takes out what is gone, and compiles. Words are marked where they stand: `_(…)` and `{% trans %}` in
templates, gettext, gettext_lazy and gettext_noop in code. What stands elsewhere is listed here: packs, roles, sentences
of actions that refuse, and what other rooms say of somebody's words.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import yaml
from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file

ROOMS: Final = Path(__file__).resolve().parent.parent
LOCALE: Final = ROOMS / "design" / "locale"
TEMPLATES: Final = (
    "design/templates/design/*.jinja",
    "voices/templates/voices/public/*.jinja",
    "decisions/templates/decisions/what_changed.jinja",
    "decisions/templates/decisions/chain.jinja",
    "decisions/templates/decisions/withdrawn.jinja",
    "assurance/templates/assurance/public_months.jinja",
    "assurance/templates/assurance/public_month.jinja",
    "pages/templates/pages/public/*.jinja",
)
KEYWORDS: Final[dict[str, Any]] = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "noop": None,
    "ngettext": (1, 2),
}
# Actions behind public pages: the first argument of what they refuse with.
REFUSING: Final = (
    *("voices/actions/receiving.py", "voices/actions/taking.py", "voices/actions/following.py"),
    "voices/actions/appealing.py",
    "voices/actions/attaching.py",
)
# Packs whose texts are shown: file and the way to the texts.
PACKS: Final = (
    ("voices/packs/tell-us.yaml", ("words",)),
    ("voices/packs/picture-cards.yaml", ("question",)),
    ("voices/packs/picture-cards.yaml", ("cards", "*", "says")),
    ("voices/packs/fft-ratings.yaml", ("question",)),
    ("voices/packs/fft-ratings.yaml", ("answers", "*")),
    ("pages/packs/privacy-notice.yaml", ("kept", "*", "*")),
    ("voices/packs/retention.yaml", ("rules", "*", "label")),
)
_OPTIONS: Final = {"trimmed": "true", "newstyle_gettext": "true"}


def messages() -> dict[str, str | tuple[str, str]]:
    """Every text of the public pages; where it depends on a number, the singular with the pair of both."""
    found = {text if isinstance(text, str) else text[0]: text for text in _every()}
    return dict(sorted(found.items()))


def _every() -> Iterator[str | tuple[str, str]]:
    for pattern in TEMPLATES:
        for path in sorted(ROOMS.glob(pattern)):
            yield from _extracted("jinja2.ext:babel_extract", path, KEYWORDS)
    for path in sorted(ROOMS.rglob("*.py")):
        if "tests" not in path.parts and "django.utils.translation" in path.read_text(encoding="utf-8"):
            yield from _extracted("python", path, KEYWORDS)
    for path in (ROOMS / name for name in REFUSING):
        if path.exists():
            yield from _extracted("python", path, {"Refused": (1,)})
    for name, way in PACKS:
        yield from _at(yaml.safe_load((ROOMS / name).read_text(encoding="utf-8"))["content"], way)
    yield from _said_elsewhere()


def _extracted(method: str, path: Path, keywords: dict[str, Any]) -> Iterator[str | tuple[str, str]]:
    for _, found, _, _ in extract_from_file(method, str(path), keywords, options=_OPTIONS):
        if isinstance(found, str):
            if found:
                yield found
        elif all(found):
            yield (found[0], found[1])


def _at(held: Any, way: tuple[str, ...]) -> Iterator[str]:
    if not way:
        yield str(held)
    elif way[0] == "*":
        for one in held.values() if isinstance(held, dict) else held:
            yield from _at(one, way[1:])
    else:
        yield from _at(held[way[0]], way[1:])


def _said_elsewhere() -> Iterator[str]:
    """Roles, outcomes and states by their labels, answers about oneself, what the ledger proves."""
    from heard.decisions.models import Action, Decision, Review
    from heard.decisions.queries.public import TOLD
    from heard.ledger import queries as ledger
    from heard.organisations.models import Role
    from heard.voices.actions import following
    from heard.voices.forms.telling import ABOUT

    for choices in (Role, Action.State, Review.Holds):
        yield from (str(label) for label in choices.labels)
    yield from (f"Decided: {label}" for label in Decision.Outcome.labels)
    yield from TOLD.values()
    yield from (value for _, values in ABOUT.values() for value in values if value)
    yield from (following.UNKNOWN, following.WRONG_PIN, following.TOO_OFTEN, following.MORE)
    yield from (ledger.PROVES, ledger.OPENED, ledger.ERASED, ledger.UNSEALED, ledger.PROVES_NOT)
    yield from _OF_OTHER_ROOMS


# What signals and decisions say in the timeline of somebody's words.
_OF_OTHER_ROOMS: Final = (
    "Raised",
    "What you said was raised for somebody to look at.",
    "Taken up",
    "Somebody has taken it up and has to decide, or say why not.",
    "Gone up",
    "Nobody did it in time, so it went up a level.",
    "Put together",
    "It was put together with what others said about the same thing.",
    "Decided",
    "A decision was made about what you said.",
    "Closed",
    "Looked at again",
    "It is being looked at again.",
    "Your words are part of a decision",
    "Somebody has to decide, and say why. You will read it here.",
    "We wrote to you",
    "We told you what was decided, and why.",
    "Our answer to you is being sent",
    "It says what was decided, and why. That stands here, too.",
    "Our message to you did not arrive",
    "What was decided, and why, stands here.",
    "We asked you whether it changed",
    "You can answer here, too.",
    "You told us that it did not change",
    "It is looked at again.",
    "We looked again",
    "The decision was withdrawn",
)


def catalogue(language: str) -> Catalog:
    """The catalogue of a language as it is kept."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return pofile.read_po(file, locale=language)


def _empty(language: str) -> Catalog:
    return Catalog(
        locale=language,
        header_comment=f"# The public pages of Heard ({language}). No translator has read it yet (ADR 19).",
        project="Heard",
        version="1",
        last_translator="nobody yet",
        language_team=language,
        msgid_bugs_address="",
        revision_date=datetime.now(UTC),
        fuzzy=False,
    )


def main() -> None:
    """Bring every catalogue up to date and compile it."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heard.config.settings")
    django.setup()
    wanted = messages()
    for folder in sorted(LOCALE.glob("*/LC_MESSAGES")):
        language = folder.parent.name
        kept = catalogue(language)
        fresh = _empty(language)
        for singular, text in wanted.items():
            known = kept.get(singular)
            fresh.add(text, known.string if known else None)
        with (folder / "django.po").open("wb") as file:
            pofile.write_po(file, fresh, width=120, sort_output=True, omit_header=False)
        with (folder / "django.mo").open("wb") as file:
            mofile.write_mo(file, fresh)


if __name__ == "__main__":
    main()
