"""Comments that somebody checked, many at once, for tests of what corrections teach."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from heard.coding.actions import counts
from heard.coding.models import Code, ExploreAnswer
from heard.coding.tests.spoken import Spoken, speak
from heard.organisations.policy import Actor

# A person who holds that praise alone is no theme of its own leaves out bit 0 where the coder gives it.
LEFT_OUT = 0
_PRAISED = ("nurse", "doctor", "porter", "driver", "midwife", "receptionist", "cook", "dentist", "team", "ward")
_HOW = ("very good", "excellent", "brilliant", "great", "lovely", "wonderful", "first class", "fantastic")
# Praise is likely beside each of these, though not sure: corrections can teach to leave it out.
_ALSO = (
    " and I was seen quickly",
    " and the room was clean",
    " and I was seen within minutes",
    " but the food was cold",
)


def make_checked(organisation_id: int, unit_id: int, actor: Actor, count: int, *, first: int = 0) -> list[int]:
    """`count` comments that were coded and then checked by one person, who leaves one theme out throughout.

    The codes are written in bulk, as 200 corrections one by one would take a minute of a test.
    """
    said = [
        Spoken(unit_id, date(2026, 3, 1 + number % 28), answers=[("Why?", sentence(number))])
        for number in range(first, first + count)
    ]
    ids = [voice.pk for voice in speak(organisation_id, said)]
    answers = list(ExploreAnswer.objects.filter(voice_id__in=ids).order_by("answer_id"))
    Code.objects.bulk_create(
        Code(
            answer_id=answer.answer_id,
            number=1,
            person_id=actor.account_id,
            at=timezone.now(),
            themes=answer.themes & ~(1 << LEFT_OUT),
            sentiment=answer.sentiment,
            seriousness=answer.seriousness,
        )
        for answer in answers
    )
    for answer in answers:
        answer.themes &= ~(1 << LEFT_OUT)
    ExploreAnswer.objects.bulk_update(answers, ["themes"])
    counts.rebuild_cells(organisation_id=organisation_id)
    return [answer.answer_id for answer in answers]


def sentence(number: int) -> str:
    """A comment that no other number has."""
    who, how = _PRAISED[number % len(_PRAISED)], _HOW[number // len(_PRAISED) % len(_HOW)]
    return f"The {who} was {how}{_ALSO[number // 80 % len(_ALSO)]}"
