"""Imports: uploaded, mapped, started, undone or withdrawn. The work itself is done by jobs (see importing/)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.methods.redaction import redact_text
from heard.organisations.policy import Actor
from heard.store.references import new_reference
from heard.store.rows import sole
from heard.voices import jobs
from heard.voices.actions.sources import ensure_source
from heard.voices.errors import Refused
from heard.voices.importing import files, findings, undoing
from heard.voices.importing.mapping import check, from_json
from heard.voices.importing.words import code_label
from heard.voices.models import Import, Source
from heard.voices.policy import can, require

OPEN = (Import.State.UPLOADED, Import.State.READY)


def create_import(
    *, actor: Actor, organisation_id: int, blocks: Iterable[bytes], file_name: str, source_name: str = ""
) -> Import:
    """Take a file in and look at it. `blocks` are its bytes (`file.chunks()` of an upload).

    The import is then UPLOADED, with findings for the page that maps it; with `source_name` a source that is known, its
    saved mapping stands in the findings as the suggestion. Raises BadFile with a sentence; nothing is kept then.
    """
    reference = new_reference()
    name = file_name.replace("\\", "/").rsplit("/", 1)[-1].replace("\x00", "")[-255:] or "file"
    require(actor, "import_voices", Import(organisation_id=organisation_id))
    files.sweep(set(Import.objects.filter(state__in=UNFINISHED).values_list("reference", flat=True)))
    file, digest, length = files.keep(reference, blocks)
    try:
        found = findings.find(files.path_of(file), name, timezone.localdate())
        return _create(
            actor,
            organisation_id,
            source_name,
            Import(reference=reference, file=file, file_name=name, sha256=digest, bytes=length, findings=found),
        )
    except BaseException:
        files.remove(file)
        raise


UNFINISHED = (*OPEN, Import.State.RUNNING)


@transaction.atomic
def _create(actor: Actor, organisation_id: int, source_name: str, batch: Import) -> Import:
    batch.organisation_id = organisation_id
    batch.created_by_id = actor.account_id
    if source_name:
        batch.source = ensure_source(actor=actor, organisation_id=organisation_id, name=source_name)
        saved = batch.source.mapping.get("columns", {})
        header = batch.findings["header"]
        batch.findings["new_columns"] = [name for name in header if saved and name not in saved]
        batch.findings["missing_columns"] = [
            name for name, field in saved.items() if field != "ignore" and name not in header
        ]
        batch.findings["suggestions"] |= {name: saved[name] for name in header if name in saved}
    batch.save(force_insert=True)
    ledger.record(
        kind="voices.import-uploaded",
        subject=f"import:{batch.reference}",
        content={"file_sha256": batch.sha256, "bytes": batch.bytes},
        actor=actor.reference,
    )
    return batch


@transaction.atomic
def map_import(*, actor: Actor, import_id: int, source_name: str, mapping: Mapping[str, Any]) -> Import:
    """Say what the file's columns hold (as `mapping.Mapping.as_json`); saved for the source. The import is then READY.

    Raises Refused with the field (a column's name) that has to be chosen otherwise.
    """
    batch = _locked(actor, "import_voices", import_id)
    if batch.state not in OPEN:
        raise Refused("This import has been started already. Upload the file again to import it anew.")
    source = ensure_source(actor=actor, organisation_id=batch.organisation_id, name=source_name)
    checked = check(from_json({**source.mapping, **mapping}), batch.findings["header"])
    batch.mapping = checked.as_json()
    # Columns of other files of the source keep what was chosen for them.
    columns = {**source.mapping.get("columns", {}), **checked.columns}
    source.mapping = {**source.mapping, **batch.mapping, "columns": columns}
    source.channel = checked.channel
    source.save(update_fields=["mapping", "channel"])
    batch.source, batch.state = source, Import.State.READY
    batch.save(update_fields=["mapping", "source", "state"])
    ledger.record(
        kind="voices.import-mapped",
        subject=f"import:{batch.reference}",
        # Codes as counts call them: what stands in an event stays, and one may be what somebody said.
        content={"source": source.pk, "mapping": {**batch.mapping, "ratings": _codes(checked.ratings)}},
        actor=actor.reference,
    )
    return batch


def _codes(ratings: Mapping[str, int]) -> dict[str, int]:
    return {code_label(text): code for text, code in ratings.items()}


@transaction.atomic
def start_import(*, actor: Actor, import_id: int, enqueue: bool = True) -> Import:
    """Hand a mapped import to the worker. One import of a source runs at a time.

    `enqueue=False` is for the command, which runs it itself.
    """
    batch = _locked(actor, "import_voices", import_id)
    if batch.state == Import.State.RUNNING:
        return batch
    if batch.state != Import.State.READY or batch.source_id is None:
        raise Refused("Say what the columns hold before you start the import.")
    Source.objects.select_for_update().get(pk=batch.source_id)
    others = Import.objects.filter(source=batch.source_id, state__in=(Import.State.RUNNING, Import.State.UNDOING))
    if others.exists():
        raise Refused("Another import of this source is running. Start this one when it is over.")
    batch.state, batch.started_at = Import.State.RUNNING, timezone.now()
    batch.save(update_fields=["state", "started_at"])
    ledger.record(kind="voices.import-started", subject=f"import:{batch.reference}", content={}, actor=actor.reference)
    if enqueue:
        jobs.run_import.enqueue(batch.pk)
    return batch


@transaction.atomic
def discard_import(*, actor: Actor, import_id: int) -> None:
    """Throw an import away that was never started, with its file."""
    batch = _locked(actor, "import_voices", import_id)
    if batch.state not in OPEN:
        raise Refused("This import has been started already. Undo it instead.")
    ledger.record(
        kind="voices.import-discarded", subject=f"import:{batch.reference}", content={}, actor=actor.reference
    )
    file = batch.file
    batch.delete()
    transaction.on_commit(lambda: files.remove(file))


@transaction.atomic
def take_rejected(*, actor: Actor, import_id: int) -> bool:
    """Note that somebody takes the rejected rows as a file; returns whether they get the cells as they were.

    Those who brought the file, and those who may open originals, do; everybody else who sees imports gets them masked.
    """
    batch = _locked(actor, "see_imports", import_id)
    brought = actor.account_id is not None and actor.account_id == batch.created_by_id
    whole = brought or can(actor, "open_originals", batch)
    ledger.record(
        kind="voices.rejected-rows-taken",
        subject=f"import:{batch.reference}",
        content={"masked": not whole},
        actor=actor.reference,
    )
    return whole


@transaction.atomic
def undo_import(*, actor: Actor, import_id: int, enqueue: bool = True) -> Import:
    """Take a whole import back, in the worker: its voices, answers and rejected rows go, the events stay.

    Raises Refused once anything in it is cited or answered; withdraw_import is what is left then.
    """
    batch = _locked(actor, "undo_imports", import_id)
    if batch.state not in (Import.State.DONE, Import.State.FAILED, Import.State.RUNNING):
        raise Refused("Only an import that has run can be undone.")
    running = Import.objects.filter(source=batch.source_id, state=Import.State.RUNNING).exclude(pk=batch.pk)
    if running.exists():
        raise Refused("Another import of this source is running. Undo this one when it is done.")
    if undoing.is_fixed(batch.pk):
        raise Refused("A voice of this import is cited or answered, so that it cannot be undone. Withdraw it instead.")
    batch.state, batch.problem = Import.State.UNDOING, ""
    batch.save(update_fields=["state", "problem"])
    ledger.record(kind="voices.import-undone", subject=f"import:{batch.reference}", content={}, actor=actor.reference)
    if enqueue:
        jobs.undo_import.enqueue(batch.pk)
    return batch


@transaction.atomic
def withdraw_import(*, actor: Actor, import_id: int, reason: str, enqueue: bool = True) -> Import:
    """Take every voice of an import out of counts and search, in the worker; the records stay."""
    batch = _locked(actor, "undo_imports", import_id)
    if batch.state != Import.State.DONE:
        raise Refused("Only an import that is done can be withdrawn.")
    if not reason.strip():
        raise Refused("Enter why the import is withdrawn.", "reason")
    batch.state, batch.problem = Import.State.WITHDRAWN, ""
    batch.save(update_fields=["state", "problem"])
    ledger.record(
        kind="voices.import-withdrawn",
        subject=f"import:{batch.reference}",
        content={"reason": redact_text(reason.strip()).words},
        actor=actor.reference,
    )
    if enqueue:
        jobs.withdraw_import.enqueue(batch.pk)
    return batch


def _locked(actor: Actor, verb: str, import_id: int) -> Import:
    batch = sole(Import.objects.select_for_update().filter(pk=import_id))
    if batch is None:
        raise Refused("Choose an import that exists.")
    require(actor, verb, batch)
    return batch
