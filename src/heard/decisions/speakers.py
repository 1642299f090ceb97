"""Those whose words were evidence: who wishes a reply, and can be reached."""

from __future__ import annotations

from heard.decisions.kinds.voices import LINE
from heard.decisions.models import Decision, Speaker
from heard.messages import queries as messages
from heard.voices.queries.spoken import Spoken, spoken


def recipient(voice: str) -> str:
    """What messages calls whoever spoke.

    >>> recipient("01J")
    'voices.voice:01J'
    """
    return f"voices.voice:{voice}"


def of_decision(decision: Decision) -> dict[str, Spoken]:
    """Everyone whose words were evidence, by the reference of their voice; those withdrawn are left out."""
    voices = Speaker.objects.filter(evidence__decision=decision).values_list("voice", flat=True).distinct()
    return {one.reference: one for one in spoken(decision.organisation_id, voices).values() if not one.withdrawn}


def wishing_reply(decision: Decision) -> dict[str, Spoken]:
    """Those among them who wish a reply and have an address; everybody else reads it by their key.

    Who spoke outside the line is not written to from here: whoever prepares a decision would learn who it was.
    """
    asked = {voice: one for voice, one in of_decision(decision).items() if one.reply and one.route == LINE}
    reached = messages.resolve_many(decision.organisation_id, (recipient(voice) for voice in asked))
    return {voice: one for voice, one in asked.items() if recipient(voice) in reached}


def unanswered(decision: Decision) -> set[str]:
    """The voices of those who wish a reply and to whom none is on its way."""
    return set(wishing_reply(decision)) - set(decision.replies.exclude(sent_at=None).values_list("voice", flat=True))
