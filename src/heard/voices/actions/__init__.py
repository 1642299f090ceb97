"""Every change that the room makes. Each is one transaction and leaves one event."""

from heard.voices.actions.imports import (
    create_import,
    discard_import,
    map_import,
    start_import,
    take_rejected,
    undo_import,
    withdraw_import,
)
from heard.voices.actions.removal import remove_voices
from heard.voices.actions.sources import ensure_source, settle_dates
from heard.voices.actions.voices import mark_read, open_original, restore_voice, withdraw_voice

__all__ = [
    "create_import",
    "discard_import",
    "ensure_source",
    "map_import",
    "mark_read",
    "open_original",
    "remove_voices",
    "restore_voice",
    "settle_dates",
    "start_import",
    "take_rejected",
    "undo_import",
    "withdraw_import",
    "withdraw_voice",
]
