"""Voices with codes, as an import or a form would bring them, and the signals that come of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import count
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from heard.coding.frame import frame
from heard.coding.ports import CodedBatch
from heard.organisations.policy import SYSTEM
from heard.organisations.queries import OrganisationSummary, UnitSummary
from heard.signals import actions
from heard.signals.actions.gathering import gather
from heard.signals.models import Signal
from heard.store.ports import Port
from heard.voices.models import Answer, Question, Voice

_number = count(1)
_EPOCH = date(1970, 1, 1)
_UNDATED = -1_000_000


def bits(*kinds: str) -> int:
    """The mask of kinds of the codebook."""
    return sum(1 << frame().kinds.index(kind) for kind in kinds)


def say(
    trust: OrganisationSummary,
    ward: UnitSummary,
    words: str = "Nobody came for hours",
    level: int = 3,
    *,
    kinds: Iterable[str] = (),
    category: int = 0,
    said_on: date | None = None,
    received_at: datetime | None = None,
    several: bool = False,
    dated: bool = True,
    **fields: object,
) -> Voice:
    """One voice with one comment of a level, noted as coding would tell of it; nothing is raised yet."""
    number = next(_number)
    received = received_at or timezone.now()
    day = (said_on or timezone.localdate(received)) if dated else None
    question, _ = Question.objects.get_or_create(organisation_id=trust.id, wording="Why?", key="why")
    voice = Voice.objects.create(
        organisation_id=trust.id, unit_id=ward.id, key=number, said_on=day, received_at=received, event=0, **fields
    )
    answer = Answer.objects.create(voice=voice, question=question, words=words)
    tell(voice, answer, level, bits(*kinds), category, several=several)
    return voice


def tell(
    voice: Voice,
    answer: Answer,
    level: int,
    kinds: int = 0,
    category: int = 0,
    *,
    several: bool = False,
    corrected: bool = False,
) -> None:
    """What coding tells of an answer."""
    day = _UNDATED if voice.said_on is None else (voice.said_on - _EPOCH).days
    finish = gather(
        CodedBatch(
            *(np.array([value]) for value in (answer.pk, voice.pk, voice.organisation_id, voice.unit_id, day)),
            *(np.array([value]) for value in (level, kinds, category)),
            several=several,
            corrected=corrected,
        )
    )
    with transaction.atomic():
        finish()


def raised(voice: Voice) -> Signal:
    """The signal of a voice, once what waits is raised."""
    actions.raise_waiting(actor=SYSTEM)
    return Signal.objects.get(origin=f"voice:{voice.reference}")


def signal(trust: OrganisationSummary, ward: UnitSummary, **given: object) -> Signal:
    """A signal from one voice."""
    return raised(say(trust, ward, **given))


def do(action, actor, found: Signal, **given: object) -> Signal:
    """An action on a signal, and the signal as it is then."""
    action(actor=actor, organisation_id=found.organisation_id, reference=found.reference, **given)
    found.refresh_from_db()
    return found


@contextmanager
def alone(port: Port[..., Any], *functions: Any) -> Iterator[None]:
    """Only these functions answer a port meanwhile, whatever rooms above have registered."""
    there, port._functions = port._functions, list(functions)
    try:
        yield
    finally:
        port._functions = there
