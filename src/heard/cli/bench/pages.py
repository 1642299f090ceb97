"""`heard bench pages`: what Explore's pages, a voice's and a service's take over HTTP, warm, as a person asks for them.

A fresh database for each engine, filled by pages_data, and the web server that `heard up` starts, in processes of their
own. Each request asks for something else (another word, service or voice), so that no answer can be remembered.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from itertools import cycle, islice
from statistics import median, quantiles
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from heard.cli.bench.pages_data import CODE, EMAIL, PASSWORD
from heard.cli.bench.postgres import NoPostgresError, free_port, temporary_postgres

FULL: Final = {"sqlite": 200_000, "postgresql": 1_000_000}
QUICK: Final = {"sqlite": 2_000, "postgresql": 2_000}
REQUESTS: Final = {True: 60, False: 3}
WARM_UP: Final = {True: 15, False: 1}
COMMON: Final = ("staff", "waiting", "time", "friendly", "helpful", "care", "nurse", "kind", "appointment", "good")
PHRASES: Final = ('"the staff"', '"staff were"', '"very good"', '"time to"', '"on time"', '"the ward"', '"i was"')
YEARS: Final = {"period": "between", "from": "2024-11-22", "to": "2026-11-21"}


class PageError(Exception):
    """A page that was measured did not answer as it should; the message says which."""


def bench_pages(full: bool) -> Mapping[str, Any]:
    """Median and 95th percentile of each page on both engines, in milliseconds."""
    sizes = FULL if full else QUICK
    figures: dict[str, float] = {}
    intervals: dict[str, Any] = {"method": f"fastest and slowest of {REQUESTS[full]} requests to a warm server"}
    for engine, size in sizes.items():
        try:
            with tempfile.TemporaryDirectory(prefix="heard-bench-") as home, _database(engine) as url:
                environment = {**os.environ, **url, "HEARD_HOME": home, "HEARD_PLAIN_STATIC": "yes"}
                found = _load(size, environment)
                with _server(environment) as port:
                    for name, times in _measure_all(Visitor(port), found, full).items():
                        figures[f"{engine} {name} median ms"] = round(median(times), 1)
                        figures[f"{engine} {name} p95 ms"] = round(quantiles(times, n=20)[-1], 1)
                        intervals[f"{engine} {name} median ms"] = [round(min(times), 1), round(max(times), 1)]
        except NoPostgresError as problem:
            print(problem, file=sys.stderr)
    bars: dict[str, Any] = {name: {"at_most": 150} for name in figures if name.endswith("median ms")}
    bars |= {name: {"at_most": 400} for name in figures if name.endswith("p95 ms")}
    return {"sizes": sizes, "figures": figures, "intervals": intervals, "bars": bars}


@contextmanager
def _database(engine: str) -> Iterator[Mapping[str, str]]:
    if engine == "sqlite":
        yield {"DATABASE_URL": ""}
        return
    with temporary_postgres(durable=True) as url:
        yield {"DATABASE_URL": url}


def _load(size: int, environment: Mapping[str, str]) -> dict[str, Any]:
    print(f"bench: pages, loading {size:,} voices …", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "heard.cli.bench.pages_data", str(size)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def _server(environment: Mapping[str, str]) -> Iterator[int]:
    from heard.cli.up import web_command

    port = free_port()
    process = subprocess.Popen(web_command("127.0.0.1", port), env=environment)
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                Visitor.ask(HTTPConnection("127.0.0.1", port, timeout=5), "GET", "/account/login/")
                break
            except OSError:
                time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(30)


class Visitor:
    """Somebody signed in, on one connection that is kept open as a browser keeps it."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: SimpleCookie = SimpleCookie()
        _, page = self.get("/account/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if token is None:
            raise PageError("The page to sign in has no form.")
        form = {"csrfmiddlewaretoken": token[1], "login": EMAIL, "password": PASSWORD}
        status, _ = self.send("POST", "/account/login/", urlencode(form))
        if status != 302:
            raise PageError(f"Signing in answers with {status}.")

    def get(self, path: str) -> tuple[int, str]:
        """A page, after the address that it leads to where it has another spelling."""
        status, page = self.send("GET", path)
        if status == 302:
            self.last = self.location
            return self.send("GET", self.location)
        self.last = path
        return status, page

    def send(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        """One request with the cookies so far; remembers what it is answered."""
        headers = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        status, answered, page = self.ask(self.connection, method, path, body, headers)
        for name, value in answered:
            if name.lower() == "set-cookie":
                self.cookies.load(value)
            if name.lower() == "location":
                parts = urlsplit(value)
                self.location = parts.path + (f"?{parts.query}" if parts.query else "")
        return status, page

    @staticmethod
    def ask(
        connection: HTTPConnection,
        method: str,
        path: str,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, list[tuple[str, str]], str]:
        """One request on a connection: status, headers and page."""
        connection.request(method, path, body, dict(headers or {}))
        response = connection.getresponse()
        return response.status, response.getheaders(), response.read().decode()


def _measure_all(visitor: Visitor, found: Mapping[str, Any], full: bool) -> dict[str, list[float]]:
    """Milliseconds of every request, by kind of page."""
    return {name: _measure(visitor, paths, WARM_UP[full], REQUESTS[full]) for name, paths in _pages(found).items()}


def _pages(found: Mapping[str, Any]) -> dict[str, list[str]]:
    """The addresses of each kind of page."""

    def explore(**asked: str) -> str:
        return f"/o/{CODE}/explore/?{urlencode(asked)}"

    months = [(f"2025-{month:02d}-01", f"2026-{month:02d}-15") for month in range(1, 11)]
    return {
        "explore rare word": [explore(words=word) for word in found["rare"]],
        "explore common word": [explore(words=word) for word in COMMON],
        "explore phrase": [explore(words=phrase) for phrase in PHRASES],
        "explore subtree and period": [
            explore(service=service, period="between", **{"from": first, "to": last})
            for service in found["services"]
            for first, last in months
        ],
        "explore two years": [explore(**YEARS), explore(**YEARS, grain="week"), explore(**YEARS, by="service")],
        "voice": [f"/o/{CODE}/voices/{reference}/" for reference in found["voices"]],
        "service": [f"/o/{CODE}/services/{reference}/" for reference in found["services"]],
    }


def _measure(visitor: Visitor, paths: list[str], warm_up: int, requests: int) -> list[float]:
    """Milliseconds of each request, from asking to the last byte."""
    tidy = []
    for path in islice(cycle(paths), max(warm_up, len(paths))):
        status, _ = visitor.get(path)
        if status != 200:
            raise PageError(f"{path} answers with {status}.")
        tidy.append(visitor.last)
    times = []
    for path in islice(cycle(tidy), max(requests, 2)):
        started = time.perf_counter()
        visitor.send("GET", path)
        times.append((time.perf_counter() - started) * 1000)
    return times
