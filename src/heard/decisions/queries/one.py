"""One decision with everything that belongs to it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef

from heard.decisions import policy
from heard.decisions.kinds.voices import VOICE, content, readable
from heard.decisions.models import Action, CameBack, Decision, Evidence, Reply, Review
from heard.decisions.queries.shapes import State, state_of
from heard.decisions.speakers import of_decision, recipient
from heard.messages import queries as messages
from heard.messages.queries import Recipient
from heard.organisations.policy import Actor
from heard.store.rows import sole
from heard.tasks import queries as tasks
from heard.tasks.queries import Standing, TaskSummary
from heard.voices.queries.spoken import Spoken


@dataclass(frozen=True, slots=True)
class OptionRow:
    """Something that could be done."""

    id: int
    text: str
    note: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A frozen look. `words` are those of a voice, where this reader may read it and it still stands.

    `same`: whether the voice's words are those that were seen then; None for what has no words.
    """

    reference: str
    kind: str
    of: str
    side: str
    shows: str
    count: int | None
    denominator: int | None
    digest: str
    made_at: datetime
    words: tuple[str, ...] = ()
    same: bool | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class ActionRow:
    """Something to do. It has organisation_id and unit_id, so that the policy can judge it."""

    reference: str
    decision: str
    organisation_id: int
    unit_id: int | None
    what: str
    money: Decimal | None
    due_on: date
    measure: str
    direction: str
    comparator: str
    check_on: date
    state: str
    state_label: str
    ended: str
    ended_at: datetime | None
    # (was, became, why), oldest first.
    slips: tuple[tuple[date, date, str], ...] = ()
    # How its task stands: owned or not, due when; None once it has ended.
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """What is written to one person: a draft until `sent_at`. `state` is the message's, '' for a draft."""

    voice: str
    message: str
    edited: bool
    sent_at: datetime | None
    name: str
    state: str
    recallable: bool
    # They were asked by a message whether it changed.
    asked: bool
    # The format and the language in which they asked to be written to, where it is not as usual.
    written_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A 'no' that came back."""

    voice: str
    at: datetime
    settled_at: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """What a review found."""

    due_on: date
    at: datetime
    holds: str
    found: str


@dataclass(frozen=True, slots=True)
class DecisionDetail:
    """A decision's page. It has organisation_id and unit_id, so that the policy can judge it."""

    reference: str
    organisation_id: int
    unit_id: int | None
    unit_name: str
    question: str
    can_change: str
    cannot_change: str
    stage: str
    stage_label: str
    theme: str
    involved: str
    state: State
    opened_at: datetime
    options_fixed_at: datetime | None
    outcome: str
    outcome_label: str
    decided: str
    reasons: str
    not_done: str
    why_no_evidence: str
    decided_at: datetime | None
    decided_by: str
    you_said: str
    we_did: str
    published_at: datetime | None
    withdrawn_at: datetime | None
    why_withdrawn: str
    next_review_on: date | None
    options: tuple[OptionRow, ...]
    evidence: tuple[EvidenceRow, ...]
    interests: tuple[tuple[str, str], ...]
    actions: tuple[ActionRow, ...]
    replies: tuple[ReplyRow, ...]
    returns: tuple[ReturnRow, ...]
    reviews: tuple[ReviewRow, ...]
    tasks: tuple[TaskSummary, ...]
    people: int

    def on(self, side: str) -> tuple[EvidenceRow, ...]:
        """The evidence of one side: 'for' or 'contrary'."""
        return tuple(row for row in self.evidence if row.side == side)


def decision(actor: Actor, organisation_id: int, reference: str) -> DecisionDetail | None:
    """A decision as this actor sees it, or None. A constant number of queries, whatever it holds."""
    one = (
        Decision.objects.filter(organisation=organisation_id, reference=reference)
        .select_related("unit", "organisation", "decided_by")
        .annotate(back=Exists(CameBack.objects.filter(decision=OuterRef("pk"), settled_at=None)))
        .first()
    )
    if one is None:
        return None
    spoken = of_decision(one)
    reviews = tuple(ReviewRow(row.due_on, row.at, row.get_holds_display(), row.found) for row in _reviews(one))
    dates = (one.first_review_on, one.second_review_on)
    same = {name: getattr(one, name) for name in _SAME}
    return DecisionDetail(
        **same,
        unit_name=one.unit.name if one.unit else one.organisation.name,
        stage_label=str(Decision.Stage(one.stage).label),
        state=state_of(one, back=bool(one.back)),
        outcome_label=str(Decision.Outcome(one.outcome).label) if one.outcome else "",
        decided_by=one.decided_by.name if one.decided_by else "Heard" if one.decided_at else "",
        next_review_on=dates[len(reviews)] if len(reviews) < len(dates) else None,
        options=tuple(OptionRow(row.pk, row.text, row.note, row.chosen) for row in one.options.order_by("pk")),
        evidence=tuple(_evidence(actor, row, spoken) for row in one.evidence.order_by("made_at", "pk")),
        interests=tuple(one.interests.order_by("pk").values_list("account__name", "what")),
        actions=_actions(one),
        replies=_replies(one),
        returns=tuple(
            ReturnRow(row.voice, row.at, row.settled_at, row.answer)
            for row in one.came_back.order_by("-at", "-pk")[:200]
        ),
        reviews=reviews,
        tasks=tuple(task for task in tasks.tasks_about(policy.subject(reference)) if task.live),
        people=len(spoken),
    )


_SAME = (
    *("reference", "organisation_id", "unit_id", "question", "can_change", "cannot_change", "stage", "theme"),
    *("involved", "opened_at", "options_fixed_at", "outcome", "decided", "reasons", "not_done", "why_no_evidence"),
    *("decided_at", "you_said", "we_did", "published_at", "withdrawn_at", "why_withdrawn"),
)


def action(organisation_id: int, reference: str) -> ActionRow | None:
    """An action by its reference, or None."""
    row = sole(Action.objects.filter(decision__organisation=organisation_id, reference=reference))
    return next((one for one in _actions(row.decision) if one.reference == reference), None) if row else None


def _reviews(one: Decision) -> list[Review]:
    return list(one.reviews.order_by("due_on"))


def _evidence(actor: Actor, row: Evidence, spoken: Mapping[str, Spoken]) -> EvidenceRow:
    names = ("reference", "kind", "of", "side", "shows", "count", "denominator", "digest", "made_at")
    same = {name: getattr(row, name) for name in names}
    if row.kind != VOICE:
        return EvidenceRow(**same)
    found = spoken.get(row.of)
    if found is None:
        return EvidenceRow(**same, withdrawn=True)
    words = found.words if readable(actor, found) else ()
    return EvidenceRow(**same, words=words, same=hashlib.sha256(content(found)).hexdigest() == row.digest)


def _actions(one: Decision) -> tuple[ActionRow, ...]:
    rows = list(one.actions.order_by("due_on", "pk").prefetch_related("slips"))
    owned = tasks.standings(policy.subject(row.reference, "action") for row in rows) if rows else {}
    names = ("reference", "what", "money", "due_on", "measure", "comparator", "check_on", "state", "ended", "ended_at")
    found = []
    for row in rows:
        slips = sorted(row.slips.all(), key=lambda slip: slip.pk)
        found.append(
            ActionRow(
                **{name: getattr(row, name) for name in names},
                decision=one.reference,
                organisation_id=one.organisation_id,
                unit_id=one.unit_id,
                direction=row.get_direction_display(),
                state_label=row.get_state_display(),
                slips=tuple((slip.was, slip.now, slip.reason) for slip in slips),
                standing=owned.get(policy.subject(row.reference, "action")),
            )
        )
    return tuple(found)


def _replies(one: Decision) -> tuple[ReplyRow, ...]:
    rows = list(Reply.objects.filter(decision=one).order_by("pk")[:1_000])
    if not rows:
        return ()
    known = messages.resolve_many(one.organisation_id, (recipient(row.voice) for row in rows))
    sent = {row.reference: row for row in messages.about(one.organisation_id, policy.subject(one.reference))}
    found = []
    for row in rows:
        reached, message = known.get(recipient(row.voice)), sent.get(row.message)
        found.append(
            ReplyRow(
                voice=row.voice,
                message=row.message,
                edited=row.edited,
                sent_at=row.sent_at,
                name=reached.address.name if reached and reached.address.name else "Somebody without a name",
                state=message.state if message else "",
                recallable=bool(message and message.recallable),
                asked=bool(row.asked),
                written_as=_written_as(reached) if reached else (),
            )
        )
    return tuple(found)


def _written_as(reached: Recipient) -> tuple[str, ...]:
    """How somebody asked to be written to, where it is not as usual and in English."""
    format = ": ".join(filter(None, (messages.FORMATS[reached.format], reached.format_note)))
    said = {format: reached.format != "standard", messages.LANGUAGES.get(reached.language, reached.language): True}
    return tuple(one for one, told in said.items() if told and one != "English")
