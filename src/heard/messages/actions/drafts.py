"""Drafts: what a template becomes for somebody, changed by a person, and put into the queue or thrown away."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.messages import limits, queries
from heard.messages.actions import queueing
from heard.messages.models import Body, Format, Message, Way
from heard.messages.policy import require
from heard.messages.ports import Recipient
from heard.messages.queries import asking
from heard.messages.wording import sms
from heard.methods.tlog.canonical import commit
from heard.organisations import queries as organisations
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor
from heard.store.rows import sole

State = Message.State
LONGEST = 20_000


@transaction.atomic
def draft_message(
    *,
    actor: Actor,
    organisation_id: int,
    template: str,
    recipient_ref: str,
    values: Mapping[str, str],
    about: str = "",
    unit_id: int | None = None,
    way: str = "",
    format: str = "",
    language: str = "",
    key: str | None = None,
) -> str:
    """Draft a message from a template; returns its reference. Nothing is sent.

    Way, format and language are the recipient's own unless given. `about` is what replies belong to in the caller's
    room. `key` names the message there: asked for again, the one that was made is returned and nothing is changed.
    """
    if made := _made(organisation_id, key):
        return made.reference
    message, rendered, _ = _drafted(
        actor=actor,
        organisation_id=organisation_id,
        template=template,
        recipient_ref=recipient_ref,
        values=values,
        about=about,
        unit_id=unit_id,
        way=way,
        format=format,
        language=language,
        key=key,
    )
    body = _saved(message, rendered)
    record(actor, "messages.drafted", message, {**facts(message), "commitment": commitment(body)})
    return message.reference


def _made(organisation_id: int, key: str | None) -> Message | None:
    """The message that was made under this key, if one was."""
    return None if key is None else sole(Message.objects.filter(organisation=organisation_id, key=key))


def _drafted(
    *,
    actor: Actor,
    organisation_id: int,
    template: str,
    recipient_ref: str,
    values: Mapping[str, str],
    about: str,
    unit_id: int | None,
    way: str,
    format: str,
    language: str,
    key: str | None,
) -> tuple[Message, queries.Rendered, dict[str, Recipient]]:
    """A draft and the words that its template becomes, neither saved; and whom it is for, where they can be reached."""
    found = queries.template(organisation_id, template)
    if found is None:
        raise Refused("Choose a template.", "template")
    recipient = queries.resolve(organisation_id, recipient_ref)
    message = Message(
        organisation_id=organisation_id,
        unit_id=unit_id,
        made_on=timezone.localdate(),
        recipient_ref=recipient_ref,
        about=about,
        key=key,
        template=template,
        way=way or (recipient.way if recipient else Way.EMAIL),
        format=format or (recipient.format if recipient else Format.STANDARD),
        language=language or (recipient.language if recipient else "en"),
        made_by_id=actor.account_id,
        made_at=timezone.now(),
    )
    require(actor, "send_messages", message)
    rendered = rendered_for(found, message, organisation_values(organisation_id, values))
    if len(rendered.words) > LONGEST:
        raise Refused(f"Shorten it to at most {LONGEST:,} characters.", "words")
    message.language, message.template_version = rendered.language, rendered.version
    return message, rendered, {recipient_ref: recipient} if recipient else {}


def _saved(message: Message, rendered: queries.Rendered) -> Body:
    """Save a message that is new, with its words."""
    message.save(force_insert=True)
    return Body.objects.create(message=message, subject=rendered.subject, words=rendered.words, nonce=os.urandom(32))


def organisation_values(organisation_id: int, values: Mapping[str, str]) -> dict[str, str]:
    """The values with the organisation's name, unless the caller gives another."""
    return {"organisation": organisations.organisation_by_id(organisation_id).name, **values}


def rendered_for(template: queries.Template, message: Message, values: Mapping[str, str]) -> queries.Rendered:
    """What a template becomes. Raises Refused with a sentence that names the field that has no value."""
    try:
        return queries.render(
            template, language=message.language, way=message.way, format=message.format, values=values
        )
    except KeyError as missing:
        label = next((field.label for field in template.fields if field.name == missing.args[0]), str(missing))
        raise Refused(f"Enter a value for ‘{label}’.", str(missing.args[0])) from missing


@transaction.atomic
def edit_draft(*, actor: Actor, organisation_id: int, reference: str, subject: str, words: str) -> str:
    """Change a draft's subject and words."""
    message = locked(actor, "send_messages", organisation_id, reference)
    _refuse_unless_draft(message)
    body = Body.objects.get(message=message)
    subject, words = " ".join(subject.replace("\x00", "").split()), words.replace("\x00", "").strip()
    if not subject and message.way != Way.SMS:
        raise Refused("Enter a subject.", "subject")
    if len(subject) > 200:
        raise Refused("Enter a subject of at most 200 characters.", "subject")
    if not words:
        raise Refused("Enter what you want to say.", "words")
    if len(words) > LONGEST:
        raise Refused(f"Enter at most {LONGEST:,} characters.", "words")
    if message.way == Way.SMS:
        refuse_long_text(words)
    body.subject, body.words, body.nonce = subject or body.subject, words, os.urandom(32)
    body.save()
    record(actor, "messages.draft-edited", message, {"commitment": commitment(body)})
    return reference


@transaction.atomic
def discard_draft(*, actor: Actor, organisation_id: int, reference: str) -> None:
    """Throw a draft away, words and all."""
    message = locked(actor, "send_messages", organisation_id, reference)
    _refuse_unless_draft(message)
    record(actor, "messages.draft-discarded", message, {})
    message.delete()


@transaction.atomic
def queue_message(*, actor: Actor, organisation_id: int, reference: str, now: datetime | None = None) -> str:
    """Put a draft into the queue, from which it can be recalled until it is sent; returns the state that it is in.

    Somebody who asked to stop, or has no address, is not written to: the message is then on the list for a person.
    """
    message = locked(actor, "send_messages", organisation_id, reference)
    _refuse_unless_draft(message)
    body = Body.objects.get(message=message)
    _queue(message, body.words, now)
    message.save()
    record(actor, "messages.queued", message, {**facts(message), "commitment": commitment(body)})
    queueing.tell_ended([message])
    return message.state


def _queue(
    message: Message, words: str, now: datetime | None, recipients: Mapping[str, Recipient] | None = None
) -> None:
    """Set the state of a message that is about to be queued with these words. Saves nothing."""
    if message.way == Way.SMS:
        refuse_long_text(words)
    rules, moment = limits.limits(), now or timezone.now()
    queueing.queue([message], rules, moment, recipients)
    mark = message.fingerprint
    if mark in asking.over_cap(message.template, message.organisation_id, [mark], rules, moment):
        days = rules.caps[message.template].days
        queueing.end(message, State.UNSENT, moment, f"This person was asked in the last {days} days already.")


@transaction.atomic
def write(
    *,
    actor: Actor,
    organisation_id: int,
    template: str,
    recipient_ref: str,
    values: Mapping[str, str],
    about: str = "",
    unit_id: int | None = None,
    way: str = "",
    format: str = "",
    language: str = "",
    key: str | None = None,
    now: datetime | None = None,
) -> str:
    """Draft a message and put it into the queue, for messages that nobody has to look at first; returns its reference.

    With a `key` it is safe to call again: the same message is neither made nor queued twice.
    """
    if made := _made(organisation_id, key):
        if made.state == State.DRAFT:
            queue_message(actor=actor, organisation_id=organisation_id, reference=made.reference, now=now)
        return made.reference
    message, rendered, recipients = _drafted(
        actor=actor,
        organisation_id=organisation_id,
        template=template,
        recipient_ref=recipient_ref,
        values=values,
        about=about,
        unit_id=unit_id,
        way=way,
        format=format,
        language=language,
        key=key,
    )
    drafted = facts(message)
    _queue(message, rendered.words, now, recipients)
    body = _saved(message, rendered)
    for kind, content in (("messages.drafted", drafted), ("messages.queued", facts(message))):
        record(actor, kind, message, {**content, "commitment": commitment(body)})
    queueing.tell_ended([message])
    return message.reference


def refuse_long_text(words: str) -> None:
    """Raise Refused for a text message of more parts than the pack allows."""
    most, length = limits.limits().segments_most, sms.length(words)
    if length.segments > most:
        raise Refused(
            f"This text message has {length.segments} parts ({length.characters} characters). "
            f"Shorten it to at most {most} parts, or send a letter or an e-mail.",
            "words",
        )


def locked(actor: Actor, verb: str, organisation_id: int, reference: str) -> Message:
    """The message, locked until the transaction ends. Raises Refused where there is none, or the actor may not."""
    found = sole(Message.objects.select_for_update().filter(organisation=organisation_id, reference=reference))
    if found is None:
        raise Refused("Choose a message that exists.")
    require(actor, verb, found)
    return found


def record(actor: Actor, kind: str, message: Message, content: Mapping[str, object]) -> int:
    """One event about a message. Its content never holds words or addresses."""
    return ledger.record(kind=kind, subject=f"message:{message.reference}", content=content, actor=actor.reference)


def facts(message: Message) -> dict[str, object]:
    """What an event says of a message."""
    return {
        "recipient": message.recipient_ref,
        "about": message.about,
        "template": message.template,
        "version": message.template_version,
        "language": message.language,
        "way": str(message.way),
        "format": str(message.format),
        "state": str(message.state),
    }


def commitment(body: Body) -> str:
    """A fingerprint of subject and words that nobody can guess them from, and that proves them while they are kept."""
    return commit(bytes(body.nonce), f"{body.subject}\n\n{body.words}".encode()).hex()


def _refuse_unless_draft(message: Message) -> None:
    if message.state != State.DRAFT:
        raise Refused("This message is no longer a draft.")
