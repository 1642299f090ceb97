"""One page of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

PAGE = 25


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page stands in its list: its number from 1, the places of its first and last item, and of how many."""

    number: int
    first: int
    last: int
    total: int

    @property
    def newer(self) -> int | None:
        """The number of the page before, if any."""
        return self.number - 1 if self.number > 1 else None

    @property
    def older(self) -> int | None:
        """The number of the page after, if any."""
        return self.number + 1 if self.last < self.total else None


def cut(rows: QuerySet[Any], number: int) -> tuple[list[Any], Page]:
    """The rows of one page. A number too high is the last page."""
    total = rows.count()
    number = max(1, min(number, -(-total // PAGE)))
    first = PAGE * (number - 1)
    found = list(rows[first : first + PAGE])
    return found, Page(number, first + 1, first + len(found), total)
