"""The worker: it takes one job at a time from the queue, beside the jobs by the clock."""

from __future__ import annotations

import gc
import logging
import sys
from datetime import timedelta
from threading import Event, Thread
from typing import Any

from django.db import DatabaseError, Error, close_old_connections, connections, transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from heard.store.background import clock
from heard.store.background.presence import lives, presence
from heard.store.background.queue import Job, WorkerKilledError, find_job

logger = logging.getLogger(__name__)

# Days that the row of a finished job is kept: enough to look into last week's failure.
KEEP_DONE, KEEP_FAILED = 2, 30
# Seconds until a database that does not answer is asked again.
RETRY = 2.0


def run_worker(stop: Event | None = None, *, once: bool = False, poll: float = 0.5) -> None:
    """Run queued jobs, and the jobs by the clock in a thread beside them, until `stop` is set.

    `once` runs what waits, then every job by the clock, then what those asked for, and returns. `poll` is the number
    of seconds between looks at an empty queue. A job that runs when `stop` is set is finished first.
    """
    autodiscover_modules("jobs")
    if once:
        with presence() as (worker_id, _):
            recover()
            _drain(worker_id)
            clock.run_periodic()
            _drain(worker_id)
        return
    stop = stop or Event()
    _settle()
    timer = Thread(target=clock.keep_time, args=(stop,), name="heard-clock", daemon=True)
    timer.start()
    try:
        while not stop.is_set():
            try:
                _work(stop, poll)
            except Error:
                # Under its next id, this process takes back what it could not mark as done.
                logger.exception("The queue cannot be read; trying again")
                connections.close_all()
                stop.wait(RETRY)
    finally:
        stop.set()
        timer.join()
        connections.close_all()


def _settle() -> None:
    """Let neither the other thread nor a search for garbage hold up a transaction for which people wait.

    As in a web process: at Python's usual 5 ms a thread that writes waited for the other one after each statement, and
    a search through all that is loaded takes a sixth of a second.
    """
    sys.setswitchinterval(0.0005)
    gc.collect()
    gc.freeze()


def _work(stop: Event, poll: float) -> None:
    with presence() as (worker_id, check):
        while not stop.is_set():
            close_old_connections()
            check()
            row = _claim(worker_id)
            if row is None:
                stop.wait(poll)
            else:
                _execute(row)


def run_all_now() -> int:
    """Run every job that is due, here and now, and return how many; the first that fails raises its exception."""
    autodiscover_modules("jobs")
    with presence() as (worker_id, _):
        return _drain(worker_id, strict=True)


@clock.periodic(seconds=15)
def recover() -> int:
    """Put the running jobs of workers that no longer live back into the queue, and return how many."""
    from django_tasks_db.models import DBTaskResult

    dead: dict[str, bool] = {}
    count = 0
    for row in DBTaskResult.objects.running():
        worker_id = row.worker_ids[-1]
        if worker_id not in dead:
            dead[worker_id] = not lives(worker_id)
        # Two workers may look at once: the status and the last worker decide which of them takes the row back.
        taken = DBTaskResult.objects.running().filter(pk=row.pk, started_at=row.started_at)
        if dead[worker_id] and (changed := _back_or_failed(row, WorkerKilledError("Its worker was killed."), taken)):
            logger.warning("The worker %s no longer lives: taking back its job %s", worker_id, row.pk)
            count += changed
    return count


@clock.periodic(seconds=3600)
def prune() -> None:
    """Delete the rows of jobs that finished long ago."""
    from django_tasks_db.models import DBTaskResult

    now = timezone.now()
    DBTaskResult.objects.successful().filter(finished_at__lt=now - timedelta(days=KEEP_DONE)).delete()
    DBTaskResult.objects.failed().filter(finished_at__lt=now - timedelta(days=KEEP_FAILED)).delete()


def _drain(worker_id: str, strict: bool = False) -> int:
    count = 0
    while (row := _claim(worker_id)) is not None:
        error = _execute(row)
        if error is not None and strict:
            raise error
        count += 1
    return count


def _claim(worker_id: str) -> Any:
    """The next job that is due, marked as this worker's; None where none is."""
    from django_tasks_db.models import DBTaskResult

    ready = DBTaskResult.objects.ready()
    # An idle worker must not take SQLite's write lock twice a second.
    if not ready.exists():
        return None
    with transaction.atomic():
        row = ready.get_locked()
        if row is not None:
            row.claim(worker_id)
    return row


def _execute(row: Any) -> Exception | None:
    """Run a claimed job and write down how it went; returns its exception, if any."""
    from django_tasks_db.models import DBTaskResult

    path, args, kwargs = row.args_kwargs["args"]
    try:
        find_job(path)(*args, **kwargs)
    except Exception as error:
        _tell(path, len(row.worker_ids), error)
        _back_or_failed(row, error, DBTaskResult.objects.filter(pk=row.pk))
        return error
    except BaseException:
        # The process is being stopped: this was no attempt.
        DBTaskResult.objects.filter(pk=row.pk).update(status="READY", worker_ids=row.worker_ids[:-1])
        raise
    row.set_successful(None)
    return None


def _tell(path: str, attempt: int, error: Exception) -> None:
    if isinstance(error, DatabaseError):
        logger.error("The job %s failed (attempt %s): %s", path, attempt, without_rows(error))
    else:
        logger.exception("The job %s failed (attempt %s)", path, attempt)


def without_rows(error: Exception) -> str:
    """What an error says, but of a database's only its kind: PostgreSQL quotes the row, and with it people's words.

    >>> without_rows(ValueError("No such import."))
    "ValueError('No such import.')"
    >>> without_rows(DatabaseError("Failing row contains (1, Rang Mrs Ash)"))
    'DatabaseError'
    """
    if isinstance(error, DatabaseError):
        state = getattr(error.__cause__, "sqlstate", None)
        return f"{type(error).__name__} {state}" if state else type(error).__name__
    return repr(error)


def _back_or_failed(row: Any, error: Exception, rows: Any) -> int:
    """Back into the queue while attempts are left, else marked as failed; returns the number of rows changed."""
    attempt = len(row.worker_ids)
    try:
        job = find_job(row.args_kwargs["args"][0])
    except (ImportError, LookupError) as missing:
        logger.error("The job %s cannot be found: %s", row.pk, missing)
        job = None
    if job is None or not job.tries_again(attempt, error):
        if not rows.exists():
            return 0
        if job is not None:
            _give_up(job, row)
        row.set_failed(RuntimeError(without_rows(error)) if isinstance(error, DatabaseError) else error)
        return 1
    later = timezone.now() + timedelta(seconds=job.wait_before(attempt))
    return int(rows.update(status="READY", run_after=later, traceback=without_rows(error)))


def _give_up(job: Job[...], row: Any) -> None:
    """Tell the job's room before the row is marked, so that a worker that is killed in between tells it again."""
    if job.given_up is None:
        return
    _, args, kwargs = row.args_kwargs["args"]
    try:
        job.given_up(*args, **kwargs)
    except Error:
        raise
    except Exception:
        logger.exception("Giving up the job %s failed", job.path)
