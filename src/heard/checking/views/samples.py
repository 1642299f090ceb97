"""Samples: the list, a new one, one with its figures, its file."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from heard.checking.actions import monthly, sampling
from heard.checking.actions.sampling import Asked
from heard.checking.forms import STRATA, Confirm, MonthlyReading, NewSample
from heard.checking.presenters.samples import COLUMNS, cells
from heard.checking.queries import gold as figures
from heard.checking.queries import samples as queries
from heard.checking.queries.exporting import settled_rows
from heard.checking.queries.samples import SampleRow
from heard.methods.exports.formulas import harmless
from heard.organisations import policy
from heard.organisations import queries as organisations
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest
from heard.organisations.views.steps import Ask, answer

_DAYS = {"3": 92, "12": 366, "24": 731}
_LABELS = {**dict(STRATA), "unflagged": "Not flagged", "queue": "From the queue"}


@require_safe
@requires("see_coding_quality", whole=True)
def samples(request: ActingRequest, code: str) -> HttpResponse:
    """Every sample, and who reads each month."""
    context = {
        "code": code,
        "rows": queries.samples(request.organisation.id),
        "plan": queries.monthly_plan(request.organisation.id),
        "me": request.actor.account_id,
        "may_make": policy.can(request.actor, "manage_samples", request.organisation),
        "crumbs": crumbs(code),
    }
    return render(request, "checking/samples.jinja", context)


@requires("manage_samples", whole=True)
def sample_new(request: ActingRequest, code: str) -> HttpResponse:
    """Draw a sample and ask people to code it."""
    pk = request.organisation.id

    def act(given: dict[str, Any]) -> str:
        asked = Asked(int(given["first"]), int(given["second"]), int(given["adjudicator"]))
        this: dict[str, Any] = {"actor": request.actor, "organisation_id": pk, "asked": asked}
        this |= {name: given[name] for name in ("name", "purpose", "size")}
        if given["kind"] == "two_key":
            sampling.make_two_key_set(**this)
        else:
            today = timezone.localdate()
            days = (today - timedelta(days=_DAYS[given["months"]]), today)
            sampling.make_gold_set(**this, strata=given["strata"], days=days)
        return "Drawn. Both coders have a task with a clock."

    form = NewSample(request.POST if request.method == "POST" else None, people=_people(pk))
    lines = ["Two people code it alone; what they differ in goes to a third."]
    ask = Ask("Make a sample", "Draw it and ask them", _samples(code), lines=lines)
    return answer(request, form, ask, act, done=_samples(code), crumbs=crumbs(code, samples=True))


@requires("manage_samples", whole=True)
def reading_plan(request: ActingRequest, code: str) -> HttpResponse:
    """Who reads each month what was not flagged."""
    pk = request.organisation.id
    plan = queries.monthly_plan(pk)

    def act(given: dict[str, Any]) -> str:
        this: dict[str, Any] = {"actor": request.actor, "organisation_id": pk}
        monthly.plan_monthly_reading(**this, reader=int(given["reader"]), size=given["size"])
        return "Kept. They get a task for last month within some hours, and then at the beginning of each month."

    initial = {"reader": str(plan.reader), "size": plan.size} if plan else None
    form = MonthlyReading(request.POST if request.method == "POST" else None, people=_people(pk), initial=initial)
    lines = [
        "Comments that were not flagged as serious are drawn at random. What is serious after all becomes a signal."
    ]
    ask = Ask("The monthly reading", "Keep it", _samples(code), lines=lines)
    return answer(request, form, ask, act, done=_samples(code), crumbs=crumbs(code, samples=True))


@require_safe
@requires("see_coding_quality", whole=True)
def sample(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """One sample: how far it is, and what it shows once both coders are done."""
    row = loaded(request, reference)
    context = {
        "code": code,
        "row": row,
        "strata": [(_LABELS.get(name, name), size) for name, size in row.strata],
        # Coders of a sample that is under way do not see how the other does.
        "gold": None if row.state == "coding" else figures.gold(row.id),
        "me": request.actor.account_id,
        "may_make": policy.can(request.actor, "manage_samples", request.organisation),
        "crumbs": crumbs(code, samples=True),
    }
    return render(request, "checking/sample.jinja", context)


@require_safe
@requires("see_coding_quality", whole=True)
def sample_export(request: ActingRequest, reference: str, **_: str) -> HttpResponse:
    """What was read and settled, as CSV without words: a line a comment."""
    row = loaded(request, reference)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="sample-{reference}.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    if row.state != "coding":
        for one in settled_rows(row):
            writer.writerow([harmless(str(cell)) for cell in cells(one)])
    return response


@requires("manage_samples", whole=True)
def sample_stop(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """End it before it is settled."""
    row = loaded(request, reference)

    def act(_: dict[str, Any]) -> str:
        sampling.stop_sample(actor=request.actor, organisation_id=request.organisation.id, reference=reference)
        return "Stopped. Nobody is asked to code it any more."

    back = reverse("checking:sample", args=[code, reference])
    lines = ["What was read so far is kept; nothing is measured by it."]
    ask = Ask("Stop this sample", "Stop it", back, caption=row.name, lines=lines, warning=True)
    form = Confirm(request.POST if request.method == "POST" else None)
    return answer(request, form, ask, act, done=back, crumbs=crumbs(code, samples=True))


def loaded(request: ActingRequest, reference: str) -> SampleRow:
    """The sample, or 404."""
    row = queries.sample(request.organisation.id, reference)
    if row is None:
        raise Http404("There is no such sample here.")
    return row


def crumbs(code: str, *, samples: bool = False) -> list[dict[str, str]]:
    """The way here."""
    made = [{"text": "Quality of coding", "href": reverse("checking:quality", args=[code])}]
    return [*made, {"text": "Samples", "href": _samples(code)}] if samples else made


def _samples(code: str) -> str:
    return reverse("checking:samples", args=[code])


def _people(organisation_id: int) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in organisations.people_who(organisation_id, "code_samples", None)]
