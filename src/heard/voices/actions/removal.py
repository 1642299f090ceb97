"""A whole organisation's voices removed, for an organisation that is removed itself: its demonstration."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from heard.ledger import actions as ledger
from heard.organisations.policy import Actor
from heard.voices import ports
from heard.voices.capture import filing
from heard.voices.errors import Refused
from heard.voices.importing import undoing
from heard.voices.inviting import vault
from heard.voices.models import (
    Answer,
    Attachment,
    CapturePoint,
    Import,
    InvitationList,
    Question,
    Source,
    Submission,
    Voice,
)


def remove_voices(*, actor: Actor, organisation_id: int) -> int:
    """Delete every import with its voices, the sources and the questions; returns how many imports. Events stay.

    Whether voices are cited or answered is not asked: what cites them goes too. Safe to call again.
    """
    if not actor.system:
        raise Refused("Undo the imports one by one: an organisation's voices are removed by the installation only.")
    imports = Import.objects.filter(organisation=organisation_id)
    imports.exclude(state=Import.State.UNDONE).update(state=Import.State.UNDOING)
    ids = list(imports.values_list("id", flat=True))
    for pk in ids:
        undoing.undo(pk)
    _remove_rest(actor, organisation_id, len(ids))
    return len(ids)


@transaction.atomic
def _remove_rest(actor: Actor, organisation_id: int, count: int) -> None:
    # What was said on the pages themselves, not by an import, with its answers, receipts and all that hangs on it.
    spoken = list(Voice.objects.filter(organisation=organisation_id).values_list("id", flat=True))
    if spoken:
        ports.changed(ports.VoicesChanged(spoken, "deleted", gone_answers=_hidden(spoken)))
    _remove_files(organisation_id)
    Submission.objects.filter(voice__organisation=organisation_id).delete()
    Voice.objects.filter(organisation=organisation_id).delete()
    CapturePoint.objects.filter(organisation=organisation_id).delete()
    Import.objects.filter(organisation=organisation_id).delete()
    Source.objects.filter(organisation=organisation_id).delete()
    Question.objects.filter(organisation=organisation_id).delete()
    ledger.record(
        kind="voices.organisation-removed",
        subject=f"voices-of:{organisation_id}",
        content={"imports": count},
        actor=actor.reference,
    )


def _remove_files(organisation_id: int) -> None:
    """Lists of people to invite, recordings and photographs: rows now, files when that is certain."""
    lists = InvitationList.objects.filter(organisation=organisation_id)
    for reference in lists.values_list("reference", flat=True):
        transaction.on_commit(partial(vault.remove, reference))
    attached = Attachment.objects.filter(voice__organisation=organisation_id)
    for reference in attached.values_list("reference", flat=True):
        transaction.on_commit(partial(filing.remove, reference))
    attached.delete()
    lists.delete()


def _hidden(voice_ids: list[int]) -> list[int]:
    """The answers of those that are withdrawn, which the rooms above no longer count."""
    hidden = Answer.objects.filter(voice__in=voice_ids, voice__withdrawn_at__isnull=False)
    return list(hidden.values_list("id", flat=True))
