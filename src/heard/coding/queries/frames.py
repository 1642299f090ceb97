"""Frames of an organisation's own, what was learned for each, and comments counted by any frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Count

from heard.coding import sql
from heard.coding.frame import bits_of, frame
from heard.coding.models import ExploreAnswer, LocalCode, LocalExample, LocalFrame, LocalLabel, LocalModel
from heard.coding.queries.selection import select
from heard.coding.queries.shapes import Filters
from heard.organisations import packs
from heard.organisations.queries import Scope
from heard.voices import queries as voices

FFT: Final = "fft"
PACKS: Final = {"hcat": "frame-hcat", "ko41a": "frame-ko41a"}
_SECONDS: Final = 3.0
_CANDIDATES: Final = 40
_FEWEST_WORDS: Final = 3


@dataclass(frozen=True, slots=True)
class Label:
    """A label of an own frame."""

    bit: int
    name: str
    description: str
    examples: int


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned, with its figures label by label (see methods.coding.local.LabelFigures)."""

    number: int
    state: str
    asked_by: str
    asked_at: datetime
    adopted_by: str
    adopted_at: datetime | None
    problem: str
    examples: int
    version: int
    labels: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class FrameRow:
    """An own frame."""

    id: int
    reference: str
    organisation_id: int
    name: str
    version: int
    labels: tuple[Label, ...]
    examples: int
    none_fits: int
    models: tuple[Model, ...]
    coded: int

    @property
    def in_force(self) -> Model | None:
        """The model that codes comments now."""
        return next((model for model in self.models if model.state == LocalModel.State.ADOPTED), None)


@dataclass(frozen=True, slots=True)
class Tally:
    """A code of a frame with its comments; concerns are those at level 2 or 3, serious those at 3."""

    name: str
    comments: int
    concerns: int
    serious: int


@dataclass(frozen=True, slots=True)
class Counted:
    """Comments by the codes of a frame, the most serious first. rest: without any of them; unread: by its model."""

    codes: tuple[Tally, ...]
    comments: int
    rest: int
    unread: int


def frames(organisation_id: int) -> tuple[FrameRow, ...]:
    """Every own frame, by name. Five queries."""
    return _rows(LocalFrame.objects.filter(organisation=organisation_id))


def own_frame(organisation_id: int, reference: str) -> FrameRow | None:
    """An own frame by its reference, or None."""
    return next(iter(_rows(LocalFrame.objects.filter(organisation=organisation_id, reference=reference))), None)


def _rows(found: Any) -> tuple[FrameRow, ...]:
    rows = list(found.order_by("name"))
    keys = [row.pk for row in rows]
    masks: dict[int, list[int]] = {key: [] for key in keys}
    for key, mask in LocalExample.objects.filter(frame__in=keys).values_list("frame_id", "labels"):
        masks[key].append(mask)
    labels: dict[int, list[Label]] = {key: [] for key in keys}
    for one in LocalLabel.objects.filter(frame__in=keys, retired=False).order_by("bit"):
        have = sum(1 for mask in masks[one.frame_id] if mask >> one.bit & 1)
        labels[one.frame_id].append(Label(one.bit, one.name, one.description, have))
    models: dict[int, list[Model]] = {key: [] for key in keys}
    every = LocalModel.objects.filter(frame__in=keys).select_related("asked_by", "adopted_by").defer("content")
    for model in every.order_by("-number"):
        models[model.frame_id].append(_model(model))
    coded = dict(
        LocalCode.objects.filter(frame_id__in=keys).values_list("frame_id").annotate(count=Count("frame_id")).order_by()
    )
    return tuple(
        FrameRow(
            row.pk, row.reference, row.organisation_id, row.name, row.version, tuple(labels[row.pk]),
            len(masks[row.pk]), sum(1 for mask in masks[row.pk] if not mask), tuple(models[row.pk]),
            coded.get(row.pk, 0),
        )
        for row in rows
    )  # fmt: skip


def _model(model: LocalModel) -> Model:
    return Model(
        number=model.number,
        state=model.state,
        asked_by=model.asked_by.name if model.asked_by else "",
        asked_at=model.asked_at,
        adopted_by=model.adopted_by.name if model.adopted_by else "",
        adopted_at=model.adopted_at,
        problem=model.problem,
        examples=model.figures.get("examples", 0),
        version=model.figures.get("version", 0),
        labels=tuple(model.figures.get("labels", ())),
    )


def next_comment(scope: Scope, row: FrameRow, words: str = "") -> voices.Words | None:
    """A comment to label that nobody has labelled: as if drawn by lot, or the newest with the words asked for.

    What is drawn depends only on how many are labelled already, so that a page that is loaded again shows the same.
    """
    done = set(LocalExample.objects.filter(frame=row.id).values_list("answer_id", flat=True))
    for ids in _candidates(scope, row, words):
        left = [answer for answer in ids if answer not in done]
        said = voices.words(left)
        for answer in left:
            if answer in said and len(said[answer].words.split()) >= _FEWEST_WORDS:
                return said[answer]
    return None


def _candidates(scope: Scope, row: FrameRow, words: str) -> Iterable[list[int]]:
    if words.strip() or scope.spans is not None:
        selection = select(scope, Filters(words=words))
        if selection.is_empty:
            return
        statement, parameters = selection.statement(row.examples + 500)
        try:
            with sql.bounded(_SECONDS), connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                yield [found[0] for found in cursor.fetchall()]
        except sql.TooSlow:
            return
        return
    rows = ExploreAnswer.objects.filter(organisation_id=scope.organisation_id).order_by("answer_id")
    first = rows.values_list("answer_id", flat=True).first()
    last = rows.values_list("answer_id", flat=True).last()
    if first is None or last is None:
        return
    # Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4): even steps of the golden ratio round the ids.
    begin = first + (row.examples + 1) * 0x9E3779B1 % 2**32 * (last - first + 1) // 2**32
    near = rows.values_list("answer_id", flat=True)
    yield list(near.filter(answer_id__gte=begin)[:_CANDIDATES])
    yield list(near[: row.examples + _CANDIDATES])


def counted_by(scope: Scope, filters: Filters, by: str) -> Counted | None:
    """The comments of a search by the codes of a frame: 'fft', 'hcat', 'ko41a' or the reference of an own frame.

    One query, and those that name the frame. None where there is no such frame or counting takes too long. A comment
    counts once under each of its codes.
    """
    own = None if by == FFT or by in PACKS else own_frame(scope.organisation_id, by)
    if own is None and by != FFT and by not in PACKS:
        return None
    selection = select(scope, filters)
    if selection.is_empty:
        return Counted((), 0, 0, 0)
    statement, parameters = selection.by_labels(own.id) if own else selection.by_themes()
    try:
        with sql.bounded(_SECONDS), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            masks = {mask: numbers for mask, *numbers in cursor.fetchall()}
    except sql.TooSlow:
        return None
    unread = masks.pop(None, [0])[0]
    return _counted(masks, _codes_of(by, own), unread)


def _codes_of(by: str, own: FrameRow | None) -> Mapping[int, Sequence[str]]:
    """The codes that each bit counts under."""
    if own:
        return {label.bit: (label.name,) for label in own.labels}
    themes = [label for label, _ in frame().themes]
    if by == FFT:
        return {bit: (label,) for bit, label in enumerate(themes)}
    mapping = packs.load(PACKS[by]).content["mapping"]
    return {bit: mapping.get(label, ()) for bit, label in enumerate(themes)}


def _counted(masks: Mapping[int, Sequence[int]], codes: Mapping[int, Sequence[str]], unread: int) -> Counted:
    found: dict[str, list[int]] = {}
    rest = 0
    for mask, numbers in masks.items():
        names = {name for bit in bits_of(mask) for name in codes.get(bit, ())}
        for name in names:
            found[name] = [one + other for one, other in zip(found.get(name, (0, 0, 0)), numbers, strict=True)]
        rest += 0 if names else numbers[0]
    tallies = [Tally(name, *numbers) for name, numbers in found.items()]
    tallies.sort(key=lambda one: (-one.serious, -one.concerns, -one.comments, one.name))
    return Counted(tuple(tallies), sum(numbers[0] for numbers in masks.values()) + unread, rest, unread)
