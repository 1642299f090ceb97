"""Monday: what needs this person first, in people's words; then their clocks, what came back, and one thanks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from heard.coding import queries as coding
from heard.coding.presenters.explore import Comment, comments
from heard.coding.queries import Filters
from heard.organisations import queries as organisations
from heard.organisations.policy import Actor
from heard.signals import queries as signals
from heard.signals.queries import SignalRow
from heard.tasks import queries as tasks
from heard.tasks.queries import Counts, TaskFilter, TaskRow

# 'Three things that need you': what can be done in ten minutes.
NEEDS = 3
_LISTED = 7
# The kinds of tasks that look again at a decision, or at words, of which somebody said that nothing changed.
CAME_BACK = ("decisions.returned", "voices.came_back")
# A thanks older than this is no news.
_THANKS_FROM = timedelta(days=28)
_VERY_POSITIVE = 1
# A thanks says more than 'good': so many characters.
_WARM = 40


@dataclass(frozen=True, slots=True)
class MondayPage:
    """Everything that the page shows."""

    needs: tuple[SignalRow, ...]
    more_needs: int
    counts: Counts
    due: tuple[TaskRow, ...]
    waiting: tuple[TaskRow, ...]
    came_back: tuple[TaskRow, ...]
    thanks: tuple[Comment, ...]

    @property
    def quiet(self) -> bool:
        """Whether nothing needs this person."""
        return not (self.needs or self.due or self.waiting or self.came_back)


def page(actor: Actor, code: str, organisation_id: int, today: date) -> MondayPage:
    """Ask the rooms what waits for this person. The number of queries does not depend on how much does."""
    needs = signals.open_signals(actor, organisation_id, limit=NEEDS)
    every = sum(signals.counts(actor, organisation_id)[show] for show in ("open", "taken_up", "stalled"))
    found = {
        show: tasks.tasks(actor, organisation_id, wanted).rows[:_LISTED]
        for show, wanted in (
            ("needed", TaskFilter(show="needed")),
            ("waiting", TaskFilter(show="waiting")),
            *((kind, TaskFilter(show="area", kind=kind)) for kind in CAME_BACK),
        )
    }
    back = sorted((row for kind in CAME_BACK for row in found[kind]), key=lambda row: row.task.due_on)
    return MondayPage(
        needs=tuple(needs),
        more_needs=max(0, every - len(needs)),
        counts=tasks.counts(actor, organisation_id),
        due=found["needed"],
        waiting=found["waiting"],
        came_back=tuple(back[:_LISTED]),
        thanks=_thanks(actor, code, organisation_id, today),
    )


def _thanks(actor: Actor, code: str, organisation_id: int, today: date) -> tuple[Comment, ...]:
    """The newest warm words of the last weeks that allege nothing, if there are any."""
    scope = organisations.scope(actor, "explore", organisation_id)
    if scope is None:
        return ()
    wanted = Filters(sentiments=(_VERY_POSITIVE,), from_date=today - _THANKS_FROM, to_date=today)
    rows: Sequence[coding.Row] = coding.Search(scope, wanted).page().rows
    warm = [row for row in rows if row.seriousness == 0 and len(row.words) >= _WARM][:1]
    labels = {level.value: level.label for level in coding.choices(organisation_id).seriousness}
    return comments(
        warm, labels, lambda reference: reverse("voices:voice", args=[code, reference]), place="sentiment=1"
    )
