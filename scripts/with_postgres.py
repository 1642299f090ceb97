"""with_postgres.py COMMAND…: run a command with DATABASE_URL pointing at a new, temporary PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys

from heard.cli.bench.postgres import NoPostgresError, temporary_postgres

try:
    with temporary_postgres(durable=False) as url:
        status = subprocess.call(sys.argv[1:], env={**os.environ, "DATABASE_URL": url})
except NoPostgresError as problem:
    sys.exit(str(problem))
sys.exit(status)
