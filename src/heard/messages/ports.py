"""What messages asks of the rooms above it and tells them. `config.ports` connects the functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from heard.store.ports import Port


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody is reached. `lines` are those of a postal address below the name, the postcode last."""

    name: str = ""
    email: str = ""
    phone: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who can be written to. `way` and `format` are a models.Way and a models.Format."""

    organisation_id: int
    ref: str
    way: str
    address: Address
    language: str = "en"
    format: str = "standard"
    format_note: str = ""


@dataclass(frozen=True, slots=True)
class Inbound:
    """What somebody wrote back. `about` is what the message that it answers was about; both are '' where unknown."""

    ref: str
    about: str
    text: str
    received_at: datetime
    way: str
    organisation_id: int
    message: str = ""
    reply: str = ""


@dataclass(frozen=True, slots=True)
class ByHand:
    """A message that the machine cannot make or bring: a person has to."""

    organisation_id: int
    message: str
    unit_id: int | None
    # braille, bsl, audio, other; or phone, in_person.
    what: str
    note: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A message has come to an end, or to a stop: sent, delivered, bounced, failed, unsent, settled by a person."""

    organisation_id: int
    message: str
    recipient_ref: str
    about: str
    template: str
    state: str
    at: datetime
    problem: str = ""
    # Not sent because they asked not to be written to: nobody has to find another way.
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class NoticeFor:
    """Something that an account should know; `kind` is one of the pack message-notices, `link` an address here."""

    account_id: int
    organisation_id: int
    kind: str
    key: str
    text: str
    link: str = ""


# Asked where the address book has no entry of its own; the first answer that is not None counts.
resolve: Port[[str], Recipient | None] = Port("messages.resolve")

# In the transaction that keeps the reply.
inbound: Port[[Inbound], None] = Port("messages.inbound")

# In the transaction that gives the message to a person; `tasks` makes it a work item.
by_hand: Port[[ByHand], None] = Port("messages.by_hand")

# In the transaction of the change.
ended: Port[[Outcome], None] = Port("messages.ended")
