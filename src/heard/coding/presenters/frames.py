"""Frames in words: what was measured label by label, and comments counted by any of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from heard.coding.models import LocalModel
from heard.coding.presenters.figures import count, share
from heard.coding.queries.frames import FFT, Counted, FrameRow, Model
from heard.design.figures import Bars, bars
from heard.organisations import packs

BY: Final = {FFT: "FFT themes", "hcat": "HCAT categories", "ko41a": "KO41a subject areas"}
_STATES: Final = {
    LocalModel.State.LEARNING: ("Learning", "blue"),
    LocalModel.State.READY: ("Ready to be looked at", "yellow"),
    LocalModel.State.ADOPTED: ("In force", "green"),
    LocalModel.State.REPLACED: ("Replaced", "grey"),
    LocalModel.State.WITHDRAWN: ("Taken back", "grey"),
    LocalModel.State.FAILED: ("Could not be learned", "red"),
}


@dataclass(frozen=True, slots=True)
class LabelShown:
    """One label's figures in words."""

    name: str
    examples: str
    f1: str
    precision: str
    recall: str
    verdict: str
    enough: bool


@dataclass(frozen=True, slots=True)
class ModelShown:
    """What was learned, in words."""

    number: int
    state: str
    colour: str
    sentence: str
    labels: tuple[LabelShown, ...]
    may_adopt: bool
    in_force: bool


def options(rows: Sequence[FrameRow]) -> list[tuple[str, str]]:
    """What comments can be counted by."""
    return [*BY.items(), *((row.reference, row.name) for row in rows)]


def model(one: Model, version: int) -> ModelShown:
    """A model for its frame's page."""
    state, colour = _STATES[LocalModel.State(one.state)]
    labels = tuple(_label(label) for label in one.labels)
    enough = sum(label.enough for label in labels)
    if one.problem:
        sentence = one.problem
    elif not labels:
        sentence = "Its figures come here in a moment."
    else:
        sentence = (
            f"From {count(one.examples, 'labelled comment')}: {enough} of {count(len(labels), 'label')} good enough."
        )
        if one.version != version:
            sentence += " The labels have changed since: learn again."
    usable = one.state in (LocalModel.State.READY, LocalModel.State.REPLACED, LocalModel.State.WITHDRAWN)
    return ModelShown(
        one.number, state, colour, sentence, labels, usable and enough > 0, one.state == LocalModel.State.ADOPTED
    )


def _label(figures: Mapping[str, Any]) -> LabelShown:
    right, given, support = figures["right"], figures["given"], figures["support"]
    return LabelShown(
        name=figures["name"],
        examples=f"{support:,}",
        f1=f"{figures['f1']:.2f} ({figures['low']:.2f} to {figures['high']:.2f})",
        precision=f"{right:,} of {given:,}",
        recall=f"{right:,} of {support:,}",
        verdict=f"{figures['problem'][:1].upper()}{figures['problem'][1:]}." if figures["problem"] else "Good enough",
        enough=not figures["problem"],
    )


def breakdown(found: Counted, by: str, name: str) -> Bars:
    """Comments by the codes of a frame, as a table with bars."""
    sentence = f"{count(found.comments, 'comment')}. The most serious first; the dark end of a bar is concerns."
    if found.rest:
        sentence += f" {found.rest:,} have none of these codes."
    if found.unread:
        sentence += f" {found.unread:,} are not read by this frame’s model yet."
    return bars(
        title=f"By {name}",
        sentence=f"{sentence} {note(by)}".strip(),
        columns=("Code", "Serious", "Concerns", "Comments", "Share"),
        rows=[
            (
                one.name,
                one.comments,
                one.concerns,
                (f"{one.serious:,}", f"{one.concerns:,}", f"{one.comments:,}", share(one.comments, found.comments)),
                "",
                False,
            )
            for one in found.codes
        ],
    )


def note(by: str) -> str:
    """What has to be known of a count by a mapping."""
    if by == FFT or by not in BY:
        return ""
    title = packs.load(f"frame-{by}").version
    return f"Counted through a mapping from the FFT themes (version {title}): a comment can have several codes."
