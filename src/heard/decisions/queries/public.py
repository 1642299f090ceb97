"""What everyone may read: published decisions, each with its chain down to words that may be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from heard.decisions.kinds.voices import LINE
from heard.decisions.models import Action, CameBack, Decision, Evidence, Review, Slip
from heard.decisions.speakers import of_decision
from heard.organisations import queries as organisations

SIZE = 20
# How an outcome is told to whoever spoke.
TOLD = {
    Decision.Outcome.DONE: "We did",
    Decision.Outcome.PART: "We did part of it",
    Decision.Outcome.NOT_NOW: "Not yet",
    Decision.Outcome.CANNOT: "We can’t, because",
}
# At most so many comments are shown below a decision.
MOST_WORDS = 50


@dataclass(frozen=True, slots=True)
class Published:
    """One entry of 'What changed'."""

    reference: str
    unit_id: int | None
    service: str
    theme: str
    you_said: str
    told: str
    we_did: str
    published_on: date
    came_back: bool


@dataclass(frozen=True, slots=True)
class PublicAction:
    """Something that is done, as everyone sees it: its day, and the days that it did not keep."""

    what: str
    due_on: date
    state: str
    slipped_from: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class PublicEvidence:
    """What a decision rests on: how many, suppressed as it was when it was published."""

    shows: str
    counted: str
    against: bool
    made_on: date


@dataclass(frozen=True, slots=True)
class Chain:
    """A published decision from what was said to what came of it. `words` may be shown: their speakers said so."""

    entry: Published
    question: str
    can_change: str
    cannot_change: str
    involved: str
    options: tuple[tuple[str, bool], ...]
    evidence: tuple[PublicEvidence, ...]
    why_no_evidence: str
    people: str
    # (words, service, day), no name and no reference of a voice.
    words: tuple[tuple[str, str, date | None], ...]
    decided: str
    reasons: str
    not_done: str
    decided_on: date
    actions: tuple[PublicAction, ...]
    # (due on, what it found in a word)
    reviews: tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What stands in the place of a decision that was published and withdrawn: nothing of what it said."""

    published_on: date
    withdrawn_on: date
    why: str


def published(
    organisation_id: int, unit_id: int | None = None, theme: str = "", number: int = 1
) -> tuple[list[Published], int]:
    """One page of published decisions of a service and all below it, the newest first, and how many there are."""
    found = _found(organisation_id)
    if unit_id is not None:
        found = found.filter(unit__in={span.unit_id for span in organisations.spans_under(unit_id)})
    if theme:
        found = found.filter(theme=theme)
    total = found.count()
    number = min(max(1, number), max(1, -(-total // SIZE)))
    page = found.select_related("unit", "organisation").order_by("-published_at", "-pk")
    return [_entry(one) for one in page[(number - 1) * SIZE : number * SIZE]], total


def filters(organisation_id: int) -> tuple[list[tuple[int, str]], list[str]]:
    """The services (id, name) and the themes that published decisions have."""
    found = _found(organisation_id)
    services = set(found.exclude(unit=None).values_list("unit_id", "unit__name"))
    themes = set(found.exclude(theme="").values_list("theme", flat=True))
    return sorted(services, key=lambda one: one[1].casefold()), sorted(themes)


def chain(organisation_id: int, reference: str) -> Chain | None:
    """One published decision with all that it rests on and what came of it, or None."""
    found = _found(organisation_id).filter(reference=reference).select_related("unit", "organisation")
    one = found.prefetch_related(
        Prefetch("evidence", Evidence.objects.order_by("made_at", "pk")),
        Prefetch("actions", Action.objects.order_by("due_on", "pk")),
        Prefetch("actions__slips", Slip.objects.order_by("pk")),
        Prefetch("reviews", Review.objects.order_by("due_on")),
    ).first()
    if one is None or one.decided_at is None:
        return None
    counts = one.published_counts
    return Chain(
        entry=_entry(one),
        question=one.question,
        can_change=one.can_change,
        cannot_change=one.cannot_change,
        involved=one.involved,
        options=tuple((option.text, option.chosen) for option in one.options.order_by("pk")),
        evidence=tuple(_evidence(one.evidence.all(), counts.get("evidence", {}))),
        why_no_evidence=one.why_no_evidence,
        people=str(counts.get("people", "none")),
        words=_words(one),
        decided=one.decided,
        reasons=one.reasons,
        not_done=one.not_done,
        decided_on=timezone.localdate(one.decided_at),
        actions=tuple(
            PublicAction(row.what, row.due_on, row.get_state_display(), tuple(slip.was for slip in row.slips.all()))
            for row in one.actions.all()
        ),
        reviews=tuple((row.due_on, row.get_holds_display()) for row in one.reviews.all()),
    )


def withdrawn(organisation_id: int, reference: str) -> Withdrawn | None:
    """That a published decision was withdrawn, when and why; None for one that never was public, or still is."""
    rows = Decision.objects.filter(organisation=organisation_id, reference=reference, published_at__isnull=False)
    one = rows.exclude(withdrawn_at=None).first()
    if one is None or one.withdrawn_at is None or one.published_at is None:
        return None
    return Withdrawn(timezone.localdate(one.published_at), timezone.localdate(one.withdrawn_at), one.why_withdrawn)


def _found(organisation_id: int) -> QuerySet[Decision]:
    back = CameBack.objects.filter(decision=OuterRef("pk"), settled_at=None)
    rows = Decision.objects.filter(organisation=organisation_id, published_at__isnull=False, withdrawn_at=None)
    return rows.annotate(back=Exists(back))


def _entry(one: Decision) -> Published:
    assert one.published_at is not None, "only published ones are found"
    return Published(
        reference=one.reference,
        unit_id=one.unit_id,
        service=one.unit.name if one.unit else one.organisation.name,
        theme=one.theme,
        you_said=one.you_said,
        told=TOLD[Decision.Outcome(one.outcome)],
        we_did=one.we_did,
        published_on=timezone.localdate(one.published_at),
        came_back=bool(one.back),  # type: ignore[attr-defined]  # annotated by _found
    )


def _evidence(rows: Iterable[Evidence], counts: dict[str, str]) -> Iterable[PublicEvidence]:
    """What was counted, each by itself; single voices are said in the number of people."""
    for row in rows:
        if row.reference in counts:
            yield PublicEvidence(
                row.shows, counts[row.reference], row.side == Evidence.Side.CONTRARY, timezone.localdate(row.made_at)
            )


def _words(one: Decision) -> tuple[tuple[str, str, date | None], ...]:
    """Words of those who said that they may be published, and that a moderator published: as they are today."""
    found = sorted(of_decision(one).values(), key=lambda voice: voice.reference, reverse=True)
    shown = (voice for voice in found if voice.publishable and voice.route == LINE)
    return tuple((words, voice.service, voice.said_on) for voice in shown for words in voice.words)[:MOST_WORDS]
