"""SQL of the coding room that differs between PostgreSQL and SQLite.

Words. SQLite: an external-content FTS5 table over `terms`, kept in step by the statements here (a trigger a row cost
twice as much in bulk). PostgreSQL: `terms` is itself a tsvector with a GIN index, so the words stand there only once.
Both hold what methods.search made: neither engine parses language.
"""

# ruff: noqa: S608 - tables and columns are the models' own, numbers are formatted as numbers, the rest is parameters

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, Final

import numpy as np
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from numpy.typing import NDArray

from heard.coding.models import Cell, Code, ExploreAnswer, ExploreVoice, LocalCode, Spoken, Translation
from heard.methods import search
from heard.store.sql import lock_number

ANSWERS: Final = ExploreAnswer._meta.db_table
CODES: Final = Code._meta.db_table
VOICES: Final = ExploreVoice._meta.db_table
CELLS: Final = Cell._meta.db_table
LOCAL_CODES: Final = LocalCode._meta.db_table
SPOKEN: Final = Spoken._meta.db_table
TRANSLATIONS: Final = Translation._meta.db_table
WORDS: Final = "coding_words"
# Steps of SQLite's virtual machine between two looks at the clock: about 2 ms.
_STEPS: Final = 100_000
# Rows in one statement on SQLite, far from its limit of 32,766 variables.
_LOT: Final = 50
# Kilobytes of words that may wait in PostgreSQL's index; a search reads through them.
_WAITING: Final = 32_768
_STAGE: Final = "coding_cell_stage"


class TooSlow(Exception):  # noqa: N818 - it says what happened, and is no error of the program
    """A page's query was stopped at its limit."""


def create_index(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the full-text index on an empty or filled table."""
    if editor.connection.vendor == "postgresql":
        # New words wait until the counts are folded, and go in sorted: a third less time than a flush every 4 MB.
        editor.execute(
            f"CREATE INDEX {WORDS} ON {ANSWERS} USING gin (terms) WITH (gin_pending_list_limit = {_WAITING})"
        )
        return
    tokenizer = search.FTS5_TOKENIZER.replace("'", "''")
    editor.execute(
        f"CREATE VIRTUAL TABLE {WORDS} USING fts5(terms, content='{ANSWERS}', content_rowid='answer_id', "
        f"columnsize=0, tokenize='{tokenizer}')"
    )
    # Parts of the index are merged by eight instead of four: words are written again less often (393 MB an
    # import instead of 413), and a search looks into some more.
    editor.execute(f"INSERT INTO {WORDS} ({WORDS}, rank) VALUES ('automerge', 8)")


def drop_index(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the full-text index away."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP INDEX {WORDS}")
    else:
        editor.execute(f"DROP TABLE {WORDS}")


def stored_terms(texts: Sequence[str]) -> list[Any]:
    """What `terms` holds of each text on this database: a tsvector in binary form on PostgreSQL."""
    # Many say the same: each text is split and stemmed once.
    said = list(dict.fromkeys(texts))
    terms = search.terms_batch(said)
    stored = dict(
        zip(said, map(search.to_tsvector, terms) if connection.vendor == "postgresql" else terms, strict=True)
    )
    return [stored[text] for text in texts]


def index_words(answer_ids: Sequence[int], terms: Sequence[str]) -> None:
    """Put rows that were just inserted into the full-text index (PostgreSQL has done so itself)."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {WORDS} (rowid, terms) VALUES (%s, %s)", list(zip(answer_ids, terms, strict=True))
            )


def settle_words() -> None:
    """Put words that wait in PostgreSQL's GIN index in their place: every search reads through those that wait."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [WORDS])


def rewrite_words() -> None:
    """Rewrite the index of words without those that were deleted.

    FTS5 only marks what is deleted until its parts are merged, so that the word itself stays in the file; PostgreSQL's
    index still lists words that wait.
    """
    if connection.vendor == "postgresql":
        settle_words()
        return
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {WORDS} ({WORDS}) VALUES ('optimize')")


def hide_words(voice_ids: Sequence[int]) -> None:
    """Leave these voices counted, and have nobody find their words."""
    condition, ids = among("voice_id", voice_ids)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"INSERT INTO {WORDS} ({WORDS}, rowid, terms) "
                f"SELECT 'delete', answer_id, terms FROM {ANSWERS} WHERE {condition}",
                [ids],
            )
            # FTS5 takes a row that it does not know for damage when it is told to forget it later.
            cursor.execute(
                f"INSERT INTO {WORDS} (rowid, terms) SELECT answer_id, '' FROM {ANSWERS} WHERE {condition}", [ids]
            )
        cursor.execute(f"UPDATE {ANSWERS} SET terms = '' WHERE {condition}", [ids])


def delete_answers(voice_ids: Sequence[int]) -> None:
    """Delete the search rows of these voices, and their words from the index."""
    condition, ids = among("voice_id", voice_ids)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # FTS5 has to be told the words that it forgets.
            cursor.execute(
                f"INSERT INTO {WORDS} ({WORDS}, rowid, terms) "
                f"SELECT 'delete', answer_id, terms FROM {ANSWERS} WHERE {condition}",
                [ids],
            )
        cursor.execute(f"DELETE FROM {ANSWERS} WHERE {condition}", [ids])


def delete_codes(voice_ids: Sequence[int]) -> None:
    """Delete every code, language and translation of the answers that Explore holds of these voices."""
    condition, ids = among("voice_id", voice_ids)
    answers = f"answer_id IN (SELECT answer_id FROM {ANSWERS} WHERE {condition})"
    with connection.cursor() as cursor:
        for table in (CODES, TRANSLATIONS, SPOKEN):
            cursor.execute(f"DELETE FROM {table} WHERE {answers}", [ids])


def date_voices(days: Sequence[tuple[int, int]]) -> None:
    """Put voices, given as (day, voice_id), on other days."""
    with connection.cursor() as cursor:
        for table in (VOICES, ANSWERS):
            cursor.executemany(f"UPDATE {table} SET said_day = %s WHERE voice_id = %s", days)


def recode_answers(rows: Sequence[tuple[int, int | None, int, int]]) -> None:
    """Give answers, as (themes, sentiment, seriousness, answer_id), another current code in Explore."""
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {ANSWERS} SET themes = %s, sentiment = %s, seriousness = %s WHERE answer_id = %s", rows
        )


def among(column: str, ids: Sequence[int]) -> tuple[str, Any]:
    """A condition that a column is one of many ids, with its one parameter."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", list(ids)
    return f"{column} IN (SELECT value FROM json_each(%s))", json.dumps(list(ids))


def matches(query: search.Query) -> tuple[str, str]:
    """The condition that an answer's words match a query, with its parameter."""
    if connection.vendor == "postgresql":
        return "a.terms @@ %s::tsquery", search.to_tsquery(query)
    return f"a.answer_id IN (SELECT rowid FROM {WORDS} WHERE {WORDS} MATCH %s)", search.to_fts5(query)


def matches_any(queries: Sequence[search.Query]) -> tuple[str, str]:
    """The condition that an answer's words match any of these queries, with its parameter."""
    if connection.vendor == "postgresql":
        return "a.terms @@ %s::tsquery", " | ".join(f"({search.to_tsquery(query)})" for query in queries)
    asked = " OR ".join(f"({search.to_fts5(query)})" for query in queries)
    return f"a.answer_id IN (SELECT rowid FROM {WORDS} WHERE {WORDS} MATCH %s)", asked


def is_common(query: search.Query, enough: int) -> bool:
    """Whether at least `enough` answers match, on SQLite: then walking the dates finds the newest sooner."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {WORDS} WHERE {WORDS} MATCH %s LIMIT {enough:d})",
            [search.to_fts5(query)],
        )
        return int(cursor.fetchone()[0]) >= enough


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Stop queries that take longer than `seconds`: they raise TooSlow.

    PostgreSQL is told in a transaction of its own not to compile the query either (that takes longer than it) and
    not to read whole tables.
    """
    if connection.vendor == "postgresql":
        with _too_slow("QueryCanceled"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, true), set_config('jit', 'off', true), "
                "set_config('enable_seqscan', 'off', true), set_config('random_page_cost', '1.1', true)",
                [str(int(seconds * 1000))],
            )
            yield
            cursor.execute("SELECT set_config('statement_timeout', '0', true)")
        return
    connection.ensure_connection()
    end = time.monotonic() + seconds
    connection.connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    try:
        with _too_slow("interrupted"):
            yield
    finally:
        connection.connection.set_progress_handler(None, 0)


@contextmanager
def _too_slow(sign: str) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if sign in f"{type(error.__cause__).__name__} {error}":
            raise TooSlow from error
        raise


def hold_counts(organisation_id: int, *, alone: bool) -> None:
    """Until the transaction ends: counts of an organisation change beside others (not alone), or nobody else's.

    A change of the services tree needs to be alone, so that it sees every voice either counted or not. On SQLite one
    transaction writes at a time anyway.
    """
    if connection.vendor == "postgresql":
        function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [lock_number(f"coding.counts {organisation_id}")])


def add_to_cells(keys: Sequence[str], columns: Sequence[str], rows: NDArray[Any]) -> None:
    """Add counts to cells, made where they are missing. `rows` are int64, one column for each of keys and columns."""
    names = ", ".join((*keys, *columns))
    sums = ", ".join(f"{name} = {CELLS}.{name} + excluded.{name}" for name in columns)
    conflict = f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sums}"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _insert_in_lots(f"INSERT INTO {CELLS} ({names}) VALUES", rows, conflict)
            return
        widths = _widths(keys, columns)
        try:
            # Where none of them is there yet, as in a first import, they go in at half the cost.
            with transaction.atomic(), connection.wrap_database_errors:
                copy_integers(cursor, f"COPY {CELLS} ({names}) FROM STDIN (FORMAT binary)", rows, widths)
        except IntegrityError:
            cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {_STAGE} (LIKE {CELLS}) ON COMMIT DELETE ROWS")
            cursor.execute(f"TRUNCATE {_STAGE}")
            copy_integers(cursor, f"COPY {_STAGE} ({names}) FROM STDIN (FORMAT binary)", rows, widths)
            cursor.execute(f"INSERT INTO {CELLS} ({names}) SELECT {names} FROM {_STAGE} {conflict}")


def _insert_in_lots(insert: str, rows: NDArray[Any], rest: str) -> None:
    """Several rows a statement: half the time that a statement a row takes."""
    place = f"({', '.join('?' * rows.shape[1])})"
    cursor = connection.connection.cursor()
    for start in range(0, len(rows), _LOT):
        lot = rows[start : start + _LOT]
        cursor.execute(f"{insert} {', '.join([place] * len(lot))} {rest}", lot.reshape(-1).tolist())


def _widths(keys: Sequence[str], columns: Sequence[str]) -> list[int]:
    """Bytes of each column in PostgreSQL."""
    types = {"BigIntegerField": 8, "PositiveSmallIntegerField": 2}
    return [types.get(Cell._meta.get_field(name).get_internal_type(), 4) for name in chain(keys, columns)]


def copy_integers(cursor: Any, statement: str, rows: NDArray[Any], widths: Sequence[int]) -> None:
    """COPY rows of whole numbers in PostgreSQL's binary format, made by NumPy at .1 microsecond a row.

    Layout: signature, flags, extension; then for each row the number of fields (int16) and for each field its length
    (int32) and value, all big-endian; -1 ends (PostgreSQL's documentation of COPY, binary format).
    """
    layout = [("fields", ">i2")]
    for place, width in enumerate(widths):
        layout += [(f"length{place}", ">i4"), (f"value{place}", f">i{width}")]
    packed = np.zeros(len(rows), np.dtype(layout))
    packed["fields"] = len(widths)
    for place, width in enumerate(widths):
        packed[f"length{place}"] = width
        packed[f"value{place}"] = rows[:, place]
    with cursor.copy(statement) as copy:
        copy.write(b"PGCOPY\n\xff\r\n\0" + b"\0" * 8 + packed.tobytes() + b"\xff\xff")
