"""Every change that the room makes. Each is one transaction and leaves one event."""

from heard.decisions.actions.asking import ask_due, ask_whether_changed
from heard.decisions.actions.board import answer_board_question, ask_board
from heard.decisions.actions.coming_back import raise_what_is_back
from heard.decisions.actions.deciding import decide, withdraw_decision
from heard.decisions.actions.doing import add_action, finish_action, slip_action
from heard.decisions.actions.evidence import add_contrary, add_evidence
from heard.decisions.actions.opening import add_option, declare_interest, describe_decision, fix_options, open_decision
from heard.decisions.actions.publishing import publish
from heard.decisions.actions.replying import draft_replies, edit_reply, recall_replies, send_replies, write_replies
from heard.decisions.actions.returning import bring_back, record_review, settle_returns

__all__ = [
    "add_action",
    "add_contrary",
    "add_evidence",
    "add_option",
    "answer_board_question",
    "ask_board",
    "ask_due",
    "ask_whether_changed",
    "bring_back",
    "decide",
    "declare_interest",
    "describe_decision",
    "draft_replies",
    "edit_reply",
    "finish_action",
    "fix_options",
    "open_decision",
    "publish",
    "raise_what_is_back",
    "recall_replies",
    "record_review",
    "send_replies",
    "settle_returns",
    "slip_action",
    "withdraw_decision",
    "write_replies",
]
