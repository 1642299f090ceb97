"""What Explore holds of a voice goes when the voice is forgotten: codes with their reasons, search rows, counts."""

from __future__ import annotations

from typing import Final

from django.http import QueryDict

from heard.coding import sql
from heard.coding.actions.changes import follow
from heard.coding.models import (
    Code,
    ExploreAnswer,
    LocalCode,
    LocalExample,
    SavedView,
    Topic,
    TopicQuotation,
    TopicVersion,
    Translation,
)
from heard.ledger.ports import Forgetting
from heard.voices.ports import VoicesChanged
from heard.voices.queries.erasing import held

_WORDS: Final = "words"


def said(subject: str) -> list[str]:
    """Every text that this room holds of a voice: the translations of what it said."""
    voice = held(subject)
    found = Translation.objects.filter(answer_id__in=voice.answers if voice else [])
    return [text for text in found.values_list("words", flat=True) if text]


def forget(forgetting: Forgetting) -> None:
    """Forget a voice: it is counted and found no more, and kept searches lose the words that quote it."""
    voice = held(forgetting.subject)
    if voice is None:
        return
    forgetting.gone["search rows"] += ExploreAnswer.objects.filter(voice_id=voice.id).count()
    forgetting.gone["codes"] += Code.objects.filter(answer_id__in=voice.answers).count()
    forgetting.gone["translations"] += Translation.objects.filter(answer_id__in=voice.answers).count()
    follow(VoicesChanged([voice.id], "deleted", gone_answers=voice.answers))
    _forget_topics(forgetting, voice.id, voice.organisation_id)
    _forget_examples(forgetting, voice.id, voice.organisation_id)
    LocalCode.objects.filter(answer_id__in=voice.answers).delete()
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


def _forget_topics(forgetting: Forgetting, voice_id: int, organisation_id: int) -> None:
    """Comments that show a topic go, and what was written about it stays without the words that it quotes.

    A topic's phrases stay: several people said each, and they name nobody.
    """
    quotations = TopicQuotation.objects.filter(voice_id=voice_id)
    for reference in set(quotations.values_list("topic__reference", flat=True)):
        forgetting.linked.add(f"topic:{reference}")
    forgetting.gone["quotations"] += quotations.delete()[0]
    taken_out = forgetting.quoted.taken_out
    for topic in Topic.objects.filter(organisation=organisation_id).exclude(name="", dismissed_because=""):
        texts = {"name": taken_out(topic.name)[:80], "dismissed_because": taken_out(topic.dismissed_because)[:300]}
        if texts != {"name": topic.name, "dismissed_because": topic.dismissed_because}:
            Topic.objects.filter(pk=topic.pk).update(**texts)
            forgetting.linked.add(f"topic:{topic.reference}")
            forgetting.gone["quotations"] += 1
    for version in TopicVersion.objects.filter(topic__organisation=organisation_id).exclude(name="", why=""):
        texts = {"name": taken_out(version.name)[:80], "why": taken_out(version.why)[:300]}
        if texts != {"name": version.name, "why": version.why}:
            TopicVersion.objects.filter(pk=version.pk).update(**texts)
            forgetting.gone["quotations"] += 1


def _forget_examples(forgetting: Forgetting, voice_id: int, organisation_id: int) -> None:
    """Comments that were labelled for a frame of one's own go from what it learns from, those of files too."""
    forgetting.gone["labelled comments"] += LocalExample.objects.filter(voice_id=voice_id).delete()[0]
    imported = LocalExample.objects.filter(frame__organisation=organisation_id).exclude(words="")
    quoting = [pk for pk, words in imported.values_list("id", "words") if forgetting.quoted.found(words)]
    forgetting.gone["labelled comments"] += LocalExample.objects.filter(pk__in=quoting).delete()[0]
