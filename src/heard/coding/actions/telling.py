"""What was understood, told to the rooms above."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heard.coding import ports
from heard.coding.counting.facts import Facts
from heard.coding.models import Code, ExploreAnswer
from heard.methods.coding import Coded
from heard.voices.ports import StoredBatch


def tell_stored(
    batch: StoredBatch, facts: Facts, organisation: NDArray[np.int64], coded: Coded
) -> list[Callable[[], None]]:
    """What the rooms above want run in the transaction that stores these answers with these codes."""
    position = facts.answers["voice"]
    return ports.coded(
        ports.CodedBatch(
            answer=batch.answers.column("answer_id").to_numpy(zero_copy_only=False),
            voice=batch.voices.column("voice_id").to_numpy(zero_copy_only=False)[position],
            organisation=organisation[position],
            unit=facts.voices["unit"][position],
            day=facts.voices["day"][position],
            seriousness=coded.seriousness,
            kinds=coded.kinds,
            hcat=coded.hcat,
            several=batch.lot is not None,
        )
    )


def tell_corrected(answer: ExploreAnswer, code: Code) -> None:
    """Tell of a code that a person gave, in its transaction."""
    for finish in ports.coded(
        ports.CodedBatch(
            answer=_one(answer.answer_id),
            voice=_one(answer.voice_id),
            organisation=_one(answer.organisation_id),
            unit=_one(answer.unit_id),
            day=_one(answer.said_day),
            seriousness=_one(code.seriousness),
            kinds=_one(code.kinds),
            hcat=_one(-1 if code.hcat is None else code.hcat),
            corrected=True,
        )
    ):
        finish()


def finish_all(waiting: Sequence[Callable[[], None]]) -> None:
    """Run what was prepared."""
    for finish in waiting:
        finish()


def _one(value: int) -> NDArray[Any]:
    return np.array([value], np.int64)
