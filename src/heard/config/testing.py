"""The environment of tests, loaded by pytest (-p in pyproject.toml) before Django reads its settings.

A conftest would come too late: pytest-django reads the settings before any of them.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# A home for each process, so that tests touch neither an installation's files nor another process's.
if "HEARD_HOME" not in os.environ or "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["HEARD_HOME"] = tempfile.mkdtemp(prefix="heard-test-")
    atexit.register(shutil.rmtree, os.environ["HEARD_HOME"], ignore_errors=True)
# Templates are compiled once for all processes and runs.
os.environ.setdefault("HEARD_COMPILED", str(Path(__file__).resolve().parents[3] / "var" / "compiled"))
os.environ["HEARD_PLAIN_STATIC"] = "yes"
# Whitenoise warns where there is none.
os.makedirs(os.path.join(os.environ["HEARD_HOME"], "static"), exist_ok=True)
# People in tests sign in with one line; test_second_step.py turns it on.
os.environ["HEARD_REQUIRE_MFA"] = "no"
# A test that is killed by -9 must lose nothing; a test machine whose power fails may.
os.environ["HEARD_SQLITE_SYNCHRONOUS"] = "OFF"
