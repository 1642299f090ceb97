"""Work of the coding room that runs by itself."""

from __future__ import annotations

from heard.coding import sql
from heard.coding.actions import counts
from heard.store.background import periodic


@periodic(seconds=30)
def fold_counts() -> None:
    """Fold what has changed into the cells. Safe to run twice and at once."""
    if counts.fold():
        sql.settle_words()
