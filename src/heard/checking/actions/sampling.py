"""Samples for people who code them alone: gold sets, two keys, and the month's reading of what was not flagged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from secrets import randbelow
from typing import Any, Final

import numpy as np
from django.db import transaction
from django.utils import timezone
from numpy.typing import NDArray

from heard.checking.forms import STRATA
from heard.checking.models import Drawn, Queued, Sample
from heard.checking.policy import require
from heard.checking.subjects import CODE, SETTLE, subject
from heard.coding import machine
from heard.coding.counting import periods
from heard.coding.models import ExploreAnswer
from heard.coding.queries.current import Current, current, machine_names
from heard.ledger.actions import record
from heard.methods.agreement import draw
from heard.methods.redaction import redact_text
from heard.organisations import queries as organisations
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM, Actor
from heard.store.rows import sole
from heard.tasks import actions as tasks
from heard.tasks import queries as open_tasks
from heard.voices import queries as voices

KINDS: Final = tuple(value for value, _ in STRATA)
QUEUED: Final = "queue"
UNFLAGGED: Final = "unflagged"
CONCERN: Final = 2
# Ratings very good and good; sentiments from negative on.
GOOD: Final = (1, 2)
NEGATIVE: Final = 4
_AT_ONCE: Final = 20_000
_FIELDS: Final = ("answer_id", "seriousness", "sentiment", "rating")
Block = tuple[NDArray[Any], NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who codes: two people alone and one for what they differ in, or one alone."""

    first: int
    second: int | None = None
    adjudicator: int | None = None

    def people(self) -> list[int]:
        """All of them."""
        return [one for one in (self.first, self.second, self.adjudicator) if one is not None]


def make_gold_set(
    *,
    actor: Actor,
    organisation_id: int,
    name: str,
    purpose: str,
    size: int,
    strata: Sequence[str],
    days: tuple[date, date],
    asked: Asked,
    seed: int | None = None,
) -> str:
    """Draw a gold set in equal parts from strata and ask two people to code it; returns its reference.

    The seed (a fresh one, unless given) and each comment's chance are kept. Raises Refused.
    """
    if not strata or set(strata) - set(KINDS):
        raise Refused("Choose which comments it is drawn from.", "strata")
    seed = randbelow(2**53) if seed is None else seed
    quotas = [size // len(strata) + (place < size % len(strata)) for place in range(len(strata))]
    drawn = draw(_blocks(organisation_id, days, strata), quotas, seed)
    chosen = [
        (answer, strata[stratum], chance)
        for answer, stratum, chance in zip(
            drawn.ids.tolist(), drawn.strata.tolist(), drawn.chances.tolist(), strict=True
        )
    ]
    sizes = dict(zip(strata, drawn.sizes, strict=True))
    given = {"kind": Sample.Kind.GOLD, "name": name, "purpose": purpose, "seed": seed, "strata": sizes}
    return _make(actor, organisation_id, chosen, asked, days, given)


def make_two_key_set(*, actor: Actor, organisation_id: int, name: str, purpose: str, size: int, asked: Asked) -> str:
    """Have two people check what the queue holds first, neither seeing the other's codes. Raises Refused.

    Chosen by value, not by chance: it corrects codes and measures the two people, not the coder.
    """
    rows = Queued.objects.filter(organisation=organisation_id, state=Queued.State.WAITING).order_by("place", "id")
    chosen = [(answer, QUEUED, 1.0) for answer in rows.values_list("answer_id", flat=True)[:size]]
    today = timezone.localdate()
    given = {"kind": Sample.Kind.TWO_KEY, "name": name, "purpose": purpose, "seed": 0, "strata": {}}
    return _make(actor, organisation_id, chosen, asked, (today, today), given)


def make_monthly_reading(
    *, actor: Actor, organisation_id: int, month: date, size: int, reader: int, seed: int | None = None
) -> str:
    """Draw comments of a month that were not flagged, for one person to read; returns the sample's reference.

    Once for each month (its first day names it). Raises Refused.
    """
    last = (month.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    days = (month.replace(day=1), last)
    if Sample.objects.filter(organisation=organisation_id, kind=Sample.Kind.MONTHLY, from_day=days[0]).exists():
        raise Refused("This month's comments are drawn already.")
    seed = randbelow(2**53) if seed is None else seed
    drawn = draw(_blocks(organisation_id, days, (UNFLAGGED,)), [size], seed)
    chosen = [
        (answer, UNFLAGGED, chance) for answer, chance in zip(drawn.ids.tolist(), drawn.chances.tolist(), strict=True)
    ]
    given = {
        "kind": Sample.Kind.MONTHLY,
        "name": f"Not flagged in {days[0]:%B %Y}",
        "purpose": "",
        "seed": seed,
        "strata": {UNFLAGGED: drawn.sizes[0]},
    }
    return _make(actor, organisation_id, chosen, Asked(reader), days, given)


@transaction.atomic
def stop_sample(*, actor: Actor, organisation_id: int, reference: str) -> None:
    """End a sample that is not settled: nobody codes it any more, and nothing is measured by it. Raises Refused."""
    organisation = organisations.organisation_by_id(organisation_id)
    require(actor, "manage_samples", organisation)
    sample = sole(Sample.objects.select_for_update().filter(organisation=organisation_id, reference=reference))
    if sample is None or sample.state not in {Sample.State.CODING, Sample.State.SETTLING}:
        raise Refused("This is settled or stopped already.")
    sample.state, sample.done_at = Sample.State.STOPPED, timezone.now()
    sample.save(update_fields=["state", "done_at"])
    for part in range(3):
        for task in open_tasks.live_about(subject(sample, part), CODE if part else SETTLE):
            # Not everybody who makes samples may end what others have to do: this is the sample's end, not theirs.
            tasks.cancel_task(actor=SYSTEM, reference=task, reason="The sample was stopped.")
    record(
        kind="checking.sample-stopped",
        subject=f"organisation:{organisation.reference}",
        content={"sample": reference},
        actor=actor.reference,
    )


def _blocks(organisation_id: int, days: tuple[date, date], strata: Sequence[str]) -> Iterator[Block]:
    rows = ExploreAnswer.objects.filter(
        organisation_id=organisation_id,
        said_day__gte=periods.day_of(days[0]),
        said_day__lte=periods.day_of(days[1]),
    )
    numbers = {stratum: place for place, stratum in enumerate(strata)}
    block: list[tuple[int, int]] = []
    for answer, level, sentiment, rating in rows.values_list(*_FIELDS).iterator(chunk_size=_AT_ONCE):
        block.append((answer, numbers.get(stratum_of(level, sentiment, rating, strata), -1)))
        if len(block) == _AT_ONCE:
            yield _columns(block)
            block = []
    yield _columns(block)


def _columns(block: list[tuple[int, int]]) -> Block:
    table = np.array(block, np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def stratum_of(level: int, sentiment: int | None, rating: int | None, strata: Sequence[str]) -> str:
    """The stratum of a comment, the first that fits; '' where it is in none.

    >>> [stratum_of(*row, KINDS) for row in ((2, 1, 1), (1, 5, 2), (1, 4, None), (0, None, 1))]
    ['flagged', 'praised', 'negative', 'rest']
    >>> stratum_of(3, 5, 1, (UNFLAGGED,)), stratum_of(1, 5, 1, (UNFLAGGED,))
    ('', 'unflagged')
    """
    if tuple(strata) == (UNFLAGGED,):
        return UNFLAGGED if level < CONCERN else ""
    if level >= CONCERN:
        return "flagged"
    if (sentiment or 0) >= NEGATIVE:
        return "praised" if rating in GOOD else "negative"
    return "rest"


def _make(  # noqa: PLR0917 - what a sample is made of
    actor: Actor,
    organisation_id: int,
    chosen: Sequence[tuple[int, str, float]],
    asked: Asked,
    days: tuple[date, date],
    given: Mapping[str, Any],
) -> str:
    organisation = organisations.organisation_by_id(organisation_id)
    require(actor, "manage_samples", organisation)
    _refuse_people(organisation_id, asked)
    codes = current([answer for answer, _, _ in chosen])
    # Whatever goes outside the line of its service is nobody's here.
    shown = voices.words(codes)
    rows = [row for row in chosen if row[0] in shown]
    if not rows:
        raise Refused("There is no comment to draw from: choose a longer period, or other comments.")
    texts = {name: redact_text(" ".join(given[name].split())).words for name in ("name", "purpose")}
    with transaction.atomic():
        sample = Sample.objects.create(
            organisation_id=organisation_id,
            frame=machine.coder().frame,
            from_day=days[0],
            until_day=days[1],
            first_id=asked.first,
            second_id=asked.second,
            adjudicator_id=asked.adjudicator,
            made_by_id=actor.account_id,
            made_at=timezone.now(),
            **{**given, **texts},
        )
        names = machine_names({code.run_id for code in codes.values()})
        # In the order of the draw's keys within a stratum a coder would see one stratum after another.
        rows.sort(key=lambda row: (row[0] * 2_654_435_761 + sample.seed) % 2**32)
        places = dict(
            ExploreAnswer.objects.filter(answer_id__in=[row[0] for row in rows]).values_list("answer_id", "unit_id")
        )
        Drawn.objects.bulk_create(
            _drawn(sample, place, row, codes[row[0]], names, places[row[0]]) for place, row in enumerate(rows, 1)
        )
        _ask(actor, sample)
        record(
            kind="checking.sample-made",
            subject=f"organisation:{organisation.reference}",
            content={
                **{name: given[name] for name in ("kind", "seed", "strata")},
                "sample": sample.reference,
                "comments": len(rows),
            },
            actor=actor.reference,
        )
    return sample.reference


def _refuse_people(organisation_id: int, asked: Asked) -> None:
    """Everybody who is asked is another person, and may read the comments of the whole organisation."""
    people = asked.people()
    able = {pk for pk, _ in organisations.people_who(organisation_id, "code_samples", None)}
    if len(set(people)) < len(people):
        raise Refused("Choose different people: nobody codes twice, or settles what they coded.", "second")
    if set(people) - able:
        raise Refused("Choose people who may read and correct the comments of the whole organisation.", "first")


def _drawn(  # noqa: PLR0917 - what one comment of a sample is made of
    sample: Sample,
    place: int,
    row: tuple[int, str, float],
    code: Current,
    names: Mapping[int | None, str],
    unit_id: int,
) -> Drawn:
    answer, stratum, chance = row
    return Drawn(
        sample=sample,
        place=place,
        answer_id=answer,
        unit_id=unit_id,
        stratum=stratum,
        chance=chance,
        model=names.get(code.run_id, "A person"),
        machine_themes=code.themes,
        machine_sentiment=code.sentiment,
        machine_seriousness=code.seriousness,
    )


def _ask(actor: Actor, sample: Sample) -> None:
    """A task for each coder, with a clock."""
    for part, person in ((1, sample.first_id), (2, sample.second_id)):
        if person is not None:
            tasks.open_task(
                actor=actor,
                organisation_id=sample.organisation_id,
                kind=CODE,
                subject=subject(sample, part),
                title="Read comments that were not flagged" if sample.kind == Sample.Kind.MONTHLY else "Code a sample",
                role=Role.ANALYST,
                clock="coding_sample",
                verb="code_samples",
                owner_id=person,
            )
