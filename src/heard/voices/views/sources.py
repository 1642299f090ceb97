"""A source: its columns, its settled doubts, its last imports."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from heard.ledger import queries as ledger
from heard.organisations import policy
from heard.organisations.middleware import ActingRequest
from heard.voices import actions
from heard.voices.actions.asking import map_source, rename_source
from heard.voices.errors import Refused
from heard.voices.forms import ColumnsForm, DatesForm, NameForm
from heard.voices.forms.questions import CODE
from heard.voices.importing.mapping import FIELDS
from heard.voices.importing.masking import masked
from heard.voices.models import Source, Voice
from heard.voices.queries import lists
from heard.voices.queries.labels import RATINGS
from heard.voices.queries.one_source import Doubt, SourceDetail
from heard.voices.views import presenters
from heard.voices.views.gates import loaded_source, over_all, source_crumbs
from heard.voices.views.histories import happened
from heard.voices.views.steps import Ask, answer, posted

_ORDERS = {
    Source.DateOrder.DAY_FIRST: "with the day first",
    Source.DateOrder.MONTH_FIRST: "with the month first",
    Source.DateOrder.UNDECIDED: "both ways: they count in no month",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Something and what it means."""

    name: str
    meaning: str


@require_safe
@over_all("see_imports")
def source(request: ActingRequest, code: str, source_id: int) -> HttpResponse:
    """Everything that is kept about a source."""
    found = loaded_source(request, source_id)
    context = {
        "code": code,
        "crumbs": source_crumbs(code),
        "source": found,
        "columns": [Pair(name, FIELDS.get(field, field)) for name, field in ordered(found).items()],
        "settled": [(pair.name, pair.meaning) for pair in settled(found)],
        "doubtful": doubtful(found),
        "imports": [presenters.import_row(item) for item in lists.last_imports(found.id)],
        "happened": happened(ledger.history(f"source:{found.id}")),
        "may_import": policy.can(request.actor, "import_voices", found),
        "may_settle": policy.can(request.actor, "settle_dates", found),
    }
    return render(request, "voices/source.jinja", context)


@over_all("import_voices")
def rename(request: ActingRequest, code: str, source_id: int) -> HttpResponse:
    """Give a source another name."""
    found = loaded_source(request, source_id)
    here = reverse("voices:source", args=[code, source_id])
    ask = Ask("Rename this source", "Save", here, caption=found.name)

    def act(given: dict[str, str]) -> str:
        return f"The source is called {rename_source(actor=request.actor, source_id=source_id, **given).name}."

    form = NameForm(posted(request), initial={"name": found.name})
    return answer(request, form, ask, act, done=here, crumbs=source_crumbs(code, found))


@over_all("import_voices")
def columns(request: ActingRequest, code: str, source_id: int) -> HttpResponseBase:
    """Change what a source's columns hold, from its next import on."""
    found = loaded_source(request, source_id)
    saved = ordered(found)
    form = ColumnsForm(posted(request), header=list(saved), chosen=saved, samples={})
    if request.method == "POST" and form.is_valid() and form.is_accepted():
        try:
            map_source(actor=request.actor, source_id=source_id, columns=form.chosen())
        except Refused as refusal:
            form.refuse(refusal.sentence, refusal.field)
        else:
            messages.success(request, "The columns are saved for the next import.")
            return redirect("voices:source", code, source_id)
    context = {"code": code, "crumbs": source_crumbs(code, found), "source": found, "form": form}
    return render(request, "voices/source_columns.jinja", context)


@over_all("settle_dates")
def dates(request: ActingRequest, code: str, source_id: int) -> HttpResponse:
    """Settle how a source's doubtful dates are read, those of later imports too."""
    found = loaded_source(request, source_id)
    here = reverse("voices:source", args=[code, source_id])
    ask = Ask(
        heading="How are these dates to be read?",
        button="Save",
        back=here,
        caption=found.name,
        lines=evidence(found),
        examples=[_example(one) for one in found.examples],
    )

    def act(given: dict[str, str]) -> str:
        count = actions.settle_dates(actor=request.actor, source_id=source_id, order=given["order"])
        return f"{presenters.many(count, 'date is', 'dates are')} read {_ORDERS[Source.DateOrder(given['order'])]}."

    first = found.examples[0] if found.examples else None
    form = DatesForm(posted(request), initial={"order": found.doubtful_dates}, example=first)
    return answer(request, form, ask, act, done=here, crumbs=source_crumbs(code, found))


def _example(one: Doubt) -> str:
    who = one.supplier_id or one.reference
    return f"{presenters.day(one.day_first)}, or {presenters.day(one.month_first)} ({who})"


def ordered(found: SourceDetail) -> dict[str, str]:
    """The saved columns in the order in which fields are offered: a source has no header, and files differ."""
    places = {field: place for place, field in enumerate(FIELDS)}
    columns = found.mapping.get("columns", {})
    return dict(sorted(columns.items(), key=lambda pair: (places.get(pair[1], len(places)), pair[0].casefold())))


def settled(found: SourceDetail) -> list[Pair]:
    """What a person has said about the source."""
    codes = [(masked(text, CODE), code) for text, code in found.mapping.get("ratings", {}).items()]
    relation, channel = found.mapping.get("relation", ""), found.mapping.get("channel", "")
    pairs = [
        Pair("Codes of ratings", "; ".join(f"‘{text}’ is {RATINGS[code]}" for text, code in codes if code)),
        Pair("Codes kept as unknown", ", ".join(f"‘{text}’" for text, code in codes if not code)),
        Pair("Who speaks", str(Voice.Relation(relation).label) if relation else ""),
        Pair("How it was collected", str(Voice.Channel(channel).label) if channel else ""),
        Pair("Doubtful dates", f"Read {_ORDERS[Source.DateOrder(found.doubtful_dates)]}" if found.doubtful else ""),
    ]
    return [pair for pair in pairs if pair.meaning]


def doubtful(found: SourceDetail) -> str:
    """How many dates wait, in a sentence."""
    if not found.doubtful:
        return ""
    if found.asks:
        return f"{presenters.many(found.doubtful, 'date waits', 'dates wait')} for an answer, and counts in no month."
    return f"{presenters.many(found.doubtful, 'date', 'dates')} could be read both ways. Both readings are kept."


def evidence(found: SourceDetail) -> list[str]:
    """What the files themselves say about the doubtful dates."""
    if not found.doubtful:
        return ["No date of this source is in doubt. The answer holds for its later files."]
    lines = [
        f"{presenters.many(found.doubtful, 'voice has a date', 'voices have dates')} that can be read both ways, and "
        "nothing else in the file settles which. Until somebody says, they count in no month. Both readings are kept, "
        "so that an answer can be changed."
    ]
    if found.suggested:
        order = "day" if found.suggested == "day_first" else "month"
        lines.append(
            f"The evidence: where a person’s other rows did settle such a date, the {order} came first in "
            f"{found.agree:,} and not in {found.against:,}."
        )
    else:
        lines.append("The files hold no evidence for either reading. If you can, ask the supplier.")
    return lines
