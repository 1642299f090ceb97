"""What the independent body looks at again; and, for everybody, how often words were not published, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from heard.methods.suppression import suppress
from heard.tasks.queries import standings
from heard.voices.models import Answer, Appeal, Refusal, Voice

# The figures that are published are those of the last twelve months.
DAYS = 365


@dataclass(frozen=True, slots=True)
class AppealRow:
    """An appeal as the independent body reads it. `words` are masked; `due_on` is None once it is answered."""

    reference: str
    voice_reference: str
    service: str
    asked_at: datetime
    reason: str
    why: str
    words: tuple[str, ...]
    state: str
    state_label: str
    answer: str
    due_on: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the published figures, so many steps below the whole; `count` is None where it is too small to say."""

    label: str
    count: int | None
    depth: int


@dataclass(frozen=True, slots=True)
class Figures:
    """How often words were not published, and what the independent body said. The first line of each is the whole."""

    since: date
    words: tuple[Line, ...]
    appeals: tuple[Line, ...]


# What stands under what, and what it is called on the public page.
_REASONS: Final = {
    "names_somebody": gettext_noop("It could name a patient or a member of staff"),
    "threat": gettext_noop("It threatens or abuses somebody"),
    "unlawful": gettext_noop("It may be unlawful to publish"),
    "not_about_care": gettext_noop("It is not about care here"),
    "advertising": gettext_noop("It advertises something"),
}
_WORDS: Final[dict[str, tuple[str, str | None]]] = {
    "all": (gettext_noop("Whoever spoke wanted it published"), None),
    "published": (gettext_noop("Published"), "all"),
    "waiting": (gettext_noop("Not looked at yet"), "all"),
    "held": (gettext_noop("Held back for now"), "all"),
    "refused": (gettext_noop("Not published"), "all"),
    **{reason: (label, "refused") for reason, label in _REASONS.items()},
}
_APPEALS: Final[dict[str, tuple[str, str | None]]] = {
    "all": (gettext_noop("Asked the independent body to look again"), None),
    "asked": (gettext_noop("Not answered yet"), "all"),
    "stands": (gettext_noop("Rightly not published"), "all"),
    "overturned": (gettext_noop("To be published after all"), "all"),
}


def appeals(organisation_id: int) -> list[AppealRow]:
    """Those that wait, oldest first, and then those that were answered, newest first. Four queries."""
    rows = Appeal.objects.filter(voice__organisation=organisation_id, voice__withdrawn_at=None)
    waiting = list(_selected(rows.filter(state=Appeal.State.ASKED)).order_by("pk")[:200])
    done = list(_selected(rows.exclude(state=Appeal.State.ASKED)).order_by("-answered_at")[:50])
    return _rows([*waiting, *done])


def appeal(organisation_id: int, reference: str) -> AppealRow | None:
    """One appeal, or None."""
    rows = Appeal.objects.filter(voice__organisation=organisation_id, voice__withdrawn_at=None, reference=reference)
    return next(iter(_rows(list(_selected(rows)))), None)


def _selected(rows: QuerySet[Appeal]) -> QuerySet[Appeal]:
    return rows.select_related("voice__unit")


def _rows(found: list[Appeal]) -> list[AppealRow]:
    said: dict[int, list[str]] = {}
    voices = [one.voice_id for one in found]
    for answer in Answer.objects.filter(voice__in=voices, state=Answer.State.SAID).order_by("id"):
        said.setdefault(answer.voice_id, []).append(answer.words)
    standing = standings(f"voices.appeal:{one.reference}" for one in found)
    rows = []
    for one in found:
        task = standing.get(f"voices.appeal:{one.reference}")
        rows.append(
            AppealRow(
                reference=one.reference,
                voice_reference=one.voice.reference,
                service=one.voice.unit.name,
                asked_at=one.asked_at,
                reason=str(Refusal.Reason(one.reason).label) if one.reason else "Held back for now",
                why=one.words,
                words=tuple(said.get(one.voice_id, ())),
                state=one.state,
                state_label=one.get_state_display(),
                answer=one.answer,
                due_on=task.due_on if task else None,
                overdue=task.overdue if task else False,
            )
        )
    return rows


def moderation_figures(organisation_id: int, today: date | None = None) -> Figures:
    """What was published and what not, with small numbers hidden. Three queries, over what came by itself alone."""
    since = (today or timezone.localdate()) - timedelta(days=DAYS)
    # Imported voices are not asked whether they may be published.
    mine = Voice.objects.filter(
        organisation=organisation_id, batch=None, withdrawn_at=None, received_at__date__gte=since
    )
    states = _counted(mine.exclude(moderation="").order_by().values_list("moderation").annotate(n=Count("pk")))
    refused = Refusal.objects.filter(voice__in=mine.filter(moderation=Voice.Moderation.REFUSED))
    reasons = _counted(refused.order_by().values_list("reason").annotate(n=Count("pk")))
    asked = _counted(Appeal.objects.filter(voice__in=mine).order_by().values_list("state").annotate(n=Count("pk")))
    # What the reasons add up to is the whole of what was refused.
    counts = {**{state: n for state, n in states.items() if state != Voice.Moderation.REFUSED}, **reasons}
    return Figures(since, _lines(_WORDS, counts), _lines(_APPEALS, asked))


def _counted(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    return {str(name): count for name, count in rows}


def _lines(shape: Mapping[str, tuple[str, str | None]], counts: Mapping[str, int]) -> tuple[Line, ...]:
    """The lines of a tree of counts, small ones hidden, and those by which they could be worked out."""
    found = suppress(counts, {name: parent for name, (_, parent) in shape.items()})

    def depth(name: str | None) -> int:
        return 0 if name is None else 1 + depth(shape[name][1])

    return tuple(Line(label, found.shown(name), depth(parent)) for name, (label, parent) in shape.items())
