"""The page: its sections, each asked in turn."""

from __future__ import annotations

from dataclasses import dataclass

from heard.pages.board.sections import SECTIONS
from heard.pages.board.shapes import Board, Section


@dataclass(frozen=True, slots=True)
class BoardPage:
    """Everything that is shown."""

    organisation: str
    until: str
    sections: tuple[Section, ...]


def page(board: Board) -> BoardPage:
    """Every section that has something to say."""
    found = (section(board) for section in SECTIONS)
    return BoardPage(
        board.name, f"{board.until.day} {board.until:%B %Y}", tuple(section for section in found if section)
    )
