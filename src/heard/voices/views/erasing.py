"""Erasure and retention: what is asked for, what is due, what is held, what was erased."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from heard.organisations import policy
from heard.organisations import queries as organisations
from heard.organisations.middleware import ActingRequest
from heard.voices import actions
from heard.voices.forms import ReasonForm
from heard.voices.forms.erasing import AskErasureForm, HoldForm
from heard.voices.queries import erasures
from heard.voices.queries.erasing import held, subject_of
from heard.voices.views.gates import over_all
from heard.voices.views.steps import Ask, Confirmation, answer, posted


def _crumbs(code: str) -> list[dict[str, str]]:
    return [{"text": "Erasure", "href": reverse("voices:erasures", args=[code])}]


@require_safe
@over_all("see_erasures")
def listed(request: ActingRequest, code: str) -> HttpResponse:
    """What is asked for, what is due by a rule, what is held, and what was erased or refused last."""
    organisation_id = request.organisation.id
    may = {verb: policy.can(request.actor, verb, request.organisation) for verb in ("erase_voices", "hold_erasures")}
    context = {
        "code": code,
        "asked": erasures.erasures(organisation_id, "asked"),
        "due": erasures.due(organisation_id),
        "holds": erasures.holds(organisation_id),
        "past": erasures.erasures(organisation_id, "done", "refused", "taken_back"),
        "may": may,
    }
    return render(request, "voices/erasures.jinja", context)


@over_all("ask_erasures")
def ask(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Note that somebody wants a voice erased, and how it was checked who they are. Its words are not shown."""
    voice, seen = held(subject_of(reference)), erasures.preview(reference)
    if voice is None or seen is None or voice.organisation_id != request.organisation.id:
        raise Http404("No such voice.")
    page = Ask(
        heading="Somebody asks for this voice to be erased",
        button="Ask for it",
        back=reverse("voices:erasures", args=[code]),
        lost=seen.lost,
        kept=seen.kept,
        blocked=f"It may not be erased yet: {seen.held}" if seen.held else "",
    )

    def act(given: dict[str, Any]) -> str:
        actions.ask_erasure(actor=request.actor, organisation_id=request.organisation.id, reference=reference, **given)
        return "It is asked for. A second person looks at it."

    form = AskErasureForm(posted(request))
    return answer(request, form, page, act, done=reverse("voices:erasures", args=[code]), crumbs=_crumbs(code))


@over_all("erase_voices")
def decide(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Look at one request: what will go, what will stay; then erase."""
    asked = erasures.erasure(request.organisation.id, reference)
    if asked is None or asked.state != "asked":
        raise Http404("No such request, or none that is open.")
    seen = erasures.preview(asked.voice)
    page = Ask(
        heading="Erase these words for good?",
        button="Erase them",
        back=reverse("voices:erasures", args=[code]),
        lost=seen.lost if seen else ("Nothing is left of it but its line here",),
        kept=seen.kept if seen else (),
        blocked=f"They may not be erased yet: {seen.held}" if seen and seen.held else "",
    )

    def act(given: dict[str, Any]) -> str:  # noqa: ARG001 - a form without fields
        actions.erase_asked(actor=request.actor, organisation_id=request.organisation.id, reference=reference)
        return "The words are erased."

    form = Confirmation(posted(request))
    return answer(request, form, page, act, done=reverse("voices:erasures", args=[code]), crumbs=_crumbs(code))


@over_all("erase_voices")
def refuse(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Say why something that was asked for is not erased."""
    asked = erasures.erasure(request.organisation.id, reference)
    if asked is None or asked.state != "asked" or asked.basis == "speaker":
        raise Http404("No such request, or none that can be refused.")
    back = reverse("voices:erasures", args=[code])
    lines = ["Tell them also that they can complain to the Information Commissioner (ico.org.uk, 0303 123 1113)."]
    page = Ask("Why is it not erased?", "Refuse it", back, lines=lines)

    def act(given: dict[str, Any]) -> str:
        actions.refuse_erasure(
            actor=request.actor, organisation_id=request.organisation.id, reference=reference, reason=given["reason"]
        )
        return "It is refused, with your reason."

    form = ReasonForm(posted(request), label="The reason, as you will tell them", missing="Enter why it is not erased")
    return answer(request, form, page, act, done=back, crumbs=_crumbs(code))


@over_all("erase_voices")
def confirm_due(request: ActingRequest, code: str, rule: str) -> HttpResponse:
    """Confirm what a rule proposes, after a look at how many voices and how old."""
    lot = next((one for one in erasures.due(request.organisation.id) if one.rule == rule), None)
    if lot is None:
        raise Http404("Nothing is due by this rule.")
    back = reverse("voices:erasures", args=[code])
    first, last = (f"{day.day} {day:%B %Y}" for day in (lot.oldest, lot.newest))
    count = len(lot.references)
    page = Ask(
        heading=f"{lot.label}: erase what is older than {lot.years} years?",
        button="Erase them",
        back=back,
        lost=[
            f"{count:,} {'voice' if count == 1 else 'voices'}, received between {first} and {last}",
            "Their words, ratings, codes, contacts, and what they count for in Explore",
        ],
        kept=["Figures that were published before: they are frozen", "That they were here, and that you confirmed it"],
    )

    def act(given: dict[str, Any]) -> str:  # noqa: ARG001 - a form without fields
        done = actions.confirm_retention(
            actor=request.actor, organisation_id=request.organisation.id, references=lot.references
        )
        return f"{done:,} are erased within the hour."

    return answer(request, Confirmation(posted(request)), page, act, done=back, crumbs=_crumbs(code))


@over_all("hold_erasures")
def hold(request: ActingRequest, code: str) -> HttpResponse:
    """Hold erasure back for a service or the whole organisation."""
    back = reverse("voices:erasures", args=[code])
    tree = organisations.tree(request.organisation.id)
    form = HoldForm(posted(request), units=[(row.unit.id, row.unit.name) for row in tree])
    lines = ["An inquiry, a claim or a court may need what people said. Until you lift it, nothing there is erased."]
    page = Ask("Hold erasure back", "Hold it back", back, lines=lines)

    def act(given: dict[str, Any]) -> str:
        actions.place_hold(
            actor=request.actor, organisation_id=request.organisation.id, why=given["why"], unit_id=given["unit"]
        )
        return "Nothing is erased there until the hold is lifted."

    return answer(request, form, page, act, done=back, crumbs=_crumbs(code))


@over_all("hold_erasures")
def lift(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Lift a hold."""
    found = next((one for one in erasures.holds(request.organisation.id) if one.reference == reference), None)
    if found is None:
        raise Http404("No such hold.")
    back = reverse("voices:erasures", args=[code])
    page = Ask("Lift this hold?", "Lift it", back, lines=[f"{found.what}: {found.why}", "What waits is then erased."])

    def act(given: dict[str, Any]) -> str:  # noqa: ARG001 - a form without fields
        actions.lift_hold(actor=request.actor, organisation_id=request.organisation.id, reference=reference)
        return "The hold is lifted."

    return answer(request, Confirmation(posted(request)), page, act, done=back, crumbs=_crumbs(code))
