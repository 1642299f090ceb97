"""Which column probably holds what: by its name, then by what stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from heard.methods.exports import dates as reading
from heard.voices.importing import words
from heard.voices.importing.mapping import REPEATABLE, SERVICES
from heard.voices.importing.stager import EARLIEST

# A field that its values contradict is not suggested for its name alone.
_CERTAIN, _LIKELY, _BY_CONTENT = 3.0, 2.0, 1.0


def suggest(header: Sequence[str], rows: Sequence[Sequence[str]], latest: date) -> dict[str, str]:
    """A field for each column, 'ignore' where nothing fits. A person looks at it before anything is stored.

    `rows` are the first rows of the file, each as long as the header.
    """
    columns = {name: [row[place] for row in rows if row[place].strip()] for place, name in enumerate(header)}
    offers = sorted(
        (
            (-score, place, name, chosen)
            for place, name in enumerate(header)
            for chosen, score in _offers(name, columns[name], latest).items()
        ),
    )
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, _, name, chosen in offers:
        if name not in found and (chosen in REPEATABLE or chosen not in taken):
            found[name] = chosen
            taken.add(chosen)
    _one_answer(header, columns, found)
    _levels(header, found)
    return {name: found.get(name, "ignore") for name in header}


def known_headers() -> frozenset[str]:
    """Every header that is known for certain, as compared: what tells the sheet with the answers from the others."""
    fields = {name: entry for name, entry in words.columns().items() if name != "values"}
    return frozenset(words.plain(header) for entry in fields.values() for header in entry["names"])


def _offers(name: str, cells: Sequence[str], latest: date) -> dict[str, float]:
    """Fields for one column with how sure each is."""
    plain = words.plain(name)
    offers: dict[str, float] = {}
    for chosen, entry in words.columns().items():
        if chosen == "values":
            continue
        if plain in map(words.plain, entry["names"]):
            offers[chosen] = _CERTAIN
        elif any(word in plain for word in entry["words"]):
            offers[chosen] = _LIKELY
    if not cells:
        return {chosen: score for chosen, score in offers.items() if score == _CERTAIN}
    share = _dated(cells, latest)
    for chosen in ("date", "experienced_on"):
        # A column called 'Date' with slips in it is one; a column that has 'date' in its name has to prove it.
        if chosen in offers and (not share or (offers[chosen] < _CERTAIN and share < 0.5)):
            del offers[chosen]
    if "rating" in offers and not _rates(cells):
        # 'Score' may head a column of comments, and 'feedback' one of numbers.
        del offers["rating"]
    if "answer" in offers and (_rates(cells) or share > 0.9):
        del offers["answer"]
    if not offers:
        offers = _by_content(cells, share)
    return offers


def _by_content(cells: Sequence[str], share: float) -> dict[str, float]:
    if share > 0.9:
        return {"date": _BY_CONTENT}
    if _rates(cells) and all(not cell.strip().isdigit() for cell in cells):
        return {"rating": _BY_CONTENT}
    long_enough = sum(len(cell) for cell in cells) / len(cells) > 25
    if long_enough and len(set(cells)) > 0.5 * len(cells):
        return {"answer": _BY_CONTENT}
    if len(set(cells)) <= 10 and all(cell.strip().endswith("?") for cell in cells):
        return {"question": _BY_CONTENT}
    return {}


def _dated(cells: Sequence[str], latest: date) -> float:
    good = sum(not reading.read(cell, EARLIEST, latest).problem for cell in cells)
    return good / len(cells)


def _rates(cells: Sequence[str]) -> bool:
    """Whether nearly all cells are ratings: words of the pack, or one digit each."""
    known = sum(words.rating_code(cell) is not None or cell.strip() in _DIGITS for cell in cells)
    return known >= 0.9 * len(cells)


_DIGITS: Final = frozenset("0123456789")


def _one_answer(header: Sequence[str], columns: Mapping[str, Sequence[str]], found: dict[str, str]) -> None:
    """With a question column there is one answer column: the one named so, else the wordiest."""
    answers = [name for name in header if found.get(name) == "answer"]
    if "question" not in found.values() or len(answers) < 2:
        return
    best = max(answers, key=lambda name: ("answer" in words.plain(name), sum(map(len, columns[name]))))
    for name in answers:
        if name != best:
            found[name] = "ignore"


def _levels(header: Sequence[str], found: dict[str, str]) -> None:
    """Service columns close ranks: a file with wards only has them on its first level."""
    chosen = sorted((found[name], place, name) for place, name in enumerate(header) if found.get(name) in SERVICES)
    for level, (_, _, name) in zip(SERVICES, chosen, strict=False):
        found[name] = level
