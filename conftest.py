"""Shared ground of the tests: where the public data lies, and which database they run on."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

# A home of its own, so that tests never touch an installation's files.
os.environ.setdefault("HEARD_HOME", tempfile.mkdtemp(prefix="heard-test-"))
os.environ.setdefault("HEARD_PLAIN_STATIC", "yes")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heard.config.settings")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data beside the checkout (HEARD_DATA, or ../shared/data); skips where it is absent."""
    folder = Path(os.environ.get("HEARD_DATA", Path(__file__).resolve().parent.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the public data is not here: {folder}")
    return folder
