"""In which language answers were given, and what they say in English."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from heard.coding.models import Spoken, Translation
from heard.methods.language import ENGLISH, name

SOMEBODY_GONE = "A person who has left"


@dataclass(frozen=True, slots=True)
class Translated:
    """A translation into English that a person entered; what the machine said from `first_code` on is of it."""

    reference: str
    language: str
    words: str
    by: str
    at: datetime
    first_code: int
    # None while it stands.
    last_code: int | None
    withdrawn_by: str
    withdrawn_at: datetime | None

    @property
    def stands(self) -> bool:
        """Whether it has not been withdrawn."""
        return self.withdrawn_at is None

    def gave(self, number: int) -> bool:
        """Whether the machine gave the code of this number by it."""
        return self.first_code <= number and (self.last_code is None or number < self.last_code)


@dataclass(frozen=True, slots=True)
class Language:
    """The language of an answer that was not told to be English: its code, 'und' where it could not be told.

    `settled` where a person put it right. `translations` are the latest first.
    """

    code: str
    settled: bool
    translations: tuple[Translated, ...]

    @property
    def name(self) -> str:
        """What it is called; '' where it could not be told."""
        return name(self.code)

    @property
    def in_force(self) -> Translated | None:
        """The translation that stands."""
        return next((one for one in self.translations if one.stands), None)


def spoken(answer_ids: Sequence[int]) -> dict[int, Language]:
    """The languages of those of these answers that were not told to be English. One query; two where there is one."""
    rows = Spoken.objects.filter(answer_id__in=answer_ids).values_list("answer_id", "language", "settled_at")
    known = {answer: (code, at is not None) for answer, code, at in rows}
    if not known:
        return {}
    translations: dict[int, list[Translated]] = defaultdict(list)
    for one in (
        Translation.objects.filter(answer_id__in=known).select_related("made_by", "withdrawn_by").order_by("-id")
    ):
        translations[one.answer_id].append(_translated(one))
    return {answer: Language(*found, tuple(translations[answer])) for answer, found in known.items()}


def english(answer_ids: Sequence[int], words: Sequence[str]) -> dict[int, str]:
    """By their place, what those of these answers say in English that are not told to be in it, where that is known.

    A translation that stands; the words themselves where a person said that they are English. Two queries.
    """
    ours = Spoken.objects.filter(answer_id__in=answer_ids, language=ENGLISH).values_list("answer_id", flat=True)
    translated = Translation.objects.filter(answer_id__in=answer_ids, withdrawn_at=None)
    said = dict(translated.values_list("answer_id", "words"))
    plain = set(ours)
    return {
        place: said.get(answer, words[place])
        for place, answer in enumerate(answer_ids)
        if answer in said or answer in plain
    }


def _translated(row: Translation) -> Translated:
    return Translated(
        row.reference,
        row.language,
        row.words,
        row.made_by.name if row.made_by else SOMEBODY_GONE,
        row.made_at,
        row.first_code,
        row.last_code,
        "" if row.withdrawn_at is None else row.withdrawn_by.name if row.withdrawn_by else SOMEBODY_GONE,
        row.withdrawn_at,
    )
