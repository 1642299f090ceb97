"""Letters: printed together with a list, and posted by a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.messages import queries
from heard.messages.actions import queueing
from heard.messages.models import Message, PrintRun
from heard.messages.policy import require
from heard.messages.subjects import Whole
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor
from heard.store.rows import sole

State = Message.State
# What bringing a message to an end changes, beside its state.
ENDED = ("problem", "ended_at", "due_at", "settled_at", "settled_how")
# Letters of one PDF: 100 take 9 s to set on two busy cores, and somebody waits for the page.
MOST = 100


@transaction.atomic
def make_print_run(*, actor: Actor, organisation_id: int, now: datetime | None = None) -> str:
    """Take the letters that wait into a run, oldest first; returns its reference. From then none can be recalled.

    Who has asked to stop since, or has no address any more, goes to the list for a person instead.
    """
    require(actor, "print_letters", Whole(organisation_id))
    moment = now or timezone.now()
    rows = Message.objects.select_for_update().filter(organisation=organisation_id, state=State.TO_PRINT)
    waiting = list(rows.order_by("pk")[:MOST])
    people = queries.resolve_many(organisation_id, (message.recipient_ref for message in waiting))
    stopped = queries.stopped(organisation_id, (message.fingerprint for message in waiting))
    letters, ended = [], []
    for message in waiting:
        problem = queueing.unreachable(message, people.get(message.recipient_ref), stopped.get(message.fingerprint))
        if problem:
            queueing.end(message, State.UNSENT, moment, problem.sentence, stopped=problem.stopped)
            ended.append(message)
        else:
            letters.append(message)
    if not waiting:
        raise Refused("No letter waits to be printed.")
    run = PrintRun.objects.create(organisation_id=organisation_id, made_by_id=actor.account_id, made_at=moment)
    for message in letters:
        message.state, message.print_run = State.PRINTED, run
    Message.objects.bulk_update(waiting, ["state", "print_run", *ENDED])
    content = {"letters": [message.reference for message in letters], "unsent": [one.reference for one in ended]}
    _record(actor, "messages.printed", run, content)
    queueing.tell_ended(ended)
    return run.reference


@transaction.atomic
def undo_print_run(*, actor: Actor, organisation_id: int, reference: str) -> int:
    """Put the letters of a run that was not posted back among those to be printed; returns how many."""
    run = _locked(actor, organisation_id, reference)
    count = Message.objects.filter(print_run=run, state=State.PRINTED).update(state=State.TO_PRINT, print_run=None)
    _record(actor, "messages.print-undone", run, {"letters": count})
    run.delete()
    return count


@transaction.atomic
def mark_posted(*, actor: Actor, organisation_id: int, reference: str, now: datetime | None = None) -> int:
    """Say that a run's letters are in the post; returns how many."""
    run = _locked(actor, organisation_id, reference)
    moment = now or timezone.now()
    letters = list(Message.objects.select_for_update().filter(print_run=run, state=State.PRINTED).order_by("pk"))
    for message in letters:
        message.state, message.sent_at = State.SENT, moment
    Message.objects.bulk_update(letters, ["state", "sent_at"])
    run.posted_at = moment
    run.save(update_fields=["posted_at"])
    _record(actor, "messages.posted", run, {"letters": [message.reference for message in letters]})
    queueing.tell_ended(letters)
    return len(letters)


def _locked(actor: Actor, organisation_id: int, reference: str) -> PrintRun:
    require(actor, "print_letters", Whole(organisation_id))
    run = sole(PrintRun.objects.select_for_update().filter(organisation=organisation_id, reference=reference))
    if run is None:
        raise Refused("Choose letters that were printed.")
    if run.posted_at is not None:
        raise Refused("These letters have been posted.")
    return run


def _record(actor: Actor, kind: str, run: PrintRun, content: Mapping[str, object]) -> None:
    ledger.record(kind=kind, subject=f"print-run:{run.reference}", content=content, actor=actor.reference)
