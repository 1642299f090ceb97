"""What the room tells. Everything handed out is frozen and holds no model."""

from heard.voices.queries.batches import stored_batch
from heard.voices.queries.labels import channels, questions, relations, sources, wordings
from heard.voices.queries.rejected import rejected_csv
from heard.voices.queries.voices import AnswerDetail, VoiceDetail, Words, routes, voice, voice_of_answer, words

__all__ = [
    "AnswerDetail",
    "VoiceDetail",
    "Words",
    "channels",
    "questions",
    "rejected_csv",
    "relations",
    "routes",
    "sources",
    "stored_batch",
    "voice",
    "voice_of_answer",
    "wordings",
    "words",
]
