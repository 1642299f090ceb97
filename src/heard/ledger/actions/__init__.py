"""What changes the ledger: events are recorded, sealed into the log, and their openings forgotten."""

from heard.ledger.actions.record import NewEvent, record, record_many, reserve_event_ids

__all__ = ["NewEvent", "record", "record_many", "reserve_event_ids"]
