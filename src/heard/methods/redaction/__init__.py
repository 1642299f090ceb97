"""Find personal data in what people wrote and mask it, beside the untouched original.

Rows are selected by one compiled pass over their bytes (a superset, held by a test), so that Python looks only at the
few that may have something. Rules and lists of names of our own, and an English dictionary (`data/LICENCE-SCOWL.txt`);
what they miss is measured on the gold set in `tests/gold` and listed in `CARD.md`.
Start reading at `batch.redact`.
"""

from heard.methods.redaction.batch import MASKS, Redacted, redact, redact_text

__all__ = ["MASKS", "Redacted", "redact", "redact_text"]
