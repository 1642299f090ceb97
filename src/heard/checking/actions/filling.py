"""What gets into the queue: of the latest comments, those that a person's look tells most about."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from heard.checking.models import Drawn, Queued, Sample
from heard.checking.policy import require
from heard.coding import machine
from heard.coding.frame import bits_of
from heard.coding.models import NOT_ASSIGNED, ExploreAnswer
from heard.coding.queries.current import Current, checked, current
from heard.coding.queries.languages import spoken
from heard.ledger.actions import record
from heard.methods.coding.apart import two_levels
from heard.organisations.policy import Actor
from heard.organisations.queries import organisation_by_id, tree
from heard.voices import queries as voices

# The latest concerns, the latest comments of all, and the latest of the services that are checked least. What is looked
# at does not grow with the voices.
CONCERNS: Final = 600
LATEST: Final = 1_200
SERVICES: Final = 10
OF_EACH_SERVICE: Final = 20
# Below so many percent the coder is not sure.
UNSURE: Final = 60
# How many wait for each reason at most: a queue that nobody sees the end of is left.
MOST: Final = {Queued.Why.APART: 120, Queued.Why.UNSURE: 80, Queued.Why.SERVICE: 50, Queued.Why.THEME: 50}
_STEP: Final = 1_000


@dataclass(frozen=True, slots=True)
class _Found:
    """A comment that could be queued."""

    answer_id: int
    unit_id: int
    said_day: int


def fill_queue(*, actor: Actor, organisation_id: int) -> int:
    """Put comments that wait for nobody yet into the queue, the most telling first; returns how many were added.

    Whatever is queued or was checked already stays out, as does what somebody is coding blind. Raises Refused.
    """
    organisation = organisation_by_id(organisation_id)
    require(actor, "review_codes", organisation)
    rows = _chosen(organisation_id)
    with transaction.atomic():
        known = set(Queued.objects.filter(answer_id__in=[row.answer_id for row in rows]).values_list("answer_id"))
        made = [row for row in rows if (row.answer_id,) not in known]
        Queued.objects.bulk_create(made, ignore_conflicts=True)
        record(
            kind="checking.queue-filled",
            subject=f"organisation:{organisation.reference}",
            content={"added": len(made)},
            actor=actor.reference,
        )
    return len(made)


def _chosen(organisation_id: int) -> list[Queued]:
    counted = checked(organisation_id)
    by_unit = Counter(one.unit_id for one in counted)
    by_theme = Counter(bit for one in counted for bit in bits_of(one.machine_themes) or (NOT_ASSIGNED,))
    found = {one.answer_id: one for one in _candidates(organisation_id, by_unit)}
    for answer in _taken(organisation_id, list(found)):
        del found[answer]
    codes, said = current(list(found)), voices.words(list(found))
    # What is in another language was not coded, or by a translation: neither tells of the coder on these words.
    foreign = spoken(list(found))
    rows = [
        one for answer, one in found.items() if answer in said and answer not in foreign and not codes[answer].by_person
    ]
    levels = two_levels(machine.coder(), [said[one.answer_id].words for one in rows])
    made = [
        _queued(organisation_id, one, codes[one.answer_id], (int(rules), int(model)), by_unit, by_theme)
        for one, rules, model in zip(rows, *levels, strict=True)
    ]
    made.sort(key=lambda row: (row.place, -row.said_day, row.answer_id))
    waiting = Counter(
        Queued.objects.filter(organisation=organisation_id, state=Queued.State.WAITING).values_list("why", flat=True)
    )
    kept = []
    for row in made:
        if waiting[row.why] < MOST[Queued.Why(row.why)]:
            waiting[row.why] += 1
            kept.append(row)
    return kept


def _candidates(organisation_id: int, by_unit: Counter[int]) -> list[_Found]:
    answers = ExploreAnswer.objects.filter(organisation_id=organisation_id).order_by("-said_day", "-answer_id")
    found = _first(answers.filter(seriousness__gte=2), CONCERNS) + _first(answers, LATEST)
    units = sorted((row.unit.id for row in tree(organisation_id)), key=lambda unit: (by_unit[unit], unit))
    here = {one.unit_id for one in found}
    # A service without a comment among the latest comes first: the others are there already.
    for unit in sorted(units, key=lambda unit: (unit in here, by_unit[unit], unit))[:SERVICES]:
        found += _first(answers.filter(unit_id=unit), OF_EACH_SERVICE)
    return found


def _first(rows: QuerySet[ExploreAnswer], count: int) -> list[_Found]:
    return [_Found(*row) for row in rows.values_list("answer_id", "unit_id", "said_day")[:count]]


def _taken(organisation_id: int, ids: list[int]) -> set[int]:
    """Those that are queued already, or that somebody codes without seeing the machine's code."""
    blind = Drawn.objects.filter(
        sample__organisation=organisation_id,
        sample__state__in=[Sample.State.CODING, Sample.State.SETTLING],
        answer_id__in=ids,
    )
    queued = Queued.objects.filter(answer_id__in=ids)
    return {*blind.values_list("answer_id", flat=True), *queued.values_list("answer_id", flat=True)}


def _queued(  # noqa: PLR0917 - what is known of one comment, and of all that were checked
    organisation_id: int,
    found: _Found,
    code: Current,
    levels: tuple[int, int],
    by_unit: Counter[int],
    by_theme: Counter[int],
) -> Queued:
    rarest = min(by_theme[bit] for bit in bits_of(code.themes) or (NOT_ASSIGNED,))
    why, place = _worth(levels, code.confidence, by_unit[found.unit_id], rarest)
    return Queued(
        organisation_id=organisation_id,
        answer_id=found.answer_id,
        unit_id=found.unit_id,
        said_day=found.said_day,
        themes=code.themes,
        why=why,
        rules_level=levels[0],
        model_level=levels[1],
        place=place,
    )


def _worth(levels: tuple[int, int], confidence: int | None, service: int, theme: int) -> tuple[Queued.Why, int]:
    """Why a comment is worth a look, and its place: worse and wider apart, less sure, fewer checked come first.

    >>> _worth((3, 0), 90, 0, 0) < _worth((0, 2), 90, 0, 0) < _worth((0, 0), 20, 0, 0) < _worth((0, 0), 90, 0, 5)
    True
    """
    worse, gap = max(levels), abs(levels[0] - levels[1])
    if worse >= 2 and gap:
        return Queued.Why.APART, 1_000 - 100 * worse - gap
    if confidence is not None and confidence < UNSURE:
        return Queued.Why.UNSURE, 2 * _STEP + confidence
    if service <= theme:
        return Queued.Why.SERVICE, 3 * _STEP + min(service, _STEP - 1)
    return Queued.Why.THEME, 4 * _STEP + min(theme, _STEP - 1)
