import fcntl
import os
import threading
import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from heard.store.background import job, queue_state, recover, run_all_now, run_worker
from heard.store.background.presence import lives, presence
from heard.store.testing import start_process
from heard.store.tests import jobs_for_tests as jobs


@pytest.fixture(autouse=True)
def no_calls():
    jobs.calls.clear()


def wait_until(happened: Callable[[], object]) -> None:
    """PostgreSQL gives a lock back a moment after its connection was closed."""
    deadline = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.django_db
def test_jobs_run_in_the_order_in_which_they_were_asked_for():
    for number in range(3):
        jobs.note.enqueue(number)
    assert run_all_now() == 3
    assert jobs.calls == [0, 1, 2]
    assert run_all_now() == 0


@pytest.mark.django_db(transaction=True)
def test_a_job_asked_for_in_a_transaction_that_fails_does_not_run():
    def change() -> None:
        with transaction.atomic():
            jobs.note.enqueue("never")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    assert run_all_now() == 0
    assert jobs.calls == []


@pytest.mark.django_db(transaction=True)
def test_a_failing_job_is_retried_and_then_kept_as_failed():
    jobs.fail.enqueue()
    run_worker(once=True)
    assert jobs.calls == ["tried", "tried"]
    row = DBTaskResult.objects.get()
    assert row.status == "FAILED"
    assert "ValueError: no" in row.traceback
    assert queue_state().failed == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("fault", "attempts"), [("full disk", 3), ("mistake", 1)])
def test_what_may_pass_is_tried_again_and_whoever_waits_is_told_of_the_end(fault, attempts):
    jobs.meet.enqueue(fault)
    run_worker(once=True)
    assert jobs.calls == [fault] * attempts + [("given up", fault)]
    assert queue_state().failed == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_is_told_of_a_job_that_kills_its_workers():
    jobs.meet.enqueue("mistake")
    for _ in range(jobs.meet.retries):
        DBTaskResult.objects.get().claim("gone")
        assert recover() == 1
    assert jobs.calls == []
    DBTaskResult.objects.get().claim("gone")
    assert recover() == 1
    assert jobs.calls == [("given up", "mistake")]


@pytest.mark.django_db
def test_run_all_now_raises_what_a_job_raised():
    jobs.fail.enqueue()
    with pytest.raises(ValueError, match="no"):
        run_all_now()


@pytest.mark.django_db
def test_a_worker_that_is_stopped_puts_its_job_back():
    jobs.be_stopped.enqueue()
    with pytest.raises(SystemExit):
        run_all_now()
    row = DBTaskResult.objects.get()
    assert (row.status, row.worker_ids) == ("READY", [])


@pytest.mark.django_db
def test_a_job_that_the_code_no_longer_has_fails():
    jobs.note.enqueue(1)
    row = DBTaskResult.objects.get()
    row.args_kwargs["args"][0] = "heard.store.tests.jobs_for_tests.gone"
    row.save()
    with pytest.raises(ImportError):
        run_all_now()
    assert queue_state().failed == 1


@pytest.mark.django_db(transaction=True)
def test_the_job_of_a_dead_worker_goes_back_into_the_queue_and_that_of_a_living_one_does_not():
    jobs.note.enqueue("again")
    row = DBTaskResult.objects.get()
    with presence() as (worker_id, _):
        row.claim(worker_id)
        assert recover() == 0
    wait_until(lambda: not lives(worker_id))
    assert recover() == 1
    DBTaskResult.objects.update(run_after="2026-01-01T00:00:00Z")
    assert run_all_now() == 1
    assert jobs.calls == ["again"]


@pytest.mark.django_db(transaction=True)
def test_a_job_that_kills_its_workers_is_given_up():
    jobs.note.enqueue("poison")
    for _ in range(jobs.note.retries + 1):
        DBTaskResult.objects.get().claim("gone")
        assert recover() == 1
    assert queue_state().failed == 1


@pytest.mark.django_db(transaction=True)
def test_a_killed_process_no_longer_lives():
    code = (
        "import django, time; django.setup()\n"
        "from heard.store.background.presence import presence\n"
        "with presence() as (worker_id, _):\n"
        "    print(worker_id, flush=True); time.sleep(60)\n"
    )
    process = start_process(code)
    worker_id = process.stdout.readline().strip()
    assert lives(worker_id)
    process.kill()
    process.wait()
    wait_until(lambda: not lives(worker_id))


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_just_beginning_is_not_taken_for_dead(monkeypatch):
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL gives the lock and the name at once")
    lock, looked = fcntl.flock, []

    def slowly(file, how):
        if how == fcntl.LOCK_EX:
            # Somebody looks at whatever lies in the folder before the worker has its lock.
            found = [path.name for path in (settings.HOME / "workers").glob(f"*-{os.getpid()}-*")]
            looked.extend(lives(name) for name in found if not name.startswith("."))
        lock(file, how)

    monkeypatch.setattr(fcntl, "flock", slowly)
    with presence() as (worker_id, _):
        assert lives(worker_id)
        assert not any(looked)
    assert not lives(worker_id)


@pytest.mark.django_db(transaction=True)
def test_two_who_look_for_a_dead_worker_at_once_both_find_it_dead():
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL is asked for the lock itself")
    left = settings.HOME / "workers" / "left-by-a-dead-one"
    left.parent.mkdir(exist_ok=True)
    left.touch()
    with left.open() as other:
        fcntl.flock(other, fcntl.LOCK_SH)
        assert not lives(left.name)


@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_what_is_asked_for_while_it_runs_and_stops_when_told():
    stop = threading.Event()
    worker = threading.Thread(target=run_worker, args=(stop,), kwargs={"poll": 0.02})
    worker.start()
    jobs.note.enqueue("later")
    wait_until(lambda: jobs.calls)
    stop.set()
    worker.join(10)
    assert not worker.is_alive()
    assert jobs.calls == ["later"]


def test_a_job_inside_a_function_is_refused():
    def inner() -> None: ...

    with pytest.raises(TypeError, match="stands in its module"):
        job()(inner)
