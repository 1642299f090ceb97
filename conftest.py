"""Shared ground of the tests: where the public data lies, and which database they run on.

Their environment is set earlier, by heard.config.testing.
"""

from __future__ import annotations

import gc
import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

# `make test` draws the same examples each time, fewer where PostgreSQL repeats what SQLite shows; run without the
# profile to look further.
EXAMPLES = 20 if os.environ.get("DATABASE_URL", "").startswith("postgres") else 50
hypothesis_settings.register_profile("same", derandomize=True, print_blob=True, max_examples=EXAMPLES)
hypothesis_settings.register_profile("long", max_examples=500)

# What a database keeps: all tests of these run on both engines, as those do that are marked.
BOTH = (
    "src/heard/store/tests",
    "src/heard/ledger/tests",
    *(f"src/heard/organisations/tests/test_{name}.py" for name in ("actions", "people", "units")),
)

pytest_plugins = ["heard.store.testing", "tests.browser"]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data beside the checkout (HEARD_DATA, or ../shared/data); skips where it is absent."""
    folder = Path(os.environ.get("HEARD_DATA", Path(__file__).resolve().parent.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the public data is not here: {folder}")
    return folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None,  # noqa: ARG001 -- the fixture that this one extends
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Keep SQLite's test database in a file: in memory, the live server's threads would share one connection."""
    from django.conf import settings

    database: dict[str, Any] = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:  # noqa: ARG001 -- the fixture extended
    """Add to the tables what only migrations make."""
    from heard.store.testing import finish_schema

    with django_db_blocker.unblock():
        finish_schema()


@pytest.fixture(scope="session", autouse=True)
def _packs_read_once() -> Iterator[None]:
    """Keep what a process read of the rules until a test has it forgotten, lest the clock change counts of queries."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("heard.organisations.packs.REMEMBERED", math.inf)
        yield


# Half a minute and more each: each process begins with some of them, so that nobody waits for one at the end.
LONGEST = (
    "tests/test_thirty_days.py",
    "tests/test_who_may.py::WhoMay::test_each_role",
    "src/heard/cli/tests/test_benches.py",
    "tests/test_up.py",
    "tests/test_relatives_journey_browser.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what runs on both engines, and have nobody wait for one long test at the end."""
    longest = sorted(
        (item for item in items if item.nodeid.startswith(LONGEST)),
        key=lambda item: next(place for place, name in enumerate(LONGEST) if item.nodeid.startswith(name)),
    )
    others = [item for item in items if item not in longest]
    # Each process is given one run of the list, and later takes from the end of another's.
    count = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    sizes = [len(items[part::count]) - len(longest[part::count]) for part in range(count)]
    items.clear()
    for part, size in enumerate(sizes):
        items += [*longest[part::count], *others[:size]]
        others = others[size:]
    for item in items:
        if item.nodeid.startswith(BOTH):
            item.add_marker(pytest.mark.both)


def pytest_collection_finish() -> None:
    """Spare what is loaded by now from Python's search for reference cycles: a thousand modules, again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
