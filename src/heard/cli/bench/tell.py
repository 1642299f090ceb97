"""`heard bench tell`: the whole public journey over HTTP, on both engines, at 10 journeys a second and at what is held.

For each engine: an empty database, an organisation with 240 wards at which people can speak, and `heard up`, as an
installation runs it (gunicorn with its processes and threads, the worker with its jobs by the clock, PostgreSQL waiting
for the disk). People arrive from a generator in a process of its own on the same machine (see tell_load), all from one
network address, under the limits that the pack sets. First 10 journeys a second for five minutes; then more, step by
step, as long as 95 of 100 requests of every kind are answered within 200 ms and none fails. After each engine the
generator's list is compared with the database (see tell_data): nothing lost, nothing doubled, one event each. The plain
way is a Django form with one insert (see tell_plain), at the same rate.

To try it: `python -m heard.cli.bench.tell --engine sqlite --seconds 30 --rates 10,15`.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any, Final

from heard.cli.bench.machine import busy_seconds, megabytes_of
from heard.cli.bench.postgres import free_port, temporary_postgres
from heard.cli.bench.tell_data import WARDS
from heard.cli.bench.tell_parts import milliseconds_each, seconds_by_part

RATE: Final = 10.0
SECONDS: Final = 300
WARM: Final = 20
# Journeys a second that are tried one after the other, and for how long each.
STEPS: Final = (12.0, 14.0, 16.0, 18.0, 20.0, 23.0, 26.0, 30.0, 35.0, 40.0)
STEP_SECONDS: Final = 45
MOST_MS: Final = 200.0
# Requests from which on a kind has a 95th percentile that says something.
OFTEN: Final = 20
# Where tell_plain answers; to import it would set up Django here.
PLAIN: Final = "/plain/"
ENGINES: Final = ("sqlite", "postgresql")


class TellError(Exception):
    """What is measured did not start, or answers wrongly; the message says what."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run: at which rate for how many seconds, then which rates, over how many wards."""

    rate: float
    seconds: int
    rates: tuple[float, ...]
    step_seconds: int
    wards: int = WARDS
    warm: int = WARM


def bench_tell(full: bool) -> Mapping[str, Any]:
    """95th percentiles at 10 journeys a second, the highest rate held, and whether everything is kept once."""
    plan = Plan(RATE, SECONDS, STEPS, STEP_SECONDS) if full else Plan(2.0, 5, (), 0, wards=10, warm=2)
    return measured(plan, ENGINES)


def measured(plan: Plan, engines: Sequence[str]) -> dict[str, Any]:
    """Run the plan on each engine and put figures, bars and baseline together."""
    found: dict[str, Any] = {"sizes": {"wards": plan.wards}, "figures": {}, "baseline": {}, "bars": {}}
    for engine in engines:
        _put(found, engine, plan, _engine(engine, plan))
    return found


def _put(found: dict[str, Any], engine: str, plan: Plan, run: Mapping[str, Any]) -> None:
    at, compared = run["at rate"], run["compared"]
    rate = f"at {plan.rate:g} a second"
    for kind, times in at["kinds"].items():
        for said in ("p50", "p95", "p99", "max"):
            name = f"{engine} {rate}: {kind} {said} ms"
            found["figures"][name] = times[said]
            if kind in run["plain"]["kinds"]:
                found["baseline"][name] = run["plain"]["kinds"][kind][said]
    slowest = f"{engine} {rate}: slowest kind p95 ms"
    held = f"{engine} highest rate held, journeys a second"
    once = f"{engine} share kept exactly once"
    found["figures"] |= {
        slowest: _slowest(at),
        held: run["held"],
        once: round(compared["kept"] / max(1, compared["journeys"] + compared["doubled"] + compared["lost"]), 6),
        f"{engine} {rate}: processor busy share": at["busy"],
        f"{engine} server megabytes": run["megabytes"],
    }
    found["baseline"][slowest] = _slowest(run["plain"])
    for side, ran in (("figures", at), ("baseline", run["plain"])):
        every = {"server": sum(ran["server ms"].values()), **ran["server ms"]}
        found[side] |= {f"{engine} {rate}: {part}'s processor ms a journey": ms for part, ms in every.items()}
    found["bars"] |= {slowest: {"at_most": MOST_MS}, held: {"at_least": plan.rate}, once: {"at_least": 1.0}}
    found["sizes"][engine] = {
        "compared": compared,
        "requests": sum(times["requests"] for times in at["kinds"].values()),
        "steps": run["steps"],
        **_also(at),
    }


def _engine(engine: str, plan: Plan) -> dict[str, Any]:
    """Everything of one engine: warm up, the rate, the plain way at the same rate, and steps up."""
    with _home(engine) as environment:
        points = json.loads(_data(environment, "fill", str(plan.wards)))
        told = Path(environment["HEARD_HOME"]) / "told.jsonl"
        with _server(environment) as (port, process):
            drive = _Drive(environment, port, process, points, told)
            drive.run(max(1.0, plan.rate / 4), plan.warm)
            at = drive.run(plan.rate, plan.seconds)
            held, steps = (plan.rate, []) if _is_held(at) else (0.0, [])
            for rate in plan.rates if held else ():
                step = drive.run(rate, plan.step_seconds)
                steps.append({"rate": rate, "slowest p95 ms": _slowest(step), **_also(step)})
                if not _is_held(step):
                    break
                held = rate
            megabytes = megabytes_of(process)
        compared = json.loads(_data(environment, "compare", str(told)))
        with _server(environment, plain=True) as (port, process):
            drive = _Drive(environment, port, process, points, Path(os.devnull), plain=PLAIN)
            drive.run(max(1.0, plan.rate / 4), plan.warm)
            plain = drive.run(plan.rate, min(plan.seconds, STEP_SECONDS))
    if not compared["one of each"]:
        raise TellError(f"{engine}: a voice has not exactly one event, sending, receipt and answer: {compared}")
    return {"at rate": at, "held": held, "steps": steps, "plain": plain, "compared": compared, "megabytes": megabytes}


def _also(step: Mapping[str, Any]) -> dict[str, Any]:
    return {name: step[name] for name in ("journeys", "failed", "busy", "server ms", "generator")}


def _is_held(step: Mapping[str, Any]) -> bool:
    return _slowest(step) < MOST_MS and not step["failed"]


def _slowest(step: Mapping[str, Any]) -> float:
    """The highest 95th percentile among the kinds of request that came often enough to have one."""
    every: dict[str, dict[str, float]] = step["kinds"]
    often = [times["p95"] for times in every.values() if times["requests"] >= OFTEN]
    return max(often or [times["p95"] for times in every.values()], default=inf)


@dataclass(frozen=True, slots=True)
class _Drive:
    """The generator against one server; each run has people of its own."""

    environment: Mapping[str, str]
    port: int
    process: int
    points: Sequence[str]
    told: Path
    plain: str = ""

    def run(self, rate: float, seconds: int) -> dict[str, Any]:
        """So many journeys a second for so long; figures by kind of request, and how busy the machine was."""
        lines = len(self.told.read_text().splitlines()) if self.told.is_file() else 0
        asked = {"port": self.port, "points": self.points, "rate": rate, "seconds": seconds, "first": lines}
        asked |= {"told": str(self.told), "plain": self.plain}
        url = self.environment.get("DATABASE_URL", "")
        busy, own, started = busy_seconds(), seconds_by_part(self.process, url), time.monotonic()
        done = _run(self.environment, "heard.cli.bench.tell_load", json.dumps(asked))
        took = (time.monotonic() - started) * len(os.sched_getaffinity(0))
        found: dict[str, Any] = json.loads(done)
        found["busy"] = round((busy_seconds() - busy) / took, 3)
        parts = seconds_by_part(self.process, url)
        found["server ms"] = milliseconds_each(own, parts, found["journeys"])
        said = {kind: times["p95"] for kind, times in found["kinds"].items()}
        line = f"{rate:g} a second for {seconds} s: p95 ms {said}, processor ms a journey {found['server ms']}"
        print(f"bench: tell, {line}", file=sys.stderr, flush=True)
        for problem in found["problems"]:
            print(f"bench: tell, {problem}", file=sys.stderr, flush=True)
        return found


@contextmanager
def _home(engine: str) -> Iterator[dict[str, str]]:
    """The environment of an installation of its own, on an empty database."""
    with tempfile.TemporaryDirectory(prefix="heard-bench-") as home:
        environment = {**os.environ, "HEARD_HOME": home}
        environment.pop("DATABASE_URL", None)
        if engine == "sqlite":
            yield environment
            return
        with temporary_postgres() as url:
            yield {**environment, "DATABASE_URL": url}


@contextmanager
def _server(environment: Mapping[str, str], *, plain: bool = False) -> Iterator[tuple[int, int]]:
    """Heard with its worker, or the plain way, on a port of its own: the port and the process; ended afterwards."""
    from heard.cli.up import web_command

    port = free_port()
    command = [sys.executable, "-m", "heard.cli", "up", "--no-demonstration", "--port", str(port)]
    if plain:
        command = web_command("127.0.0.1", port)
        command[command.index("heard.config.wsgi")] = "heard.cli.bench.tell_plain:application()"
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(process, port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(60)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if process.poll() is not None:
            raise TellError(f"The server ended with status {process.returncode} before it answered.")
        try:
            socket.create_connection(("127.0.0.1", port), 1.0).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TellError("The server does not answer.")


def _data(environment: Mapping[str, str], what: str, given: str) -> str:
    return _run(environment, "heard.cli.bench.tell_data", what, given)


def _run(environment: Mapping[str, str], *words: str) -> str:
    """The last line that a module of ours prints."""
    done = subprocess.run(
        [sys.executable, "-m", *words], env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise TellError(f"{words[0]} ended with status {done.returncode}.")
    return done.stdout.splitlines()[-1]


def main() -> None:
    """A run of one's own: prints JSON and keeps no proof."""
    parser = argparse.ArgumentParser(description="Journeys through 'Tell us', at rates of your own.")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="Both where none is named.")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--rates", default="", help="Tried afterwards, such as 12,15,20.")
    parser.add_argument("--step-seconds", type=int, default=STEP_SECONDS)
    parser.add_argument("--wards", type=int, default=WARDS)
    given = parser.parse_args()
    rates = tuple(float(rate) for rate in given.rates.split(",") if rate)
    plan = Plan(given.rate, given.seconds, rates, given.step_seconds, given.wards)
    print(json.dumps(measured(plan, given.engine or ENGINES), indent=1))


if __name__ == "__main__":
    main()
