"""In which language an answer was given, and its translations, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from heard.coding.queries.languages import Language, Translated
from heard.methods.language import UNTOLD, name


@dataclass(frozen=True, slots=True)
class ShownTranslation:
    """A translation in words. `withdrawn` says by whom it was, '' while it stands."""

    words: str
    made: str
    at: datetime
    withdrawn: str
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShownLanguage:
    """The language of an answer. `tag` is what HTML calls it, '' where it could not be told."""

    tag: str
    said_in: str
    translation: ShownTranslation | None
    earlier: tuple[ShownTranslation, ...]


def shown(language: Language) -> ShownLanguage:
    """A language in words."""
    said_in = f"Said in {language.name}" if language.name else "Said in a language that Heard could not tell"
    if language.settled:
        said_in += ", as a person says"
    translations = [_translation(one) for one in language.translations]
    return ShownLanguage(
        tag_of(language),
        said_in,
        next((one for one in translations if not one.withdrawn), None),
        tuple(one for one in translations if one.withdrawn),
    )


def tag_of(language: Language | None) -> str:
    """What HTML calls the language of words: '' for English, the language of the page, and for one not told."""
    return language.code if language and language.code != UNTOLD else ""


def translated_from(one: Translated) -> str:
    """From what a translation is, and whose it is."""
    source = f"from {name(one.language)} " if name(one.language) else ""
    return f"Translated {source}by {one.by}"


def _translation(one: Translated) -> ShownTranslation:
    withdrawn = "" if one.stands else f"Withdrawn by {one.withdrawn_by}"
    return ShownTranslation(one.words, translated_from(one), one.at, withdrawn, one.withdrawn_at)
