"""A port: a typed list of functions that a lower room calls and an upper room provides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Port(Generic[Arguments, Result]):
    """What must flow up goes through a port.

    >>> greeted: Port[[str], int] = Port("greeted")
    >>> @greeted.register
    ... def count(name: str) -> int:
    ...     return len(name)
    >>> greeted("Ann")
    [3]
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._functions: list[Callable[Arguments, Result]] = []

    def register(self, function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
        """Add a function; the same function twice counts once."""
        if function not in self._functions:
            self._functions.append(function)
        return function

    def __call__(self, *args: Arguments.args, **kwargs: Arguments.kwargs) -> list[Result]:
        """Call every registered function in order of registration, in the caller's transaction."""
        return [function(*args, **kwargs) for function in self._functions]
