"""Work that is done outside a request: jobs in a queue, jobs by the clock, and the worker that runs both.

The only importer of django-tasks. What that lacks is here: retries, jobs by the clock, and taking back the jobs of a
worker that was killed.
"""

from heard.store.background.clock import periodic
from heard.store.background.queue import Job, QueueState, job, queue_state
from heard.store.background.worker import recover, run_all_now, run_worker

__all__ = ["Job", "QueueState", "job", "periodic", "queue_state", "recover", "run_all_now", "run_worker"]
