"""One request after the other in a process, so that each is done sooner.

Threads of a process share Python's lock: four requests that are begun at once are all done when the last one is. Here
each is worked off before the next begins, as long as that does not take long: nobody waits at the gate for more than
PATIENCE, so that a page that takes a second holds up no other. Whoever waits for the network (a form that is being
sent, a file that is being fetched) is outside the gate meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any, Final

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# Seconds.
PATIENCE: Final = 0.05


class Gate:
    """A WSGI application through which requests go one after the other."""

    def __init__(self, application: Application, patience: float = PATIENCE) -> None:
        self._application, self._patience = application, patience
        self._inside = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request; what of the answer is made while it is sent is made outside."""
        passing = _Passing(self._inside, self._patience)
        environ["wsgi.input"] = _Body(environ["wsgi.input"], passing)
        passing.enter()
        try:
            return self._application(environ, start_response)
        finally:
            passing.leave()


class _Passing:
    """One request at the gate. Only its own thread uses it."""

    __slots__ = ("_has", "_inside", "_patience")

    def __init__(self, inside: threading.Lock, patience: float) -> None:
        self._inside, self._patience = inside, patience
        self._has = False

    def enter(self) -> None:
        """Wait until it is this one's turn, or for as long as anybody waits."""
        self._has = self._inside.acquire(timeout=self._patience)

    def leave(self) -> None:
        """Let the next one in, if this one had the turn."""
        if self._has:
            self._has = False
            self._inside.release()


class _Body:
    """What is sent with a request: to wait for it is to be outside."""

    def __init__(self, body: Any, passing: _Passing) -> None:
        self._body, self._passing = body, passing

    def read(self, *size: int) -> bytes:
        """As the server's."""
        return self._outside(self._body.read, *size)

    def readline(self, *size: int) -> bytes:
        """As the server's."""
        return self._outside(self._body.readline, *size)

    def _outside(self, read: Callable[..., bytes], *size: int) -> bytes:
        self._passing.leave()
        try:
            return read(*size)
        finally:
            self._passing.enter()
