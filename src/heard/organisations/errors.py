"""What the room refuses, said so that the person can put it right."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - it says what happened, and is caught as such
    """A request that cannot be met. `sentence` says what to do; `field` names the form field it belongs to, if any.

    >>> str(Refused("Enter a name."))
    'Enter a name.'
    """

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
