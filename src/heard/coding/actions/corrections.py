"""A person corrects what a comment was understood as."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone

from heard.coding import policy as _declared  # noqa: F401 - declares the verbs
from heard.coding.actions import telling
from heard.coding.actions.giving import read_again, recode
from heard.coding.counting import periods
from heard.coding.frame import bits_of, frame
from heard.coding.models import UNCODED, UNDATED, Code, ExploreAnswer, ExploreVoice, Spoken
from heard.ledger.actions import record
from heard.methods.redaction import redact_text
from heard.organisations import policy
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor
from heard.voices import queries as voices

LONGEST_REASON: Final = 300
NOT_THEIRS: Final = "This comment is not there, or its codes are not yours to correct."
NOTHING_TO_AGREE: Final = "Heard did not code this comment. Say what you read in it, or enter a translation."


@dataclass(frozen=True, slots=True)
class _Place:
    """What the policy judges a correction by."""

    organisation_id: int
    unit_id: int
    said_on: date | None


def correct(
    *, actor: Actor, answer_id: int, themes: Iterable[int], sentiment: int | None, seriousness: int, reason: str = ""
) -> int:
    """Give an answer another code beside those that it has; returns the new code's number.

    `themes` are bits of the frame, none for 'Not assigned'; `sentiment` 1 very positive to 5 very negative, or None;
    `seriousness` 0 to 3. Counts follow at once. Raises Refused, with a sentence, for a code that cannot be, an answer
    that is not there (or withdrawn), and an actor who may not.
    """
    mask = _checked(themes, sentiment, seriousness, reason)
    with transaction.atomic():
        answer, reference = theirs(actor, answer_id, "correct")
        code = recode(answer, mask, sentiment, seriousness)
        code.person_id, code.reason = actor.account_id, redact_text(reason.strip()).words[:LONGEST_REASON]
        code.save(update_fields=["person", "reason"])
        _record(actor, reference, code, "code.corrected")
        telling.tell_corrected(answer, code)
    return code.number


def agree(*, actor: Actor, answer_id: int) -> int:
    """Say, as a person, that an answer was understood rightly; returns the number of the code that says so.

    Counts stay as they are. Raises Refused as `correct` does.
    """
    with transaction.atomic():
        _, reference = theirs(actor, answer_id, "correct")
        latest = Code.objects.filter(answer_id=answer_id).order_by("-number").first()
        if latest is None:
            raise Refused(NOT_THEIRS)
        if latest.themes == UNCODED:
            raise Refused(NOTHING_TO_AGREE)
        code = Code(
            answer_id=answer_id,
            number=latest.number + 1,
            at=timezone.now(),
            person_id=actor.account_id,
            **{name: getattr(latest, name) for name in ("themes", "sentiment", "seriousness", "kinds", "hcat")},
        )
        code.save(force_insert=True)
        _record(actor, reference, code, "code.agreed")
    return code.number


def take_back(*, actor: Actor, answer_id: int, number: int) -> None:
    """Undo one's own last word about an answer: what stood before it stands again, beside it.

    Raises Refused where it is not one's own, or somebody has said more since.
    """
    with transaction.atomic():
        answer, reference = theirs(actor, answer_id, "correct")
        last, *earlier = Code.objects.filter(answer_id=answer_id).order_by("-number")[:2]
        if last.number != number or last.person_id != actor.account_id or not earlier:
            raise Refused("Somebody has looked at this comment since, so it cannot be undone. Correct it instead.")
        before = earlier[0]
        if before.run_id is not None and Spoken.objects.filter(answer_id=answer_id).exists():
            # A translation may have come or gone since.
            code = read_again(answer)
        else:
            code = recode(answer, before.themes, before.sentiment, before.seriousness)
            for name in ("run_id", "person_id", "kinds", "hcat", "confidence", "reason"):
                setattr(code, name, getattr(before, name))
            code.save(update_fields=["run", "person", "kinds", "hcat", "confidence", "reason"])
        _record(actor, reference, code, "code.taken-back")


def theirs(actor: Actor, answer_id: int, verb: str) -> tuple[ExploreAnswer, str]:
    """The answer, locked, with its voice's reference. Raises Refused where the actor may not do this to it."""
    answer = _held(answer_id)
    # What goes outside the line of its service is not theirs who correct.
    seen = voices.words([answer_id])
    if answer is None or not seen or not policy.can(actor, verb, _place(answer)):
        raise Refused(NOT_THEIRS)
    return answer, seen[answer_id].voice_reference


def _held(answer_id: int) -> ExploreAnswer | None:
    """The answer, once its voice is locked: counts are of whole voices, so only one change of one at a time."""
    voice_id = ExploreAnswer.objects.filter(answer_id=answer_id).values_list("voice_id", flat=True).first()
    if voice_id is None:
        return None
    ExploreVoice.objects.select_for_update().filter(voice_id=voice_id).first()
    return ExploreAnswer.objects.select_for_update().filter(answer_id=answer_id).defer("terms").first()


def _checked(themes: Iterable[int], sentiment: int | None, seriousness: int, reason: str) -> int:
    if sentiment is not None and not 1 <= sentiment <= len(frame().sentiments):
        raise Refused("Select a sentiment from the list.", "sentiment")
    if not 0 <= seriousness < len(frame().levels):
        raise Refused("Select a level from the list.", "seriousness")
    if len(reason.strip()) > LONGEST_REASON:
        raise Refused(f"Shorten the reason to {LONGEST_REASON} characters or fewer.", "reason")
    try:
        return frame().mask(themes)
    except ValueError as error:
        raise Refused("Select themes from the list.", "themes") from error


def _place(answer: ExploreAnswer) -> _Place:
    said_on = None if answer.said_day == UNDATED else periods.date_of(answer.said_day)
    return _Place(answer.organisation_id, answer.unit_id, said_on)


def _record(actor: Actor, voice_reference: str, code: Code, kind: str) -> None:
    record(
        kind=kind,
        subject=f"voice:{voice_reference}",
        actor=actor.reference,
        content={
            "answer": code.answer_id,
            "number": code.number,
            "themes": list(bits_of(code.themes)),
            "sentiment": code.sentiment,
            "seriousness": code.seriousness,
            "reason": code.reason,
        },
    )
