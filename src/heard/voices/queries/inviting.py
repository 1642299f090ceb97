"""Lists of people who are invited: as pages show them. Nobody's address is in what is handed out but in a preview."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from heard.messages import addresses
from heard.messages import queries as messages
from heard.messages.models import Message, Way
from heard.messages.queries import Preview
from heard.methods.suppression import Rule, suppress
from heard.organisations import queries as organisations
from heard.store.rows import sole
from heard.voices.errors import BadFile
from heard.voices.inviting import vault
from heard.voices.inviting.judging import TEMPLATE, Verdict, invited, judge
from heard.voices.inviting.rules import rules
from heard.voices.inviting.sending import values_of
from heard.voices.models import InvitationList, InvitationRow, Submission

Outcome = InvitationRow.Outcome
State = InvitationList.State
GONE_OUT = (Message.State.SENDING, Message.State.SENT, Message.State.DELIVERED)
NOT_ARRIVED = (Message.State.BOUNCED, Message.State.FAILED, Message.State.UNSENT)
# Lists on the page of lists.
MOST = 100


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list as the page of lists shows it."""

    reference: str
    file_name: str
    state: str
    state_label: str
    made_by: str
    made_at: datetime
    rows: int
    invited: int


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows were held or cannot be reached, by a rule in words."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of the messages of a list, and how many answered; `answered` is None where it is too few to say."""

    messages: int
    waiting: int
    gone_out: int
    delivered: int
    not_arrived: int
    by_hand: int
    recalled: int
    answered: int | None


@dataclass(frozen=True, slots=True)
class ListDetail:
    """A list. rows = send + held + bad, at every moment."""

    organisation_id: int
    reference: str
    file_name: str
    state: str
    state_label: str
    problem: str
    service: str
    header: tuple[str, ...]
    columns: Mapping[str, str]
    notes: tuple[str, ...]
    judged: bool
    rows: int
    send: int
    held: tuple[Counted, ...]
    bad: tuple[Counted, ...]
    made_by: str
    made_at: datetime
    confirmed_by: str
    confirmed_at: datetime | None
    forget_on: date
    forgotten_at: datetime | None
    recallable_until: datetime | None
    progress: Progress | None


@dataclass(frozen=True, slots=True)
class Sample:
    """One invitation as its recipient will see it; `count` people get one like it."""

    line: int
    count: int
    to: str
    service: str
    language: str
    format: str
    preview: Preview


def invitation_lists(organisation_id: int) -> list[ListRow]:
    """The organisation's lists, newest first. One query."""
    rows = InvitationList.objects.filter(organisation=organisation_id).select_related("made_by").order_by("-pk")
    return [
        ListRow(
            reference=row.reference,
            file_name=row.file_name,
            state=row.state,
            state_label=row.get_state_display(),
            made_by=row.made_by.name if row.made_by else "Heard",
            made_at=row.made_at,
            rows=_total(row.counts),
            invited=int(row.counts.get("send", 0)),
        )
        for row in rows[:MOST]
    ]


def invitation_list(organisation_id: int, reference: str) -> ListDetail | None:
    """A list with the account of its rows, or None. At most five queries."""
    rows = InvitationList.objects.filter(organisation=organisation_id, reference=reference)
    row = rows.select_related("made_by", "confirmed_by", "unit").first()
    if row is None:
        return None
    went = row.state in (State.SENT, State.RECALLED)
    return ListDetail(
        organisation_id=organisation_id,
        reference=reference,
        file_name=row.file_name,
        state=row.state,
        state_label=row.get_state_display(),
        problem=row.problem,
        service=row.unit.name if row.unit else "",
        header=tuple(row.header),
        columns=row.columns,
        notes=tuple(row.notes),
        judged=bool(row.counts),
        rows=_total(row.counts),
        send=int(row.counts.get("send", 0)),
        held=_in_words(row.counts.get("held", {})),
        bad=_in_words(row.counts.get("bad", {})),
        made_by=row.made_by.name if row.made_by else "Heard",
        made_at=row.made_at,
        confirmed_by=row.confirmed_by.name if row.confirmed_by else "",
        confirmed_at=row.confirmed_at,
        forget_on=row.forget_on,
        forgotten_at=row.forgotten_at,
        recallable_until=messages.recallable(organisation_id, reference) if row.state == State.SENT else None,
        progress=_progress(row) if went else None,
    )


def _total(counts: Mapping[str, object]) -> int:
    total = int(str(counts.get("send", 0)))
    for name in ("held", "bad"):
        found = counts.get(name, {})
        total += sum(found.values()) if isinstance(found, dict) else 0
    return total


def _in_words(counts: Mapping[str, int]) -> tuple[Counted, ...]:
    given = rules()
    return tuple(Counted(given.label(rule), counts[rule]) for rule in given.labels if counts.get(rule))


def _progress(row: InvitationList) -> Progress:
    states = messages.batch_states(row.organisation_id, row.reference)
    count = sum(states.values())
    return Progress(
        messages=count,
        waiting=sum(states.get(state, 0) for state in (Message.State.QUEUED, Message.State.TO_PRINT, "printed")),
        gone_out=sum(states.get(state, 0) for state in GONE_OUT),
        delivered=states.get(Message.State.DELIVERED, 0),
        not_arrived=sum(states.get(state, 0) for state in NOT_ARRIVED),
        by_hand=states.get(Message.State.BY_HAND, 0),
        recalled=states.get(Message.State.RECALLED, 0),
        answered=_answered(row, count),
    )


def _answered(row: InvitationList, count: int) -> int | None:
    """How many answered; None of a list of few, and where few did or few did not: it would say who."""
    given = rules()
    if count < given.fewest_asked:
        return None
    answered = Submission.objects.filter(invited=row, voice__withdrawn_at=None).count()
    parts = {"answered": answered, "silent": max(count - answered, 0)}
    return suppress(parts, {"all": None, "answered": "all", "silent": "all"}, Rule(given.fewest)).shown("answered")


def samples(organisation_id: int, reference: str) -> list[Sample]:
    """One invitation of each kind (way, format, language), as it will be seen, before a list is confirmed."""
    row = sole(InvitationList.objects.filter(organisation=organisation_id, reference=reference, state=State.OPEN))
    template = messages.template(organisation_id, TEMPLATE)
    if row is None or template is None or not row.counts:
        return []
    sender = next((one.name for one in organisations.organisations() if one.id == organisation_id), "")
    kinds: dict[tuple[str, str, str], list[Verdict]] = {}
    for one in _send(row):
        if one.person:
            kinds.setdefault((one.person.way, one.person.format, one.person.language), []).append(one)
    found = []
    for (way, form, language), verdicts in kinds.items():
        ((line, person, place),) = invited(verdicts[:1])
        values = {"organisation": sender, "stop": "", **values_of(row, person, place)}
        made = messages.render(template, language=language, way=way, format=form, values=values)
        shown = messages.preview(
            way=way, format=form, subject=made.subject, words=made.words, language=made.language, sender=sender
        )
        to = addresses.masked(way, person.address)
        found.append(Sample(line, len(verdicts), to, place.unit, made.language, form, shown))
    return sorted(found, key=lambda one: -one.count)


def _send(row: InvitationList) -> list[Verdict]:
    try:
        listed = vault.load(row.reference)
    except BadFile:
        return []
    return [one for one in judge(row, listed, row.columns, timezone.now()) if one.outcome == Outcome.SEND]


def examples(reference: str, most: int = 3) -> dict[str, tuple[str, ...]]:
    """What stands in the first rows of each column, for whoever says what the columns hold."""
    try:
        listed = vault.load(reference)
    except BadFile:
        return {}
    cells = {name: [row[place] for _, row in listed.rows[:50]] for place, name in enumerate(listed.header)}
    return {name: tuple(dict.fromkeys(cell[:60] for cell in found if cell))[:most] for name, found in cells.items()}


def account(organisation_id: int, reference: str) -> Iterator[str]:
    """The outcome of every row as CSV, by its line: no name and no address."""
    given = rules()
    rows = InvitationRow.objects.filter(batch__organisation=organisation_id, batch__reference=reference)
    yield _line("Line", "Outcome", "Reason", "Service", "How")
    for row in rows.select_related("unit").order_by("line").iterator(2_000):
        reason = given.label(row.rule) if row.rule else ""
        way = str(Way(row.way).label) if row.way else ""
        yield _line(row.line, Outcome(row.outcome).label, reason, row.unit.name if row.unit else "", way)


def _line(*cells: object) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()
