"""Topics in words: why one is proposed, what it waits for, and how often it is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from heard.coding.frame import frame
from heard.coding.presenters.figures import count
from heard.coding.queries.topics import WEEKS, SearchRow, TopicRow, Version, Week
from heard.design.figures import Chart, Series, bars_over_time, drawing
from heard.organisations import policy
from heard.organisations.policy import Actor

_PROPOSED, _NAMED, _TRACKED, _DISMISSED = "proposed", "named", "tracked", "dismissed"
_COLOURS = {_PROPOSED: "blue", _NAMED: "yellow", _TRACKED: "green", _DISMISSED: "grey"}
_STATES = {
    _PROPOSED: "Proposed",
    _NAMED: "Waits for a second person",
    _TRACKED: "Tracked",
    _DISMISSED: "Dismissed",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A topic in words; what may be done with it."""

    reference: str
    title: str
    why: str
    service: str
    state: str
    colour: str
    rule: tuple[str, ...]
    waiting: Version | None
    beside: tuple[str, ...]
    versions: tuple[Version, ...]
    dismissed_because: str
    open: bool
    may_change: bool
    may_sign: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Topics that wait for the same."""

    heading: str
    empty: str
    rows: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class SearchShown:
    """A search in a sentence."""

    sentence: str
    result: str


def title(row: TopicRow) -> str:
    """Its name, or what is said with it.

    The strongest phrases stand for a name until a person gives one.
    """
    return row.name or "‘" + "’, ‘".join(row.latest.phrases[:3]) + "’"


def shown(row: TopicRow, actor: Actor | None) -> Shown:
    """A topic for its page or a list."""
    opened = row.state in (_PROPOSED, _NAMED, _TRACKED)
    waiting = row.latest if row.waits else None
    own = bool(waiting and actor and waiting.by_id is not None and waiting.by_id == actor.account_id)
    return Shown(
        reference=row.reference,
        title=title(row),
        why=why(row),
        service=row.service,
        state=_STATES[row.state],
        colour=_COLOURS[row.state],
        rule=(row.signed or row.latest).phrases,
        waiting=waiting,
        beside=tuple(phrase for phrase in row.beside if phrase not in row.phrases),
        versions=row.versions,
        dismissed_because=row.dismissed_because,
        open=opened,
        may_change=opened and policy.can(actor, "propose_topics", row),
        may_sign=opened and waiting is not None and not own and policy.can(actor, "sign_topics", row),
        own=own,
    )


def why(row: TopicRow) -> str:
    """Why it was proposed, in a sentence."""
    if row.first is None or row.last is None or not row.now:
        return "A person began it."
    weeks = round(((row.last - row.first).days + 1) / 7)
    against = "by the other comments of those weeks" if row.among == "not_assigned" else "by the weeks before"
    return (
        f"{count(row.now, 'comment')} in {weeks} weeks (until {row.last.day} {row.last:%B %Y}, of {row.of_now:,}), "
        f"where {_about(row.expected)} expected {against}."
    )


def _about(expected: float) -> str:
    """A number of comments that were to be expected.

    >>> _about(0.2), _about(1.2), _about(6.4)
    ('fewer than 1 was', '1 was', '6 were')
    """
    if expected < 0.5:
        return "fewer than 1 was"
    rounded = round(expected)
    return f"{rounded:,} {'was' if rounded == 1 else 'were'}"


def groups(rows: Sequence[TopicRow]) -> tuple[Group, ...]:
    """Topics by what they wait for: a second person first, then a name, then those that are tracked."""
    every = [(row, shown(row, None)) for row in rows]

    def of(*states: str, waits: bool | None = None) -> tuple[Shown, ...]:
        return tuple(one for row, one in every if row.state in states and waits in (None, row.waits))

    return (
        Group("Waiting for a second person", "", of(_NAMED, _TRACKED, waits=True)),
        Group(
            "Proposed", "Nothing is proposed. Look for themes in the comments of a service and a period.", of(_PROPOSED)
        ),
        Group("Tracked", "No topic is signed off yet. One that is counts week by week on its page.", of(_TRACKED)),
        Group("Dismissed", "", of(_DISMISSED)),
    )


def searches(rows: Sequence[SearchRow]) -> tuple[SearchShown, ...]:
    """The latest searches in sentences."""
    return tuple(SearchShown(_asked(row), _result(row)) for row in rows)


def _asked(row: SearchRow) -> str:
    among = {
        "all": "all comments",
        "not_assigned": "comments without a theme",
        "theme": f"comments about ‘{frame().theme(row.theme or 0)}’",
    }[row.among]
    place = row.service or "the whole organisation"
    return f"{place}, {among}, {_day(row.first)} to {_day(row.last)}"


def _result(row: SearchRow) -> str:
    if row.done_at is None:
        return "Looking…"
    if row.problem:
        return row.problem
    looked = f"{count(row.looked, 'comment')} beside {row.compared:,}"
    return f"{count(row.found, 'topic')} proposed from {looked}." if row.found else f"Nothing stands out in {looked}."


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def chart(weeks: Sequence[Week] | None, today: date) -> Chart | None:
    """How often it is said, week by week; None where counting takes too long."""
    if weeks is None:
        return None
    total, of = sum(week.count for week in weeks), sum(week.of for week in weeks)
    most = max(weeks, key=lambda week: (week.count, week.start))
    sentence = f"{count(total, 'comment')} of {of:,} in {WEEKS} weeks."
    if total:
        sentence += f" Most in the week from {_day(most.start)}: {most.count:,} of {most.of:,}."
    if weeks and weeks[-1].start + timedelta(days=6) > today:
        sentence += " The last week is not over."
    return bars_over_time(
        title="Comments with this topic, by week",
        sentence=sentence,
        periods=[f"{week.start.day} {week.start:%b}" for week in weeks],
        series=[Series("Comments", [week.count for week in weeks], drawing.BLUE)],
        columns=("Week from", "Comments", "Of all comments", "Share"),
        rows=[
            (
                _day(week.start),
                f"{week.count:,}",
                f"{week.of:,}",
                f"{100 * week.count / week.of:.1f}%" if week.of else "–",
            )
            for week in weeks
        ],
    )
