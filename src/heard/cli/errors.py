"""What a command refuses, in one sentence that says what to do."""

from __future__ import annotations


class CommandError(Exception):
    """Bad input to a command: its sentence goes to standard error, and the command ends with status 2.

    >>> str(CommandError("There is no file x.csv. Check the name."))
    'There is no file x.csv. Check the name.'
    """
