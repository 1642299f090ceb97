"""What came beside somebody's words: that it did, never its content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from heard.voices.models import Attachment


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A recording or a picture. `written` says that what was said in it has been written down."""

    reference: str
    kind: str
    label: str
    bytes: int
    added_at: datetime
    written: bool


def attachments_of(organisation_id: int, voice_reference: str) -> list[AttachmentRow]:
    """What came with a voice, in its order. One query."""
    rows = Attachment.objects.filter(voice__organisation=organisation_id, voice__reference=voice_reference)
    return [
        AttachmentRow(
            row.reference, row.kind, row.get_kind_display(), row.bytes, row.added_at, row.written_id is not None
        )
        for row in rows.order_by("pk")
    ]
