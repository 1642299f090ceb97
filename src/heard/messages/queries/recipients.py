"""The address book: who can be reached and how, and who asked that they are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from heard.messages import addresses, ports
from heard.messages.limits import UNOWED
from heard.messages.models import Message, OptOut, Recipient, Way
from heard.organisations.models import Account

_UNDER_WAY = ("queued", "sending", "to_print", "printed", "by_hand", "sent", "delivered")
# What an account is called among recipients: 'organisations.account:01J…'.
ACCOUNT = "organisations.account:"


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody in the address book as pages show them: no address in full."""

    ref: str
    name: str
    way: str
    masked: str
    language: str
    format: str
    format_note: str
    stopped_at: datetime | None


def resolve(organisation_id: int, ref: str) -> ports.Recipient | None:
    """How somebody is reached, or None: the book, then whoever holds the contact, then the room's own accounts."""
    return resolve_many(organisation_id, [ref]).get(ref)


def resolve_many(organisation_id: int, refs: Iterable[str]) -> dict[str, ports.Recipient]:
    """As `resolve`, for many: one query for those in the book. Those who cannot be reached are left out."""
    wanted = list(dict.fromkeys(refs))
    found: dict[str, ports.Recipient] = {}
    known: set[str] = set()
    for start in range(0, len(wanted), 500):
        rows = Recipient.objects.filter(organisation=organisation_id, ref__in=wanted[start : start + 500])
        for row in rows:
            known.add(row.ref)
            if row.sealed is not None:
                found[row.ref] = _recipient(row)
    others = [ref for ref in wanted if ref not in known]
    found |= _colleagues(organisation_id, [ref for ref in others if ref.startswith(ACCOUNT)])
    for ref in others:
        if not ref.startswith(ACCOUNT) and (other := _elsewhere(organisation_id, ref)):
            found[ref] = other
    return found


def _colleagues(organisation_id: int, refs: Sequence[str]) -> dict[str, ports.Recipient]:
    """Accounts that are active; one query for all."""
    rows = Account.objects.filter(reference__in=[ref.removeprefix(ACCOUNT) for ref in refs], is_active=True)
    people = rows.values_list("reference", "name", "email") if refs else ()
    return {
        f"{ACCOUNT}{reference}": ports.Recipient(
            organisation_id, f"{ACCOUNT}{reference}", Way.EMAIL, ports.Address(name=name, email=email)
        )
        for reference, name, email in people
    }


def _recipient(row: Recipient) -> ports.Recipient:
    return ports.Recipient(
        organisation_id=row.organisation_id,
        ref=row.ref,
        way=row.way,
        address=addresses.unseal(bytes(row.sealed or b"")),
        language=row.language,
        format=row.format,
        format_note=row.format_note,
    )


def _elsewhere(organisation_id: int, ref: str) -> ports.Recipient | None:
    # Another organisation's contact is nobody here.
    return next((found for found in ports.resolve(ref) if found and found.organisation_id == organisation_id), None)


def stopped(organisation_id: int, fingerprints: Iterable[str]) -> Mapping[str, datetime]:
    """Since when those of these addresses are left alone whose owners asked for it."""
    wanted = [mark for mark in dict.fromkeys(fingerprints) if mark]
    found: dict[str, datetime] = {}
    for start in range(0, len(wanted), 500):
        rows = OptOut.objects.filter(
            organisation=organisation_id, fingerprint__in=wanted[start : start + 500], lifted_at=None
        )
        found |= dict(rows.values_list("fingerprint", "at"))
    return found


def open_to(organisation_id: int, refs: Iterable[str]) -> set[str]:
    """Those of these who can be written to and did not ask to be left alone."""
    marks = {
        ref: addresses.fingerprint(one.way, one.address) for ref, one in resolve_many(organisation_id, refs).items()
    }
    left_alone = stopped(organisation_id, marks.values())
    return {ref for ref, mark in marks.items() if mark not in left_alone}


def on_their_way(organisation_id: int, refs: Iterable[str]) -> set[str]:
    """Those of these to whom something that they are owed is queued, printed, with a person or sent. One query."""
    rows = Message.objects.filter(organisation=organisation_id, recipient_ref__in=list(refs), state__in=_UNDER_WAY)
    return set(rows.exclude(template__in=UNOWED).values_list("recipient_ref", flat=True))


def entry(organisation_id: int, ref: str) -> Entry | None:
    """Somebody as pages show them, or None where they cannot be reached."""
    found = resolve(organisation_id, ref)
    if found is None:
        return None
    mark = addresses.fingerprint(found.way, found.address)
    return Entry(
        ref=ref,
        name=found.address.name,
        way=found.way,
        masked=addresses.masked(found.way, found.address),
        language=found.language,
        format=found.format,
        format_note=found.format_note,
        stopped_at=stopped(organisation_id, [mark]).get(mark),
    )
