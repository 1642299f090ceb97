"""What Explore does when voices are withdrawn, restored, dated or deleted: in the transaction of that change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np

from heard.coding import sql
from heard.coding.actions import counts, storing
from heard.coding.counting import periods
from heard.coding.counting.facts import Facts, joined
from heard.coding.models import UNDATED, Code, ExploreVoice, LocalCode, Spoken, Translation
from heard.coding.queries import facts as stored_facts
from heard.voices.ports import VoicesChanged
from heard.voices.queries.batches import stored_batch

_AT_ONCE: Final = 10_000


def follow(change: VoicesChanged) -> None:
    """Bring codes, counts and the index after a change of voices."""
    for start in range(0, len(change.gone_answers), _AT_ONCE):
        gone = change.gone_answers[start : start + _AT_ONCE]
        for kept in (Code, LocalCode, Translation, Spoken):
            kept._default_manager.filter(answer_id__in=gone).delete()
    for start in range(0, len(change.voice_ids), _AT_ONCE):
        ids = list(change.voice_ids[start : start + _AT_ONCE])
        if change.what == "restored":
            _restore(ids)
        elif change.what == "routed":
            sql.hide_words(ids)
        elif change.what == "dated":
            _date(ids, change.dates[start : start + _AT_ONCE])
        else:
            _remove(ids, codes_too=change.what == "deleted")


def _remove(voice_ids: Sequence[int], *, codes_too: bool) -> None:
    _hold(voice_ids)
    held, facts = stored_facts.of_voices(voice_ids)
    _append(held.tolist(), facts.signed(-1))
    if codes_too:
        sql.delete_codes(voice_ids)
    sql.delete_answers(voice_ids)
    ExploreVoice.objects.filter(voice_id__in=voice_ids).delete()


def _restore(voice_ids: Sequence[int]) -> None:
    shown = set(ExploreVoice.objects.filter(voice_id__in=voice_ids).values_list("voice_id", flat=True))
    missing = [voice for voice in voice_ids if voice not in shown]
    if missing:
        storing.store_again(stored_batch(missing))


def _date(voice_ids: Sequence[int], dates: Sequence[date | None]) -> None:
    _hold(voice_ids)
    held, facts = stored_facts.of_voices(voice_ids)
    day_of = {voice: UNDATED if on is None else periods.day_of(on) for voice, on in zip(voice_ids, dates, strict=True)}
    days = np.array([day_of[voice] for voice in held.tolist()], np.int32)
    _append(held.tolist(), joined([facts.signed(-1), facts.dated(days)]), twice=True)
    sql.date_voices(list(zip(days.tolist(), held.tolist(), strict=True)))


def _hold(voice_ids: Sequence[int]) -> None:
    """Lock the voices, so that nothing else changes what they count for until the transaction ends."""
    rows = ExploreVoice.objects.select_for_update().filter(voice_id__in=voice_ids).order_by("voice_id")
    for organisation in sorted(set(rows.values_list("organisation_id", flat=True))):
        sql.hold_counts(organisation, alone=False)


def _append(held: Sequence[int], facts: Facts, *, twice: bool = False) -> None:
    """Append facts (one for each voice held, or two where `twice`), each to its organisation."""
    rows = ExploreVoice.objects.filter(voice_id__in=held).values_list("voice_id", "organisation_id")
    organisation_of = dict(rows)
    organisation = np.array([organisation_of[voice] for voice in held], np.int64)
    for one in np.unique(organisation).tolist():
        chosen = np.tile(organisation == one, 2 if twice else 1)
        counts.append(one, facts.where(chosen))
