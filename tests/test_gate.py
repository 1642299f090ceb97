"""Requests go one after the other through a process, and none keeps the others waiting for long."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from heard.config.gate import Gate


class Slow:
    """An application that says when it begins and ends, and ends when it is told to."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.may_end = threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        name = environ["PATH_INFO"]
        self.said.append(f"{name} begins")
        if name == "slow":
            environ["wsgi.input"].read(1)
            assert self.may_end.wait(5)
        if name == "fails":
            raise RuntimeError(name)
        self.said.append(f"{name} ends")
        return [b""]


class Body(io.BytesIO):
    """What is sent, once it has come."""

    come = threading.Event()

    def read(self, size: int | None = -1) -> bytes:
        assert self.come.wait(5)
        return super().read(size)


def _ask(gate: Gate, name: str, body: io.BytesIO | None = None) -> threading.Thread:
    environ = {"PATH_INFO": name, "wsgi.input": body or io.BytesIO()}
    thread = threading.Thread(target=gate, args=(environ, lambda *_: None), daemon=True)
    thread.start()
    return thread


def _until(said: list[str], sentence: str) -> None:
    end = time.monotonic() + 5
    while sentence not in said:
        assert time.monotonic() < end, said
        time.sleep(0.001)


def test_a_request_waits_for_the_one_before_it() -> None:
    application = Slow()
    gate = Gate(application, patience=5)
    first = _ask(gate, "slow")
    _until(application.said, "slow begins")
    second = _ask(gate, "quick")
    time.sleep(0.02)
    assert application.said == ["slow begins"]
    application.may_end.set()
    first.join(5)
    second.join(5)
    assert application.said == ["slow begins", "slow ends", "quick begins", "quick ends"]


def test_nobody_waits_long_for_a_slow_page() -> None:
    application = Slow()
    gate = Gate(application, patience=0.01)
    first = _ask(gate, "slow")
    _until(application.said, "slow begins")
    _ask(gate, "quick").join(5)
    assert application.said == ["slow begins", "quick begins", "quick ends"]
    application.may_end.set()
    first.join(5)


def test_a_form_that_is_being_sent_holds_up_nobody() -> None:
    application = Slow()
    gate = Gate(application, patience=5)
    body = Body(b"a")
    first = _ask(gate, "slow", body)
    _until(application.said, "slow begins")
    _ask(gate, "quick").join(1)
    assert application.said == ["slow begins", "quick begins", "quick ends"]
    body.come.set()
    application.may_end.set()
    first.join(5)


def test_after_an_error_the_next_goes_in() -> None:
    gate = Gate(Slow(), patience=5)
    with pytest.raises(RuntimeError):
        gate({"PATH_INFO": "fails", "wsgi.input": io.BytesIO()}, lambda *_: None)
    started = time.monotonic()
    gate({"PATH_INFO": "quick", "wsgi.input": io.BytesIO()}, lambda *_: None)
    assert time.monotonic() - started < 1
