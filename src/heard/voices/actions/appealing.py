"""Whoever spoke asks the independent body to look at a refusal; it answers, and nobody else can close it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.methods.redaction import redact_text
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM, Actor
from heard.store.references import new_reference
from heard.store.rows import sole
from heard.tasks import actions as tasks
from heard.tasks import queries as open_tasks
from heard.voices.actions.reading import HELD, finish
from heard.voices.errors import Refused
from heard.voices.models import Appeal, Refusal, Voice
from heard.voices.policy import Whole, require

KIND, SUBJECT = "voices.appeal", "voices.appeal:"
LONGEST = 2_000
# What somebody can ask about: it is not published, and a person said so.
NOT_PUBLISHED = (Voice.Moderation.REFUSED, Voice.Moderation.HELD)


@transaction.atomic
def appeal_refusal(*, reference: str, words: str = "", actor: Actor | None = None) -> str:
    """Ask the independent body, with the key; returns the reference of the appeal. Once for each voice.

    Raises Refused where nothing was refused, or it has been asked before.
    """
    voice = sole(Voice.objects.select_for_update().filter(reference=reference, withdrawn_at=None))
    if voice is None or voice.moderation not in NOT_PUBLISHED:
        raise Refused("Your words are not held back. There is nothing to look at again.")
    if Appeal.objects.filter(voice=voice).exists():
        raise Refused("You have asked the independent body already.")
    if len(words) > LONGEST:
        raise Refused("Enter at most 2,000 characters.", "words")
    refusal = Refusal.objects.filter(voice=voice, agreed_at__isnull=False).first()
    appeal = Appeal.objects.create(
        reference=new_reference(),
        voice=voice,
        reason=refusal.reason if refusal else "",
        words=redact_text(words.replace("\x00", "").strip()).words,
        asked_at=timezone.now(),
    )
    tasks.open_task(
        actor=SYSTEM,
        organisation_id=voice.organisation_id,
        kind=KIND,
        subject=f"{SUBJECT}{appeal.reference}",
        title="Look again at words that were not published",
        role=Role.INDEPENDENT_VOICE,
        clock="appeal",
        verb="judge_appeals",
        ladder="independent",
    )
    ledger.record(
        kind="voices.appealed",
        subject=f"voice:{reference}",
        content={"appeal": appeal.reference},
        actor=actor.reference if actor else "",
    )
    return appeal.reference


@transaction.atomic
def answer_appeal(*, actor: Actor, organisation_id: int, reference: str, overturned: bool, answer: str) -> None:
    """The independent body says whether a refusal stands; the person reads its answer under their key.

    Where it does not, the words are published from then on, and nobody at the service can hold them back again.
    """
    require(actor, "judge_appeals", Whole(organisation_id))
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("voice")
    appeal = rows.filter(voice__organisation=organisation_id, reference=reference, state=Appeal.State.ASKED).first()
    if appeal is None:
        raise Refused("This has been answered, or its words were taken back.")
    said = redact_text(answer.replace("\x00", "").strip()).words
    if not said or len(said) > LONGEST:
        raise Refused("Enter an answer of at most 2,000 characters. The person reads it", "answer")
    appeal.state = Appeal.State.OVERTURNED if overturned else Appeal.State.STANDS
    appeal.answer, appeal.answered_by_id, appeal.answered_at = said, actor.account_id, timezone.now()
    appeal.save()
    if overturned:
        # A voice's row is locked before it is moderated.
        voice = Voice.objects.select_for_update().get(pk=appeal.voice_id)
        voice.moderation = Voice.Moderation.PUBLISHED
        voice.save(update_fields=["moderation"])
        finish(actor, voice.reference, HELD)
    content = {"appeal": reference, "outcome": str(appeal.state), "words": said}
    ledger.record(
        kind="voices.appeal-answered",
        subject=f"voice:{appeal.voice.reference}",
        content=content,
        actor=actor.reference,
    )
    subject = f"{SUBJECT}{reference}"
    for task in open_tasks.tasks_about(subject):
        if task.live:
            tasks.finish_task(actor=actor, reference=task.reference, outcome=subject)


def cancel_appeal(voice: Voice) -> None:
    """Nobody has to look any more at words that were taken back. In the caller's transaction."""
    for reference in Appeal.objects.filter(voice=voice).values_list("reference", flat=True):
        for task in open_tasks.tasks_about(f"{SUBJECT}{reference}"):
            if task.live:
                tasks.cancel_task(actor=SYSTEM, reference=task.reference, reason="The words were taken back.")


def refuse_against(voice: Voice, state: str) -> None:
    """Raise Refused where the independent body has said that these words are to be published, and this is another."""
    if state != Voice.Moderation.PUBLISHED:
        said = Appeal.objects.filter(voice=voice, state=Appeal.State.OVERTURNED)
        if said.exists():
            raise Refused("The independent body has said that these words are to be published.")
