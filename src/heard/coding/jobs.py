"""Work of the coding room that runs by itself."""

from __future__ import annotations

from heard.coding import sql
from heard.coding.actions import counts, learning, topic_search
from heard.organisations.policy import SYSTEM
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


@job()
def recode(reference: str) -> None:
    """Code again what an earlier run coded, to the end. Killed, it goes on from its mark when it is run again."""
    from heard.coding.actions.recoding import recode_step

    while recode_step(actor=SYSTEM, reference=reference):
        pass


@periodic(seconds=10 * 60)
def take_recoding_up() -> None:
    """Go on with what a killed worker left. Two at once take turns: each step begins where the mark stands."""
    from heard.coding.queries.calibrations import unfinished

    for reference in unfinished():
        recode.enqueue(reference)


@job(retries=2, given_up=learning.give_up)
def learn_frame(model_id: int) -> None:
    """Learn a frame of an organisation's own, as somebody asked."""
    learning.run_learning(model_id)


@job()
def code_by_frames() -> None:
    """Code by the models in force what they have not read."""
    learning.code_waiting()


@periodic(seconds=300)
def code_what_came() -> None:
    """Code what came since by the models in force."""
    learning.code_waiting()
