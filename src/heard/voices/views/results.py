"""An import in the words of its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from heard.voices.models import Import, Source
from heard.voices.queries.dependents import Dependent
from heard.voices.queries.labels import RATINGS
from heard.voices.queries.runs import Account, DateCounts, ImportDetail
from heard.voices.views import presenters
from heard.voices.views.presenters import Shown, many
from heard.voices.views.steps import Link

State = Import.State
Order = Source.DateOrder
_READ = {
    Order.UNDECIDED: "Until somebody says, they count in no month.",
    Order.DAY_FIRST: "They are read with the day first, as was said of the source.",
    Order.MONTH_FIRST: "They are read with the month first, as was said of the source.",
}
# Seconds until a page about work that goes on loads itself again.
REFRESH = 3


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next: a sentence, and the button that leads there."""

    sentence: str
    button: str
    href: str


@dataclass(frozen=True, slots=True)
class RatingCount:
    """A rating in words, and how many new voices gave it."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class DatesShown:
    """What is said about the dates of an import, and where the doubtful ones are settled."""

    lines: tuple[str, ...]
    href: str


@dataclass(frozen=True, slots=True)
class ImportShown:
    """An import as its page shows it."""

    reference: str
    file_name: str
    source: str
    source_id: int | None
    state: Shown
    problem: str
    problem_heading: str
    working: bool
    refresh: int
    progress_words: str
    total: int
    done: int
    next: Step | None
    account: Account | None
    voices: int
    rated: int
    undated: int
    ratings: tuple[RatingCount, ...]
    unknown_ratings: bool
    dates: DatesShown | None
    notes: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    take_back: Link | None


def shown(batch: ImportDetail, code: str, may: Mapping[str, bool]) -> ImportShown:
    """The import as its page shows it to somebody who may do these things."""
    finished = batch.state in {State.DONE, State.WITHDRAWN}
    counted = finished or batch.state == State.FAILED
    return ImportShown(
        reference=batch.reference,
        file_name=batch.file_name,
        source=batch.source,
        source_id=batch.source_id,
        state=presenters.state(batch.state),
        problem=batch.problem,
        problem_heading="This import stopped" if batch.state == State.FAILED else "Taking this import back stopped",
        working=batch.state in {State.RUNNING, State.UNDOING},
        refresh=REFRESH,
        progress_words=progress(batch),
        total=batch.voices_total or 0,
        done=batch.voices_done,
        next=_next(batch, code) if may["import_voices"] else None,
        account=batch.account if counted else None,
        voices=batch.voices,
        rated=sum(batch.ratings.values()),
        undated=_undated(batch),
        ratings=ratings(batch.ratings) if counted else (),
        unknown_ratings=any(code_ not in _KNOWN for code_ in batch.ratings),
        dates=_dates(batch, code, may["settle_dates"]) if finished else None,
        notes=notes(batch) if counted else (),
        facts=facts(batch),
        take_back=_take_back(batch, code, may),
    )


_KNOWN = tuple(str(code) for code in range(1, len(RATINGS)))


def progress(batch: ImportDetail) -> str:
    """How far the work is, in a sentence."""
    if batch.state == State.UNDOING:
        return "Its voices are being taken out again."
    if not batch.voices_total:
        return "The file is being read."
    share = 100 * batch.voices_done // batch.voices_total
    return f"{batch.voices_done:,} of {batch.voices_total:,} people’s voices are stored ({share}%)."


def ratings(counts: Mapping[str, int]) -> tuple[RatingCount, ...]:
    """Ratings in the order of the scale, then the codes that no pack knows, as written.

    >>> ratings({"7": 2, "1": 5})
    (RatingCount(text='Very good', count=5), RatingCount(text='Unknown code ‘7’, kept as unknown', count=2))
    """
    known = [RatingCount(RATINGS[int(code)], counts[code]) for code in _KNOWN if code in counts]
    unknown = [
        RatingCount(f"Unknown code ‘{code}’, kept as unknown", count)
        for code, count in sorted(counts.items())
        if code not in _KNOWN
    ]
    return (*known, *unknown)


def facts(batch: ImportDetail) -> tuple[tuple[str, str], ...]:
    """What is known about the file and the run."""
    layout: Mapping[str, Any] = batch.findings.get("layout", {})
    kind = {
        "csv": f"CSV, {layout.get('encoding', '')}, separated by {_delimiter(layout.get('delimiter', ''))}",
        "xlsx": f"Excel workbook, sheet “{layout.get('sheet', '')}”",
    }.get(layout.get("kind", ""), "")
    return (
        ("Source", batch.source),
        ("File", f"{presenters.size(batch.bytes)}. {kind}".strip()),
        ("Uploaded", presenters.by_whom(batch.created_at, batch.who)),
        ("Started", presenters.moment(batch.started_at)),
        ("Finished", presenters.moment(batch.finished_at)),
        ("Personal details masked", f"in {many(batch.masked, 'answer', 'answers')}" if batch.account else ""),
        ("Reference", batch.reference),
    )


def notes(batch: ImportDetail) -> tuple[str, ...]:
    """What was odd about the file and was put up with."""
    found = [str(note) for note in batch.findings.get("notes", ())]
    if batch.changed:
        found.append(
            f"Answers that are here already with other words: {batch.changed:,}. What was said first is kept, for "
            "words are never overwritten."
        )
    conflicts = batch.conflicts
    if conflicts.get("services"):
        found.append(f"People whose rows name different services: {conflicts['services']:,}. The first counts.")
    if conflicts.get("ratings"):
        found.append(f"People whose rows give different ratings: {conflicts['ratings']:,}. The first counts.")
    if conflicts.get("dates"):
        found.append(f"People whose rows have different dates: {conflicts['dates']:,}. The first counts.")
    return tuple(found)


def date_lines(dates: DateCounts, order: str) -> tuple[str, ...]:
    """What became of the dates, a sentence for each way. `order`: how the source's doubtful ones are read."""
    lines = []
    if dates.by_join:
        lines.append(
            f"Day and month were swapped between one person’s rows, and the rows together left one reading: "
            f"{many(dates.by_join, 'voice', 'voices')}."
        )
    if dates.undecided:
        lines.append(
            "Day and month can be read both ways, and nothing else in the file settles which: "
            f"{many(dates.undecided, 'voice', 'voices')}. {_READ[Order(order)] if order else ''}".strip()
        )
    if dates.undated:
        lines.append(f"No date at all: {many(dates.undated, 'voice', 'voices')}.")
    return tuple(lines)


def lost(batch: ImportDetail, later: Sequence[Dependent]) -> tuple[str, ...]:
    """What goes when an import is undone, from `later` imports too."""
    found = [f"{many(batch.voices, 'voice', 'voices')} with their answers, codes and counts"]
    if batch.account and batch.account.rejected:
        found.append(f"The list of {many(batch.account.rejected, 'rejected row', 'rejected rows')}")
    found.append("Answers that this file added to voices of earlier files")
    return (*found, *map(_lost_from, later))


def _lost_from(one: Dependent) -> str:
    parts = [
        f"up to {many(one.repeated, 'row', 'rows')} that came with this file first and were not stored twice"
        if one.repeated
        else "",
        f"{many(one.added, 'answer', 'answers')} to voices of this file" if one.added else "",
    ]
    return (
        f"From {one.file_name}, imported on {presenters.moment(one.at)}: {' and '.join(filter(None, parts))}. Import "
        "that file again afterwards to have them back"
    )


def kept(batch: ImportDetail) -> tuple[str, ...]:
    """What stays when an import is undone."""
    return (
        "The record in the ledger that the file was imported and undone, by whom and when",
        f"What was saved for {batch.source}: its columns and settled doubts",
        "Services that the file brought",
        "The file itself is not in Heard any more. Keep yours if you want to import it again",
    )


def cannot_undo(batch: ImportDetail, fixed: bool) -> str:
    """Why an import cannot be undone, or nothing."""
    if fixed:
        return "A voice of this import is cited or answered, so that it cannot be undone. It can be withdrawn."
    if batch.state not in {State.DONE, State.FAILED, State.RUNNING}:
        return "Only an import that has run can be undone."
    return ""


def _delimiter(sign: str) -> str:
    return {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}.get(sign, sign)


def _next(batch: ImportDetail, code: str) -> Step | None:
    def at(name: str) -> str:
        return reverse(f"voices:{name}", args=[code, batch.reference])

    if batch.state == State.UPLOADED:
        return Step("Next, say what is in each column.", "Continue", at("import-columns"))
    if batch.state == State.READY:
        return Step(
            "The columns are known. Check the first rows, then start.", "Check the first rows", at("import-preview")
        )
    if batch.state in {State.FAILED, State.UNDONE}:
        href = reverse("voices:import-new", args=[code])
        query = f"?source={batch.source_id}" if batch.source_id else ""
        return Step("You can upload the file again, corrected.", "Import a file", href + query)
    return None


def _undated(batch: ImportDetail) -> int:
    if batch.dates is None:
        return 0
    waiting = batch.dates.undecided if batch.date_order == Order.UNDECIDED else 0
    return batch.dates.undated + waiting


def _dates(batch: ImportDetail, code: str, may_settle: bool) -> DatesShown | None:
    if batch.dates is None or not (lines := date_lines(batch.dates, batch.date_order)):
        return None
    href = ""
    if may_settle and batch.dates.undecided and batch.source_id:
        href = reverse("voices:source-dates", args=[code, batch.source_id])
    return DatesShown(lines, href)


def _take_back(batch: ImportDetail, code: str, may: Mapping[str, bool]) -> Link | None:
    if batch.state in {State.UPLOADED, State.READY} and may["import_voices"]:
        return Link("Throw this upload away", reverse("voices:import-discard", args=[code, batch.reference]))
    if batch.state in {State.DONE, State.FAILED, State.RUNNING} and may["undo_imports"]:
        return Link("Undo this import", reverse("voices:import-undo", args=[code, batch.reference]))
    return None
