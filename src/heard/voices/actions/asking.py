"""What a person says about a source and its questions before, or between, imports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from heard.ledger import actions as ledger
from heard.organisations.policy import Actor
from heard.store.rows import sole
from heard.voices.errors import Refused
from heard.voices.importing.mapping import check, from_json
from heard.voices.importing.questions import ensure_questions
from heard.voices.models import Import, Question, Source
from heard.voices.policy import require


@transaction.atomic
def describe_questions(*, actor: Actor, import_id: int, kinds: Mapping[str, str]) -> None:
    """Say what the questions that an import brings ask for: wording to Question.Kind.

    A question that was there before the import keeps what it asks for, since codes rest on it.
    """
    batch = Import.objects.select_for_update().get(pk=import_id)
    require(actor, "import_voices", batch)
    if batch.state not in (Import.State.UPLOADED, Import.State.READY):
        raise Refused("This import has been started already, and its questions stand.")
    if any(kind not in Question.Kind.values for kind in kinds.values()):
        raise Refused("Choose what each question asks for.")
    wordings = list(kinds)
    before = set(Question.objects.filter(organisation=batch.organisation_id).values_list("id", flat=True))
    made = set(batch.findings.get("questions_made", ()))
    for wording, (pk, _) in zip(wordings, ensure_questions(batch.organisation_id, wordings), strict=True):
        if pk not in before or pk in made:
            made.add(pk)
            Question.objects.filter(pk=pk).update(kind=kinds[wording])
    batch.findings = {**batch.findings, "questions_made": sorted(made)}
    batch.save(update_fields=["findings"])
    content = {str(pk): kind for pk, kind in Question.objects.filter(pk__in=made).values_list("id", "kind")}
    ledger.record(
        kind="voices.questions-described",
        subject=f"import:{batch.reference}",
        content=content,
        actor=actor.reference,
    )


@transaction.atomic
def rename_source(*, actor: Actor, source_id: int, name: str) -> Source:
    """Give a source another name. Its imports and voices stay with it."""
    source = _locked(actor, source_id)
    cleaned = " ".join(name.replace("\x00", "").split())
    if not cleaned:
        raise Refused("Enter a name for the source.", "name")
    if len(cleaned) > 100:
        raise Refused("Enter a name of at most 100 characters.", "name")
    before, source.name = source.name, cleaned
    try:
        with transaction.atomic():
            source.save(update_fields=["name"])
    except IntegrityError:
        raise Refused(f"There is a source called {cleaned} already. Enter another name.", "name") from None
    _record(actor, "voices.source-renamed", source, {"before": before, "name": cleaned})
    return source


@transaction.atomic
def map_source(*, actor: Actor, source_id: int, columns: Mapping[str, str]) -> Source:
    """Change what a source's columns hold, from the next import on. What is imported already stays as it is.

    Raises Refused with the column that has to be chosen otherwise.
    """
    source = _locked(actor, source_id)
    checked = check(from_json({**source.mapping, "columns": dict(columns)}), list(columns))
    source.mapping = {**source.mapping, **checked.as_json()}
    source.save(update_fields=["mapping"])
    _record(actor, "voices.source-mapped", source, {"columns": dict(checked.columns)})
    return source


def _locked(actor: Actor, source_id: int) -> Source:
    source = sole(Source.objects.select_for_update().filter(pk=source_id))
    if source is None:
        raise Refused("Choose a source that exists.")
    require(actor, "import_voices", source)
    return source


def _record(actor: Actor, kind: str, source: Source, content: Mapping[str, Any]) -> None:
    ledger.record(kind=kind, subject=f"source:{source.pk}", content=content, actor=actor.reference)
