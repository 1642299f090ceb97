"""A coder that needs no artefact."""

from __future__ import annotations

import pytest

from heard.coding import machine
from heard.coding.tests.factories import FakeCoder


@pytest.fixture(autouse=True)
def _fake_coder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "coder", FakeCoder)
