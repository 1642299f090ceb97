"""One import as its page shows it: where it stands, and what became of every row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from heard.methods.redaction import redact_text
from heard.voices.models import Import


@dataclass(frozen=True, slots=True)
class Account:
    """Rows of a file and what became of them: rows = answers + empty + rejected + duplicates."""

    rows: int
    answers: int
    empty: int
    rejected: int
    duplicates: int


@dataclass(frozen=True, slots=True)
class DateCounts:
    """How the dates of an import's new voices were come by; counts of voices."""

    undated: int
    by_join: int
    # Both readings fit: between the rows of one person, or alone where nothing around settles it.
    undecided: int
    conflicting: int


@dataclass(frozen=True, slots=True)
class ImportDetail:
    """An import. `account` and `dates` are None until there is something to count."""

    id: int
    reference: str
    organisation_id: int
    source_id: int | None
    source: str
    # How the source's doubtful dates are read (Source.DateOrder); '' without a source.
    date_order: str
    file_name: str
    bytes: int
    state: str
    problem: str
    findings: Mapping[str, Any]
    mapping: Mapping[str, Any]
    voices_total: int | None
    voices_done: int
    account: Account | None
    voices: int
    masked: int
    changed: int
    # As the file writes unknown codes; '1' to '6' for those that the pack knows.
    ratings: Mapping[str, int]
    dates: DateCounts | None
    conflicts: Mapping[str, int]
    who: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def header(self) -> list[str]:
        """The columns of the file."""
        return list(self.findings.get("header", ()))


def import_detail(organisation_id: int, reference: str) -> ImportDetail | None:
    """The import of an organisation by its reference, or None."""
    rows = Import.objects.filter(organisation=organisation_id, reference=reference)
    row = rows.select_related("source", "created_by").first()
    return _detail(row) if row else None


def account_of(counts: Mapping[str, Any]) -> Account | None:
    """What became of the rows, out of the counts that a run keeps; None where it has not begun to count.

    >>> account_of({"answers": 2, "empty": 1, "duplicates": 0, "rejected": 1})
    Account(rows=4, answers=2, empty=1, rejected=1, duplicates=0)
    """
    if not counts:
        return None
    parts = {name: int(counts.get(name, 0)) for name in ("answers", "empty", "rejected", "duplicates")}
    return Account(rows=sum(parts.values()), **parts)


def _detail(row: Import) -> ImportDetail:
    counts = row.counts or {}
    return ImportDetail(
        id=row.pk,
        reference=row.reference,
        organisation_id=row.organisation_id,
        source_id=row.source_id,
        source=row.source.name if row.source else "",
        date_order=row.source.doubtful_dates if row.source else "",
        file_name=row.file_name,
        bytes=row.bytes,
        state=row.state,
        # It may quote a cell of the file.
        problem=redact_text(row.problem).words,
        findings=row.findings,
        mapping=row.mapping,
        voices_total=row.voices_total,
        voices_done=row.voices_done,
        account=account_of(counts),
        voices=counts.get("voices", 0),
        masked=counts.get("masked", 0),
        changed=counts.get("changed", 0),
        ratings=counts.get("ratings", {}),
        dates=_dates(counts["dates"]) if "dates" in counts else None,
        conflicts=counts.get("conflicts", {}),
        who=row.created_by.name if row.created_by else "",
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def _dates(counts: Mapping[str, int]) -> DateCounts:
    return DateCounts(
        undated=counts.get("undated", 0),
        by_join=counts.get("by_join", 0),
        undecided=counts.get("undecided", 0) + counts.get("undecided_alone", 0),
        conflicting=counts.get("conflicting", 0),
    )
