"""Letters to print, those printed, and the PDF of either."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from heard.messages.models import Body, Message, PrintRun
from heard.messages.queries.recipients import resolve_many
from heard.messages.wording import letter
from heard.organisations.dates import long_date
from heard.organisations.models import Organisation
from heard.store.rows import sole

State = Message.State


@dataclass(frozen=True, slots=True)
class Run:
    """Letters printed together."""

    reference: str
    organisation_id: int
    letters: int
    made_at: datetime
    made_by: str
    posted_at: datetime | None


def to_print(organisation_id: int) -> int:
    """How many letters wait to be printed."""
    return Message.objects.filter(organisation=organisation_id, state=State.TO_PRINT).count()


def runs(organisation_id: int, most: int = 20) -> list[Run]:
    """The last runs, newest first."""
    rows = PrintRun.objects.filter(organisation=organisation_id).annotate(letters=Count("messages"))
    return [_run(row) for row in rows.select_related("made_by").order_by("-pk")[:most]]


def run(organisation_id: int, reference: str) -> Run | None:
    """A run by its reference, or None."""
    rows = PrintRun.objects.filter(organisation=organisation_id, reference=reference).annotate(
        letters=Count("messages")
    )
    found = rows.select_related("made_by").first()
    return _run(found) if found else None


def _run(row: PrintRun) -> Run:
    by = row.made_by.name if row.made_by else "Heard"
    return Run(row.reference, row.organisation_id, getattr(row, "letters", 0), row.made_at, by, row.posted_at)


def run_pdf(organisation_id: int, reference: str) -> bytes | None:
    """The PDF of a run: the list, then each letter on a sheet of its own; None where there is no such run.

    A letter whose words were erased since is not in it.
    """
    found = sole(PrintRun.objects.filter(organisation=organisation_id, reference=reference))
    if found is None:
        return None
    rows = list(Message.objects.filter(print_run=found).order_by("pk"))
    title = f"Letters of {long_date(timezone.localdate(found.made_at))}"
    return _pdf(organisation_id, rows, title, listed=True)


def message_pdf(organisation_id: int, reference: str) -> bytes | None:
    """One message as the letter that it is or would be; None where there is none, or its words were erased."""
    rows = list(Message.objects.filter(organisation=organisation_id, reference=reference))
    if not rows or not Body.objects.filter(message=rows[0]).exists():
        return None
    return _pdf(organisation_id, rows, rows[0].reference, listed=False)


def example_pdf(organisation_id: int, *, subject: str, words: str, language: str, format: str) -> bytes:
    """A letter to an invented address, for the preview of a template."""
    lines = ["Ann Example", "1 High Street", "Riverside", "RV1 1AA"]
    day = long_date(timezone.localdate())
    one = letter.Letter("EXAMPLE", lines, subject, words, day, language, format)
    return letter.pdf(letter.document([one], sender=_sender(organisation_id), title=subject, listed=False))


def _pdf(organisation_id: int, rows: list[Message], title: str, *, listed: bool) -> bytes:
    people = resolve_many(organisation_id, (row.recipient_ref for row in rows))
    bodies = Body.objects.in_bulk([row.pk for row in rows])
    letters = [
        letter.Letter(
            reference=row.reference,
            address=_address(people.get(row.recipient_ref)),
            subject=bodies[row.pk].subject,
            words=bodies[row.pk].words,
            day=long_date(timezone.localdate(row.queued_at or row.made_at)),
            language=row.language,
            format=row.format,
        )
        for row in rows
        if row.pk in bodies
    ]
    return letter.pdf(letter.document(letters, sender=_sender(organisation_id), title=title, listed=listed))


def _address(person: object) -> list[str]:
    found = getattr(person, "address", None)
    return [found.name or "To the resident", *found.lines] if found else ["No address"]


def _sender(organisation_id: int) -> str:
    return Organisation.objects.values_list("name", flat=True).get(pk=organisation_id)
