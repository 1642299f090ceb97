"""What the room tells. Everything handed out is frozen and holds no model."""

from heard.voices.queries.batches import stored_batch
from heard.voices.queries.follow import Followed, followed, spoken_answers
from heard.voices.queries.labels import channels, questions, relations, sources, wordings
from heard.voices.queries.points import (
    NAMES,
    PointDetail,
    PublicPoint,
    open_places,
    point,
    points,
    public_point,
    read_by,
)
from heard.voices.queries.receipts import Following, how_to_follow
from heard.voices.queries.rejected import rejected_csv
from heard.voices.queries.spoken import waits_to_be_read
from heard.voices.queries.voices import AnswerDetail, VoiceDetail, Words, routes, voice, voice_of_answer, words

__all__ = [
    "NAMES",
    "AnswerDetail",
    "Followed",
    "Following",
    "PointDetail",
    "PublicPoint",
    "VoiceDetail",
    "Words",
    "channels",
    "followed",
    "how_to_follow",
    "open_places",
    "point",
    "points",
    "public_point",
    "questions",
    "read_by",
    "rejected_csv",
    "relations",
    "routes",
    "sources",
    "spoken_answers",
    "stored_batch",
    "voice",
    "voice_of_answer",
    "waits_to_be_read",
    "wordings",
    "words",
]
