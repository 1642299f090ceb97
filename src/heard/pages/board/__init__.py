"""The board's page, section by section. Start at `sections.SECTIONS`: functions from a Board to a Section.

What other rooms add (signals, decisions, questions to the board) is another function in that list.
"""

from heard.pages.board.page import BoardPage, page
from heard.pages.board.shapes import Board, Section

__all__ = ["Board", "BoardPage", "Section", "page"]
