"""What signals hold of a voice that is forgotten.

A signal stays, with its level, its clock and its owner: erasing words closes nothing. What was written about it stays
without the words that it quotes.
"""

from __future__ import annotations

from heard.ledger.ports import Forgetting
from heard.signals.models import Candidate, Conflict, Signal, SignalVoice
from heard.signals.subjects import subject_of
from heard.voices.queries.erasing import held


def forget(forgetting: Forgetting) -> None:
    """Forget a voice."""
    voice = held(forgetting.subject)
    if voice is None:
        return
    links = SignalVoice.objects.filter(voice_reference=voice.reference)
    own = set(links.values_list("signal_id", flat=True))
    forgetting.gone["fingerprints of words"] += links.exclude(words_hash="").update(words_hash="")
    Candidate.objects.filter(voice_id=voice.id).delete()
    family = Signal.objects.filter(pk__in=own) | Signal.objects.filter(merged__in=own)
    for signal in family.distinct().order_by("id"):
        forgetting.linked.add(subject_of(signal.reference))
        _forget_texts(forgetting, signal)


def _forget_texts(forgetting: Forgetting, signal: Signal) -> None:
    taken_out = forgetting.quoted.taken_out
    texts = {name: taken_out(getattr(signal, name)) for name in ("why", "closing_reason")}
    if any(getattr(signal, name) != text for name, text in texts.items()):
        Signal.objects.filter(pk=signal.pk).update(why=texts["why"][:400], closing_reason=texts["closing_reason"])
        forgetting.gone["quotations"] += 1
    for conflict in Conflict.objects.filter(signal=signal):
        if forgetting.quoted.found(conflict.reason):
            conflict.reason = taken_out(conflict.reason)[:400]
            conflict.save(update_fields=["reason"])
            forgetting.gone["quotations"] += 1
