"""What early warning found: each place with its own percentage, so that none hides behind the whole's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from heard.coding import queries as coding
from heard.coding.presenters.figures import share
from heard.coding.queries import Figures, Filters, Search
from heard.organisations.policy import SYSTEM
from heard.pages.board.shapes import Board, Section, Table
from heard.signals import queries as signals
from heard.signals.queries import AlertRow

# So many places are named; each asks the cells once.
_SHOWN: Final = 10


def early_warning(board: Board) -> Section | None:
    """Places whose concerns rise, or from which fewer are heard, one row a signal: the surest first."""
    state = signals.watch_state(board.organisation_id)
    if not state.looked_at or state.until is None:
        return None
    found = _one_a_signal(signals.alerts(SYSTEM, board.organisation_id))
    if not found:
        return Section(
            "Early warning",
            sentences=(
                "Heard is still learning what is usual here."
                if state.learning
                else f"Of {state.streams:,} streams watched every week, none has changed up to {_day(state.until)}.",
            ),
        )
    rows = [_row(board, one) for one in found[:_SHOWN]]
    whole = _figures(board, None, found[0].since)
    return Section(
        "Early warning",
        sentences=(
            f"Of {state.streams:,} streams watched every week, these have changed. At most about "
            f"{state.false_alerts_a_year:,} such alerts a year are agreed to where nothing has changed.",
        ),
        table=Table(
            "Places that early warning found, with their own percentage",
            ("Place", "What has changed", "Counted", "Usual", "Since", "Good or Very good there since"),
            rows,
        ),
        notes=(
            *((f"{len(found) - _SHOWN:,} more stand under Signals, Early warning.",) if len(found) > _SHOWN else ()),
            f"Of the whole organisation since {_day(found[0].since)}, "
            f"{share(whole.positive, whole.ratings)} were Good or Very good.",
        ),
    )


def _one_a_signal(found: Sequence[AlertRow]) -> list[AlertRow]:
    """The alert that raised each signal, in the order of the surest of each; who comments is on its own page."""
    kept: dict[str, AlertRow] = {}
    for one in found:
        if one.kind != "who" and one.holds and (one.signal not in kept or one.id < kept[one.signal].id):
            kept[one.signal] = one
    return list(kept.values())


def _row(board: Board, one: AlertRow) -> tuple[str, ...]:
    figures = _figures(board, one.unit_id, one.since)
    # Few of a kind at one place are hidden here as elsewhere on the page; who deals with the signal sees them.
    number = f"{one.count:,}" if one.count >= board.least else f"fewer than {board.least}"
    counted = f"{number} of {one.of:,}" if one.of is not None else f"{number} in {one.weeks} weeks"
    what = f"{one.kind_label}: {one.part}" if one.part else one.kind_label
    return (
        one.place,
        what,
        counted,
        f"about {one.expected}",
        _day(one.since),
        share(figures.positive, figures.ratings),
    )


def _positive(board: Board, figures: Figures) -> str:
    """The percentage, where neither part of it is so small that it is hidden."""
    parts = (figures.positive, figures.ratings - figures.positive)
    return "–" if any(0 < part < board.least for part in parts) else share(figures.positive, figures.ratings)


def _figures(board: Board, unit_id: int | None, since: date) -> Figures:
    summary = Search(board.scope, Filters(unit_id=unit_id, from_date=since, to_date=board.today)).summary()
    return summary.figures or coding.Figures()


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
