"""A source with its saved mapping and its doubts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from heard.methods.redaction import redact_text
from heard.store.rows import sole
from heard.voices.importing.findings import PreviewRow, layout_of
from heard.voices.importing.findings import preview as _preview
from heard.voices.importing.mapping import check, from_json
from heard.voices.models import Import, Source, Voice


@dataclass(frozen=True, slots=True)
class Doubt:
    """A voice whose date can be read in two ways."""

    reference: str
    # Masked: some suppliers number people by their telephone or NHS number.
    supplier_id: str
    day_first: date
    month_first: date


@dataclass(frozen=True, slots=True)
class SourceDetail:
    """A source. `doubtful` voices have two readings; `suggested` is what the files' own evidence points to."""

    id: int
    organisation_id: int
    name: str
    mapping: Mapping[str, Any]
    doubtful_dates: str
    doubtful: int
    # 'day_first', 'month_first' or '' without evidence.
    suggested: str
    # Of swapped dates that joining settled, how many agree with the suggestion, and how many do not.
    agree: int
    against: int
    examples: Sequence[Doubt]
    created_at: datetime

    @property
    def asks(self) -> bool:
        """Whether a person is to be asked how to read its dates."""
        return self.doubtful > 0 and self.doubtful_dates == Source.DateOrder.UNDECIDED


def source_detail(organisation_id: int, source_id: int) -> SourceDetail | None:
    """A source of the organisation with its doubts and the evidence on them, or None."""
    source = sole(Source.objects.filter(organisation=organisation_id, pk=source_id))
    if source is None:
        return None
    doubtful = Voice.objects.filter(source=source, said_on_day_first__isnull=False)
    rows = doubtful.order_by("id").values_list("reference", "supplier_id", "said_on_day_first", "said_on_month_first")[
        :5
    ]
    runs = [
        findings["run"]
        for findings in Import.objects.filter(source=source, state=Import.State.DONE).values_list("findings", flat=True)
        if "run" in findings
    ]
    agree = sum(run["agree"] for run in runs)
    against = sum(run["against"] for run in runs)
    return SourceDetail(
        id=source.pk,
        organisation_id=source.organisation_id,
        name=source.name,
        mapping=source.mapping,
        doubtful_dates=source.doubtful_dates,
        doubtful=doubtful.count(),
        suggested="" if agree == against else ("day_first" if agree > against else "month_first"),
        agree=max(agree, against),
        against=min(agree, against),
        examples=tuple(
            Doubt(name, redact_text(who).words, a, b) for name, who, a, b in rows if a is not None and b is not None
        ),
        created_at=source.created_at,
    )


def preview(organisation_id: int, reference: str, mapping: Mapping[str, Any], today: date) -> list[PreviewRow]:
    """The first rows of an upload as a mapping would store them. Raises Refused where the mapping does not do.

    Empty for an import that is unknown or was started.
    """
    batch = sole(Import.objects.filter(organisation=organisation_id, reference=reference))
    if batch is None or not batch.findings.get("samples"):
        return []
    checked = check(from_json(mapping), layout_of(batch.findings).header)
    return _preview(batch.findings, checked, today)
