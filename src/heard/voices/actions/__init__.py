"""Every change that the room makes. Each is one transaction and leaves one event."""

from heard.voices.actions.answering import answer_under_key, answer_voice
from heard.voices.actions.appealing import answer_appeal, appeal_refusal
from heard.voices.actions.attaching import add_attachment, drop_attachment, open_attachment, write_down
from heard.voices.actions.erasing import (
    ask_erasure,
    ask_erasure_own,
    erase_asked,
    erase_due,
    refuse_erasure,
    take_back_erasure,
)
from heard.voices.actions.following import (
    add_words,
    check_pin,
    confirm_change,
    find_by_key,
    find_for_caller,
    say_misread,
    withdraw_own,
)
from heard.voices.actions.holding import lift_hold, place_hold
from heard.voices.actions.imports import (
    create_import,
    discard_import,
    map_import,
    start_import,
    take_rejected,
    undo_import,
    withdraw_import,
)
from heard.voices.actions.inviting import confirm_list, discard_list, forget_lists, map_list, recall_list, take_list
from heard.voices.actions.moderating import hold_voice, mask_more, publish_voice, refuse_voice, settle_misread
from heard.voices.actions.points import Setup, close_point, create_point, open_point, set_up_point
from heard.voices.actions.receiving import (
    Received,
    Said,
    complain_about_heard,
    enter_for_someone,
    receive_invited,
    receive_voice,
)
from heard.voices.actions.removal import remove_voices
from heard.voices.actions.retaining import confirm_retention, forget_file, forget_rejected
from heard.voices.actions.sources import ensure_source, settle_dates
from heard.voices.actions.voices import mark_read, open_contact, open_original, restore_voice, withdraw_voice

__all__ = [
    "Received",
    "Said",
    "Setup",
    "add_attachment",
    "add_words",
    "answer_appeal",
    "answer_under_key",
    "answer_voice",
    "appeal_refusal",
    "ask_erasure",
    "ask_erasure_own",
    "check_pin",
    "close_point",
    "complain_about_heard",
    "confirm_change",
    "confirm_list",
    "confirm_retention",
    "create_import",
    "create_point",
    "discard_import",
    "discard_list",
    "drop_attachment",
    "ensure_source",
    "enter_for_someone",
    "erase_asked",
    "erase_due",
    "find_by_key",
    "find_for_caller",
    "forget_file",
    "forget_lists",
    "forget_rejected",
    "hold_voice",
    "lift_hold",
    "map_import",
    "map_list",
    "mark_read",
    "mask_more",
    "open_attachment",
    "open_contact",
    "open_original",
    "open_point",
    "place_hold",
    "publish_voice",
    "recall_list",
    "receive_invited",
    "receive_voice",
    "refuse_erasure",
    "refuse_voice",
    "remove_voices",
    "restore_voice",
    "say_misread",
    "set_up_point",
    "settle_dates",
    "settle_misread",
    "start_import",
    "take_back_erasure",
    "take_list",
    "take_rejected",
    "undo_import",
    "withdraw_import",
    "withdraw_own",
    "withdraw_voice",
    "write_down",
]
