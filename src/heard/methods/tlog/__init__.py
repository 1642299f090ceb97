"""A transparency log's arithmetic: RFC 6962 trees, C2SP tiles and signed notes, canonical JSON, receipts.

Pure: bytes in, bytes out. What verifies here needs no database, no clock and no network.
"""
