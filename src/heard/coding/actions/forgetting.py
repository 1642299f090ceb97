"""What Explore holds of a voice goes when the voice is forgotten: codes with their reasons, search rows, counts."""

from __future__ import annotations

from typing import Final

from django.http import QueryDict

from heard.coding import sql
from heard.coding.actions.changes import follow
from heard.coding.models import Code, ExploreAnswer, SavedView
from heard.ledger.ports import Forgetting
from heard.voices.ports import VoicesChanged
from heard.voices.queries.erasing import held

_WORDS: Final = "words"


def forget(forgetting: Forgetting) -> None:
    """Forget a voice: it is counted and found no more, and kept searches lose the words that quote it."""
    voice = held(forgetting.subject)
    if voice is None:
        return
    forgetting.gone["search rows"] += ExploreAnswer.objects.filter(voice_id=voice.id).count()
    forgetting.gone["codes"] += Code.objects.filter(answer_id__in=voice.answers).count()
    follow(VoicesChanged([voice.id], "deleted", gone_answers=voice.answers))
    forgetting.gone["kept searches"] += _forget_searches(forgetting, voice.organisation_id)


def settle() -> None:
    """Have the index of words rewritten, so that it holds no word that stands nowhere any more."""
    sql.rewrite_words()


def _forget_searches(forgetting: Forgetting, organisation_id: int) -> int:
    count = 0
    for view in SavedView.objects.filter(organisation=organisation_id):
        asked = QueryDict(view.query, mutable=True)
        name = forgetting.quoted.taken_out(view.name)[:100]
        if any(map(forgetting.quoted.found, asked.getlist(_WORDS))):
            del asked[_WORDS]
        elif name == view.name:
            continue
        view.query, view.name = asked.urlencode(), name
        view.save(update_fields=["query", "name"])
        count += 1
    return count
