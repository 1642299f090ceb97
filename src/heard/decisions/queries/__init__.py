"""What the room tells. Everything handed out is frozen and holds no model."""

from heard.decisions.queries.above import (
    BoardSummary,
    Citing,
    Waits,
    asked,
    board_summary,
    cited_voices,
    cites,
    citing,
    timeline,
    waiting,
)
from heard.decisions.queries.board import QuestionRow, board_question, board_questions
from heard.decisions.queries.calendar import Day, Month, calendar
from heard.decisions.queries.lists import DecisionFilter, DecisionPage, all_decisions, decisions, states, themes
from heard.decisions.queries.one import (
    ActionRow,
    DecisionDetail,
    EvidenceRow,
    OptionRow,
    ReplyRow,
    ReturnRow,
    ReviewRow,
    action,
    decision,
)
from heard.decisions.queries.public import SIZE, Chain, Published, Withdrawn, chain, filters, published, withdrawn
from heard.decisions.queries.shapes import DecisionRow, State

__all__ = [
    "SIZE",
    "ActionRow",
    "BoardSummary",
    "Chain",
    "Citing",
    "Day",
    "DecisionDetail",
    "DecisionFilter",
    "DecisionPage",
    "DecisionRow",
    "EvidenceRow",
    "Month",
    "OptionRow",
    "Published",
    "QuestionRow",
    "ReplyRow",
    "ReturnRow",
    "ReviewRow",
    "State",
    "Waits",
    "Withdrawn",
    "action",
    "all_decisions",
    "asked",
    "board_question",
    "board_questions",
    "board_summary",
    "calendar",
    "chain",
    "cited_voices",
    "cites",
    "citing",
    "decision",
    "decisions",
    "filters",
    "published",
    "states",
    "themes",
    "timeline",
    "waiting",
    "withdrawn",
]
