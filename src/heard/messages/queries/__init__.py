"""What the room tells. Everything handed out is frozen and holds no model."""

from heard.messages.models import MADE_BY_HAND
from heard.messages.ports import Recipient
from heard.messages.queries.asking import Standing, batch_refs, batch_states, cap_days, recallable, standing
from heard.messages.queries.letters import Run, message_pdf, run, run_pdf, runs, to_print
from heard.messages.queries.messages import (
    MessageDetail,
    MessageRow,
    ReplyRow,
    Written,
    about,
    batch_count,
    by_hand,
    counts,
    message,
    messages_file,
    messages_page,
    strays,
    undelivered_page,
    written_to,
)
from heard.messages.queries.notices import unread
from heard.messages.queries.outgoing import Outgoing, outgoing
from heard.messages.queries.previews import Preview, preview
from heard.messages.queries.recipients import ACCOUNT, Entry, entry, open_to, resolve, resolve_many, stopped
from heard.messages.queries.templates import (
    FORMATS,
    LANGUAGES,
    TEMPLATES,
    Rendered,
    Template,
    render,
    template,
    templates,
)

__all__ = [
    "ACCOUNT",
    "FORMATS",
    "LANGUAGES",
    "MADE_BY_HAND",
    "TEMPLATES",
    "Entry",
    "MessageDetail",
    "MessageRow",
    "Outgoing",
    "Preview",
    "Recipient",
    "Rendered",
    "ReplyRow",
    "Run",
    "Standing",
    "Template",
    "Written",
    "about",
    "batch_count",
    "batch_refs",
    "batch_states",
    "by_hand",
    "cap_days",
    "counts",
    "entry",
    "message",
    "message_pdf",
    "messages_file",
    "messages_page",
    "open_to",
    "outgoing",
    "preview",
    "recallable",
    "render",
    "resolve",
    "resolve_many",
    "run",
    "run_pdf",
    "runs",
    "standing",
    "stopped",
    "strays",
    "template",
    "templates",
    "to_print",
    "undelivered_page",
    "unread",
    "written_to",
]
