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


def tell(*given: object) -> None:
    calls.append(("given up", *given))


@job(retries=2, backoff=0, passing=(OSError,), given_up=tell)
def meet(fault: str) -> None:
    calls.append(fault)
    raise {"full disk": OSError, "mistake": KeyError}[fault](fault)
