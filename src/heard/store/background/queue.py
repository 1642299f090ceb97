"""The queue: jobs are rows in the database, so that they stand or fall with the change that asked for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, ParamSpec

from django.utils.module_loading import import_string
from django_tasks import task

Arguments = ParamSpec("Arguments")


class WorkerKilledError(RuntimeError):
    """An attempt ended with its worker."""


@dataclass(frozen=True, slots=True)
class Job(Generic[Arguments]):
    """A module-level function that the worker runs. Calling it runs it here and now."""

    function: Callable[Arguments, Any]
    retries: int
    backoff: float
    # What may be over at the next attempt; anything else fails at once.
    passing: tuple[type[Exception], ...] = (Exception,)
    given_up: Callable[Arguments, Any] | None = None

    @property
    def path(self) -> str:
        """Where the worker finds it: module and name."""
        return f"{self.function.__module__}.{self.function.__qualname__}"

    def __call__(self, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Any:
        """Run it here and now."""
        return self.function(*args, **kwargs)

    def enqueue(self, *args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        """Ask for a run with these JSON-able arguments, from the moment that the current transaction commits.

        The row is written in that transaction, not after it: a process killed between the two would lose the job.
        """
        run_job.enqueue(self.path, list(args), kwargs)

    def wait_before(self, attempt: int) -> float:
        """Seconds between the failed `attempt` (from 1) and the next: the backoff, doubled each time."""
        return float(self.backoff * 2 ** (attempt - 1))

    def tries_again(self, attempt: int, error: Exception) -> bool:
        """Whether there is another attempt after the failed one (from 1); one whose worker was killed has one."""
        return attempt <= self.retries and isinstance(error, (*self.passing, WorkerKilledError))


def job(
    *,
    retries: int = 3,
    backoff: float = 5.0,
    passing: tuple[type[Exception], ...] = (Exception,),
    given_up: Callable[..., Any] | None = None,
) -> Callable[[Callable[Arguments, Any]], Job[Arguments]]:
    """Make a module-level function a job.

    It takes ids, not objects, and is safe to run twice: a worker may be killed after the work and before it is marked
    as done. An exception is retried `retries` times, after `backoff` seconds and twice as long each time; a run that
    ends with its worker counts as one. Raises TypeError for a function that the worker could not find by name.

    Where `passing` names the exceptions that another attempt may not meet, any other fails at once. `given_up` is
    called with the same arguments when the job has failed for good, so that what waits for it does not wait on; it may
    be called twice.
    """

    def decorate(function: Callable[Arguments, Any]) -> Job[Arguments]:
        if "<locals>" in function.__qualname__:
            raise TypeError(f"{function.__qualname__} stands inside a function: a job stands in its module.")
        return Job(function, retries, backoff, passing, given_up)

    return decorate


@task
def run_job(path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """The one task that django-tasks knows: it runs the job at `path`."""
    find_job(path)(*args, **kwargs)


def find_job(path: str) -> Job[...]:
    """The job at `path`. Raises ImportError where the code no longer has it."""
    found = import_string(path)
    if not isinstance(found, Job):
        raise ImportError(f"{path} is not a job.")
    return found


@dataclass(frozen=True, slots=True)
class QueueState:
    """How the queue stands: jobs that wait, run and failed, and since when the oldest waits."""

    ready: int
    running: int
    failed: int
    oldest: datetime | None


def queue_state() -> QueueState:
    """How the queue stands now."""
    from django_tasks_db.models import DBTaskResult

    rows = DBTaskResult.objects
    oldest = rows.ready().order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    return QueueState(rows.ready().count(), rows.running().count(), rows.failed().count(), oldest)
