"""What this room holds of a voice goes when the voice is forgotten: its place in the queue and in samples.

It holds no words; names and purposes of samples are written by people, and lose what they quote.
"""

from __future__ import annotations

from heard.checking.models import Drawn, Queued, Sample
from heard.ledger.ports import Forgetting
from heard.voices.queries.erasing import held


def forget(forgetting: Forgetting) -> None:
    """Forget a voice. A sample that is settled keeps its figures without what was said by it."""
    voice = held(forgetting.subject)
    if voice is None:
        return
    forgetting.gone["queued comments"] += Queued.objects.filter(answer_id__in=voice.answers).delete()[0]
    forgetting.gone["readings"] += Drawn.objects.filter(answer_id__in=voice.answers).delete()[0]
    for sample in Sample.objects.filter(organisation=voice.organisation_id):
        texts = {name: forgetting.quoted.taken_out(getattr(sample, name)) for name in ("name", "purpose")}
        if any(getattr(sample, name) != text for name, text in texts.items()):
            Sample.objects.filter(pk=sample.pk).update(name=texts["name"][:100], purpose=texts["purpose"][:300])
            forgetting.gone["quotations"] += 1
