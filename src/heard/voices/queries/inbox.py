"""What waits for a moderator: words to publish or not, refusals to look at twice, and 'that is not what I meant'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from heard.messages.queries.pages import Page, cut
from heard.organisations import queries as organisations
from heard.organisations.policy import Actor
from heard.tasks.queries import standings
from heard.voices.models import Answer, Misread, Refusal, Voice

MOST = 50
HELD = "voices.held"


@dataclass(frozen=True, slots=True)
class InboxAnswer:
    """An answer as everybody would read it, and whether something in it is masked."""

    id: int
    words: str
    masked: bool


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A voice in the inbox. `meant` is what the speaker says that they meant; `refusal` a reason that was proposed."""

    reference: str
    service: str
    received_at: datetime
    answers: tuple[InboxAnswer, ...]
    moderation: str
    wants: str
    refusal: str = ""
    refusal_label: str = ""
    proposed_by_id: int | None = None
    meant: str = ""
    misread: bool = False
    # By when somebody decides about it, in words, where it is held back.
    due: str = ""


@dataclass(frozen=True, slots=True)
class Inbox:
    """The lists of the page, oldest first, each with how many there are in all."""

    waiting: Sequence[InboxRow]
    waiting_total: int
    # One page of them.
    held: Sequence[InboxRow]
    held_page: Page
    misread: Sequence[InboxRow]
    # (reason, how many): refusals that stand, and those published.
    refused: Sequence[tuple[str, int]]
    published: int


def inbox(actor: Actor, organisation_id: int, held: int = 1) -> Inbox:
    """What the actor may moderate; `held` is the page of what is held back. As many queries, however much it is."""
    mine = _mine(actor, organisation_id)
    waiting = mine.filter(moderation=Voice.Moderation.WAITING)
    misread = mine.filter(pk__in=Misread.objects.filter(settled_at=None).values("voice"))
    stands = Refusal.objects.filter(voice__in=mine, agreed_at__isnull=False)
    counted = dict(stands.values_list("reason").annotate(n=Count("pk")))
    return Inbox(
        waiting=_rows(waiting),
        waiting_total=waiting.count(),
        **_held(mine, held),
        misread=_rows(misread),
        refused=[(str(label), counted.get(value, 0)) for value, label in Refusal.Reason.choices],
        published=mine.filter(moderation=Voice.Moderation.PUBLISHED).count(),
    )


def _held(mine: QuerySet[Voice], number: int) -> dict[str, Any]:
    """One page of what is held back, oldest first, each with its day; a number too high is the last page."""
    found, page = cut(mine.filter(moderation=Voice.Moderation.HELD).order_by("id"), number)
    rows = _rows(mine.filter(pk__in=[voice.pk for voice in found]))
    due = standings((f"voices.voice:{row.reference}" for row in rows), kind=HELD)
    said = {subject.removeprefix("voices.voice:"): one.due for subject, one in due.items()}
    return {"held": [replace(row, due=said.get(row.reference, "")) for row in rows], "held_page": page}


def inbox_row(actor: Actor, organisation_id: int, reference: str) -> InboxRow | None:
    """One voice as its moderation page shows it, or None where it is not the actor's to moderate."""
    rows = _rows(_mine(actor, organisation_id).filter(reference=reference))
    return rows[0] if rows else None


def _mine(actor: Actor, organisation_id: int) -> QuerySet[Voice]:
    rows = Voice.objects.filter(organisation=organisation_id, withdrawn_at=None, route=Voice.Route.LINE)
    scope = organisations.scope(actor, "moderate_voices", organisation_id)
    if scope is None:
        return rows.none()
    if scope.spans is None:
        return rows
    return rows.filter(unit__in={span.unit_id for span in scope.spans})


def _rows(voices: QuerySet[Voice]) -> list[InboxRow]:
    found = list(voices.select_related("unit").order_by("id")[:MOST])
    ids = [voice.pk for voice in found]
    said: dict[int, list[InboxAnswer]] = {}
    for one in Answer.objects.filter(voice__in=ids, state=Answer.State.SAID).order_by("id"):
        said.setdefault(one.voice_id, []).append(InboxAnswer(one.pk, one.words, one.masked))
    refusals = {one.voice_id: one for one in Refusal.objects.filter(voice__in=ids)}
    meant = dict(Misread.objects.filter(voice__in=ids, settled_at=None).values_list("voice_id", "words"))
    rows = []
    for voice in found:
        refusal = refusals.get(voice.pk)
        named = (voice.wishes or {}).get("publication") == "with_name"
        rows.append(
            InboxRow(
                reference=voice.reference,
                service=voice.unit.name,
                received_at=voice.received_at,
                answers=tuple(said.get(voice.pk, ())),
                moderation=voice.moderation,
                wants="With their name" if named else "Without their name",
                refusal=refusal.reason if refusal else "",
                refusal_label=refusal.get_reason_display() if refusal else "",
                proposed_by_id=refusal.proposed_by_id if refusal else None,
                meant=meant.get(voice.pk, ""),
                misread=voice.pk in meant,
            )
        )
    return rows
