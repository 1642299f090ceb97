"""A signal is closed: by a decision, or with a reason that whoever spoke will read. And it comes back."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from heard.ledger import queries as ledger
from heard.messages import actions as messages
from heard.messages.ports import NoticeFor
from heard.organisations import queries as organisations
from heard.organisations.errors import Refused
from heard.organisations.models import Account, Role
from heard.organisations.policy import SYSTEM, Actor, can
from heard.signals import policy, ports
from heard.signals.actions import changing
from heard.signals.links import address
from heard.signals.models import Signal, SignalVoice
from heard.signals.queries.access import visible
from heard.signals.queries.shapes import SignalRow
from heard.signals.reaching import reached, unread
from heard.signals.rules import rules
from heard.signals.subjects import recipient_of, subject_of
from heard.store.rows import sole
from heard.tasks import queries as task_queries
from heard.tasks.rules import ladders
from heard.voices import actions as voices
from heard.voices.policy import BY_KEY
from heard.voices.queries.briefs import briefs_by_reference
from heard.voices.queries.receipts import how_to_follow

LONGEST = 2_000
State = Signal.State


@transaction.atomic
def close_signal(*, actor: Actor, organisation_id: int, reference: str, by: str = "", reason: str = "") -> str:
    """Close a signal by what decided on it (`by`, a subject), or with a reason that whoever spoke will read.

    Whoever works on it may close it, never in a conflict of interest. Where nobody who spoke can be reached, and so
    nobody can say that it is not so, somebody outside its line closes it (`ask_to_close` asks them).
    """
    signal = changing.locked(organisation_id, reference)
    changing.refuse_conflict(actor, signal)
    outside = stands_outside(actor, signal, signal.asked_by_id)
    policy.require(policy.may_work(actor, signal) or (outside and signal.asked_at is not None))
    _refuse_close(signal)
    read_by = reachable(signal)
    if not read_by and not outside:
        raise Refused(
            "Nobody who spoke can be reached, so somebody outside the line has to close it. Write why, and ask them."
        )
    given = _grounds(signal, by, reason)
    signal.state, signal.closed_at, signal.due_on = State.CLOSED, timezone.now(), None
    named = signal.route != Signal.Route.SPEAKING_UP
    signal.closed_by = actor.reference if named else ""
    signal.closing_reference, signal.closing_reason = by, given
    signal.save()
    changing.finish(actor, signal, by or subject_of(reference))
    drafts = _draft_replies(actor, signal, read_by) if given and not by else []
    voices.answer_under_key(
        actor=actor,
        organisation_id=organisation_id,
        references=voices_of(signal),
        words=given or rules().closed("decided"),
    )
    changing.record(
        actor, "closed", signal, by=by, reason=given, verdict=signal.verdict, reached=len(read_by), drafts=drafts
    )
    return reference


@transaction.atomic
def ask_to_close(*, actor: Actor, organisation_id: int, reference: str, by: str = "", reason: str = "") -> str:
    """Write why it can be closed, and ask somebody outside the line to look and close it. It stays open until then."""
    signal = changing.worked(actor, organisation_id, reference)
    _refuse_close(signal)
    given = _grounds(signal, by, reason)
    signal.closing_reference, signal.closing_reason = by, given
    signal.asked_at = timezone.now()
    signal.asked_by_id = actor.account_id if signal.route != Signal.Route.SPEAKING_UP else None
    signal.save()
    changing.ask_to_look(actor, signal, rules())
    changing.record(actor, "closing-asked", signal, by=by, reason=given)
    return reference


@transaction.atomic
def reopen_signal(*, actor: Actor, organisation_id: int, reference: str, reason: str) -> str:
    """A closed signal is not settled: its clock begins again, and its owner and the board are told."""
    signal = changing.locked(organisation_id, reference)
    changing.refuse_conflict(actor, signal)
    policy.require(policy.may_work(actor, signal) or policy.may_close_outside(actor, signal))
    if signal.state != State.CLOSED:
        raise Refused("This signal is not closed.")
    given = changing.said(reason, "Enter why it has to be looked at again.", "reason")
    _reopen(actor, signal, given)
    return reference


@transaction.atomic
def reopen_closed_by(*, actor: Actor, organisation_id: int, by: str, reason: str) -> list[str]:
    """What closed these signals no longer stands: each comes back with its clock; returns which."""
    found = Signal.objects.select_for_update().filter(
        organisation=organisation_id, state=State.CLOSED, closing_reference=by
    )
    closed = list(found.order_by("id"))
    for signal in closed:
        _reopen(actor, signal, changing.said(reason, "Enter why it has to be looked at again.", "reason"))
    return [signal.reference for signal in closed]


@transaction.atomic
def reopen_of_voice(*, actor: Actor, organisation_id: int, voice_reference: str, about: str = "") -> list[str]:
    """Whoever spoke says that it has not changed: every closed signal of theirs comes back; returns which.

    `about` is what they were asked about; where it closed some of them, only those come back.
    """
    mine = SignalVoice.objects.filter(voice_reference=voice_reference, signal__organisation=organisation_id)
    own = set(mine.values_list("signal_id", flat=True))
    roots = set(Signal.objects.filter(pk__in=own, merged_into__isnull=False).values_list("merged_into", flat=True))
    found = (
        Signal.objects.select_for_update()
        .filter(pk__in=own | roots, state=State.CLOSED)
        .exclude(kind=Signal.Kind.STALLED)
    )
    closed = list(found.order_by("id"))
    asked = [one for one in closed if about and about in {one.closing_reference, subject_of(one.reference)}]
    for signal in asked or closed:
        _reopen(actor, signal, rules().why("not_changed"))
    return [one.reference for one in asked or closed]


def reachable(signal: Signal) -> list[str]:
    """The voices of a signal, and of those merged into it, whose speakers will read why it was closed."""
    return reached(signal.organisation_id, voices_of(signal))


def voices_of(signal: Signal) -> set[str]:
    """The voices in a signal and in those merged into it."""
    ids = [signal.pk, *signal.merged.values_list("id", flat=True)]
    return set(SignalVoice.objects.filter(signal__in=ids).values_list("voice_reference", flat=True))


def _reopen(actor: Actor, signal: Signal, reason: str) -> None:
    last = signal.closed_by
    changing.reopen(actor, signal, reason, rules())
    its = policy.way(signal)
    # Outside the line the board's part is its closer's, who may know of it.
    role = its.closer if its.confined else Role.BOARD_MEMBER
    told = {pk for pk, _ in organisations.people_as(signal.organisation_id, [role], policy.place(signal).unit_id)}
    told |= _may_still_know(signal, last)
    told -= changing.conflicted(signal) | {actor.account_id or 0}
    link = address(signal.organisation.code, signal.reference)
    key = f"signal:{signal.reference}:reopened:{signal.reopened}"
    text = "Came back: a closed concern has not changed."
    messages.notify([NoticeFor(pk, signal.organisation_id, "task_up", key, text, link) for pk in sorted(told)])


def _may_still_know(signal: Signal, reference: str) -> set[int]:
    """Whoever closed it, where they may still see that it is there."""
    found = sole(Account.objects.filter(reference=reference).exclude(reference="").values_list("id", flat=True))
    person = organisations.actor_of(found) if found is not None else None
    if found is None or person is None:
        return set()
    sees = visible(person, signal.organisation_id, ladders())
    return {found} if Signal.objects.filter(sees, pk=signal.pk).exists() else set()


def _refuse_close(signal: Signal) -> None:
    changing.refuse_ended(signal)
    if signal.kind == Signal.Kind.STALLED:
        raise Refused("What has stalled closes by itself when the work that it is about is finished.")
    if signal.state != State.TAKEN_UP and not signal.backlog:
        raise Refused("Take it up first.")
    if waiting := unread(voices_of(signal)):
        number = "1 voice" if waiting == 1 else f"{waiting:,} voices"
        raise Refused(f"Read what was said first: {number} in this signal nobody has read. Open it from this page.")


def stands_outside(actor: Actor, signal: Signal | SignalRow, asked_by_id: int | None) -> bool:
    """Whether the actor may close it as somebody outside its line: by role, and as long as it never was theirs.

    `asked_by_id` is the account that asked for the closing, if one did.
    """
    return policy.may_close_outside(actor, signal) and not _works_on(actor, signal.reference, asked_by_id)


def _works_on(actor: Actor, reference: str, asked_by_id: int | None) -> bool:
    """Whether the actor is in its line: owns or owned its task, is the deputy, or asked for the closing."""
    if asked_by_id is not None and asked_by_id == actor.account_id:
        return True
    worked = [task for task in task_queries.tasks_about(subject_of(reference)) if task.verb != "close_signals"]
    if any(task.live and actor.account_id in {task.owner_id, task.deputy_id} for task in worked):
        return True
    # Whoever had it and passed it on is no outsider. Events of the speaking-up route name nobody; nor need they: its
    # owners and its closers are different roles.
    past = ledger.history(*(f"task:{task.reference}" for task in worked))
    return any(actor.reference in map((entry.content or {}).get, ("owner", "from", "to")) for entry in past)


def _grounds(signal: Signal, by: str, reason: str) -> str:
    """The reason, checked; a decision is verified by the room that keeps it."""
    given = changing.said(reason, "", "reason", LONGEST) if reason.strip() else ""
    if by:
        if len(by) > 80:
            raise Refused("Choose a decision that exists.", "by")
        if why_not := ports.refusal(ports.Closing(signal.reference, signal.organisation_id, by, given)):
            raise Refused(why_not, "by")
    elif not given:
        raise Refused("Enter the reason, as whoever spoke will read it.", "reason")
    return given


def _draft_replies(actor: Actor, signal: Signal, read_by: Sequence[str]) -> list[str]:
    """A draft of the answer for everybody who spoke and wants one. A person looks at each and sends it.

    None on the narrow ways: others would meet it among the organisation's messages. It stands under their key.
    """
    if signal.route in BY_KEY:
        return []
    known = briefs_by_reference(signal.organisation_id, read_by)
    following = how_to_follow(signal.organisation_id, read_by)
    writer = actor if can(actor, "send_messages", signal) else SYSTEM
    drafts = []
    for voice in read_by:
        if voice not in known or not (known[voice].wishes or {}).get("reply"):
            continue
        values = {
            "service": signal.unit.name if signal.unit else signal.organisation.name,
            "answer": signal.closing_reason,
            "sender": signal.organisation.name,
            "follow": following[voice].sentence,
            "phone": following[voice].phone,
        }
        drafts.append(
            messages.draft_message(
                actor=writer,
                organisation_id=signal.organisation_id,
                template="reply",
                recipient_ref=recipient_of(voice),
                values=values,
                about=subject_of(signal.reference),
                # Outside the line nobody of the service itself meets it among their messages.
                unit_id=policy.place(signal).unit_id,
                key=f"signals.closed:{signal.reference}:{voice}:{signal.reopened}",
            )
        )
    return drafts
