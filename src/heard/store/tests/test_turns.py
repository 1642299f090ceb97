"""Who writes to SQLite next, and that whoever has written gives the turn back."""

import os
import threading
import time
from pathlib import Path

import pytest
from django.db import OperationalError, connection, connections, transaction

from heard.store.sqlite3.turns import Turn, turn_at

sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL locks rows")


def test_one_at_a_time_has_the_turn_in_one_process_and_in_several(tmp_path: Path) -> None:
    here, elsewhere = Turn(f"{tmp_path}/heard"), Turn(f"{tmp_path}/heard")
    assert here.take(1)
    assert not here.take(0.01)
    assert not elsewhere.take(0.01)
    here.give()
    assert elsewhere.take(1)
    elsewhere.give()


def test_whoever_writes_again_and_again_lets_others_in_between(tmp_path: Path) -> None:
    here, elsewhere = Turn(f"{tmp_path}/heard"), Turn(f"{tmp_path}/heard")
    order: list[str] = []

    def write(turn: Turn, name: str) -> None:
        for _ in range(10):
            assert turn.take(5)
            order.append(name)
            time.sleep(0.005)
            turn.give()

    threads = [threading.Thread(target=write, args=given) for given in ((here, "a"), (elsewhere, "b"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Both from the start: neither has done its ten before the other has done some.
    assert {"a", "b"} == set(order[:6])
    assert {"a", "b"} == set(order[-6:])


def test_a_forked_process_waits_for_its_parent(tmp_path: Path) -> None:
    turn = turn_at(f"{tmp_path}/heard")
    assert turn.take(1)
    child = os.fork()
    if not child:
        os._exit(int(turn_at(f"{tmp_path}/heard").take(0.01)))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    turn.give()


@sqlite_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_the_turn_ends_with_the_transaction(end: str) -> None:
    turn = turn_at(str(connection.settings_dict["NAME"]))
    with transaction.atomic():
        assert not turn.take(0.01)
        if end == "rollback":
            transaction.set_rollback(True)
        if end == "close":
            connection.close()
    assert turn.take(0.01)
    turn.give()


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_whose_turn_does_not_come_is_told_that_the_database_is_locked() -> None:
    refused: list[Exception] = []

    def write() -> None:
        own = connections["default"]
        own.settings_dict = {**own.settings_dict, "OPTIONS": {**own.settings_dict["OPTIONS"], "timeout": 0.05}}
        try:
            with transaction.atomic():
                pass
        except OperationalError as problem:
            refused.append(problem)
        finally:
            own.close()

    with transaction.atomic():
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert [str(problem) for problem in refused] == ["database is locked"]
