"""Frames of an organisation's own: their labels, the comments that people label, and those of a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from heard.coding import policy as _declared  # noqa: F401 - declares the verbs
from heard.coding.models import ExploreAnswer, LocalExample, LocalFrame, LocalLabel
from heard.coding.queries.explore import places_of
from heard.ledger.actions import record
from heard.methods.coding.local import MOST_LABELS
from heard.methods.redaction import redact_text
from heard.organisations import policy
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor
from heard.voices import queries as voices

LONGEST_NAME: Final = 80
LONGEST_DESCRIPTION: Final = 300
MOST_ROWS: Final = 5_000
LARGEST_FILE: Final = 5_000_000
COMMENT, LABELS = "comment", "labels"


@dataclass(frozen=True, slots=True)
class Whole:
    """A frame belongs to the whole organisation."""

    organisation_id: int


def make_frame(*, actor: Actor, organisation_id: int, name: str, labels: Sequence[tuple[str, str]]) -> str:
    """Make a frame with its labels, each with what it means; returns its reference. Raises Refused."""
    named, wanted = _text(name, "name", "Enter a name for the frame.", LONGEST_NAME), _labels(labels)
    if not policy.can(actor, "make_frames", Whole(organisation_id)):
        raise Refused("Frames are not yours to make here.")
    try:
        with transaction.atomic():
            frame = LocalFrame.objects.create(
                organisation_id=organisation_id, name=named, began_by_id=actor.account_id, began_at=timezone.now()
            )
            LocalLabel.objects.bulk_create(
                LocalLabel(frame=frame, bit=bit, name=label, description=meaning)
                for bit, (label, meaning) in enumerate(wanted.items())
            )
            note(actor, frame, "frame.made", name=named, labels=list(wanted))
    except IntegrityError as twice:
        raise Refused("You have a frame of this name: choose another.", "name") from twice
    return frame.reference


def change_labels(*, actor: Actor, organisation_id: int, reference: str, labels: Sequence[tuple[str, str]]) -> int:
    """Set a frame's labels; returns its new version. One that is left out is retired, and keeps its number."""
    wanted = _labels(labels)
    with transaction.atomic():
        frame = held(actor, "make_frames", organisation_id, reference)
        known = {label.name: label for label in LocalLabel.objects.filter(frame=frame)}
        if len(known.keys() | wanted.keys()) > MOST_LABELS:
            raise Refused(f"A frame has at most {MOST_LABELS} labels, those that were retired with them.", "labels")
        for name, label in known.items():
            meaning = wanted.get(name, label.description)
            LocalLabel.objects.filter(pk=label.pk).update(retired=name not in wanted, description=meaning)
        LocalLabel.objects.bulk_create(
            LocalLabel(frame=frame, bit=len(known) + place, name=name, description=wanted[name])
            for place, name in enumerate(name for name in wanted if name not in known)
        )
        frame.version += 1
        frame.save(update_fields=["version"])
        note(actor, frame, "frame.changed", version=frame.version, labels=list(wanted))
    return frame.version


def label_comment(
    *, actor: Actor, organisation_id: int, reference: str, answer_id: int, labels: Collection[int]
) -> None:
    """Say which labels a comment has, none where no label fits; what was said of it before is replaced."""
    with transaction.atomic():
        frame = held(actor, "label_comments", organisation_id, reference)
        bits = set(LocalLabel.objects.filter(frame=frame, retired=False).values_list("bit", flat=True))
        if not set(labels) <= bits:
            raise Refused("Choose labels from the list.", "labels")
        place = places_of([answer_id]).get(answer_id)
        seen = voices.words([answer_id])
        if place is None or not seen or not policy.can(actor, "label_comments", place):
            raise Refused("This comment is not there, or not yours to label.")
        mask = sum(1 << bit for bit in set(labels))
        LocalExample.objects.update_or_create(
            frame=frame,
            answer_id=answer_id,
            defaults={
                "voice_id": ExploreAnswer.objects.get(answer_id=answer_id).voice_id,
                "labels": mask,
                "labelled_by_id": actor.account_id,
                "labelled_at": timezone.now(),
            },
        )
        note(actor, frame, "frame.labelled", answer=answer_id, labels=sorted(labels))


def take_examples(*, actor: Actor, organisation_id: int, reference: str, content: bytes) -> int:
    """Take labelled comments from a CSV file with the columns comment and labels (joined by |); returns how many.

    All or nothing. Personal data is masked. Raises Refused with the line and what to do.
    """
    rows = _rows(content)
    with transaction.atomic():
        frame = held(actor, "label_comments", organisation_id, reference)
        if not policy.can(actor, "label_comments", Whole(organisation_id)):
            raise Refused("A file of comments is the whole organisation's to give.")
        bits = {label.name.casefold(): label.bit for label in LocalLabel.objects.filter(frame=frame, retired=False)}
        examples = []
        for line, words, names in rows:
            if unknown := [name for name in names if name.casefold() not in bits]:
                raise Refused(f"Line {line} has the label ‘{unknown[0][:60]}’, which this frame has not.", "file")
            mask = sum(1 << bit for bit in {bits[name.casefold()] for name in names})
            examples.append(
                LocalExample(
                    frame=frame, words=redact_text(words).words, labels=mask,
                    labelled_by_id=actor.account_id, labelled_at=timezone.now(),
                )
            )  # fmt: skip
        LocalExample.objects.bulk_create(examples, batch_size=500)
        note(actor, frame, "frame.examples-taken", count=len(examples))
    return len(examples)


def _rows(content: bytes) -> list[tuple[int, str, list[str]]]:
    """(line, comment, labels) of a file. Raises Refused."""
    if len(content) > LARGEST_FILE:
        raise Refused("Choose a file of at most 5 MB.", "file")
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        header = {str(name).strip().casefold(): name for name in reader.fieldnames or ()}
        if COMMENT not in header or LABELS not in header:
            raise Refused("Give the file the columns ‘comment’ and ‘labels’ in its first line.", "file")
        found = [(reader.line_num, row[header[COMMENT]] or "", row[header[LABELS]] or "") for row in reader]
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise Refused("Save the file as CSV in UTF-8, and choose it again.", "file") from wrong
    rows = [
        (line, words.strip(), [name.strip() for name in labels.split("|") if name.strip()])
        for line, words, labels in found
        if words.strip()
    ]
    if not rows:
        raise Refused("The file has no comments.", "file")
    if len(rows) > MOST_ROWS:
        raise Refused(f"Choose a file of at most {MOST_ROWS:,} comments.", "file")
    return rows


def held(actor: Actor, verb: str, organisation_id: int, reference: str) -> LocalFrame:
    """A frame that the actor may do this with, locked until the transaction ends. Raises Refused."""
    frame = LocalFrame.objects.select_for_update().filter(organisation=organisation_id, reference=reference).first()
    if frame is None or not policy.may(actor, verb, organisation_id):
        raise Refused("This frame is not there, or not yours to change.")
    return frame


def _labels(labels: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    wanted: dict[str, str] = {}
    for name, meaning in labels:
        named = _text(name, "labels", "Enter a name for every label.", LONGEST_NAME)
        if named.casefold() in {one.casefold() for one in wanted}:
            raise Refused(f"Enter the label ‘{named}’ once.", "labels")
        if "|" in named:
            raise Refused("Use no | in a label’s name: it stands between labels in files.", "labels")
        if len(meaning.strip()) > LONGEST_DESCRIPTION:
            raise Refused(f"Shorten what ‘{named}’ means to {LONGEST_DESCRIPTION} characters.", "labels")
        wanted[named] = redact_text(" ".join(meaning.split())).words[:LONGEST_DESCRIPTION]
    if not wanted:
        raise Refused("Enter at least one label.", "labels")
    if len(wanted) > MOST_LABELS:
        raise Refused(f"Enter at most {MOST_LABELS} labels.", "labels")
    return wanted


def _text(text: str, field: str, missing: str, most: int) -> str:
    plain = " ".join(text.split())
    if not plain:
        raise Refused(missing, field)
    if len(plain) > most:
        raise Refused(f"Shorten ‘{plain[:30]}…’ to {most} characters or fewer.", field)
    return plain


def note(actor: Actor, frame: LocalFrame, kind: str, **content: Any) -> None:
    """The event of a change of a frame."""
    record(kind=kind, subject=f"frame:{frame.reference}", actor=actor.reference, content=content)
