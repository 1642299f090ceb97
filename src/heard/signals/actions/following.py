"""What signals do when voices are withdrawn, restored or deleted: in the transaction of that change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils import timezone

from heard.organisations.policy import SYSTEM
from heard.signals.actions import changing
from heard.signals.models import Candidate, Signal, SignalVoice
from heard.signals.rules import rules
from heard.tasks import actions as tasks
from heard.voices.ports import VoicesChanged

_AT_ONCE: Final = 5_000


def follow(change: VoicesChanged) -> None:
    """Bring what was noted after a change of voices. A signal stays when its voice is withdrawn: only words go."""
    for start in range(0, len(change.voice_ids), _AT_ONCE):
        rows = Candidate.objects.filter(voice_id__in=change.voice_ids[start : start + _AT_ONCE])
        if change.what == "withdrawn":
            rows.filter(state=Candidate.State.WAITING).update(state=Candidate.State.ASIDE)
        elif change.what == "restored":
            rows.filter(state=Candidate.State.ASIDE).update(state=Candidate.State.WAITING)
        elif change.what == "deleted":
            _forget(list(rows.values_list("answer_id", flat=True)))
            rows.delete()
    for start in range(0, len(change.gone_answers), _AT_ONCE):
        gone = change.gone_answers[start : start + _AT_ONCE]
        _forget(gone)
        Candidate.objects.filter(answer_id__in=gone).delete()


def fixed(voice_ids: Sequence[int]) -> set[int]:
    """The voices in signals that somebody has worked on: their import can no longer be undone."""
    found: set[int] = set()
    for start in range(0, len(voice_ids), _AT_ONCE):
        rows = Candidate.objects.filter(voice_id__in=voice_ids[start : start + _AT_ONCE], signal_id__isnull=False)
        pairs = list(rows.values_list("voice_id", "signal_id"))
        worked = set(
            Signal.objects.filter(pk__in={signal for _, signal in pairs})
            .exclude(state=Signal.State.OPEN)
            .values_list("id", flat=True)
        )
        found |= {voice for voice, signal in pairs if signal in worked}
    return found


def undecided(voice_ids: Sequence[int]) -> set[int]:
    """The voices that a signal is to be raised about, or in whose signal nothing has been decided."""
    rows = Candidate.objects.filter(voice_id__in=voice_ids)
    waiting = set(rows.filter(state=Candidate.State.WAITING).values_list("voice_id", flat=True))
    pairs = list(rows.filter(signal_id__isnull=False).values_list("voice_id", "signal_id"))
    live = Signal.objects.filter(pk__in={signal for _, signal in pairs}, state__in=changing.LIVE)
    live_ids = set(live.values_list("id", flat=True))
    return waiting | {voice for voice, signal in pairs if signal in live_ids}


def _forget(answer_ids: Sequence[int]) -> None:
    """Answers that are gone leave their signals; a signal that nobody had touched and that is empty now is closed."""
    links = SignalVoice.objects.filter(answer_id__in=answer_ids)
    touched = set(links.values_list("signal_id", flat=True))
    links.delete()
    empty = Signal.objects.select_for_update().filter(pk__in=touched, state__in=changing.LIVE)
    still = set(SignalVoice.objects.filter(signal__in=touched).values_list("signal_id", flat=True))
    known = rules() if touched else None
    for signal in empty.order_by("id"):
        if signal.pk in still or known is None:
            continue
        signal.state, signal.closed_at, signal.due_on = Signal.State.CLOSED, timezone.now(), None
        signal.closing_reason = known.closed("gone")
        signal.save()
        for task in changing.live_tasks(signal).values():
            tasks.cancel_task(actor=SYSTEM, reference=task.reference, reason=signal.closing_reason)
        changing.record(SYSTEM, "closed", signal, by="", reason=signal.closing_reason)
