"""The records of decisions."""

from heard.decisions.models.board import BoardQuestion
from heard.decisions.models.decided import Decision, Interest, Option
from heard.decisions.models.doing import Action, Slip
from heard.decisions.models.evidence import Evidence, Speaker
from heard.decisions.models.following import CameBack, Reply, Review

__all__ = [
    "Action",
    "BoardQuestion",
    "CameBack",
    "Decision",
    "Evidence",
    "Interest",
    "Option",
    "Reply",
    "Review",
    "Slip",
    "Speaker",
]
