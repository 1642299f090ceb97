"""The sections in their order: what is hidden before what is praised, the worst before the rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from heard.coding.presenters import figures as said
from heard.coding.presenters.control import control_charts
from heard.coding.queries import By, Figures, Filters, Search
from heard.methods.suppression import Rule, suppress
from heard.organisations import queries as organisations
from heard.pages.board import loop, warned
from heard.pages.board.shapes import Board, Section, Table
from heard.pages.board.standing_out import places_that_stand_out

# Themes with most concerns for which the worst service is named; each asks the cells once.
_THEMES: Final = 8
_FEWER: Final = "fewer than {least}, or hidden with one that is"


def positive_and_what_it_hides(board: Board) -> Section | None:
    """Concerns, and the percentage never without those behind a good rating."""
    if not board.year:
        return None
    total = _together(board.year)
    hidden = said.count(total.concerns_rated_good, "concern")
    return Section(
        "Concerns, and what the percentage hides",
        sentences=(
            f"In the twelve months before {board.until.day} {board.until:%B %Y}: "
            f"{said.count(said.serious(total), 'serious comment')} and "
            f"{said.count(total.seriousness[1], 'other concern')} among {said.count(total.comments, 'comment')}. "
            f"{said.share(total.positive, total.ratings)} of {said.count(total.ratings, 'rating')} were Good or Very "
            f"good; behind these stand {hidden}.",
        ),
        boxes=said.boxes(total)[:2],
    )


def over_time(board: Board) -> Section | None:
    """Concerns and the percentage as XmR charts."""
    charts = control_charts(board.months)
    if not charts:
        return None
    return Section(
        "Is it changing?",
        sentences=(
            "A point is marked where chance alone does not explain it. Where one point says both, concern is shown.",
        ),
        charts=charts,
        explained=True,
    )


def worst_services(board: Board) -> Section | None:
    """For each theme with concerns, the service with most of them; small numbers hidden."""
    rows = [row for theme, label in _themes(board) if (row := _worst(board, theme, label))]
    if not rows:
        return None
    return Section(
        "Where it is worst",
        sentences=("For each theme, the service with the largest share of concerns in the last twelve months.",),
        table=Table(
            "The worst service of each theme, concerns first",
            ("Theme", "Service", "Concerns", "Comments"),
            rows,
        ),
        notes=(
            "Services are those directly below the organisation; each holds all that stands under it. Numbers under "
            f"{board.least} are hidden, and those that would tell them.",
        ),
    )


SECTIONS: Final[tuple[Callable[[Board], Section | None], ...]] = (
    loop.standing_still,
    warned.early_warning,
    positive_and_what_it_hides,
    places_that_stand_out,
    over_time,
    loop.decided,
    worst_services,
)


def _together(found: tuple[Figures, ...]) -> Figures:
    rated = [sum(one.rated[number] for one in found) for number in range(7)]
    serious = [sum(one.seriousness[level] for one in found) for level in range(3)]
    return Figures(
        rated=(rated[0], rated[1], rated[2], rated[3], rated[4], rated[5], rated[6]),
        comments=sum(one.comments for one in found),
        seriousness=(serious[0], serious[1], serious[2]),
        concerns_rated_good=sum(one.concerns_rated_good for one in found),
    )


def _year(board: Board, themes: tuple[int, ...] = ()) -> Search:
    filters = Filters(from_date=board.since, to_date=board.until - timedelta(days=1), themes=themes)
    return Search(board.scope, filters)


def _themes(board: Board) -> list[tuple[int, str]]:
    """Themes with concerns, serious ones first."""
    found = _year(board).breakdown(By.THEME)
    worst = [share for share in found.shares if share.figures.serious] if found else []
    worst.sort(key=lambda share: (-said.serious(share.figures), -share.figures.serious, share.label))
    return [(share.value, share.label) for share in worst[:_THEMES]]


def _worst(board: Board, theme: int, label: str) -> tuple[str, ...] | None:
    found = _year(board, (theme,)).breakdown(By.SERVICE)
    shares = {share.value: share.figures for share in found.shares if share.figures.comments} if found else {}
    if not any(one.serious for one in shares.values()):
        return None
    least = board.least
    tree = {**dict.fromkeys(shares, 0), 0: None}
    concerns = suppress({pk: one.serious for pk, one in shares.items()}, tree, Rule(least))
    comments = suppress({pk: one.comments for pk, one in shares.items()}, tree, Rule(least))
    # A service that is named by a number that nobody may see would tell it: those that can be shown come first.
    order = sorted(
        shares,
        key=lambda pk: (concerns.shown(pk) is None, -shares[pk].serious / shares[pk].comments, -shares[pk].serious, pk),
    )
    worst = order[0]
    if concerns.shown(worst) is None:
        return (label, "Not named: too few everywhere", _FEWER.format(least=least), "–")
    name = organisations.units([worst])[worst].name
    all_of_them = comments.shown(worst)
    return (label, name, f"{concerns.shown(worst):,}", "hidden" if all_of_them is None else f"{all_of_them:,}")
