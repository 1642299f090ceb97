"""What changes the ledger: events are recorded, sealed into the log, and their openings erased."""

from heard.ledger.actions.forget import forget_opening
from heard.ledger.actions.record import NewEvent, record, record_many, reserve_event_ids
from heard.ledger.actions.seal import BrokenLogError, seal, start_log

__all__ = [
    "BrokenLogError",
    "NewEvent",
    "forget_opening",
    "record",
    "record_many",
    "reserve_event_ids",
    "seal",
    "start_log",
]
