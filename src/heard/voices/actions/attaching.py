"""Recordings and pictures beside somebody's words: taken, opened with a reason, written down, deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from heard.ledger import actions as ledger
from heard.methods.redaction import redact_text
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM, Actor
from heard.store.bulk import reserve_ids
from heard.store.references import new_reference
from heard.tasks import actions as tasks
from heard.tasks import queries as open_tasks
from heard.voices import ports
from heard.voices.actions.batching import batch_of
from heard.voices.capture import filing, keys, scanning
from heard.voices.capture.routes import READINGS
from heard.voices.errors import Refused
from heard.voices.importing.questions import ensure_questions
from heard.voices.models import Answer, Attachment, Original, Voice
from heard.voices.policy import NOT_YOURS, may_open_attachment, role_of

KIND: Final = "voices.recording"
# Of one sending; and of all that wait to be sent: a flood stops here, not at the end of the disk.
MOST: Final = 5
MOST_WAITING: Final = 400
# Hours for which what was not sent is kept.
WAITS: Final = 24
LONGEST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Opened:
    """What somebody may save: bytes, their type, and a name that says nothing."""

    data: bytes
    media_type: str
    name: str


def add_attachment(*, token: str, data: bytes) -> tuple[str, str]:
    """Take a recording or a picture for the form of a token; returns (reference, kind).

    Nobody sees it before the form is sent. Raises Refused with the sentence for the field.
    """
    mark = keys.token_mark(token)
    if Attachment.objects.filter(pending=mark).count() >= MOST:
        raise Refused(gettext_noop("You can send five recordings and pictures at once, and no more."), "file")
    if Attachment.objects.exclude(pending="").count() >= MOST_WAITING:
        raise Refused(gettext_noop("No more files can be taken at the moment. Write instead, or ring us."), "file")
    found, reference = scanning.look(data), new_reference()
    filing.keep(reference, found.data)
    try:
        Attachment.objects.create(
            reference=reference,
            pending=mark,
            kind=found.kind,
            media_type=found.media_type,
            bytes=len(found.data),
            added_at=timezone.now(),
        )
    except BaseException:
        filing.remove(reference)
        raise
    return reference, found.kind


@transaction.atomic
def drop_attachment(*, token: str, reference: str) -> None:
    """Take something back that was not sent."""
    if Attachment.objects.filter(pending=keys.token_mark(token), reference=reference).delete()[0]:
        transaction.on_commit(partial(filing.remove, reference))


def attach(voice: Voice, token: str, references: tuple[str, ...], service: str) -> None:
    """What came with a form belongs to its voice; a recording has to be written down. In the caller's transaction."""
    waiting = Attachment.objects.filter(pending=keys.token_mark(token), reference__in=references)
    sounds = waiting.filter(kind=Attachment.Kind.SOUND).exists()
    waiting.update(voice=voice, pending="")
    if not sounds:
        return
    reading, line = READINGS[voice.route], voice.route == Voice.Route.LINE
    tasks.open_task(
        actor=SYSTEM,
        organisation_id=voice.organisation_id,
        kind=KIND,
        subject=f"voices.voice:{voice.reference}",
        title=f"Write down what somebody said{f' about {service}' if line else ''}"[:200],
        role=Role.COMPLAINTS_OFFICER if line else reading.role,
        clock="first_read" if line else reading.clock,
        unit_id=voice.unit_id if line else None,
        verb="open_originals" if line else reading.verb,
        ladder=reading.ladder,
    )


def open_attachment(*, actor: Actor, organisation_id: int, reference: str, attachment: str, reason: str) -> Opened:
    """Open a recording or a picture: who did, and why, stays on record and whoever spoke sees it."""
    found = _found(actor, organisation_id, reference, attachment)
    given = " ".join(reason.replace("\x00", "").split())
    if not given:
        raise Refused("Enter why you need it.", "reason")
    data = filing.load(attachment)
    if data is None:
        raise Refused("The file is no longer kept.", "reason")
    voice = found.voice
    assert voice is not None  # `_found` looks for it by its voice
    named = "" if voice.route == Voice.Route.SPEAKING_UP else actor.reference
    content = {"attachment": attachment, "reason": given[:300], "role": role_of(actor, organisation_id)}
    with transaction.atomic():
        ledger.record(kind="voices.attachment-opened", subject=f"voice:{reference}", content=content, actor=named)
    ending = found.media_type.partition("/")[2]
    return Opened(data, found.media_type, f"{found.kind}-{attachment}.{ending}")


def write_down(*, actor: Actor, organisation_id: int, reference: str, attachment: str, words: str) -> None:
    """Keep what was said in a recording as a further answer, coded and counted; the sound stays beside it."""
    found = _found(actor, organisation_id, reference, attachment)
    said = words.replace("\x00", "").replace("\r\n", "\n").strip()
    if not said or len(said) > LONGEST:
        raise Refused("Enter what was said, in at most 10,000 characters.", "words")
    voice = found.voice
    assert voice is not None  # as above
    asked = f"From a recording, written down by: {role_of(actor, organisation_id)}"
    (question_id, kind), *_ = ensure_questions(organisation_id, [asked])
    masked = redact_text(said)
    answer = Answer(
        id=reserve_ids(Answer, 1),
        voice_id=voice.pk,
        question_id=question_id,
        words=masked.words,
        masked=bool(masked.spans),
    )
    finish = ports.added(batch_of(voice, [(answer, kind)]))
    with transaction.atomic():
        live = Voice.objects.select_for_update().filter(pk=voice.pk, withdrawn_at=None)
        if not live.exists() or not Attachment.objects.filter(pk=found.pk, written=None).exists():
            raise Refused("This was written down already, or taken back.", "words")
        answer.save(force_insert=True)
        if masked.spans:
            Original.objects.create(answer=answer, words=said, spans=[list(span) for span in masked.spans])
        Attachment.objects.filter(pk=found.pk).update(written=answer)
        named = "" if voice.route == Voice.Route.SPEAKING_UP else actor.reference
        content = {"answer": answer.pk, "role": role_of(actor, organisation_id)}
        ledger.record(kind="voices.written-down", subject=f"voice:{reference}", content=content, actor=named)
        for write in finish:
            write()
        if not Attachment.objects.filter(voice=voice, kind=Attachment.Kind.SOUND, written=None).exists():
            _end(f"voices.voice:{reference}")


def _end(subject: str) -> None:
    for task in open_tasks.tasks_about(subject):
        if task.kind == KIND and task.live:
            tasks.finish_task(actor=SYSTEM, reference=task.reference, outcome=subject)


def forget_attachments(voice: Voice) -> int:
    """Delete what came with a voice, rows and files; returns how many. In the caller's transaction."""
    references = list(Attachment.objects.filter(voice=voice).values_list("reference", flat=True))
    Attachment.objects.filter(voice=voice).delete()
    for reference in references:
        transaction.on_commit(partial(filing.remove, reference))
    return len(references)


@transaction.atomic
def sweep_attachments(*, now: datetime | None = None) -> int:
    """Delete what was never sent; returns how many."""
    old = Attachment.objects.exclude(pending="").filter(added_at__lt=(now or timezone.now()) - timedelta(hours=WAITS))
    references = list(old.values_list("reference", flat=True))
    old.delete()
    for reference in references:
        transaction.on_commit(partial(filing.remove, reference))
    return len(references)


def _found(actor: Actor, organisation_id: int, reference: str, attachment: str) -> Attachment:
    rows = Attachment.objects.select_related("voice").filter(
        reference=attachment,
        voice__reference=reference,
        voice__organisation=organisation_id,
        voice__withdrawn_at=None,
    )
    found = rows.first()
    if found is None or found.voice is None or not may_open_attachment(actor, found.voice):
        raise Refused(NOT_YOURS)
    return found
