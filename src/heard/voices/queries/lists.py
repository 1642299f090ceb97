"""The lists of imports and sources, as pages show them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from heard.voices.importing.masking import masked_reason
from heard.voices.models import Import, RejectedRow, Source
from heard.voices.queries.rejected import masked_cells
from heard.voices.queries.runs import account_of

PAGE = 25


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """An import in a list. Numbers are None where they are not known yet."""

    reference: str
    file_name: str
    source: str
    state: str
    rows: int | None
    voices: int | None
    rejected: int | None
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page stands in its list: its number from 1, the places of its first and last item, and of how many."""

    number: int
    first: int
    last: int
    total: int

    @property
    def newer(self) -> int | None:
        """The number of the page before, if any."""
        return self.number - 1 if self.number > 1 else None

    @property
    def older(self) -> int | None:
        """The number of the page after, if any."""
        return self.number + 1 if self.last < self.total else None


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """A source in a list."""

    id: int
    name: str
    columns: int
    imports: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class RejectedSummary:
    """A rejected row: line in the file, the sentence, and its masked cells as (column, text)."""

    line: int
    reason: str
    cells: tuple[tuple[str, str], ...]


def imports_page(
    organisation_id: int, *, source_id: int | None = None, state: str = "", number: int = 1
) -> tuple[list[ImportSummary], Page]:
    """One page of an organisation's imports, newest first, with where it stands. A number too high is the last page."""
    rows = Import.objects.filter(organisation=organisation_id)
    if source_id is not None:
        rows = rows.filter(source=source_id)
    if state:
        rows = rows.filter(state=state)
    found, page = _cut(rows.select_related("source", "created_by").order_by("-created_at", "-id"), number)
    return [_summary(row) for row in found], page


def has_imports(organisation_id: int) -> bool:
    """Whether the organisation has ever uploaded a file."""
    return Import.objects.filter(organisation=organisation_id).exists()


def last_imports(source_id: int, most: int = 5) -> list[ImportSummary]:
    """The last imports of a source."""
    rows = Import.objects.filter(source=source_id).select_related("source", "created_by")
    return [_summary(row) for row in rows.order_by("-created_at", "-id")[:most]]


def source_list(organisation_id: int) -> list[SourceSummary]:
    """Every source of an organisation by name."""
    rows = Source.objects.filter(organisation=organisation_id).annotate(
        count=Count("imports", filter=~Q(imports__state=Import.State.UNDONE)), last=Max("imports__created_at")
    )
    return [
        SourceSummary(row.pk, row.name, len(row.mapping.get("columns", {})), row.count, row.last)
        for row in rows.order_by("name")
    ]


def rejected_page(
    import_id: int, header: list[str], number: int = 1, *, contacts: Collection[str] = ()
) -> tuple[list[RejectedSummary], Page]:
    """One page of an import's rejected rows by line, personal details masked; cells under `contacts` are not shown."""
    rows, page = _cut(RejectedRow.objects.filter(batch=import_id).order_by("line", "id"), number)
    return [_rejected(row, header, contacts) for row in rows], page


def _rejected(row: RejectedRow, header: list[str], contacts: Collection[str]) -> RejectedSummary:
    names = [*header, *(f"Column {place}" for place in range(len(header) + 1, len(row.cells) + 1))]
    cells = tuple(zip(names, masked_cells(row.cells, header, contacts), strict=False))
    return RejectedSummary(row.line, masked_reason(row.reason, row.cells), cells)


def _cut(rows: QuerySet[Any], number: int) -> tuple[list[Any], Page]:
    total = rows.count()
    number = max(1, min(number, -(-total // PAGE)))
    first = PAGE * (number - 1)
    found = list(rows[first : first + PAGE])
    return found, Page(number, first + 1, first + len(found), total)


def _summary(row: Import) -> ImportSummary:
    account = account_of(row.counts)
    return ImportSummary(
        reference=row.reference,
        file_name=row.file_name,
        source=row.source.name if row.source else "",
        state=row.state,
        rows=account.rows if account else None,
        voices=row.counts.get("voices") if account else None,
        rejected=account.rejected if account else None,
        who=row.created_by.name if row.created_by else "",
        at=row.created_at,
    )
