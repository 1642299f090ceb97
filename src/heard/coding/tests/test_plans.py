"""No page reads a whole table, and none asks more often when there are more voices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from heard.coding.queries import By, Filters, Interval, Search
from heard.coding.queries.selection import select
from heard.coding.tests.crowd import Crowd
from heard.organisations import queries as organisations
from heard.organisations.models import Role
from heard.organisations.queries import Scope
from heard.organisations.tests.factories import make_actor

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.slow]

BIG = ("coding_explorevoice", "coding_exploreanswer", "coding_cell", "coding_code", "voices_voice", "voices_answer")
SEARCHES = {
    "everything": Filters(),
    "rare word": Filters(words="zebra"),
    "common word": Filters(words="kind"),
    "phrase of common words": Filters(words='"the staff"'),
    "two years": Filters(from_date=date(2024, 11, 22), to_date=date(2026, 11, 22)),
    "concerns": Filters(seriousness=2),
    "serious": Filters(seriousness=3),
    "theme and sentiment": Filters(themes=(2,), sentiments=(5,)),
    "several facets": Filters(themes=(2,), channels=(1,), ratings=(5,)),
    "undated": Filters(undated=True),
    "unaligned days": Filters(from_date=date(2026, 3, 4), to_date=date(2026, 5, 20)),
}


def ask(search: Search) -> None:
    """Everything that Explore's page asks of one search."""
    first = search.page()
    search.page(first.older)
    search.count()
    search.summary()
    search.trend(Interval.MONTH)
    search.breakdown(By.THEME)
    search.breakdown(By.SERVICE)


def whole_reads(statement: str) -> list[str]:
    """The steps of a statement's plan that read one of the big tables from end to end."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"EXPLAIN {statement}")
            return [line for (line,) in cursor.fetchall() if any(f"Seq Scan on {table}" in line for table in BIG)]
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
        steps = [row[3] for row in cursor.fetchall()]
        scanned = [step for step in steps if step.startswith("SCAN ") and "VIRTUAL TABLE" not in step]
        return [step for step in scanned if step.split()[1] in (*BIG, "a", "U0")]


def reads(queries: CaptureQueriesContext) -> Iterator[str]:
    """The statements captured that read."""
    for query in queries.captured_queries:
        statement = query["sql"].lstrip()
        if statement.startswith("SELECT") and "set_config" not in statement:
            yield statement


@pytest.fixture
def crowd(db: None, monkeypatch: pytest.MonkeyPatch) -> Crowd:
    found = Crowd(20_000)
    found.read_words(monkeypatch)
    return found


def test_no_part_of_the_page_reads_a_whole_table(crowd: Crowd) -> None:
    manager = make_actor(crowd.organisation, Role.SERVICE_MANAGER, crowd.sites[1])
    own = organisations.scope(manager, "explore", crowd.organisation.id)
    assert own is not None
    for scope in (Scope(crowd.organisation.id, None), own):
        for unit in (None, crowd.sites[1].id, crowd.wards[15].id):
            for name, filters in SEARCHES.items():
                asked = Filters(**{**{field: getattr(filters, field) for field in filters.__slots__}, "unit_id": unit})
                with CaptureQueriesContext(connection) as queries:
                    ask(Search(scope, asked))
                with transaction.atomic(), connection.cursor() as cursor:
                    if connection.vendor == "postgresql":
                        # As the pages themselves say before they ask.
                        cursor.execute("SET LOCAL enable_seqscan = off")
                    for statement in reads(queries):
                        assert whole_reads(statement) == [], f"{name} under {unit}: {statement[:3000]}"


def test_the_serious_comments_of_many_units_are_found_along_the_index_of_concerns(crowd: Crowd) -> None:
    scope = Scope(crowd.organisation.id, None)
    for unit in (None, crowd.sites[1].id):
        statement, parameters = select(scope, Filters(unit_id=unit, seriousness=3)).statement(26)
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL enable_seqscan = off")
            explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
            cursor.execute(f"{explain} {statement}", parameters)
            assert "explore_concerns" in str(cursor.fetchall())


def test_the_number_of_queries_does_not_grow_with_the_voices(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = []
    for first, size in ((1, 100), (1_000, 10_000)):
        crowd = Crowd(size, first=first)
        crowd.read_words(monkeypatch)
        found = {}
        for name, filters in SEARCHES.items():
            search = Search(Scope(crowd.organisation.id, None), filters)
            with CaptureQueriesContext(connection) as queries:
                rows = search.page().rows
                search.count()
                search.summary()
            # An empty page has no words to look up.
            found[name] = len(queries) if rows else None
        numbers.append(found)
    few, many = numbers
    compared = [name for name in SEARCHES if few[name] is not None]
    assert len(compared) > len(SEARCHES) // 2
    assert {name: many[name] for name in compared if many[name] > few[name]} == {}, few
