"""Work of the coding room that runs by itself."""

from __future__ import annotations

from heard.coding import sql
from heard.coding.actions import counts, topic_search
from heard.store.background import job, periodic


@periodic(seconds=30)
def fold_counts() -> None:
    """Fold what has changed into the cells. Safe to run twice and at once."""
    if counts.fold():
        sql.settle_words()


@job(retries=2, given_up=topic_search.give_up)
def search_topics(search_id: int) -> None:
    """Look for topics beyond the frame, as somebody asked."""
    topic_search.run_search(search_id)
