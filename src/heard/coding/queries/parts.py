"""Explore's search with all its parts, and each part by itself."""

from __future__ import annotations

from heard.coding.queries import trends
from heard.coding.queries.search import FoundSearch
from heard.coding.queries.shapes import Breakdown, By, Count, Filters, Interval, Page, Summary, Trend
from heard.organisations.queries import Scope


class Search(FoundSearch):
    """One search of one page: what several of its parts need is found once."""

    def trend(self, interval: Interval) -> Trend | None:
        """The search over time; None where too many comments match to be exact."""
        return trends.trend(self, interval)

    def breakdown(self, by: By) -> Breakdown | None:
        """The parts of the search, most comments first; None where too many comments match."""
        return trends.breakdown(self, by)


def explore(scope: Scope, filters: Filters, cursor: str = "") -> Page:
    """25 comments that match, newest first."""
    return Search(scope, filters).page(cursor)


def count(scope: Scope, filters: Filters) -> Count:
    """How many comments match: exact, or 'more than 1,000'."""
    return Search(scope, filters).count()


def summary(scope: Scope, filters: Filters) -> Summary:
    """Voices, ratings, % positive, concerns rated good, and voices without a date."""
    return Search(scope, filters).summary()


def trend(scope: Scope, filters: Filters, interval: Interval) -> Trend | None:
    """What matches over time; None where too many comments match to be exact."""
    return Search(scope, filters).trend(interval)


def breakdown(scope: Scope, filters: Filters, by: By) -> Breakdown | None:
    """What matches by its parts; None where too many comments match to be exact."""
    return Search(scope, filters).breakdown(by)
