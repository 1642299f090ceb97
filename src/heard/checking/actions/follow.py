"""What the room does when voices go: in the transaction of that change."""

from __future__ import annotations

from heard.checking.models import Drawn, Queued
from heard.coding.models import ExploreAnswer
from heard.voices.ports import VoicesChanged


def follow(change: VoicesChanged) -> None:
    """Answers that are deleted leave the queue and the samples; those of withdrawn voices are not shown meanwhile."""
    if change.what == "deleted":
        # Told before Explore drops them: its rows say which answers these voices had.
        gone = ExploreAnswer.objects.filter(voice_id__in=change.voice_ids).values("answer_id")
        Queued.objects.filter(answer_id__in=gone).delete()
        Drawn.objects.filter(answer_id__in=gone).delete()
    if change.gone_answers:
        Queued.objects.filter(answer_id__in=change.gone_answers).delete()
        Drawn.objects.filter(answer_id__in=change.gone_answers).delete()
