"""A person says what an answer in another language means in English, or in which language it is."""

from __future__ import annotations

from typing import Any, Final

import pyarrow as pa
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from heard.coding.actions import telling
from heard.coding.actions.corrections import theirs
from heard.coding.actions.giving import read_again
from heard.coding.models import Code, ExploreAnswer, Spoken, Translation
from heard.ledger.actions import record
from heard.methods.language import ENGLISH, NAMES, UNTOLD, is_foreign, languages
from heard.methods.redaction import redact_text
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor
from heard.store.rows import sole

LONGEST_TRANSLATION: Final = 20_000
_IN_ENGLISH: Final = "This comment was read as English: it needs no translation."


@transaction.atomic
def translate(*, actor: Actor, answer_id: int, language: str, words: str) -> str:
    """Keep what an answer says in English, and code it by that; returns the translation's reference.

    `language` is the one that it is in, a key of NAMES or 'und'. The words that were said stay as they are. Another
    translation that stands is withdrawn. A code that a person gave stands. Raises Refused for words or a language that
    cannot be, an answer that is not there or is in English, and an actor who may not.
    """
    answer, voice = theirs(actor, answer_id, "translate")
    spoken = _spoken(answer_id)
    said = _checked(language, words)
    _withdraw(actor, answer)
    now = timezone.now()
    if spoken.language != language:
        spoken.language, spoken.settled_by_id, spoken.settled_at = language, actor.account_id, now
        spoken.save(update_fields=["language", "settled_by", "settled_at"])
    made = Translation.objects.create(
        answer_id=answer_id,
        language=language,
        words=said,
        first_code=_next_code(answer_id),
        made_by_id=actor.account_id,
        made_at=now,
    )
    content = {"translation": made.reference, "language": language}
    _follow(actor, answer, voice, "voice.translated", content)
    return made.reference


@transaction.atomic
def withdraw_translation(*, actor: Actor, answer_id: int) -> None:
    """Take back the translation that stands; what it gave is coded as before there was one. Raises Refused."""
    answer, voice = theirs(actor, answer_id, "translate")
    ended = _withdraw(actor, answer)
    if ended is None:
        raise Refused("There is no translation to withdraw.")
    _follow(actor, answer, voice, "voice.translation-withdrawn", {"translation": ended.reference})


@transaction.atomic
def settle_language(*, actor: Actor, answer_id: int, language: str) -> None:
    """Say in which language an answer is, a key of NAMES; one in English is coded as it stands. Raises Refused."""
    answer, voice = theirs(actor, answer_id, "translate")
    spoken = _spoken(answer_id)
    if language not in NAMES:
        raise Refused("Choose the language from the list.", "language")
    if language == ENGLISH:
        _withdraw(actor, answer)
    spoken.language, spoken.settled_by_id, spoken.settled_at = language, actor.account_id, timezone.now()
    spoken.save(update_fields=["language", "settled_by", "settled_at"])
    _follow(actor, answer, voice, "voice.language-settled", {"language": language})


def _spoken(answer_id: int) -> Spoken:
    found = sole(Spoken.objects.select_for_update().filter(answer_id=answer_id))
    if found is None:
        raise Refused(_IN_ENGLISH)
    return found


def _checked(language: str, words: str) -> str:
    """The words as they are kept: personal data masked."""
    if language == ENGLISH or language not in {*NAMES, UNTOLD}:
        raise Refused("Choose the language from the list.", "language")
    said = words.strip()
    if not said:
        raise Refused("Enter the translation.", "words")
    if len(said) > LONGEST_TRANSLATION:
        raise Refused(f"Shorten the translation to {LONGEST_TRANSLATION:,} characters or fewer.", "words")
    if is_foreign(languages(pa.array([said]))).any():
        raise Refused("Enter the translation in English.", "words")
    return redact_text(said).words


def _withdraw(actor: Actor, answer: ExploreAnswer) -> Translation | None:
    """End the translation that stands, if one does."""
    found = sole(Translation.objects.select_for_update().filter(answer_id=answer.answer_id, withdrawn_at=None))
    if found is not None:
        found.withdrawn_by_id, found.withdrawn_at = actor.account_id, timezone.now()
        found.last_code = _next_code(answer.answer_id)
        found.save(update_fields=["withdrawn_by", "withdrawn_at", "last_code"])
    return found


def _next_code(answer_id: int) -> int:
    last: int | None = Code.objects.filter(answer_id=answer_id).aggregate(last=Max("number"))["last"]
    return 0 if last is None else last + 1


def _follow(actor: Actor, answer: ExploreAnswer, voice: str, kind: str, content: dict[str, Any]) -> None:
    """Code the answer by what is known now, but where a person's code stands; record what happened."""
    latest = Code.objects.filter(answer_id=answer.answer_id).order_by("-number").first()
    given: Code | None = None
    if latest is None or latest.run_id is not None:
        given = read_again(answer)
    record(
        kind=kind,
        subject=f"voice:{voice}",
        content={"answer": answer.answer_id, "code": given.number if given else None, **content},
        actor=actor.reference,
    )
    if given:
        telling.tell_corrected(answer, given)
