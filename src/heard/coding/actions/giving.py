"""Another code for one stored answer: one that a person says, or what the machine reads today."""

from __future__ import annotations

from django.utils import timezone

from heard.coding import machine, sql
from heard.coding.actions import counts
from heard.coding.counting.facts import joined
from heard.coding.models import Code, ExploreAnswer
from heard.coding.queries import facts as stored_facts
from heard.coding.queries.languages import english
from heard.voices.queries.batches import stored_batch


def recode(answer: ExploreAnswer, themes: int, sentiment: int | None, seriousness: int) -> Code:
    """Add a code to an answer that stands in Explore, and let the search row and the counts follow."""
    sql.hold_counts(answer.organisation_id, alone=False)
    latest = Code.objects.filter(answer_id=answer.answer_id).order_by("-number").first()
    code = Code(
        answer_id=answer.answer_id,
        number=latest.number + 1 if latest else 0,
        at=timezone.now(),
        themes=themes,
        sentiment=sentiment,
        seriousness=seriousness,
        # What only the machine gives stays, as far as it still fits the level.
        kinds=latest.kinds if latest and seriousness else 0,
        hcat=latest.hcat if latest and seriousness else None,
    )
    code.save(force_insert=True)
    _, before = stored_facts.of_voices([answer.voice_id])
    ExploreAnswer.objects.filter(answer_id=answer.answer_id).update(
        themes=themes, sentiment=sentiment, seriousness=seriousness
    )
    _, after = stored_facts.of_voices([answer.voice_id])
    counts.append(answer.organisation_id, joined([before.signed(-1), after]))
    return code


def read_again(answer: ExploreAnswer) -> Code:
    """Give an answer that is locked the machine's code of today, beside those before it; counts follow."""
    answers = stored_batch([answer.voice_id]).answers
    row = answers.column("answer_id").to_pylist().index(answer.answer_id)
    said = answers.slice(row, 1)
    ours = machine.of(answer.organisation_id)
    words = said.column("words")
    coded = ours.read(
        words, said.column("question_kind").to_pylist(), english([answer.answer_id], words.to_pylist())
    ).coded
    code = recode(answer, int(coded.themes[0]), int(coded.sentiment[0]) or None, int(coded.seriousness[0]))
    hcat = int(coded.hcat[0])
    code.run_id, code.kinds, code.hcat = ours.run, int(coded.kinds[0]), None if hcat < 0 else hcat
    code.confidence = int(coded.confidence[0])
    code.save(update_fields=["run", "kinds", "hcat", "confidence"])
    return code
