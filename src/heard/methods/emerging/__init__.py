"""Themes beyond the frame: what some comments say more often than others did, put together into topics.

Start reading at `topics.propose`. `counting` finds which phrases stand in which comments, `rising` which of them are
said more, `quotations` which comments show a topic best.
"""

from heard.methods.emerging.rising import Options
from heard.methods.emerging.topics import Proposal, matches, propose

__all__ = ["Options", "Proposal", "matches", "propose"]
