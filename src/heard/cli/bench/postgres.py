"""A PostgreSQL of our own in a temporary folder, so that benchmarks and tests need no server to be set up."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# What an administrator would set for a small machine: to compile a query takes longer than any of Heard's takes.
# `durable=False` drops what only a power cut, or a database that lives for more than an hour, would need.
SETTINGS = {
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "jit": "off",
}
UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class NoPostgresError(Exception):
    """PostgreSQL's programs are not installed; the message says what to do."""


def programs() -> Path:
    """The folder of PostgreSQL's programs (the newest that is installed). Raises NoPostgresError."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    if beside := shutil.which("initdb"):
        return Path(beside).resolve().parent
    raise NoPostgresError("PostgreSQL is not installed. As root: apt-get install postgresql")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def temporary_postgres(*, durable: bool = True) -> Iterator[str]:
    """Start a new cluster with an empty database and yield its DATABASE_URL; stopped and removed afterwards.

    With `durable` it syncs to disk as in earnest, which is what a figure has to be measured with.
    """
    folder = Path(tempfile.mkdtemp(prefix="heard-postgres-"))
    bin_folder, port = programs(), free_port()
    options = {**SETTINGS, **({} if durable else UNSAFE), "listen_addresses": "127.0.0.1", "max_connections": "60"}
    given = " ".join(f"-c {name}={value}" for name, value in options.items())
    data = folder / "data"
    try:
        # The server refuses to run as root.
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        _run(bin_folder / "initdb", "-D", data, "-A", "trust", "-U", "heard", "-E", "UTF8", "--locale=C.UTF-8")
        _run(
            bin_folder / "pg_ctl",
            "-D",
            data,
            "-l",
            folder / "log",
            "-o",
            f"-p {port} -k {folder} {given}",
            "-w",
            "start",
        )
        try:
            _run(bin_folder / "createdb", "-h", "127.0.0.1", "-p", port, "-U", "heard", "heard")
            yield f"postgresql://heard@127.0.0.1:{port}/heard"
        finally:
            _run(bin_folder / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: object) -> None:
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", "postgres", "--", *words]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd="/")
