"""What the room tells. Everything handed out is frozen and holds no model."""

from heard.signals.queries.lists import (
    PAGE,
    SHOWS,
    SignalFilter,
    SignalPage,
    all_signals,
    counts,
    mergeable,
    open_signals,
    signals,
)
from heard.signals.queries.one import (
    Closable,
    HistoryLine,
    SignalDetail,
    closable,
    reachable,
    signal,
    signal_row,
)
from heard.signals.queries.shapes import Said, SignalRow
from heard.signals.queries.summaries import (
    BoardSummary,
    asked,
    board_summary,
    is_outside,
    of_voice,
    stalled,
    timeline,
)

__all__ = [
    "PAGE",
    "SHOWS",
    "BoardSummary",
    "Closable",
    "HistoryLine",
    "Said",
    "SignalDetail",
    "SignalFilter",
    "SignalPage",
    "SignalRow",
    "all_signals",
    "asked",
    "board_summary",
    "closable",
    "counts",
    "is_outside",
    "mergeable",
    "of_voice",
    "open_signals",
    "reachable",
    "signal",
    "signal_row",
    "signals",
    "stalled",
    "timeline",
]
