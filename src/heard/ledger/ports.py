"""What the ledger asks of rooms above it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from heard.methods.redaction.quoting import Quoted
from heard.store.ports import Port

# Called in the transaction in which openings of events are erased, with the ids of those events, so that a room erases
# what it holds of them itself (a copy in an index, a count, a file).
forgotten: Port[[Sequence[int]], None] = Port("ledger.forgotten")


@dataclass(slots=True)
class Forgetting:
    """One subject that is being forgotten. Rooms are asked from the top of the house down, in one transaction.

    What a room made of it alone goes. What somebody wrote about it stays, without the words that it quotes.
    """

    # What the ledger calls it: 'voice:01J…'.
    subject: str
    # Every word that it holds, to be found again wherever it is quoted. It is kept nowhere.
    quoted: Quoted
    # What is about it, as the ledger, tasks and messages call it: lower rooms look for quotations there, and the ledger
    # erases what it holds of them that quotes.
    linked: set[str] = field(default_factory=set)
    # Kinds of its own events that stay readable: who did what with it, never what it said.
    kept: set[str] = field(default_factory=set)
    # How much went, by what it is ('words', 'search rows'): for the event.
    gone: Counter[str] = field(default_factory=Counter)


# Every text that a subject holds or held: its words masked and unmasked, names, addresses. Empty for another room's.
said: Port[[str], Collection[str]] = Port("ledger.said")

# Forget it: rows, index, counts, files. Called once for each subject, and again when a backup was restored.
forget: Port[[Forgetting], None] = Port("ledger.forget")

# Rewrite what still holds traces of deleted rows, outside any transaction: a search index, before the files are.
settle: Port[[], None] = Port("ledger.settle")
