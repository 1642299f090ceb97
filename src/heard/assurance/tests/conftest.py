"""The coder that needs no artefact, as coding's own tests have it."""

from __future__ import annotations

import pytest

from heard.coding import machine
from heard.coding.tests.factories import FakeCoder


@pytest.fixture(autouse=True)
def fake_coder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "coder", FakeCoder)
