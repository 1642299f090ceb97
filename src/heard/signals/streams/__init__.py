"""Streams: what is counted every week, and which of it has changed. Start reading at `families`, then `judging`.

A stream is never stored: its weeks are the cells that coding keeps (ADR 28), so it is right after every correction,
withdrawal, undoing and move.
"""

from heard.signals.streams.families import FAMILIES, Family
from heard.signals.streams.judging import Finding, Judged, judge
from heard.signals.streams.weeks import Calendar, Counted, calendar, counted, read

__all__ = [
    "FAMILIES",
    "Calendar",
    "Counted",
    "Family",
    "Finding",
    "Judged",
    "calendar",
    "counted",
    "judge",
    "read",
]
