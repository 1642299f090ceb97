"""The coder as it ships, loaded once: rules and model of seriousness are what the queue is about."""

from __future__ import annotations

import pytest

from heard.coding import machine
from heard.methods.coding import SHIPPED, Coder


@pytest.fixture(scope="session")
def shipped_coder() -> Coder:
    return Coder.load(SHIPPED)


@pytest.fixture(autouse=True)
def _shipped(monkeypatch: pytest.MonkeyPatch, shipped_coder: Coder) -> None:
    monkeypatch.setattr(machine, "coder", lambda: shipped_coder)
