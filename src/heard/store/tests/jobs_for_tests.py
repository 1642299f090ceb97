"""Jobs that the tests of the queue run."""

from heard.store.background import job

calls: list[object] = []


@job()
def note(value: object) -> None:
    calls.append(value)


@job(retries=1, backoff=0)
def fail() -> None:
    calls.append("tried")
    raise ValueError("no")


@job()
def be_stopped() -> None:
    raise SystemExit
