"""The coder that gives the first codes, and the run that names it."""

from __future__ import annotations

from functools import lru_cache

import pyarrow as pa
from django.utils import timezone

from heard.coding.models import Run
from heard.methods.coding import SHIPPED, Coder


@lru_cache(maxsize=1)
def coder() -> Coder:
    """The shipped coder, loaded once a process."""
    return Coder.load(SHIPPED)


def warm_up() -> None:
    """Load the coder, and what it compiles or reads when it is first used."""
    coder().code(pa.array(["Thank you."]), ["nonspecific"])


_runs: dict[tuple[str, str], int] = {}


def run_id(frame: str, model: str) -> int:
    """The run of a coder's version, made when it first codes. Remembered only while it is there (tests roll back)."""
    key = (frame, model)
    known = _runs.get(key)
    if known is None or not Run.objects.filter(id=known).exists():
        run, _ = Run.objects.get_or_create(
            frame=frame, model=model, defaults={"started_at": timezone.now(), "configuration": {}}
        )
        _runs[key] = known = run.pk
    return known
