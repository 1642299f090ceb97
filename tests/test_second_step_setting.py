"""Whether an installation makes people set up a second step, by its environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("given", "required"),
    [
        ({}, "True"),
        ({"HEARD_DEBUG": "yes"}, "False"),
        ({"HEARD_REQUIRE_MFA": "no"}, "False"),
        ({"HEARD_DEBUG": "yes", "HEARD_REQUIRE_MFA": "yes"}, "True"),
    ],
)
def test_it_is_required_unless_it_is_turned_off_or_in_development(
    tmp_path: Path, given: dict[str, str], required: str
) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in {"HEARD_DEBUG", "HEARD_REQUIRE_MFA"}}
    environment = {**kept, "HEARD_HOME": str(tmp_path), **given}
    code = "from heard.config import settings; print(settings.REQUIRE_MFA)"
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == required
