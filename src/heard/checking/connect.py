"""What this room gives to the ports of lower rooms. `config.ports` calls it."""

from __future__ import annotations

from django.urls import reverse

from heard.checking.actions.follow import follow
from heard.checking.models import Sample
from heard.checking.subjects import parts_of
from heard.organisations.policy import Actor
from heard.store.rows import sole
from heard.tasks import ports as tasks
from heard.voices import ports as voices


def connect() -> None:
    """Register; safe to call twice."""
    voices.changed.register(follow)
    tasks.describe.register(describe)
    tasks.may_finish.register(may_finish)


def describe(actor: Actor, subject: str) -> tasks.Described | None:
    """A sample that somebody codes or settles: its name, and where. It shows no comment."""
    found = _sample(subject)
    if found is None:
        return None
    sample, part = found
    page = "checking:sample-code" if part else "checking:sample-settle"
    mine = actor.account_id in ({sample.first_id, sample.second_id} if part else {sample.adjudicator_id})
    url = reverse(page, args=[sample.organisation.code, sample.reference]) if mine else ""
    return tasks.Described(sample.name, url)


def may_finish(ending: tasks.Ending) -> str | None:
    """Coding a sample ends with its last comment."""
    found = _sample(ending.task.subject)
    if found is None or ending.outcome == ending.task.subject or found[0].state == Sample.State.STOPPED:
        return None
    return "Code every comment of the sample on its page: this ends with the last one."


def _sample(subject: str) -> tuple[Sample, int] | None:
    parts = parts_of(subject)
    sample = sole(Sample.objects.filter(reference=parts[0]).select_related("organisation")) if parts else None
    return (sample, parts[1]) if parts and sample else None
