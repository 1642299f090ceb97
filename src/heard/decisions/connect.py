"""What this room gives to the ports of lower rooms, and to its own. `config.ports` calls it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.urls import reverse

from heard.decisions import actions, kinds, policy, ports, queries
from heard.decisions.models import Action, BoardQuestion, Decision, Speaker
from heard.decisions.speakers import unanswered
from heard.organisations.policy import SYSTEM, Actor, can
from heard.signals import ports as signals
from heard.signals.queries import signal_row
from heard.store.rows import sole
from heard.tasks import ports as tasks
from heard.voices import ports as voices
from heard.voices.queries.spoken import references

DECISION, ACTION, QUESTION = "decisions.decision:", "decisions.action:", "decisions.question:"
SIGNAL = "signals.signal:"


def connect() -> None:
    """Register; safe to call twice."""
    ports.evidence.register(kinds.voice)
    ports.evidence.register(kinds.search)
    ports.evidence.register(kinds.signal)
    tasks.describe.register(describe)
    tasks.may_finish.register(may_finish)
    tasks.conflicted.register(conflicted)
    signals.closers.register(may_close)
    signals.onward.register(onward)
    voices.fixed.register(fixed)
    voices.confirmed.register(follow)
    voices.timeline.register(queries.timeline)
    voices.asked.register(queries.asked)


def describe(actor: Actor, subject: str) -> tasks.Described | None:
    """What a task about a decision, an action or a question to the board is about."""
    if subject.startswith(QUESTION):
        asked = BoardQuestion.objects.filter(reference=subject.removeprefix(QUESTION)).select_related("organisation")
        if found := asked.first():
            url = reverse("decisions:board-questions", args=[found.organisation.code])
            return tasks.Described("A question to the board", url, words=found.question)
        return None
    decision = _decision_of(subject)
    if decision is None:
        return None
    if not can(actor, "see_decisions", decision):
        return tasks.Described("A decision")
    url = reverse("decisions:decision", args=[decision.organisation.code, decision.reference])
    return tasks.Described(decision.question, url)


def may_finish(ending: tasks.Ending) -> str | None:
    """A task of this room ends where its record has moved on, and nowhere else."""
    task = ending.task
    if task.subject.startswith(ACTION) and task.kind == "decisions.action":
        action = sole(Action.objects.filter(reference=task.subject.removeprefix(ACTION)))
        if action and action.state == Action.State.PLANNED and action.due_on == task.due_on:
            return "Finish it on the page of its decision, where you say what was done or why not."
    if task.subject.startswith(QUESTION):
        asked = BoardQuestion.objects.filter(reference=task.subject.removeprefix(QUESTION), answered_at=None)
        return "Answer the question on its page." if asked.exists() else None
    if task.subject.startswith(DECISION):
        return _open_work(task.kind, _decision_of(task.subject), task.due_on)
    return None


def conflicted(subjects: Collection[str]) -> Mapping[str, Collection[int]]:
    """Who has a conflict of interest over decisions."""
    own = {subject: _decision_of(subject) for subject in subjects if subject.startswith(DECISION)}
    return {subject: policy.conflicted(decision) for subject, decision in own.items() if decision}


def fixed(voice_ids: Sequence[int]) -> set[int]:
    """Voices whose words were evidence stay: their import cannot be undone."""
    known = references(voice_ids)
    cited = queries.cited_voices(list(known.values()))
    return {pk for pk, reference in known.items() if reference in cited}


def may_close(closing: signals.Closing) -> str | None:
    """A signal is closed by a decision that is there, has its outcome and cites the signal; a sentence refuses."""
    found = _decision_of(closing.by) if closing.by.startswith(DECISION) else None
    if found is None or found.organisation_id != closing.organisation_id:
        return "Choose a decision that exists here."
    if found.withdrawn_at is not None:
        return "This decision was withdrawn. Choose another."
    if found.decided_at is None:
        return "This decision has no outcome yet. Decide first."
    if not queries.cites(found.reference, closing.signal.removeprefix(SIGNAL)):
        return "This decision does not have the signal among its evidence. Choose one that does."
    return None


def onward(actor: Actor, signal: str) -> list[signals.Onward]:
    """The decisions that cite a signal, and the page that opens one about it."""
    found = [
        signals.Onward(
            f"Decision: {one.question}",
            reverse("decisions:decision", args=[one.organisation_code, one.reference]),
            closes=policy.subject(one.reference) if one.says else "",
            says=one.says,
        )
        for one in queries.citing(actor, signal)
    ]
    rows = (signal_row(actor, organisation, signal) for organisation in {one.organisation_id for one in actor.grants})
    row = next((one for one in rows if one is not None), None)
    if row is not None and can(actor, "prepare_decisions", row):
        link = f"{reverse('decisions:decision-open', args=[row.organisation_code])}?about={SIGNAL}{signal}"
        found.append(signals.Onward("Open a decision about it", link))
    return found


def follow(confirmation: voices.Confirmation) -> bool:
    """'No, it did not change' brings a decision back: the one asked about, or all that rest on those words.

    Whether one is to be looked at again.
    """
    if confirmation.answer != "no":
        return False
    cited = Speaker.objects.filter(
        voice=confirmation.voice_reference,
        evidence__decision__organisation=confirmation.organisation_id,
        evidence__decision__decided_at__isnull=False,
        evidence__decision__withdrawn_at=None,
    )
    asked = _decision_of(confirmation.about)
    if confirmation.about.startswith("signals."):
        # A reason that was given without a decision: no decision is in question.
        return False
    if asked is not None:
        cited = cited.filter(evidence__decision=asked)
    found = sorted(set(cited.values_list("evidence__decision__reference", flat=True)))
    for reference in found:
        actions.bring_back(
            actor=SYSTEM,
            reference=reference,
            voice=confirmation.voice_reference,
            at=confirmation.at,
            treated_worse=confirmation.treated_worse,
        )
    return bool(found)


def _decision_of(subject: str) -> Decision | None:
    """The decision of a subject of this room: its own, or its action's."""
    rows = Decision.objects.select_related("organisation")
    if subject.startswith(DECISION):
        return rows.filter(reference=subject.removeprefix(DECISION)).first()
    if subject.startswith(ACTION):
        return rows.filter(actions__reference=subject.removeprefix(ACTION)).first()
    return None


def _open_work(kind: str, decision: Decision | None, due_on: date) -> str | None:
    """Why a task about a decision cannot end yet, in a sentence; None where it can."""
    if decision is None or decision.withdrawn_at is not None:
        return None
    if kind == "decisions.deciding" and decision.decided_at is None:
        return "Decide on the page of the decision, with its reasons, or withdraw it there."
    if kind == "decisions.reply" and unanswered(decision):
        return "Send the replies on the page of the decision: this ends with them."
    if kind == "decisions.returned" and decision.came_back.filter(settled_at=None).exists():
        return "Answer those who said that it did not change, on the page of the decision."
    if kind == "decisions.review" and not decision.reviews.filter(due_on__gte=due_on).exists():
        return "Record the review on the page of the decision."
    return None
