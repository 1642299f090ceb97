"""What is due to be erased, what was asked for, what was erased, and what is held, for the page of whoever decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from heard.store.rows import sole
from heard.voices import ports, retention
from heard.voices.models import Answer, Contact, ErasureRequest, Hold, Original, Receipt, Voice

# Voices that are looked at for what is due, oldest first, and requests that a page shows.
LOOKED_AT = 1_000
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Due:
    """What a rule proposes: its oldest voices, at most LOOKED_AT."""

    rule: str
    label: str
    years: int
    references: tuple[str, ...]
    oldest: date
    newest: date


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `service` is empty for what does not go through the line of its service."""

    reference: str
    voice: str
    service: str
    basis: str
    basis_label: str
    identity_label: str
    note: str
    asked_by: str
    asked_at: datetime
    due_on: date
    state: str
    state_label: str
    decided_by: str
    decided_at: datetime | None
    reason: str
    gone: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A hold that stands."""

    reference: str
    what: str
    why: str
    placed_by: str
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """What will and what will not be lost with a voice."""

    lost: tuple[str, ...]
    kept: tuple[str, ...]
    # Why it cannot be erased now; empty where it can.
    held: str


def due(organisation_id: int, today: date | None = None) -> list[Due]:
    """What has been kept for as long as its rule says, by rule. Looks at the oldest thousand voices that are left."""
    day = today or timezone.localdate()
    shortest = retention.years_before(day, min(rule.years for rule in retention.rules()))
    asked = ErasureRequest.objects.filter(organisation=organisation_id, state=ErasureRequest.State.ASKED)
    waiting = set(asked.values_list("voice", flat=True))
    left = Voice.objects.filter(organisation=organisation_id, erased_at=None).order_by("id")
    days = left.values_list("id", "received_at")[:LOOKED_AT]
    old_ids = [pk for pk, received_at in days if timezone.localdate(received_at) < shortest]
    old = [voice for voice in left.filter(pk__in=old_ids) if voice.reference not in waiting]
    cited = set().union(*ports.fixed([voice.pk for voice in old])) if old else set()
    found: dict[str, list[Voice]] = {}
    rules = {rule.id: rule for rule in retention.rules()}
    for voice in old:
        rule = retention.rule_of(voice, voice.pk in cited)
        if _day(voice) < retention.years_before(day, rule.years) and retention.held_back(voice) is None:
            found.setdefault(rule.id, []).append(voice)
    return [
        Due(
            rule=name,
            label=rules[name].label,
            years=rules[name].years,
            references=tuple(voice.reference for voice in lot),
            oldest=min(map(_day, lot)),
            newest=max(map(_day, lot)),
        )
        for name, lot in sorted(found.items(), key=lambda item: list(rules).index(item[0]))
    ]


def erasures(organisation_id: int, *states: str) -> list[Asked]:
    """Requests in these states: open ones by the day on which they are due, others the latest first."""
    rows = ErasureRequest.objects.filter(organisation=organisation_id, state__in=states)
    order = ("due_on", "id") if ErasureRequest.State.ASKED in states else ("-decided_at", "-id")
    found = list(rows.select_related("asked_by", "decided_by").order_by(*order)[:SHOWN])
    return _shown(found)


def erasure(organisation_id: int, reference: str) -> Asked | None:
    """One request, or None."""
    rows = ErasureRequest.objects.filter(organisation=organisation_id, reference=reference)
    return next(iter(_shown(list(rows.select_related("asked_by", "decided_by")))), None)


def holds(organisation_id: int) -> list[Held]:
    """The holds that stand, oldest first."""
    rows = Hold.objects.filter(organisation=organisation_id, lifted_at=None).select_related("unit", "placed_by")
    return [
        Held(
            reference=row.reference,
            what=f"Voice {row.voice}" if row.voice else row.unit.name if row.unit else "The whole organisation",
            why=row.why,
            placed_by=row.placed_by.name if row.placed_by else "Heard",
            placed_at=row.placed_at,
        )
        for row in rows.order_by("id")
    ]


def open_request(voice_reference: str) -> Asked | None:
    """What waits to be erased of a voice, if anything does; for its own page."""
    rows = ErasureRequest.objects.filter(voice=voice_reference, state=ErasureRequest.State.ASKED)
    return next(iter(_shown(list(rows.select_related("asked_by", "decided_by")))), None)


def erased_on(voice_reference: str) -> date | None:
    """The day on which a voice was erased, or None."""
    at = sole(Voice.objects.filter(reference=voice_reference).values_list("erased_at", flat=True))
    return timezone.localdate(at) if at else None


def preview(voice_reference: str) -> Preview | None:
    """What erasing a voice would take and what it would leave; None where there is no such voice."""
    voice = sole(Voice.objects.filter(reference=voice_reference))
    if voice is None:
        return None
    said = Answer.objects.filter(voice=voice, state=Answer.State.SAID).count()
    lost = [f"{said} {'answer' if said == 1 else 'answers'}, with every copy that is searched and counted"]
    if Original.objects.filter(answer__voice=voice).exists():
        lost.append("The original words, with the personal details that are masked elsewhere")
    if Contact.objects.filter(voice=voice).exists():
        lost.append("Name and contact, every message to that person and every reply from them")
    lost += ["The rating, what was said about the person, and how it was coded", "Quotations in notes and decisions"]
    kept = ["That somebody spoke on that day, and by which way it went, under an opaque reference"]
    if any(ports.fixed([voice.pk])):
        kept.append("What was decided because of it, with the count and fingerprint of its evidence")
    if Receipt.objects.filter(voice=voice).exists():
        kept.append("The key: its page says that the words were erased, and what came of them")
    kept.append("Its events in the ledger as fingerprints, which say nothing without what they were made from")
    kept.append("Figures that were published before: they are frozen")
    hold = retention.held_back(voice)
    return Preview(tuple(lost), tuple(kept), hold.why if hold else "")


def _day(voice: Voice) -> date:
    return timezone.localdate(voice.received_at)


def _shown(rows: list[ErasureRequest]) -> list[Asked]:
    found = Voice.objects.filter(reference__in=[row.voice for row in rows]).select_related("unit")
    places = {voice.reference: voice.unit.name for voice in found if voice.route == Voice.Route.LINE}
    return [
        Asked(
            reference=row.reference,
            voice=row.voice,
            service=places.get(row.voice, ""),
            basis=row.basis,
            basis_label=row.get_basis_display(),
            identity_label=row.get_identity_display() if row.identity else "",
            note=row.note,
            asked_by=row.asked_by.name if row.asked_by else "",
            asked_at=row.asked_at,
            due_on=row.due_on,
            state=row.state,
            state_label=row.get_state_display(),
            decided_by=row.decided_by.name if row.decided_by else "",
            decided_at=row.decided_at,
            reason=row.reason,
            gone=tuple(sorted(row.gone.items())),
        )
        for row in rows
    ]
