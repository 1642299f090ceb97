"""The board and the independent body: they look, once a week, and ask."""

from __future__ import annotations

from tests.month import desk
from tests.month.visitor import Colleague


def look(person: Colleague) -> set[str]:
    """A week's look at what has stalled; returns the references of the signals on the list."""
    person.at("board/")
    return {row["Reference"] for row in desk.signals(person, "stalled")}


def ask(person: Colleague, question: str) -> None:
    """A question to the board, with somebody who has to answer it by name."""
    page = person.at("decisions/questions/ask/")
    form = page.form("question")
    given = {}
    for name in form.choices:
        given[name] = form.values.get(name) or sorted(choice for choice in form.choices[name] if choice)[0]
    person.submit(page, form, question=question, **given)
