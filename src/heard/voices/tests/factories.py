"""Files and imports for the room's tests."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from heard.organisations.actions import create_organisation
from heard.organisations.policy import SYSTEM, Actor
from heard.organisations.queries import OrganisationSummary
from heard.voices import actions
from heard.voices.importing import running
from heard.voices.models import Import

HEADER = ("Comment ID", "Respondent ID", "Date", "Ward", "FFT score", "FFT question", "FFT answer")


def organisation(code: str = "vale") -> OrganisationSummary:
    """A provider."""
    return create_organisation(actor=SYSTEM, code=code, name=f"{code.title()} Care")


def table(rows: Iterable[Sequence[object]], header: Sequence[str] = HEADER) -> bytes:
    """A CSV file."""
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


def upload(
    organisation_id: int, content: bytes, *, source: str = "Texts", name: str = "feedback.csv", actor: Actor = SYSTEM
) -> Import:
    """A file taken in and looked at."""
    return actions.create_import(
        actor=actor, organisation_id=organisation_id, blocks=[content], file_name=name, source_name=source
    )


def ready(
    organisation_id: int,
    content: bytes,
    *,
    columns: Mapping[str, str] | None = None,
    source: str = "Texts",
    name: str = "feedback.csv",
    **mapping: Any,
) -> Import:
    """A file mapped as suggested, but for `columns`, and marked as running."""
    batch = upload(organisation_id, content, source=source, name=name)
    chosen = {**batch.findings["suggestions"], **(columns or {})}
    actions.map_import(actor=SYSTEM, import_id=batch.pk, source_name=source, mapping={"columns": chosen, **mapping})
    return actions.start_import(actor=SYSTEM, import_id=batch.pk, enqueue=False)


def bring(organisation_id: int, content: bytes, **given: Any) -> Import:
    """A file imported."""
    batch = ready(organisation_id, content, **given)
    running.run(batch.pk)
    batch.refresh_from_db()
    return batch


def row(number: int, question: int = 1, **given: object) -> list[object]:
    """A row of a file with HEADER: respondent `number` answering question 1 or 2."""
    wording = ("What was good?", "What could we do better?")[question - 1]
    cells = {
        "id": f"c{number}-{question}",
        "respondent": f"r{number}",
        "date": "30/09/2022",
        "ward": "Ward 4",
        "rating": "1",
        "question": wording,
        "answer": f"Comment {number} on {question}",
        **given,
    }
    return list(cells.values())


def account(batch: Import) -> dict[str, int]:
    """What became of the rows."""
    return {name: batch.counts[name] for name in ("rows", "answers", "empty", "rejected", "duplicates", "voices")}
