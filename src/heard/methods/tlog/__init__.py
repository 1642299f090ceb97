"""A transparency log's arithmetic: RFC 6962 trees, C2SP tiles and notes, canonical JSON. Pure: bytes in, bytes out."""
