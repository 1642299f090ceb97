"""What the room tells. Everything handed out is frozen and holds no model."""

from heard.voices.queries.batches import stored_batch
from heard.voices.queries.labels import channels, questions, relations, sources, wordings
from heard.voices.queries.lists import (
    ImportSummary,
    Page,
    RejectedSummary,
    SourceSummary,
    has_imports,
    imports_page,
    last_imports,
    rejected_page,
    source_list,
)
from heard.voices.queries.rejected import rejected_csv
from heard.voices.queries.runs import Account, DateCounts, ImportDetail, import_detail
from heard.voices.queries.sources import Doubt, SourceDetail, preview, source_detail
from heard.voices.queries.voices import AnswerDetail, VoiceDetail, Words, voice, voice_of_answer, words

__all__ = [
    "Account",
    "AnswerDetail",
    "DateCounts",
    "Doubt",
    "ImportDetail",
    "ImportSummary",
    "Page",
    "RejectedSummary",
    "SourceDetail",
    "SourceSummary",
    "VoiceDetail",
    "Words",
    "channels",
    "has_imports",
    "import_detail",
    "imports_page",
    "last_imports",
    "preview",
    "questions",
    "rejected_csv",
    "rejected_page",
    "relations",
    "source_detail",
    "source_list",
    "sources",
    "stored_batch",
    "voice",
    "voice_of_answer",
    "wordings",
    "words",
]
