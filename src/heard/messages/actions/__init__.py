"""Every change that the room makes. Each is one transaction and leaves one event."""

from heard.messages.actions.batches import Sent, To, recall_batch, write_to_many
from heard.messages.actions.digests import send_digests
from heard.messages.actions.drafts import discard_draft, draft_message, edit_draft, queue_message, write
from heard.messages.actions.letters import MOST as LETTERS_OF_A_RUN
from heard.messages.actions.letters import make_print_run, mark_posted, undo_print_run
from heard.messages.actions.many import forget_batch, keep_many
from heard.messages.actions.notices import mark_notices_read, notify, set_notices
from heard.messages.actions.planning import Planned, plan_message, write_planned
from heard.messages.actions.recalls import finish_by_hand, recall_message, send_again, settle
from heard.messages.actions.recipients import (
    Forgotten,
    forget_recipient,
    keep_recipient,
    record_export,
    start_again,
    stop,
    stop_by_link,
)
from heard.messages.actions.replies import settle_reply
from heard.messages.actions.sending import mark_delivery
from heard.messages.actions.wordings import reset_wording, save_wording

__all__ = [
    "LETTERS_OF_A_RUN",
    "Forgotten",
    "Planned",
    "Sent",
    "To",
    "discard_draft",
    "draft_message",
    "edit_draft",
    "finish_by_hand",
    "forget_batch",
    "forget_recipient",
    "keep_many",
    "keep_recipient",
    "make_print_run",
    "mark_delivery",
    "mark_notices_read",
    "mark_posted",
    "notify",
    "plan_message",
    "queue_message",
    "recall_batch",
    "recall_message",
    "record_export",
    "reset_wording",
    "save_wording",
    "send_again",
    "send_digests",
    "set_notices",
    "settle",
    "settle_reply",
    "start_again",
    "stop",
    "stop_by_link",
    "undo_print_run",
    "write",
    "write_planned",
    "write_to_many",
]
