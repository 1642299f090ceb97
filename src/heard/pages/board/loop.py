"""What became of concerns: what stands still, and what was decided with and without evidence."""

from __future__ import annotations

from heard.coding.presenters.figures import count
from heard.decisions import queries as decisions
from heard.pages.board.shapes import Board, Section, Table
from heard.signals import queries as signals


def standing_still(board: Board) -> Section | None:
    """Severe and stalled first: how many, at which level, since when."""
    found = signals.board_summary(board.organisation_id)
    if not (found.serious or found.concerns or found.stalled or found.backlog):
        return None
    sentences = [
        f"{count(found.serious, 'serious signal')} {_is(found.serious)} open"
        f"{_taken_up(found.serious, found.serious_not_taken_up)}; "
        f"{count(found.concerns, 'other concern')} {_is(found.concerns)} open."
    ]
    if found.oldest:
        sentences.append(f"The oldest has been known since {found.oldest.day} {found.oldest:%B %Y}.")
    if found.came_back:
        sentences.append(f"{count(found.came_back, 'signal')} came back: whoever spoke said that it had not changed.")
    if found.outside_the_line:
        sentences.append(f"{count(found.outside_the_line, 'signal')} {_go(found.outside_the_line)} outside the line.")
    levels = [(level, f"{number:,}") for level, number in found.stalled]
    return Section(
        "What stands still",
        sentences=sentences,
        table=Table("Signals that were not dealt with in their time", ("Gone up to", "Signals"), levels)
        if levels
        else None,
        notes=(f"{count(found.backlog, 'older concern')} from imported files {_wait(found.backlog)} for review.",)
        if found.backlog
        else (),
    )


def decided(board: Board) -> Section | None:
    """Decisions of the last twelve months: on what evidence, and what came back as 'no'."""
    found = decisions.board_summary(board.organisation_id, board.since)
    if not (found.decided or found.open_returns):
        return None
    sentences = [
        f"{count(found.decided, 'decision')} since {found.since.day} {found.since:%B %Y}: {found.with_evidence:,} with "
        f"evidence, {found.with_contrary:,} of them with evidence to the contrary, and {found.without_evidence:,} "
        f"without; {found.published:,} published."
    ]
    if found.open_returns:
        sentences.append(
            f"{count(found.open_returns, 'person', 'people')} said that nothing had changed and "
            f"{_wait(found.open_returns)} for an answer."
        )
    if found.treated_worse:
        sentences.append(f"{count(found.treated_worse, 'person', 'people')} said that they were treated worse.")
    rows = [(row.question, "No evidence") for row in found.unevidenced]
    rows += [(row.question, "Came back: not changed") for row in found.came_back]
    table = Table("Decisions to ask about", ("Decision", "Why"), rows) if rows else None
    return Section("What was decided", sentences=sentences, table=table)


def _taken_up(serious: int, waiting: int) -> str:
    """Who has taken them up, as the rest of a sentence.

    >>> _taken_up(1, 1), _taken_up(3, 2), _taken_up(3, 0)
    (', and nobody has taken it up', ', and nobody has taken up 2 of them', ', and each has been taken up')
    """
    if not serious:
        return ""
    if not waiting:
        return ", and each has been taken up"
    return ", and nobody has taken " + ("it up" if serious == 1 else f"up {waiting:,} of them")


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _go(number: int) -> str:
    return "goes" if number == 1 else "go"


def _wait(number: int) -> str:
    return "waits" if number == 1 else "wait"
