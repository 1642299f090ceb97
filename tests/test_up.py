"""Starts Heard as people do, on both databases: one command, one address, and nothing left behind when it stops."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from django.db import connection

from heard.cli.bench.postgres import free_port, temporary_postgres
from heard.demonstration.people import PASSWORD

HEARD = [sys.executable, "-m", "heard.cli"]
PREPARE = (
    "from heard.cli import django; django.setup(); django.migrate();"
    "from heard.demonstration import actions; actions.ensure(count=60)"
)
PATIENCE = 90.0

pytestmark = pytest.mark.slow


# What is the same on both engines is proven once on every change; `make prove` asks for both.
ENGINES = ["sqlite", "postgresql"] if os.environ.get("HEARD_PROVE") else ["sqlite"]


@pytest.fixture(params=ENGINES)
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """An installation of its own with a small demonstration: its environment."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("HEARD_", "DATABASE_", "DJANGO_"))
    }
    with temporary_postgres(durable=False) if request.param == "postgresql" else nullcontext("") as url:
        found = {**kept, "HEARD_HOME": str(tmp_path / "home"), "HEARD_PORT": str(free_port())}
        if url:
            found["DATABASE_URL"] = url
        subprocess.run([sys.executable, "-c", PREPARE], env=found, cwd=tmp_path, check=True, timeout=PATIENCE)
        yield found


@contextmanager
def running(environment: dict[str, str], folder: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """`heard up`, from the moment that it prints its address until it is told to end, or has ended."""
    said = folder / "said.txt"
    with said.open("w") as file:
        process = subprocess.Popen([*HEARD, "up"], env=environment, cwd=folder, stdout=file, stderr=file, text=True)
    try:
        wait_for(lambda: "Heard is running at" in said.read_text() or process.poll() is not None)
        assert process.poll() is None, said.read_text()
        yield process, said
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()


def heard(*words: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*HEARD, *words], env=environment, capture_output=True, text=True, check=False)


def wait_for(holds: object, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def children(pid: int) -> dict[int, str]:
    """The living children of a process with their command lines."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                if int(fields[1]) == pid and fields[0] != "Z":
                    found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
            except OSError:
                continue
    return found


def schema(path: str) -> dict[str, object]:
    """What an SQLite database consists of, whatever the order in which its columns were added."""
    found: dict[str, object] = {}
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        for kind, name, sql in database.execute("SELECT type, name, sql FROM sqlite_master").fetchall():
            if kind == "table":
                columns = sorted(row[1:] for row in database.execute(f"PRAGMA table_info('{name}')"))
                keys = sorted(row[2:] for row in database.execute(f"PRAGMA foreign_key_list('{name}')"))
                found[name] = (columns, keys, sorted(re.findall(r'CONSTRAINT "(\w+)" (\w+)', sql)))
            elif sql:
                found[name] = " ".join(sql.split())
    return found


@pytest.mark.django_db
def test_it_starts_serves_recovers_and_stops(environment: dict[str, str], tmp_path: Path) -> None:
    address = f"http://localhost:{environment['HEARD_PORT']}"
    with running(environment, tmp_path) as (process, said):
        assert address in said.read_text()
        assert "lead@riverside.example" in said.read_text()

        explore = signed_in(address, "lead@riverside.example")
        assert "Riverside and Vale NHS Foundation Trust" in explore
        for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', explore):
            assert build_opener().open(address + path).status == 200

        checked = heard("doctor", "--json", environment=environment)
        assert checked.returncode == 0, checked.stdout
        assert all(finding["well"] for finding in json.loads(checked.stdout))

        second = heard("up", environment=environment)
        assert second.returncode == 2
        assert second.stderr.startswith(f"Port {environment['HEARD_PORT']} is taken.")
        assert second.stderr.count("\n") == 1

        (worker,) = [pid for pid, command in children(process.pid).items() if command.rstrip().endswith("worker")]
        os.kill(worker, signal.SIGKILL)
        wait_for(lambda: "The worker ended (status -9); starting it again" in said.read_text())
        wait_for(lambda: len(children(process.pid)) == 2 and worker not in children(process.pid))

        before = children(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(40) == 0
        assert not [pid for pid in before if Path(f"/proc/{pid}").exists()]
        assert said.read_text().rstrip().endswith("Stopped.")

    if connection.vendor == "sqlite" and "DATABASE_URL" not in environment:
        # The tests' own tables are made without migrations: they have to be those that everybody has.
        migrated = schema(f"{environment['HEARD_HOME']}/heard.sqlite3")
        assert schema(str(connection.settings_dict["NAME"])) == migrated


def signed_in(address: str, email: str) -> str:
    """The page that a person sees after signing in with the demonstration's password."""
    browser = build_opener(HTTPCookieProcessor(http.cookiejar.CookieJar()))
    form = browser.open(f"{address}/account/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token, form[:500]
    given = {"csrfmiddlewaretoken": token[1], "login": email, "password": PASSWORD}
    try:
        answer = browser.open(f"{address}/account/login/", urlencode(given).encode())
    except HTTPError as problem:
        raise AssertionError(problem.read().decode()[:500]) from problem
    assert answer.url.endswith("/o/riverside/monday/"), answer.url
    return str(answer.read().decode())
