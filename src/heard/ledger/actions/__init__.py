"""What changes the ledger: events are recorded, sealed into the log, and their openings erased."""

from heard.ledger.actions.forget import forget, forget_opening, replay, scrub
from heard.ledger.actions.record import NewEvent, record, record_few, record_many, reserve_event_ids
from heard.ledger.actions.seal import BrokenLogError, seal, start_log

__all__ = [
    "BrokenLogError",
    "NewEvent",
    "forget",
    "forget_opening",
    "record",
    "record_few",
    "record_many",
    "replay",
    "reserve_event_ids",
    "scrub",
    "seal",
    "start_log",
]
