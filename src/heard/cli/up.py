"""`heard up`: from an empty folder to a running site, and kept running."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from threading import Event

from rich.console import Console

from heard.cli import django
from heard.cli.errors import CommandError

console = Console(stderr=True, highlight=False, soft_wrap=True)

# Seconds that a child has to end by itself: longer than a chunk of an import takes.
GRACE = 30.0
# A child that dies sooner than this after its start is started again more and more slowly.
STEADY = 10.0
LONGEST_WAIT = 30.0


def up(*, host: str, port: int, demonstration: bool) -> None:
    """Bring the database up to date, build what is served, then run web server and worker until stopped."""
    refuse_taken_port(host, port)
    started = time.monotonic()
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    django.setup()
    django.quiet()
    if django.migrate():
        console.print(f"Database ready: {django.database_name()}")
    _forget_again()
    _collect_static()
    if demonstration:
        _ensure_demonstration()
    if stop.is_set():
        return
    children = [
        Child("web server", web_command(host, port)),
        Child("worker", [sys.executable, "-m", "heard.cli", "worker"]),
    ]
    _close_connections()
    for child in children:
        child.start()
    try:
        if _answers(host, port, stop):
            _welcome(host, port, time.monotonic() - started)
        supervise(children, stop)
    finally:
        end(children)
    console.print("Stopped.")


def refuse_taken_port(host: str, port: int) -> None:
    """Raise CommandError where somebody listens on the port already, or where it may not be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"Port {port} is taken. Set HEARD_PORT to another one, for example HEARD_PORT={port + 1}."
                ) from problem
            raise CommandError(
                f"Port {port} on {host} cannot be used ({problem.strerror}). Choose another."
            ) from problem


def web_command(host: str, port: int) -> list[str]:
    """The command of the web server: four processes of four threads unless HEARD_WEB_PROCESSES says otherwise."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return [
        *(sys.executable, "-m", "gunicorn", "heard.config.wsgi", "--preload"),
        *("--bind", address, "--worker-class", "gthread", "--threads", "4"),
        *("--workers", os.environ.get("HEARD_WEB_PROCESSES", "4")),
        # An export of a gigabyte uploads for minutes; a thread that waits for it holds no other.
        *("--timeout", "120", "--graceful-timeout", "25", "--keep-alive", "5"),
        # gunicorn 27 otherwise opens a control socket in the home folder.
        *("--no-control-socket", "--log-level", "warning"),
    ]


@dataclass
class Child:
    """A process that is started again when it dies."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = field(default=0.0)
    due: float = field(default=0.0)

    def start(self) -> None:
        """Start it, in a session of its own: Ctrl+C reaches us alone, and we end it in order."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(self.command, start_new_session=True)

    def tend(self) -> None:
        """Start it again when it has died: at once or, where it dies again and again, later and later."""
        now = time.monotonic()
        if self.process is not None:
            status = self.process.poll()
            if status is None:
                return
            self.wait = 0.0 if now - self.started > STEADY else min(max(1.0, self.wait * 2), LONGEST_WAIT)
            self.due, self.process = now + self.wait, None
            later = f"in {self.wait:.0f} s" if self.wait else "now"
            console.print(f"The {self.name} ended (status {status}); starting it again {later}.")
        if now >= self.due:
            self.start()


def supervise(children: list[Child], stop: Event, tick: float = 0.5) -> None:
    """Keep the children running until `stop` is set."""
    while not stop.wait(tick):
        for child in children:
            child.tend()


def end(children: list[Child], grace: float = GRACE) -> None:
    """Ask the children to end, and after `grace` seconds end what is left of them."""
    running = [child.process for child in children if child.process is not None and child.process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + grace
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _forget_again() -> None:
    """A database that was restored from a backup forgets again what had been erased, before anybody sees a page."""
    from heard.ledger import actions
    from heard.ledger.sql import StillInUseError

    if count := actions.replay():
        console.print(f"This database was restored: {count:,} erasures are done again.")
        try:
            actions.scrub(full=True)
        except StillInUseError as problem:
            # No page shows them any more.
            console.print(str(problem))


def _collect_static() -> None:
    from django.conf import settings
    from django.core.management import call_command

    built = settings.STATICFILES_DIRS[0] / "built" / "heard.css"
    if not built.exists():
        raise CommandError("The styles are not built. Run make setup first.")
    call_command("collectstatic", interactive=False, verbosity=0)


def _ensure_demonstration() -> None:
    from heard.demonstration import actions, queries

    if queries.begun() or queries.first_start():
        actions.ensure(progress=console.print)


def _close_connections() -> None:
    """No open database is inherited by the children or kept while they run."""
    from django.db import connections

    connections.close_all()


def _answers(host: str, port: int, stop: Event, patience: float = 60.0) -> bool:
    """Wait until the web server takes connections."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 -- compared, not bound
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and not stop.wait(0.1):
        try:
            socket.create_connection((target, port), 1.0).close()
        except OSError:
            continue
        return True
    return False


def _welcome(host: str, port: int, seconds: float) -> None:
    from heard.demonstration import people, queries

    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host  # noqa: S104 -- compared, not bound
    lines = ["", f"Heard is running at http://{shown}:{port}/ (ready in {seconds:.0f} s). Ctrl+C stops it."]
    if queries.begun():
        lines += ["", f"Sign in to the demonstration with the password {people.PASSWORD} as:"]
        lines += [f"  {person.email:<34}{person.role_label}" for person in people.PEOPLE]
    print("\n".join(lines), flush=True)
    _close_connections()
