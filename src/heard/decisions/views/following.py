"""What follows an outcome: replies, what came back, reviews."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from heard.decisions import actions, forms
from heard.decisions.views.gates import address, crumbs, loaded, pressed
from heard.messages import queries as messages
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest
from heard.organisations.views.steps import Ask, answer


@require_safe
@requires("prepare_decisions")
def replies(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """The replies of a decision: one as its recipient will see it, and all in a list."""
    found = loaded(request, reference, "prepare_decisions")
    shown = next((row for row in found.replies if row.voice == request.GET.get("to", "")), None)
    shown = shown or next(iter(found.replies), None)
    message = messages.message(found.organisation_id, shown.message) if shown else None
    context = {
        "code": code,
        "found": found,
        "crumbs": crumbs(code, found),
        "shown": shown,
        "message": message,
        "preview_shown": _preview(request, message),
        "drafts": sum(row.sent_at is None for row in found.replies),
        "recallable": sum(row.recallable for row in found.replies),
    }
    return render(request, "decisions/replies.jinja", context)


@require_POST
@requires("prepare_decisions")
def draft(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Draft a reply to each who wishes one."""
    return _press(
        request,
        code,
        reference,
        actions.draft_replies,
        "Replies are drafted to all who wish one and can be reached. Nothing is sent yet.",
    )


@require_POST
@requires("prepare_decisions")
def send(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Put the drafts into the queue."""
    return _press(
        request,
        code,
        reference,
        actions.send_replies,
        "The replies are on their way. You can stop them for ten minutes.",
    )


@require_POST
@requires("prepare_decisions")
def recall(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Stop what is not yet sent."""
    return _press(
        request,
        code,
        reference,
        actions.recall_replies,
        "The replies are stopped: nobody has had them. They are drafts again.",
    )


@requires("prepare_decisions")
def together(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """What is said to everyone."""
    found = loaded(request, reference, "prepare_decisions")
    names = ("decided", "reasons", "not_done")
    form = forms.Together(request.POST or None, initial={name: getattr(found, name) for name in names})

    def act(given: dict[str, Any]) -> str:
        count = actions.write_replies(actor=request.actor, reference=reference, **given)
        return f"{count:,} draft{'' if count == 1 else 's'} say it in these words."

    lines = ["Drafts that you changed by themselves stay as they are."]
    ask = Ask("Change all replies", "Save", _here(code, reference), lines=lines)
    return answer(request, form, ask, act, done=ask.back, crumbs=crumbs(code, found))


@requires("prepare_decisions")
def edit(request: ActingRequest, code: str, reference: str, voice: str) -> HttpResponse:
    """One person's reply."""
    found = loaded(request, reference, "prepare_decisions")
    reply = next((row for row in found.replies if row.voice == voice and row.sent_at is None), None)
    message = messages.message(found.organisation_id, reply.message) if reply else None
    if message is None:
        raise Http404("There is no such draft.")
    initial = {"subject": message.subject, "words": message.words}
    form = forms.OneReply(request.POST or None, initial=initial)

    def act(given: dict[str, Any]) -> str:
        actions.edit_reply(actor=request.actor, reference=reference, voice=voice, **given)
        return "The draft is saved. This is how it will be seen."

    ask = Ask(f"Reply to {message.row.name}", "Save and see it", _here(code, reference))
    done = f"{_here(code, reference)}?to={voice}"
    return answer(request, form, ask, act, done=done, crumbs=crumbs(code, found))


@requires("prepare_decisions")
def settle(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Answer those who said that it did not change."""
    found = loaded(request, reference, "prepare_decisions")

    def act(given: dict[str, Any]) -> str:
        count = actions.settle_returns(actor=request.actor, reference=reference, **given)
        return "Whoever told you reads your answer." if count == 1 else f"{count:,} people read your answer."

    here = address(code, reference)
    lines = ["They told you that it did not change. If something else has to be decided, open another decision first."]
    ask = Ask("It did not change", "Answer them", here, lines=lines)
    return answer(request, forms.Answered(request.POST or None), ask, act, done=here, crumbs=crumbs(code, found))


@requires("prepare_decisions")
def review(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Six and twelve months after."""
    found = loaded(request, reference, "prepare_decisions")

    def act(given: dict[str, Any]) -> str:
        actions.record_review(actor=request.actor, reference=reference, **given)
        return "The review is recorded."

    here = address(code, reference)
    ask = Ask("Look again", "Record it", here, lines=[found.question, found.decided])
    return answer(request, forms.Reviewed(request.POST or None), ask, act, done=here, crumbs=crumbs(code, found))


def _press(request: ActingRequest, code: str, reference: str, do: Callable[..., int], sentence: str) -> HttpResponse:
    """One press about all replies of a decision."""
    loaded(request, reference, "prepare_decisions")
    return pressed(request, lambda: do(actor=request.actor, reference=reference), sentence, _here(code, reference))


def _here(code: str, reference: str) -> str:
    return reverse("decisions:replies", args=[code, reference])


def _preview(request: ActingRequest, message: messages.MessageDetail | None) -> messages.Preview | None:
    if message is None or message.forgotten:
        return None
    return messages.preview(
        way=message.row.way,
        format=message.row.format or "standard",
        subject=message.subject,
        words=message.words,
        language=message.language,
        sender=request.organisation.name,
    )
