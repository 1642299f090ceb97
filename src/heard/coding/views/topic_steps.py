"""What people do with one topic: name it, merge it, split it, dismiss it, set its rule, sign it off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from heard.coding.actions import topics as actions
from heard.coding.presenters import topics as presenter
from heard.coding.queries import topics as queries
from heard.coding.queries.topics import TopicRow
from heard.coding.topic_forms import MergeForm, NameForm, RuleForm, SplitForm, WhyForm
from heard.coding.views.topics import loaded
from heard.organisations.access import requires
from heard.organisations.errors import Refused
from heard.organisations.middleware import ActingRequest

# (heading, what it means, button)
_WORDS = {
    "name": ("Name this topic", "It then waits for a second person, who signs it off.", "Save the name"),
    "merge": (
        "Merge this topic with another",
        "The other one stays, and its rule then finds what both found. It has to be signed off again.",
        "Merge",
    ),
    "split": (
        "Split this topic",
        "The phrases that you choose become a topic of their own, which you can name next.",
        "Split",
    ),
    "dismiss": ("Dismiss this topic", "It is not proposed again. What was said stays as it is.", "Dismiss"),
    "rule": (
        "Change what finds this topic",
        "A rule that is signed off counts until a second person has signed this one.",
        "Save the rule",
    ),
}


@dataclass(frozen=True, slots=True)
class _Step:
    """A form of one topic. `none` is the sentence where there is nothing to do."""

    code: str
    found: TopicRow
    name: str
    form: forms.Form
    none: str = ""


@requires("propose_topics")
def topic_name(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """Name it."""
    found = loaded(request, reference, "propose_topics")
    form = NameForm(_posted(request), initial={"name": found.name}, use_required_attribute=False)

    def do() -> str:
        actions.name_topic(**_given(request, found), name=form.cleaned_data["name"])
        return reference

    return _page(request, _Step(code, found, "name", form), do)


@requires("propose_topics")
def topic_merge(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """Make it part of another topic of the same service."""
    found = loaded(request, reference, "propose_topics")
    options = [
        (row.reference, presenter.title(row))
        for row in queries.topics(request.actor, request.organisation.id)
        if row.unit_id == found.unit_id and row.reference != reference and row.state != "dismissed"
    ]
    form = MergeForm(_posted(request), options)

    def do() -> str:
        actions.merge_topics(**_given(request, found), into=form.cleaned_data["into"])
        return str(form.cleaned_data["into"])

    none = "" if options else "There is no other topic of this service to merge it with."
    return _page(request, _Step(code, found, "merge", form, none), do)


@requires("propose_topics")
def topic_split(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """Make some of its phrases a topic of their own."""
    found = loaded(request, reference, "propose_topics")
    phrases = list(dict.fromkeys([*found.phrases, *found.beside]))
    form = SplitForm(_posted(request), phrases)
    none = "It has one phrase alone: there is nothing to split." if len(phrases) == 1 else ""

    def do() -> str:
        return actions.split_topic(**_given(request, found), phrases=form.cleaned_data["phrases"])

    return _page(request, _Step(code, found, "split", form, none), do)


@requires("propose_topics")
def topic_dismiss(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """Set it aside with a reason."""
    found = loaded(request, reference, "propose_topics")
    form = WhyForm(_posted(request), use_required_attribute=False)

    def do() -> str:
        actions.dismiss_topic(**_given(request, found), why=form.cleaned_data["why"])
        return reference

    return _page(request, _Step(code, found, "dismiss", form), do)


@requires("propose_topics")
def topic_rule(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """Set other phrases."""
    found = loaded(request, reference, "propose_topics")
    form = RuleForm(_posted(request), initial={"phrases": "\n".join(found.phrases)}, use_required_attribute=False)

    def do() -> str:
        actions.change_rule(**_given(request, found), phrases=form.lines, why=form.cleaned_data["why"])
        return reference

    return _page(request, _Step(code, found, "rule", form), do)


@require_POST
@requires("sign_topics")
def topic_sign(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """Sign off what somebody else set."""
    found = loaded(request, reference, "sign_topics")
    try:
        actions.sign_topic(**_given(request, found))
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "Signed off. It is tracked from now on.")
    return redirect("coding:topic", code, reference)


def _page(request: ActingRequest, step: _Step, do: Callable[[], str]) -> HttpResponseBase:
    """The form shown, or sent and done: `do` says which topic to show then."""
    if request.method == "POST" and step.form.is_valid():
        try:
            shown = do()
        except Refused as refused:
            step.form.add_error(refused.field if refused.field in step.form.fields else None, refused.sentence)
        else:
            messages.success(request, "Saved.")
            return redirect("coding:topic", step.code, shown)
    heading, meaning, button = _WORDS[step.name]
    context = {
        "code": step.code,
        "topic": presenter.shown(step.found, request.actor),
        "form": step.form,
        "step": step.name,
        "none": step.none,
        "heading": heading,
        "meaning": meaning,
        "button_text": button,
    }
    return render(request, "coding/topic_step.jinja", context)


def _posted(request: ActingRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _given(request: ActingRequest, found: TopicRow) -> dict[str, Any]:
    return {"actor": request.actor, "organisation_id": request.organisation.id, "reference": found.reference}
