"""What somebody is owed who asked for it: an answer, a look at whether it is published, a second look at its codes.

Each is a task from that day on. An answer is given when it has been sent, or stands under their key.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from heard.ledger import actions as ledger
from heard.messages import actions as messages
from heard.messages import ports
from heard.messages import queries as sent
from heard.methods.redaction import redact_text
from heard.organisations import queries as organisations
from heard.organisations.policy import SYSTEM, Actor
from heard.store.rows import sole
from heard.tasks import actions as tasks
from heard.tasks import queries as open_tasks
from heard.tasks.actions import NewTask
from heard.tasks.queries import TaskSummary
from heard.voices.actions.appealing import cancel_appeal
from heard.voices.actions.attaching import KIND as RECORDING
from heard.voices.actions.reading import HELD, ask, finish, reading, subject_of, task_about
from heard.voices.actions.reading import KIND as READING
from heard.voices.errors import Refused
from heard.voices.models import CapturePoint, Voice
from heard.voices.policy import BY_KEY, NOT_YOURS, may_answer, role_of
from heard.voices.queries.receipts import how_to_follow

KIND, MODERATION, MISREAD = "voices.reply", "voices.moderation", "voices.misread"
CAME_BACK = "voices.came_back"
# What answers somebody: an acknowledgement or an invitation does not.
ANSWERS = frozenset({"reply", "decision"})
ANSWERED = frozenset({"sent", "delivered", "settled"})
ON_ITS_WAY = frozenset({"queued", "sending", "to_print", "printed", "by_hand"})
ASKED = frozenset({READING, KIND, MODERATION, MISREAD, RECORDING, CAME_BACK, HELD})
LONGEST = 2_000


def owed(voice: Voice, point: CapturePoint | None, service: str) -> list[NewTask]:
    """What a voice that is new needs beside being read: the answer and the moderation that whoever spoke asked for."""
    return [*_reply(voice, point, service), *_moderation(voice, service)]


def _reply(voice: Voice, point: CapturePoint | None, service: str) -> list[NewTask]:
    """Somebody owes an answer to whoever asked for one: the reader of the page, else the people of its route."""
    if not (voice.wishes or {}).get("reply"):
        return []
    return [task_about(voice, point, KIND, "Answer somebody who spoke", clock="reply", service=service)]


def _moderation(voice: Voice, service: str) -> list[NewTask]:
    """A moderator has to say whether words may be published, where whoever spoke wants it; held ones, too."""
    if voice.moderation == Voice.Moderation.WAITING:
        kind, clock, title = MODERATION, "moderation", f"Say whether words about {service} may be published"
    elif voice.moderation == Voice.Moderation.HELD:
        kind, clock, title = HELD, "held", f"Publish or refuse words about {service} that are held back"
    else:
        return []
    return [
        NewTask(
            organisation_id=voice.organisation_id,
            kind=kind,
            subject=subject_of(voice.reference),
            title=title[:200],
            role="moderator",
            clock=clock,
            unit_id=voice.unit_id,
            verb="moderate_voices",
        )
    ]


def open_held(voice: Voice) -> None:
    """Words that are held back are decided about within their clock: not for now is not for good."""
    ask(_moderation(voice, organisations.units([voice.unit_id])[voice.unit_id].name))


def open_misread(voice: Voice) -> None:
    """A person has to look at how words were understood, where whoever spoke says that they meant something else."""
    service = organisations.units([voice.unit_id])[voice.unit_id].name
    if voice.route != Voice.Route.LINE:
        # Moderators do not see it: those of its route look at it again.
        ask([task_about(voice, None, READING, "Read what somebody said", clock="first_read", service=service)])
        return
    tasks.open_task(
        actor=SYSTEM,
        organisation_id=voice.organisation_id,
        kind=MISREAD,
        subject=subject_of(voice.reference),
        title=f"Look at how words about {service} were understood"[:200],
        role="moderator",
        clock="second_look",
        unit_id=voice.unit_id,
        verb="moderate_voices",
    )


def ask_to_look_again(voice: Voice) -> None:
    """Whoever spoke says that it has not changed, and nothing else of it can come back: its readers look again."""
    point = sole(CapturePoint.objects.filter(unit=voice.unit_id))
    service = organisations.units([voice.unit_id])[voice.unit_id].name
    ask([task_about(voice, point, CAME_BACK, "Look again at what did not change", clock="came_back", service=service)])


@transaction.atomic
def answer_voice(*, actor: Actor, organisation_id: int, reference: str, words: str) -> str:
    """Answer whoever spoke; returns the reference of the draft that is to be looked at and sent.

    Where they cannot be written to, wish neither an answer nor contact, or on the ways of the safeguarding lead and the
    guardian, there is no message: the answer stands under their key from now on, and '' is returned. Raises Refused
    with the sentence for the field.
    """
    voice = sole(Voice.objects.select_for_update().filter(organisation=organisation_id, reference=reference))
    if voice is None or voice.withdrawn_at is not None:
        raise Refused("Choose a voice that is not withdrawn.")
    if not may_answer(actor, voice):
        raise Refused(NOT_YOURS)
    given = " ".join(words.replace("\x00", "").split())
    if not given or len(given) > LONGEST:
        raise Refused(f"Enter an answer of at most {LONGEST:,} characters.", "words")
    if any(row.state in ON_ITS_WAY for row in sent.about(organisation_id, subject_of(reference))):
        raise Refused("An answer is on its way. Recall it, if it has to say something else.")
    if by_key(voice) or not wishes_words(voice):
        finish_reply(voice, actor, redact_text(given).words, about=subject_of(reference))
        return ""
    service = organisations.units([voice.unit_id])[voice.unit_id].name
    following = how_to_follow(organisation_id, [reference])[reference]
    return messages.draft_message(
        actor=actor,
        organisation_id=organisation_id,
        template="reply",
        recipient_ref=subject_of(reference),
        values={
            "service": service,
            "answer": given,
            "sender": role_of(actor, organisation_id),
            "follow": following.sentence,
            "phone": following.phone,
        },
        about=subject_of(reference),
        unit_id=voice.unit_id if voice.route == Voice.Route.LINE else None,
    )


def wishes_words(voice: Voice) -> bool:
    """Whether whoever spoke wants to be written to: an address alone is no wish, and others may open their post."""
    wishes = voice.wishes or {}
    return bool(wishes.get("reply") or wishes.get("contact"))


def finish_reply(voice: Voice, actor: Actor, words: str = "", about: str = "") -> None:
    """Whoever spoke has an answer: it stands on their timeline, and the task is done. In the caller's transaction.

    `words` only where no message holds them. `about`: what it answers, the voice itself or what came of it elsewhere.
    """
    named = "" if voice.route == Voice.Route.SPEAKING_UP else actor.reference
    role = "" if actor.system else role_of(actor, voice.organisation_id)
    content = {"role": role, "words": words, "about": about}
    ledger.record(kind="voices.answered", subject=f"voice:{voice.reference}", content=content, actor=named)
    finish(SYSTEM, voice.reference, KIND)


def cancel_asked(voice: Voice) -> None:
    """Nothing has to be read, answered or looked at again any more of what somebody took back."""
    cancel_appeal(voice)
    for task in open_tasks.tasks_about(subject_of(voice.reference)):
        if task.kind in ASKED and task.live:
            tasks.cancel_task(actor=SYSTEM, reference=task.reference, reason="The words were taken back.")


def ask_again(voice: Voice) -> None:
    """What was withdrawn and is back has to be read and answered, where it was not. In the caller's transaction."""
    point = sole(CapturePoint.objects.filter(unit=voice.unit_id))
    service = organisations.units([voice.unit_id])[voice.unit_id].name
    done = {task.kind for task in open_tasks.tasks_about(subject_of(voice.reference)) if task.state == "done"}
    asked = _moderation(voice, service)
    if voice.batch_id is None and READING not in done:
        asked.append(reading(voice, point, urgent=False, service=service))
    if voice.batch_id is None and KIND not in done:
        asked += _reply(voice, point, service)
    if asked:
        ask(asked)


@transaction.atomic
def answer_under_key(*, actor: Actor, organisation_id: int, references: Iterable[str], words: str) -> None:
    """What was concluded stands under the key of those who cannot be written to: it is their answer."""
    rows = Voice.objects.filter(organisation=organisation_id, reference__in=list(references), withdrawn_at=None)
    for voice in rows.order_by("id"):
        if asked(voice) and by_key(voice):
            finish_reply(voice, actor, words)


def follow_message(outcome: ports.Outcome) -> None:
    """A message that reached whoever spoke, or of which a person saw to it that it did, is their answer.

    So is one that was not sent because they asked not to be written to: it stands under their key.
    """
    if outcome.template not in ANSWERS or not (outcome.state in ANSWERED or outcome.stopped):
        return
    reference = outcome.recipient_ref.removeprefix(subject_of(""))
    if reference == outcome.recipient_ref:
        return
    voice = sole(Voice.objects.filter(organisation=outcome.organisation_id, reference=reference))
    if voice is not None and asked(voice):
        finish_reply(voice, SYSTEM, about=outcome.about)


def asked(voice: Voice) -> list[TaskSummary]:
    """What is still to be done for whoever spoke, to give them the answer that they asked for."""
    return [task for task in open_tasks.tasks_about(subject_of(voice.reference)) if task.kind == KIND and task.live]


def by_key(voice: Voice) -> bool:
    """Whether an answer stands under the key alone: on a narrow way, or where nobody can be written to."""
    return voice.route in BY_KEY or sent.resolve(voice.organisation_id, subject_of(voice.reference)) is None
