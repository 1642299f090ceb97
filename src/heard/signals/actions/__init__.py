"""Every change that the room makes. Each is one transaction and leaves one event."""

from heard.signals.actions.by_hand import raise_signal, raise_treated_worse
from heard.signals.actions.closing import (
    ask_to_close,
    close_signal,
    reopen_closed_by,
    reopen_of_voice,
    reopen_signal,
    stands_outside,
)
from heard.signals.actions.merging import merge_signals, unmerge_signal
from heard.signals.actions.raising import raise_waiting
from heard.signals.actions.removal import remove_signals
from heard.signals.actions.stalling import find_stalled, settle_stalled
from heard.signals.actions.watching import set_watch, watch_all, watch_organisation
from heard.signals.actions.working import (
    declare_conflict,
    give_verdict,
    link_incident,
    mark_voices_read,
    pass_on,
    take_up,
)

__all__ = [
    "ask_to_close",
    "close_signal",
    "declare_conflict",
    "find_stalled",
    "give_verdict",
    "link_incident",
    "mark_voices_read",
    "merge_signals",
    "pass_on",
    "raise_signal",
    "raise_treated_worse",
    "raise_waiting",
    "remove_signals",
    "reopen_closed_by",
    "reopen_of_voice",
    "reopen_signal",
    "set_watch",
    "settle_stalled",
    "stands_outside",
    "take_up",
    "unmerge_signal",
    "watch_all",
    "watch_organisation",
]
