"""What the rooms and pages above ask: the board, Monday, and what happened to somebody's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from heard.decisions.models import CameBack, Decision, Evidence, Reply, Speaker
from heard.decisions.policy import subject
from heard.decisions.queries.shapes import DecisionRow, rows_of, within
from heard.messages import queries as messages
from heard.organisations import policy
from heard.organisations.models import Organisation
from heard.organisations.policy import Actor
from heard.organisations.queries import Scope
from heard.tasks import queries as tasks
from heard.voices.ports import Asked, Moment

MOST = 50


@dataclass(frozen=True, slots=True)
class BoardSummary:
    """An organisation's decisions since a day. With and without evidence add up to `decided`."""

    since: date
    decided: int
    with_evidence: int
    without_evidence: int
    with_contrary: int
    published: int
    # Those without evidence, each with its reason, and those that came back as 'no', newest first, at most 50 of each.
    unevidenced: tuple[DecisionRow, ...]
    came_back: tuple[DecisionRow, ...]
    # People whose 'no' is not answered yet, and those among them who say that they were treated worse.
    open_returns: int
    treated_worse: int


@dataclass(frozen=True, slots=True)
class Waits:
    """Something that waits for this person: a decision, an action, a review, a return. Overdue ones come first."""

    kind: str
    title: str
    url: str
    due_on: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class Citing:
    """A decision that cites something. `says`: what was decided and why, as whoever spoke reads it; '' until then."""

    reference: str
    question: str
    organisation_code: str
    says: str


def board_summary(organisation_id: int, since: date) -> BoardSummary:
    """The decisions of an organisation with their outcome since a day, and all that came back. Five queries."""
    scope = Scope(organisation_id, None)
    decided = within(scope).filter(decided_at__date__gte=since, withdrawn_at=None)
    contrary = Evidence.objects.filter(side=Evidence.Side.CONTRARY).values("decision")
    counts = decided.aggregate(
        decided=Count("pk"),
        with_evidence=Count("pk", filter=Q(evidenced__gt=0)),
        with_contrary=Count("pk", filter=Q(pk__in=contrary)),
        published=Count("pk", filter=Q(published_at__isnull=False)),
    )
    returns = CameBack.objects.filter(decision__organisation=organisation_id, settled_at=None)
    back = within(scope).filter(back=True, withdrawn_at=None)
    return BoardSummary(
        since=since,
        **counts,
        without_evidence=counts["decided"] - counts["with_evidence"],
        unevidenced=tuple(rows_of(decided.filter(evidenced=0).order_by("-decided_at", "-pk")[:MOST])),
        came_back=tuple(rows_of(back.order_by("-decided_at", "-pk")[:MOST])),
        open_returns=returns.count(),
        treated_worse=returns.filter(treated_worse=True).count(),
    )


def waiting(actor: Actor, organisation_id: int) -> list[Waits]:
    """What of this room waits for the actor, the most urgent first: their own tasks, and those that nobody owns yet.

    At most a page of each: the list of tasks has the rest.
    """
    if not policy.may(actor, "see_decisions", organisation_id):
        return []
    code = Organisation.objects.values_list("code", flat=True).get(pk=organisation_id)
    today = timezone.localdate()
    mine = tasks.tasks(actor, organisation_id, tasks.TaskFilter(show="mine", room="decisions"))
    free = tasks.tasks(actor, organisation_id, tasks.TaskFilter(show="area", room="decisions", unowned=True))
    found = {row.task.reference: row.task for row in (*mine.rows, *free.rows)}
    ordered = sorted(found.values(), key=lambda task: (task.due_on, task.title))
    return [
        Waits(
            task.kind, task.title, reverse("tasks:task", args=[code, task.reference]), task.due_on, task.overdue(today)
        )
        for task in ordered
    ]


def timeline(voice_reference: str) -> list[Moment]:
    """What came of a voice here: considered in, decided with its reasons, answered, and what came back.

    Reasons are said as soon as there is an outcome: whoever has no address reads them by their key.
    """
    found: list[Moment] = []
    cited = Evidence.objects.filter(speakers__voice=voice_reference).select_related("decision__organisation")
    seen: dict[int, Decision] = {}
    for row in cited.order_by("made_at", "pk"):
        if row.decision_id not in seen:
            seen[row.decision_id] = row.decision
            title = "Your words are part of a decision"
            text = "Somebody has to decide, and say why. You will read it here."
            found.append(Moment(row.made_at, "considered", title, text))
    for decision in seen.values():
        found += _outcome(decision)
    found += _written(voice_reference)
    for back in CameBack.objects.filter(voice=voice_reference):
        found.append(Moment(back.at, "came_back", "You told us that it did not change", "It is looked at again."))
        if back.settled_at is not None:
            found.append(Moment(back.settled_at, "settled", "We looked again", back.answer))
    return sorted(found, key=lambda one: one.at)


def _written(voice_reference: str) -> list[Moment]:
    """What was written to whoever spoke: that it was, once it has gone out; until then that it is being sent."""
    rows = Reply.objects.filter(voice=voice_reference).exclude(sent_at=None).select_related("decision")
    replies = list(rows.order_by("pk"))
    if not replies:
        return []
    references = [one for reply in replies for one in (reply.message, reply.asked) if one]
    known = messages.outgoing(replies[0].decision.organisation_id, references)
    found = []
    for reply in replies:
        answer, question = known.get(reply.message), known.get(reply.asked)
        if answer is not None and (said := _said_of(answer)):
            found.append(Moment(answer.at, "answered", *said))
        if question is not None and question.reached:
            found.append(Moment(question.at, "asked", "We asked you whether it changed", "You can answer here, too."))
    return found


def _said_of(answer: messages.Outgoing) -> tuple[str, str] | None:
    if answer.reached:
        return "We wrote to you", "We told you what was decided, and why."
    if answer.on_its_way:
        return "Our answer to you is being sent", "It says what was decided, and why. That stands here, too."
    if answer.failed:
        return "Our message to you did not arrive", "What was decided, and why, stands here."
    return None


def asked(voice_reference: str) -> list[Asked]:
    """What somebody whose words were evidence can say about whether it changed: each outcome, and what was done."""
    cited = Decision.objects.filter(evidence__speakers__voice=voice_reference, withdrawn_at=None).distinct()
    found: list[Asked] = []
    for decision in cited.exclude(decided_at=None).order_by("decided_at").prefetch_related("actions"):
        found.append(Asked(subject(decision.reference), _shortened(f"The decision: {decision.decided}")))
        done = [one for one in decision.actions.all() if one.state == one.State.DONE]
        found += [Asked(subject(one.reference, "action"), f"What was done: {one.what}") for one in done]
    return found


def cites(decision: str, signal: str) -> bool:
    """Whether a decision has a signal among its evidence."""
    return Evidence.objects.filter(decision__reference=decision, kind="signals.signal", of=signal).exists()


def citing(actor: Actor, signal: str) -> list[Citing]:
    """The decisions that cite a signal and that the actor may see, newest first."""
    rows = Decision.objects.filter(evidence__kind="signals.signal", evidence__of=signal, withdrawn_at=None).distinct()
    found = rows.select_related("organisation").order_by("-opened_at")
    return [
        Citing(one.reference, one.question, one.organisation.code, "\n\n".join(_said(one)) if one.decided_at else "")
        for one in found
        if policy.can(actor, "see_decisions", one)
    ]


def cited_voices(references: list[str]) -> set[str]:
    """Those of these voices whose words were evidence."""
    return set(Speaker.objects.filter(voice__in=references).values_list("voice", flat=True))


def _outcome(decision: Decision) -> list[Moment]:
    if decision.withdrawn_at is not None:
        return [Moment(decision.withdrawn_at, "withdrawn", "The decision was withdrawn", decision.why_withdrawn)]
    if decision.decided_at is None:
        return []
    label = str(Decision.Outcome(decision.outcome).label)
    text = "\n\n".join(_said(decision))
    return [Moment(decision.decided_at, "decided", f"Decided: {label}", text, _link(decision))]


def _said(decision: Decision) -> list[str]:
    parts = [decision.decided, f"Why: {decision.reasons}"]
    return [*parts, f"What we did not do: {decision.not_done}"] if decision.not_done else parts


def _shortened(text: str, longest: int = 200) -> str:
    return text if len(text) <= longest else text[: longest - 1].rsplit(" ", 1)[0] + "…"


def _link(decision: Decision) -> str:
    if decision.published_at is None or decision.withdrawn_at is not None:
        return ""
    return reverse("what-changed-one", args=[decision.organisation.code, decision.reference])
