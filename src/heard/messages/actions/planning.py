"""A message that nobody has to look at first, worked out before the transaction that writes it.

What is worked out meanwhile holds up nobody: on SQLite a transaction that writes is everybody's (ADR 20).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from heard.messages import limits, queries
from heard.messages.actions import drafts, queueing
from heard.messages.models import Body, Message, Way
from heard.messages.policy import require
from heard.messages.ports import Recipient
from heard.messages.queries import asking
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor
from heard.store.bulk import insert_made

State = Message.State


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """A message as it will stand, with its words; nothing of it is in the database yet."""

    message: Message
    subject: str
    words: str


def plan_message(
    *,
    actor: Actor,
    recipient: Recipient,
    template: str,
    values: Mapping[str, str],
    about: str,
    key: str,
    unit_id: int | None = None,
    now: datetime | None = None,
) -> Planned:
    """What `write` would draft and queue for somebody, on the way, in the format and language that are theirs."""
    moment, rules = now or timezone.now(), limits.limits()
    found = queries.template(recipient.organisation_id, template)
    if found is None:
        raise Refused("Choose a template.", "template")
    message = Message(
        organisation_id=recipient.organisation_id,
        unit_id=unit_id,
        made_on=timezone.localdate(),
        recipient_ref=recipient.ref,
        about=about,
        key=key,
        template=template,
        way=recipient.way,
        format=recipient.format,
        language=recipient.language,
        made_by_id=actor.account_id,
        made_at=timezone.now(),
    )
    require(actor, "send_messages", message)
    named = drafts.organisation_values(recipient.organisation_id, values)
    rendered = drafts.rendered_for(found, message, named)
    if message.way == Way.SMS:
        drafts.refuse_long_text(rendered.words)
    message.language, message.template_version = rendered.language, rendered.version
    queueing.queue([message], rules, moment, {recipient.ref: recipient})
    marks = [message.fingerprint]
    if message.fingerprint in asking.over_cap(template, recipient.organisation_id, marks, rules, moment):
        days = rules.caps[template].days
        queueing.end(message, State.UNSENT, moment, f"This person was asked in the last {days} days already.")
    return Planned(message, rendered.subject, rendered.words)


@transaction.atomic(savepoint=False)
def write_planned(*, actor: Actor, planned: Planned) -> str:
    """Write what was planned, with the events of a draft that is queued; its reference. Its key is there only once."""
    message = planned.message
    message.save(force_insert=True)
    body = Body(message=message, subject=planned.subject, words=planned.words, nonce=os.urandom(32))
    insert_made(body)
    content = {**drafts.facts(message), "commitment": drafts.commitment(body)}
    drafts.record(actor, "messages.drafted", message, {**content, "state": str(State.DRAFT)})
    drafts.record(actor, "messages.queued", message, content)
    queueing.tell_ended([message])
    return message.reference
