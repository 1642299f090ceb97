"""What the room refuses, said so that the person can put it right."""

from __future__ import annotations

from heard.organisations.errors import Refused

__all__ = ["BadFile", "Refused", "Superseded", "TooMuch"]


class BadFile(Refused):
    """A file that cannot be imported; the sentence says what to do with it."""


class TooMuch(Refused):
    """More has come from somewhere than the pack allows in an hour."""


class Superseded(Exception):  # noqa: N818
    """Another process has gone on with this import; this one stops without a trace."""
