"""What everybody at a desk does: opens lists, reads, answers, takes up, closes."""

from __future__ import annotations

from tests.month.visitor import Colleague, Lost, Page

VOICE, SIGNAL, MESSAGE = "voices.voice:", "signals.signal:", "messages.message:"
Row = dict[str, str]


def tasks(person: Colleague, show: str = "mine", **more: str) -> list[Row]:
    """A list of tasks as its file has it, all pages."""
    query = "&".join(f"{name}={value}" for name, value in {"show": show, **more}.items())
    return person.at(f"tasks/export/?{query}").rows()


def signals(person: Colleague, show: str) -> list[Row]:
    """A tab of signals as its file has it."""
    return person.at(f"signals/export/?show={show}").rows()


def about(row: Row, room: str) -> str:
    """The reference of what a task is about, where it is about that; else empty."""
    return row["Subject"].removeprefix(room) if row["Subject"].startswith(room) else ""


def read(person: Colleague, voice: str) -> Page:
    """Open what somebody said."""
    return person.at(f"voices/{voice}/")


def answer(person: Colleague, voice: str, words: str) -> None:
    """Answer whoever spoke: write, look at it as they will see it, and send it; by the key alone it stands at once.

    Again only where they do not remember that they have: what is on its way takes a day or two.
    """
    if voice in person.asked:
        return
    person.asked.add(voice)
    page = person.at(f"voices/{voice}/answer/")
    page = person.submit(page, page.form("words"), words=words)
    if page.has_form("/send/"):
        person.press(page, "/send/", follow=False)
    elif "under their key" not in page.plain() and "An answer is on its way" not in page.plain():
        raise Lost(f"The answer to {voice} stands nowhere: {page.plain()[:400]}")


def take_up(person: Colleague, signal: str) -> None:
    """Take a signal up, where it is there to be taken."""
    page = person.at(f"signals/{signal}/")
    if page.has_form("/take-up/"):
        person.press(page, "/take-up/", follow=False)


def close(person: Colleague, signal: str, reason: str = "") -> None:
    """Close a signal with a reason, seen first as whoever spoke will; where nobody can be reached, others are asked.

    Without a reason: what the line has written stays.
    """
    page = person.at(f"signals/{signal}/close/")
    given = {"reason": reason} if reason else {}
    page = person.submit(page, page.form("reason"), **given)
    form = page.form("seen")
    person.submit(page, form, follow=False)
    if "ask" in form.names:
        person.asked.add(signal)
