"""What is learned from labelled comments: in the worker, measured, and in force only once a person adopts it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

import numpy as np
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from heard.coding.actions.frames import held, note
from heard.coding.models import ExploreAnswer, LocalCode, LocalExample, LocalFrame, LocalLabel, LocalModel
from heard.methods.coding.local import MOST_EXAMPLES, Learned, learn
from heard.organisations.errors import Refused
from heard.organisations.policy import SYSTEM, Actor
from heard.store.bulk import bulk_insert
from heard.voices.queries import briefs

FEWEST_EXAMPLES: Final = 50
SEED: Final = 20261122
FAULT: Final = (
    "Heard met a fault while it learned. Learn again; if it stops again, tell whoever looks after Heard here."
)
_AT_ONCE: Final = 2_000
_CODE: Final = ("answer_id", "frame_id", "model_id", "labels")


def ask_learning(*, actor: Actor, organisation_id: int, reference: str) -> int:
    """Have the worker learn from a frame's labelled comments; returns the model's number. Raises Refused."""
    from heard.coding import jobs

    with transaction.atomic():
        frame = held(actor, "make_frames", organisation_id, reference)
        count = LocalExample.objects.filter(frame=frame).count()
        if count < FEWEST_EXAMPLES:
            raise Refused(f"Label at least {FEWEST_EXAMPLES} comments first; about 200 are enough for most labels.")
        if LocalModel.objects.filter(frame=frame, state=LocalModel.State.LEARNING).exists():
            raise Refused("Heard is learning already: its figures come here in a moment.")
        last = LocalModel.objects.filter(frame=frame).aggregate(last=Max("number"))["last"] or 0
        model = LocalModel.objects.create(
            frame=frame, number=last + 1, asked_by_id=actor.account_id, asked_at=timezone.now()
        )
        note(actor, frame, "frame.learning-asked", model=model.number, examples=count)
        jobs.learn_frame.enqueue(model.pk)
    return model.number


def run_learning(model_id: int) -> None:
    """Learn and measure. Safe to run again: a model that is learned is left."""
    model = LocalModel.objects.select_related("frame").filter(pk=model_id, state=LocalModel.State.LEARNING).first()
    if model is None:
        return
    texts, masks, owners = _examples(model.frame)
    labels = list(LocalLabel.objects.filter(frame=model.frame).order_by("bit"))
    table = (masks[:, None] >> np.arange(len(labels))) & 1 == 1
    table &= ~np.array([label.retired for label in labels])
    problem, figures, content = "", {}, b""
    try:
        learned = learn(texts, table, owners, seed=SEED)
    except ValueError as wrong:
        problem = str(wrong)
    else:
        content = learned.packed()
        figures = {"examples": len(texts), "version": model.frame.version, "labels": _figures(learned, labels)}
    with transaction.atomic():
        state = LocalModel.State.FAILED if problem else LocalModel.State.READY
        LocalModel.objects.filter(pk=model_id, state=LocalModel.State.LEARNING).update(
            state=state, learned_at=timezone.now(), problem=problem[:200], figures=figures, content=content
        )
        note(SYSTEM, model.frame, "frame.learned", model=model.number, figures=figures, problem=problem)


def _figures(learned: Learned, labels: list[LocalLabel]) -> list[dict[str, Any]]:
    return [
        {"bit": label.bit, "name": label.name, **asdict(found)}
        for label, found in zip(labels, learned.figures, strict=True)
        if not label.retired
    ]


def _examples(frame: LocalFrame) -> tuple[list[str], Any, list[str]]:
    """Words, labels (int64) and whose each is, of the newest examples: withdrawn voices teach nothing."""
    rows = list(LocalExample.objects.filter(frame=frame).order_by("-id")[:MOST_EXAMPLES])
    said = briefs.words_of_any_route([row.answer_id for row in rows if row.answer_id])
    kept = [row for row in rows if row.words or row.answer_id in said]
    texts = [row.words or said[row.answer_id or 0].words for row in kept]
    owners = [f"file {row.pk}" if row.words else said[row.answer_id or 0].voice_reference for row in kept]
    return texts, np.array([row.labels for row in kept], np.int64), owners


def give_up(model_id: int) -> None:
    """Say that learning failed, so that nobody waits for it."""
    LocalModel.objects.filter(pk=model_id, state=LocalModel.State.LEARNING).update(
        state=LocalModel.State.FAILED, problem=FAULT
    )


def adopt_model(*, actor: Actor, organisation_id: int, reference: str, number: int) -> None:
    """Put a learned model in force: all comments are coded by it, and those that come. Raises Refused."""
    from heard.coding import jobs

    with transaction.atomic():
        frame = held(actor, "make_frames", organisation_id, reference)
        model = LocalModel.objects.filter(frame=frame, number=number).first()
        usable = (LocalModel.State.READY, LocalModel.State.REPLACED, LocalModel.State.WITHDRAWN)
        if model is None or model.state not in usable:
            raise Refused("There is no such model to put in force.")
        if not any(not label["problem"] for label in model.figures["labels"]):
            raise Refused("None of its labels is good enough yet. Label more comments, and learn again.")
        in_force = LocalModel.objects.filter(frame=frame, state=LocalModel.State.ADOPTED)
        in_force.update(state=LocalModel.State.REPLACED)
        model.state, model.adopted_by_id, model.adopted_at = (
            LocalModel.State.ADOPTED, actor.account_id, timezone.now(),
        )  # fmt: skip
        model.save(update_fields=["state", "adopted_by", "adopted_at"])
        LocalFrame.objects.filter(pk=frame.pk).update(coded_to=0)
        note(actor, frame, "frame.model-adopted", model=number)
        jobs.code_by_frames.enqueue()


def withdraw_model(*, actor: Actor, organisation_id: int, reference: str) -> None:
    """Take the model in force back: its codes go, and the one before it can be put in force again. Raises Refused."""
    with transaction.atomic():
        frame = held(actor, "make_frames", organisation_id, reference)
        in_force = LocalModel.objects.filter(frame=frame, state=LocalModel.State.ADOPTED).first()
        if in_force is None:
            raise Refused("No model of this frame is in force.")
        LocalModel.objects.filter(pk=in_force.pk).update(state=LocalModel.State.WITHDRAWN)
        LocalCode.objects.filter(frame_id=frame.pk).delete()
        LocalFrame.objects.filter(pk=frame.pk).update(coded_to=0)
        note(actor, frame, "frame.model-withdrawn", model=in_force.number)


def code_waiting() -> int:
    """Code what no model in force has read yet, frame by frame, in chunks; returns how many comments."""
    total = 0
    for model in LocalModel.objects.filter(state=LocalModel.State.ADOPTED).select_related("frame").order_by("id"):
        learned = Learned.unpacked(bytes(model.content))
        while count := _code_chunk(model.pk, model.frame_id, learned):
            total += count
    return total


def _code_chunk(model_id: int, frame_id: int, learned: Learned) -> int:
    """Code the next comments of a frame in one transaction; 0 where none is left, or another model took its place."""
    with transaction.atomic():
        frame = LocalFrame.objects.select_for_update().get(pk=frame_id)
        if not LocalModel.objects.filter(pk=model_id, state=LocalModel.State.ADOPTED).exists():
            return 0
        waiting = ExploreAnswer.objects.filter(organisation_id=frame.organisation_id, answer_id__gt=frame.coded_to)
        ids = list(waiting.order_by("answer_id").values_list("answer_id", flat=True)[:_AT_ONCE])
        if not ids:
            return 0
        said = briefs.words_of_any_route(ids)
        read = [answer for answer in ids if answer in said]
        masks = learned.code([said[answer].words for answer in read]).tolist()
        LocalCode.objects.filter(answer_id__in=ids, frame_id=frame_id).delete()
        bulk_insert(
            LocalCode,
            _CODE,
            [(answer, frame_id, model_id, mask) for answer, mask in zip(read, masks, strict=True)],
        )
        LocalFrame.objects.filter(pk=frame_id).update(coded_to=ids[-1])
    return len(ids)
