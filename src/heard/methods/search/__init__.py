"""One way to find words, for SQLite and PostgreSQL alike: normalise in Python, let both engines only match.

Both engines get the same `terms`: normalised, stemmed words, and after a common word that is followed by another
common word the pair of both ('the_staff'). Neither engine parses language, folds case or knows Unicode, so they find
the same texts. Start reading at `normalise.terms`.
"""

from heard.methods.search.normalise import terms, terms_batch
from heard.methods.search.query import Prefix, Query, parse
from heard.methods.search.syntax import FTS5_TOKENIZER, to_fts5, to_tsquery, to_tsvector

__all__ = [
    "FTS5_TOKENIZER",
    "Prefix",
    "Query",
    "parse",
    "terms",
    "terms_batch",
    "to_fts5",
    "to_tsquery",
    "to_tsvector",
]
