"""What signals asks of the rooms above it. `config.ports` connects the functions that answer."""

from __future__ import annotations

from dataclasses import dataclass

from heard.organisations.policy import Actor
from heard.store.ports import Port


@dataclass(frozen=True, slots=True)
class Closing:
    """A signal is about to be closed by something ('decisions.decision:01J…')."""

    signal: str
    organisation_id: int
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a signal can be taken: a decision about it that is there, or the page that opens one.

    `closes`: the subject of a decision that can close it; `says`: that decision, as whoever spoke will read it.
    """

    text: str
    url: str
    closes: str = ""
    says: str = ""


# Whether this may close it: a sentence says why not, None that it may. Without anybody who answers, nothing may.
closers: Port[[Closing], str | None] = Port("signals.closers")
# Where this reader can take a signal (its reference): shown on its page as links.
onward: Port[[Actor, str], list[Onward]] = Port("signals.onward")


def refusal(closing: Closing) -> str:
    """Why something may not close a signal; empty where every room that answers agrees, and one does."""
    answers = closers(closing)
    if not answers:
        return "There is nothing here that can close it but a reason: enter one."
    return next((sentence for sentence in answers if sentence), "")
