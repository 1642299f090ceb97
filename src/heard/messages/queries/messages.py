"""Messages as pages show them: within what the reader may see, words apart from states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet

from heard.messages import addresses
from heard.messages.models import Batch, Body, Format, Message, Reply, Way
from heard.messages.queries.pages import Page, cut
from heard.messages.queries.recipients import ACCOUNT, resolve, resolve_many
from heard.organisations.queries import Scope
from heard.store.rows import sole

State = Message.State
UNDELIVERED = (State.UNSENT, State.FAILED, State.BOUNCED)
RECALLABLE = (State.QUEUED, State.TO_PRINT)


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message in a list. It has organisation_id, unit_id and said_on, so that the policy can judge it."""

    reference: str
    organisation_id: int
    unit_id: int | None
    said_on: date
    name: str
    template: str
    way: str
    format: str
    state: str
    problem: str
    about: str
    made_at: datetime
    made_by: str
    recallable_until: datetime | None
    due_at: datetime | None
    sent_at: datetime | None
    ended_at: datetime | None
    really: bool
    replies: int

    @property
    def recallable(self) -> bool:
        """Whether it can still be stopped."""
        return self.state in RECALLABLE


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """Something that came back; `words` are empty once they are forgotten."""

    reference: str
    kind: str
    way: str
    words: str
    received_at: datetime
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody was written, for their own page."""

    about: str
    template: str
    words: str
    at: datetime
    # A channel that leads out of the house took it, and it did not come back.
    reached: bool
    # It did not arrive, and nobody has reached them another way.
    failed: bool


@dataclass(frozen=True, slots=True)
class MessageDetail:
    """A message's page. `forgotten`: its words were erased."""

    row: MessageRow
    id: int
    recipient_ref: str
    masked: str
    format_note: str
    language: str
    template_version: str
    subject: str
    words: str
    forgotten: bool
    batch: str
    print_run: str
    queued_at: datetime | None
    provider_id: str
    settled_at: datetime | None
    settled_how: str
    replies: tuple[ReplyRow, ...]

    @property
    def organisation_id(self) -> int:
        """Whose it is."""
        return self.row.organisation_id

    @property
    def unit_id(self) -> int | None:
        """The service that it is about."""
        return self.row.unit_id

    @property
    def said_on(self) -> date:
        """The day by which the policy judges."""
        return self.row.said_on


def seen(scope: Scope) -> QuerySet[Message]:
    """The messages within a scope; e-mails that gather a colleague's notices are nobody else's business."""
    rows = Message.objects.filter(organisation=scope.organisation_id).exclude(recipient_ref__startswith=ACCOUNT)
    if scope.spans is None:
        return rows
    within = Q(pk__in=[])
    for span in scope.spans:
        days = Q(unit=span.unit_id)
        days &= Q(made_on__gte=span.from_date) if span.from_date else Q()
        days &= Q(made_on__lt=span.until_date) if span.until_date else Q()
        within |= days
    return rows.filter(within)


def counts(scope: Scope) -> dict[str, int]:
    """How many messages are in each state, and under 'undelivered' those that wait for a person."""
    rows = seen(scope)
    found = dict(rows.order_by().values_list("state").annotate(count=Count("pk")))
    found["undelivered"] = rows.filter(state__in=UNDELIVERED, settled_at=None).count()
    return found


def messages_page(scope: Scope, *, state: str = "", way: str = "", number: int = 1) -> tuple[list[MessageRow], Page]:
    """One page of messages, newest first. A number too high is the last page."""
    found, page = cut(_listed(scope, state, way), number)
    return _rows(scope.organisation_id, found), page


def messages_file(scope: Scope, *, state: str = "", way: str = "") -> Iterator[MessageRow]:
    """As `messages_page`, without pages: for a file."""
    rows, start = _listed(scope, state, way), 0
    while found := list(rows[start : start + 500]):
        yield from _rows(scope.organisation_id, found)
        start += 500


def undelivered_page(scope: Scope, *, number: int = 1) -> tuple[list[MessageRow], Page]:
    """Messages that did not arrive and that nobody has seen to, oldest first."""
    rows = _selected(seen(scope)).filter(state__in=UNDELIVERED, settled_at=None).order_by("pk")
    found, page = cut(rows, number)
    return _rows(scope.organisation_id, found), page


def by_hand(scope: Scope) -> list[MessageRow]:
    """Messages that wait for a person to make or bring them, oldest first."""
    found = list(_selected(seen(scope)).filter(state=State.BY_HAND).order_by("pk")[:100])
    return _rows(scope.organisation_id, found)


def strays(organisation_id: int) -> list[ReplyRow]:
    """Replies that belong to no message and that nobody has seen to, oldest first."""
    rows = Reply.objects.filter(
        organisation=organisation_id, message=None, settled_at=None, kind=Reply.Kind.ANSWER
    ).order_by("pk")[:100]
    return [_reply(row) for row in rows]


def message(organisation_id: int, reference: str) -> MessageDetail | None:
    """A message with its words, or None."""
    rows = _selected(Message.objects.filter(organisation=organisation_id, reference=reference))
    found = sole(rows.select_related("batch", "print_run"))
    if found is None:
        return None
    body = sole(Body.objects.filter(message=found))
    person = resolve(organisation_id, found.recipient_ref)
    return MessageDetail(
        row=_rows(organisation_id, [found])[0],
        id=found.pk,
        recipient_ref=found.recipient_ref,
        masked=addresses.masked(found.way, person.address) if person else "",
        format_note=person.format_note if person else "",
        language=found.language,
        template_version=found.template_version,
        subject=body.subject if body else "",
        words=body.words if body else "",
        forgotten=body is None,
        batch=found.batch.reference if found.batch else "",
        print_run=found.print_run.reference if found.print_run else "",
        queued_at=found.queued_at,
        provider_id=found.provider_id,
        settled_at=found.settled_at,
        settled_how=found.settled_how,
        replies=tuple(_reply(row) for row in Reply.objects.filter(message=found).order_by("received_at", "pk")),
    )


def about(organisation_id: int, ref: str) -> list[MessageRow]:
    """The messages that belong to something of another room ('voices.voice:01J…'), oldest first, drafts left out."""
    rows = _selected(Message.objects.filter(organisation=organisation_id, about=ref)).exclude(state=State.DRAFT)
    return _rows(organisation_id, list(rows.order_by("pk")))


def written_to(organisation_id: int, ref: str) -> list[Written]:
    """What was handed over to somebody, or could not be, oldest first: words that are erased are empty."""
    ended = (State.SENT, State.DELIVERED, *UNDELIVERED)
    rows = Message.objects.filter(organisation=organisation_id, recipient_ref=ref, state__in=ended).order_by("pk")
    found = list(rows)
    words = dict(Body.objects.filter(message__in=found).values_list("message", "words"))
    return [
        Written(
            about=one.about,
            template=one.template,
            words=words.get(one.pk, ""),
            at=one.ended_at or one.sent_at or one.made_at,
            reached=one.really and one.state not in UNDELIVERED,
            failed=one.state in UNDELIVERED and one.settled_at is None,
        )
        for one in found
    ]


def batch_count(organisation_id: int, reference: str) -> tuple[int, int] | None:
    """How many messages a batch has and how many of them can still be recalled, or None."""
    found = sole(Batch.objects.filter(organisation=organisation_id, reference=reference))
    if found is None:
        return None
    return found.count, Message.objects.filter(batch=found, state__in=RECALLABLE).count()


def _listed(scope: Scope, state: str, way: str) -> QuerySet[Message]:
    rows = _selected(seen(scope)).order_by("-pk")
    if state in State.values:
        rows = rows.filter(state=state)
    return rows.filter(way=way) if way in Way.values else rows


def _selected(rows: QuerySet[Message]) -> QuerySet[Message]:
    answers = Count("replies", filter=Q(replies__kind=Reply.Kind.ANSWER))
    return rows.annotate(answers=answers, by=F("made_by__name"))


def _rows(organisation_id: int, found: list[Message]) -> list[MessageRow]:
    people = resolve_many(organisation_id, (row.recipient_ref for row in found))
    rows = []
    for row in found:
        person = people.get(row.recipient_ref)
        rows.append(
            MessageRow(
                reference=row.reference,
                organisation_id=organisation_id,
                unit_id=row.unit_id,
                said_on=row.made_on,
                name=(person.address.name or "Somebody without a name") if person else "Nobody known",
                template=row.template,
                way=row.way,
                format=row.format if row.format != Format.STANDARD else "",
                state=row.state,
                problem=row.problem,
                about=row.about,
                made_at=row.made_at,
                made_by=getattr(row, "by", None) or "Heard",
                recallable_until=row.recallable_until,
                due_at=row.due_at,
                sent_at=row.sent_at,
                ended_at=row.ended_at,
                really=row.really,
                replies=getattr(row, "answers", 0),
            )
        )
    return rows


def _reply(row: Reply) -> ReplyRow:
    sender = addresses.unseal(bytes(row.sealed)) if row.sealed else None
    return ReplyRow(
        reference=row.reference,
        kind=row.kind,
        way=row.way,
        words=row.words,
        received_at=row.received_at,
        sender=(sender.email or sender.phone) if sender else "",
    )
