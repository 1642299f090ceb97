"""`heard bench pages`: what Explore's pages, a voice's and a service's take over HTTP, warm, as a person asks for them.

A fresh database for each engine, and the web server that `heard up` starts, in processes of their own. Both databases
are filled at the same time by pages_data, through the bulk functions that an import uses and in transactions of 5,000
voices; PostgreSQL does not wait for the disk, since only reading is measured. Then, one engine after the other, every
page is asked for on many connections, so that each process of the server has answered it, and measured on one
connection. Each request asks for something else (another word, service or voice) as long as there is something else.
The plain way is the page of saved views: the same sign-in and frame, and one query of its own.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, RemoteDisconnected
from http.cookies import SimpleCookie
from itertools import cycle, islice
from math import ceil, floor
from statistics import median
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from heard.cli.bench.pages_data import CODE, EMAIL, PASSWORD
from heard.cli.bench.postgres import NoPostgresError, free_port, temporary_postgres

FULL: Final = {"sqlite": 200_000, "postgresql": 1_000_000}
QUICK: Final = {"sqlite": 2_000, "postgresql": 2_000}
REQUESTS: Final = {True: 100, False: 3}
# Connections on which the pages are asked for before anything is measured: each goes to one of gunicorn's processes.
WARM_UP: Final = {True: 12, False: 1}
COMMON: Final = ("staff", "waiting", "time", "friendly", "helpful", "care", "nurse", "kind", "appointment", "good")
PHRASES: Final = ('"the staff"', '"staff were"', '"very good"', '"time to"', '"on time"', '"the ward"', '"i was"')
YEARS: Final = {"period": "between", "from": "2024-11-22", "to": "2026-11-21"}
PLAIN: Final = "plain page"


class PageError(Exception):
    """A page that was measured did not answer as it should; the message says which."""


def bench_pages(full: bool) -> Mapping[str, Any]:
    """Median and 95th percentile of each page on both engines, in milliseconds, beside a plain page's."""
    sizes = FULL if full else QUICK
    figures: dict[str, float] = {}
    baseline: dict[str, float] = {}
    intervals: dict[str, Any] = {"method": f"95% intervals of quantiles, by ranks of {REQUESTS[full]} requests"}
    with ExitStack() as stack:
        environments = dict(_databases(stack, sizes))
        for engine, found in _loaded(environments, sizes).items():
            with _server(environments[engine]) as port:
                measured = _measure_all(port, found, full)
            plain = measured.pop(PLAIN)
            for name, times in measured.items():
                for said, share in (("median", 0.5), ("p95", 0.95)):
                    key = f"{engine} {name} {said} ms"
                    figures[key], intervals[key] = quantile(times, share)
                    baseline[key] = quantile(plain, share)[0]
                    print(f"bench: {key} {figures[key]} {intervals[key]}", file=sys.stderr, flush=True)
    bars: dict[str, Any] = {name: {"at_most": 150} for name in figures if name.endswith("median ms")}
    bars |= {name: {"at_most": 400} for name in figures if name.endswith("p95 ms")}
    return {"sizes": sizes, "figures": figures, "intervals": intervals, "baseline": baseline, "bars": bars}


def quantile(times: Sequence[float], share: float) -> tuple[float, list[float]]:
    """A quantile of some times with its 95% interval, whatever their distribution: from rank to rank of the sorted.

    The number of times below the quantile is binomial; its normal approximation gives the ranks.

    >>> quantile(range(1, 101), 0.5), quantile(range(1, 101), 0.95)
    ((50.5, [40, 60]), (95, [90, 100]))
    """
    ordered, count = sorted(times), len(times)
    reach = 1.96 * (count * share * (1 - share)) ** 0.5
    low, high = floor(count * share - reach), ceil(count * share + reach)
    middle = median(ordered) if share == 0.5 else ordered[min(count, ceil(count * share)) - 1]
    bounds = [ordered[max(low, 1) - 1], ordered[min(high, count) - 1]]
    return round(middle, 1), [round(bound, 1) for bound in bounds]


def _databases(stack: ExitStack, engines: Iterable[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each engine with the environment of a server on an empty database, which goes when the stack ends."""
    for engine in engines:
        url = ""
        if engine == "postgresql":
            try:
                url = stack.enter_context(temporary_postgres(durable=False))
            except NoPostgresError as problem:
                print(problem, file=sys.stderr)
                continue
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="heard-bench-"))
        yield engine, {**os.environ, "DATABASE_URL": url, "HEARD_HOME": home, "HEARD_PLAIN_STATIC": "yes"}


def _loaded(environments: Mapping[str, Mapping[str, str]], sizes: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    """Fill every database at the same time; what the pages to measure are called, by engine."""
    started = time.monotonic()
    loaders = {}
    for engine, environment in environments.items():
        print(f"bench: pages, loading {sizes[engine]:,} voices into {engine} …", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "heard.cli.bench.pages_data", str(sizes[engine])]
        loaders[engine] = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    found = {}
    try:
        for engine, loader in loaders.items():
            said, _ = loader.communicate()
            if loader.returncode:
                raise PageError(f"Loading voices into {engine} ended with status {loader.returncode}.")
            found[engine] = json.loads(said.splitlines()[-1])
    finally:
        for loader in loaders.values():
            loader.kill()
            loader.wait()
    print(f"bench: pages, loaded in {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
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

    def __init__(self, port: int, cookies: SimpleCookie | None = None) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: SimpleCookie = cookies or SimpleCookie()
        if not cookies:
            self._sign_in()

    def _sign_in(self) -> None:
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
        """One request on a connection: status, headers and page. Opens it again where the server has closed it."""
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
        except RemoteDisconnected:
            connection.close()
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
        return response.status, response.getheaders(), response.read().decode()


def _measure_all(port: int, found: Mapping[str, Any], full: bool) -> dict[str, list[float]]:
    """Milliseconds of every request, by kind of page."""
    pages = _pages(found)
    first = Visitor(port)
    for number in range(WARM_UP[full]):
        visitor = Visitor(port, first.cookies)
        for paths in pages.values():
            visitor.get(paths[number % len(paths)])
        visitor.connection.close()
    return {name: _measure(first, paths, REQUESTS[full]) for name, paths in pages.items()}


def _pages(found: Mapping[str, Any]) -> dict[str, list[str]]:
    """The addresses of each kind of page."""

    def explore(**asked: str) -> str:
        return f"/o/{CODE}/explore/?{urlencode(asked)}"

    months = [(f"2025-{month:02d}-01", f"2026-{month:02d}-15") for month in range(1, 11)]
    return {
        PLAIN: [f"/o/{CODE}/explore/saved/"],
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


def _measure(visitor: Visitor, paths: list[str], requests: int) -> list[float]:
    """Milliseconds of each request, from asking to the last byte, after each address was asked for once."""
    tidy = []
    for path in paths[:requests]:
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
