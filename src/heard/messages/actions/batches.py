"""One message to many: one event for all, recalled as one."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.messages import addresses, limits, queries
from heard.messages.actions import drafts, queueing
from heard.messages.channels import links
from heard.messages.models import Batch, Body, Message, Way
from heard.messages.policy import require
from heard.messages.queries import asking
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor
from heard.store.bulk import bulk_insert, reserve_ids
from heard.store.rows import sole

State = Message.State
MOST = 10_000
FIELDS = [field.attname for field in Message._meta.concrete_fields]


@dataclass(frozen=True, slots=True)
class To:
    """One of many: who, what is filled in for them, and what replies belong to."""

    recipient_ref: str
    values: Mapping[str, str]
    about: str = ""
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a batch: messages made, those among them that wait for a person, and who was left out and why."""

    reference: str
    count: int
    unsent: int
    left_out: Mapping[str, int]


def write_to_many(
    *,
    actor: Actor,
    organisation_id: int,
    template: str,
    to: Sequence[To],
    unit_id: int | None = None,
    reference: str = "",
    now: datetime | None = None,
) -> Sent:
    """Queue one message to each of many. Who was asked too often, or is on the list twice, is left out and counted.

    `reference` is what the caller calls the batch (a new one otherwise): asked for again, nothing new is made, so that
    a job that was cut off can be run again.
    """
    if before := _made_before(actor, organisation_id, reference):
        return before
    if not to:
        raise Refused("Choose at least one person.")
    if len(to) > MOST:
        raise Refused(f"Write to at most {MOST:,} people at once.")
    found = queries.template(organisation_id, template)
    if found is None:
        raise Refused("Choose a template.", "template")
    # Outside the transaction, as reserve_ids asks.
    first_id = reserve_ids(Message, len(to))
    with transaction.atomic():
        batch = Batch(organisation_id=organisation_id, template=template, made_by_id=actor.account_id)
        batch.reference, batch.made_at = reference or batch.reference, now or timezone.now()
        return _write(actor, batch, found, to, unit_id=unit_id, first_id=first_id)


def _made_before(actor: Actor, organisation_id: int, reference: str) -> Sent | None:
    """What became of a batch that its caller calls so, if it was made before."""
    found = sole(Batch.objects.filter(organisation=organisation_id, reference=reference)) if reference else None
    if found is None:
        return None
    require(actor, "send_batches", _placed(organisation_id, None))
    unsent = Message.objects.filter(batch=found, state=State.UNSENT).count()
    return Sent(found.reference, found.count, unsent, found.left_out)


def _write(
    actor: Actor, batch: Batch, template: queries.Template, to: Sequence[To], *, unit_id: int | None, first_id: int
) -> Sent:
    rules, organisation_id, now = limits.limits(), batch.organisation_id, batch.made_at
    require(actor, "send_batches", _placed(organisation_id, unit_id))
    kept, left_out = _chosen(organisation_id, template, to, rules, now)
    people = queries.resolve_many(organisation_id, (one.recipient_ref for one in kept))
    messages, bodies = [], []
    common = drafts.organisation_values(organisation_id, {})
    for place, one in enumerate(kept):
        person = people.get(one.recipient_ref)
        message = _message(actor, organisation_id, template, one, person=person, unit_id=unit_id, now=now)
        message.pk = first_id + place
        stop = {"stop": links.stop_sentence(message.token, message.way, message.language)}
        rendered = drafts.rendered_for(template, message, {**stop, **common, **one.values})
        message.language, message.template_version = rendered.language, rendered.version
        if message.way == Way.SMS:
            drafts.refuse_long_text(rendered.words)
        messages.append(message)
        bodies.append(Body(message_id=message.pk, subject=rendered.subject, words=rendered.words, nonce=os.urandom(32)))
    queueing.queue(messages, rules, now)
    batch.count, batch.left_out = len(messages), dict(left_out)
    _store(batch, messages, bodies)
    digest = hashlib.sha256("".join(drafts.commitment(body) for body in bodies).encode()).hexdigest()
    content = {"template": template.slug, "messages": len(messages), "left_out": dict(left_out), "commitments": digest}
    ledger.record(
        kind="messages.batch-queued", subject=f"batch:{batch.reference}", content=content, actor=actor.reference
    )
    queueing.tell_ended(messages)
    unsent = sum(message.state == State.UNSENT for message in messages)
    return Sent(batch.reference, len(messages), unsent, dict(left_out))


def _store(batch: Batch, messages: Sequence[Message], bodies: Sequence[Body]) -> None:
    batch.save()
    for message in messages:
        message.batch_id = batch.pk
    bulk_insert(Message, FIELDS, ([_plain(getattr(message, name)) for name in FIELDS] for message in messages))
    rows = ((body.message_id, body.subject, body.words, bytes(body.nonce)) for body in bodies)
    bulk_insert(Body, ["message_id", "subject", "words", "nonce"], rows)


def _plain(value: object) -> object:
    """Members of enumerations as the text that they are: COPY knows no others."""
    return str(value) if isinstance(value, str) else value


def _placed(organisation_id: int, unit_id: int | None) -> Message:
    return Message(organisation_id=organisation_id, unit_id=unit_id, made_on=timezone.localdate())


def _chosen(
    organisation_id: int, template: queries.Template, to: Sequence[To], rules: limits.Limits, now: datetime
) -> tuple[list[To], Counter[str]]:
    """Who is written to, and how many are left out for which reason."""
    people = queries.resolve_many(organisation_id, (one.recipient_ref for one in to))
    marks = {ref: addresses.fingerprint(found.way, found.address) for ref, found in people.items()}
    full = asking.over_cap(template.slug, organisation_id, marks.values(), rules, now) if template.capped else set()
    kept: list[To] = []
    left_out: Counter[str] = Counter()
    seen: set[str] = set()
    for one in to:
        mark = marks.get(one.recipient_ref) or one.recipient_ref
        if mark in full:
            left_out[f"asked in the last {rules.caps[template.slug].days} days"] += 1
        elif mark in seen:
            left_out["on the list twice"] += 1
        else:
            seen.add(mark)
            kept.append(one)
    return kept, left_out


def _message(
    actor: Actor,
    organisation_id: int,
    template: queries.Template,
    one: To,
    *,
    person: queries.Recipient | None,
    unit_id: int | None,
    now: datetime,
) -> Message:
    return Message(
        organisation_id=organisation_id,
        unit_id=one.unit_id or unit_id,
        made_on=timezone.localdate(),
        recipient_ref=one.recipient_ref,
        about=one.about,
        template=template.slug,
        way=person.way if person else Way.EMAIL,
        format=person.format if person else "standard",
        language=person.language if person else "en",
        made_by_id=actor.account_id,
        made_at=now,
    )


@transaction.atomic
def recall_batch(*, actor: Actor, organisation_id: int, reference: str, now: datetime | None = None) -> int:
    """Stop what of a batch is not yet sent; returns how many."""
    batch = sole(Batch.objects.filter(organisation=organisation_id, reference=reference))
    if batch is None:
        raise Refused("Choose a batch that exists.")
    moment = now or timezone.now()
    waiting = Message.objects.select_for_update().filter(batch=batch, state__in=(State.QUEUED, State.TO_PRINT))
    messages = list(waiting.order_by("pk"))
    require(actor, "send_batches", messages[0] if messages else _placed(organisation_id, None))
    if not messages:
        raise Refused("Everything in this batch has been sent, or is being sent. It can no longer be recalled.")
    Message.objects.filter(pk__in=[message.pk for message in messages]).update(
        state=State.RECALLED, ended_at=moment, due_at=None, problem=""
    )
    ledger.record(
        kind="messages.batch-recalled",
        subject=f"batch:{reference}",
        content={"messages": len(messages), "of": batch.count},
        actor=actor.reference,
    )
    return len(messages)
