"""A message's page, and what can be done with it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from heard.messages import actions, queries
from heard.messages.forms import Brought, Draft, Settled, TextDraft
from heard.messages.models import Message, Way
from heard.messages.views import presenters
from heard.messages.views.gates import crumbs, framed, loaded, titles
from heard.messages.views.happened import happened
from heard.messages.views.steps import done
from heard.organisations import policy
from heard.organisations.access import check, requires
from heard.organisations.middleware import ActingRequest
from heard.organisations.views.steps import Ask, answer

State = Message.State


@require_safe
@requires("see_messages")
def message(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """One message as its recipient sees it, its states with their times, and the replies."""
    found = loaded(request, reference)
    may_send = policy.can(request.actor, "send_messages", found)
    context = {
        "code": code,
        "crumbs": crumbs(code),
        "found": found,
        "item": presenters.item(found.row, titles(request.organisation.id)),
        "shown": _preview(request, found),
        "facts": presenters.facts(found),
        "replies": [(row, presenters.reply_kind(row)) for row in found.replies],
        "happened": happened(found),
        "may_send": may_send,
        "may_settle": may_send and found.row.state in ("unsent", "failed", "bounced") and not found.settled_at,
        "is_letter": found.row.way == Way.LETTER,
        "batch_left": _batch_left(request, found),
    }
    return render(request, "messages/message.jinja", context)


def _preview(request: ActingRequest, found: queries.MessageDetail) -> queries.Preview | None:
    if found.forgotten:
        return None
    return queries.preview(
        way=found.row.way,
        format=found.row.format or "standard",
        subject=found.subject,
        words=found.words,
        language=found.language,
        sender=request.organisation.name,
    )


def _batch_left(request: ActingRequest, found: queries.MessageDetail) -> int:
    """How many of the message's batch this person can still recall."""
    if not found.batch or not policy.can(request.actor, "send_batches", found):
        return 0
    counted = queries.batch_count(request.organisation.id, found.batch)
    return counted[1] if counted else 0


@require_safe
@requires("see_messages")
@framed
def email(request: ActingRequest, code: str, reference: str) -> HttpResponse:  # noqa: ARG001 - the address's
    """An e-mail's document, as mail programs show it."""
    shown = _preview(request, loaded(request, reference))
    if shown is None or not shown.html:
        raise Http404("This message has no such document.")
    return HttpResponse(shown.html)


@require_safe
@requires("see_messages")
def letter(request: ActingRequest, code: str, reference: str) -> HttpResponse:  # noqa: ARG001 - the address's
    """A message as a letter, as it is printed."""
    found = loaded(request, reference)
    made = None
    if found.row.way == Way.LETTER:
        made = queries.message_pdf(request.organisation.id, reference)
    if made is None:
        raise Http404("This message is no letter, or its words were erased.")
    return pdf(made, f"letter-{reference}.pdf")


def pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF that is opened in the browser and kept in no cache: it holds an address."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@requires("send_messages")
def edit(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Change a draft's words."""
    found = loaded(request, reference, "send_messages")
    if found.row.state != State.DRAFT:
        raise Http404("This message is no longer a draft.")
    text = found.row.way == Way.SMS
    initial = {"subject": found.subject, "words": found.words}
    form = (TextDraft if text else Draft)(request.POST if request.method == "POST" else None, initial=initial)

    def act(given: dict[str, Any]) -> str:
        given = {"subject": "", **given}
        actions.edit_draft(actor=request.actor, organisation_id=request.organisation.id, reference=reference, **given)
        return "The draft is saved. This is how it will be seen."

    here = reverse("messages:message", args=[code, reference])
    ask = Ask(f"Message to {found.row.name}", "Save and see it", here)
    return answer(request, form, ask, act, done=here, crumbs=crumbs(code, found))


@require_POST
@requires("send_messages")
def send(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Put a draft into the queue."""
    check(request.actor, "send_messages", loaded(request, reference))
    given = _given(request, reference)
    done(request, lambda: _queued(actions.queue_message(**given)))
    return redirect("messages:message", code, reference)


@require_POST
@requires("send_messages")
def again(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Send again what did not arrive."""
    check(request.actor, "send_messages", loaded(request, reference))
    given = _given(request, reference)
    done(request, lambda: _queued(actions.send_again(**given)))
    return redirect("messages:message", code, reference)


def _queued(state: str) -> str:
    if state == State.QUEUED:
        return "The message is on its way. You can still recall it."
    return "The message cannot be sent. It is on the list of those that a person has to see to."


@require_POST
@requires("send_messages")
def recall(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Stop a message; its words come back as a draft."""
    check(request.actor, "send_messages", loaded(request, reference))
    drafts: list[str] = []

    def act() -> str:
        drafts.append(actions.recall_message(**_given(request, reference)))
        return "The message is recalled: nobody has had it. Here are its words as a draft."

    done(request, act)
    return redirect("messages:message", code, drafts[0] if drafts else reference)


@require_POST
@requires("send_messages")
def discard(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Throw a draft away."""
    check(request.actor, "send_messages", loaded(request, reference))

    def act() -> str:
        actions.discard_draft(**_given(request, reference))
        return "The draft is thrown away."

    if done(request, act):
        return redirect("messages:messages", code)
    return redirect("messages:message", code, reference)


@requires("send_messages")
def settle(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Say how somebody was reached whom the message did not."""
    found = loaded(request, reference, "send_messages")
    form = Settled(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> str:
        actions.settle(**_given(request, reference), **given)
        return "The message is off the list."

    lines = [found.row.problem] if found.row.problem else []
    back = reverse("messages:undelivered", args=[code])
    ask = Ask(f"The message to {found.row.name} did not arrive", "Save", back, lines=lines)
    return answer(request, form, ask, act, done=ask.back, crumbs=crumbs(code, found))


@requires("send_messages")
def brought(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Say whether a message that a person had to make or bring has reached its recipient."""
    found = loaded(request, reference, "send_messages")
    form = Brought(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> str:
        reached = given["given"] == "yes"
        actions.finish_by_hand(**_given(request, reference), given=reached, how=given["how"])
        return "It is recorded as sent." if reached else "It is on the list of messages that did not arrive."

    back = reverse("messages:message", args=[code, reference])
    ask = Ask(f"Bring the message to {found.row.name}", "Save", back)
    return answer(request, form, ask, act, done=back, crumbs=crumbs(code, found))


@requires("send_batches")
def batch_recall(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Stop what of a batch is not yet sent, after a look at how much that is."""
    counted = queries.batch_count(request.organisation.id, reference)
    if counted is None:
        raise Http404("No such batch.")
    total, left = counted
    if request.method == "POST":

        def act() -> str:
            count = actions.recall_batch(**_given(request, reference))
            return f"{count:,} of {total:,} messages are recalled: nobody has had them."

        done(request, act)
        return redirect("messages:messages", code)
    context = {"code": code, "crumbs": crumbs(code), "total": total, "left": left}
    return render(request, "messages/batch_recall.jinja", context)


def _given(request: ActingRequest, reference: str) -> dict[str, Any]:
    return {"actor": request.actor, "organisation_id": request.organisation.id, "reference": reference}
