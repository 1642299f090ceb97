"""The organisation at whose pages `heard bench tell` speaks, and what stands in its database afterwards."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import time
from pathlib import Path
from typing import Any, Final

CODE: Final = "bench"
# One network may speak 120 times an hour on one page (pack tell-us): enough pages for what a bench sends from one.
WARDS: Final = 240


def fill(wards: int) -> list[str]:
    """An organisation with so many wards, each with its page open; their codes. For an empty, migrated database."""
    from heard.organisations.actions import add_unit, create_organisation
    from heard.organisations.models import Account, Membership, Role
    from heard.organisations.policy import SYSTEM
    from heard.organisations.queries import root_unit
    from heard.voices import actions, queries

    organisation = create_organisation(actor=SYSTEM, code=CODE, name="Benchmark NHS Trust")
    root = root_unit(organisation.id).id
    people = []
    for name, role in (
        ("reader", Role.SERVICE_MANAGER),
        ("deputy", Role.ENGAGEMENT_LEAD),
        ("moderator", Role.MODERATOR),
        ("safeguarding", Role.SAFEGUARDING_LEAD),
        ("complaints", Role.COMPLAINTS_OFFICER),
    ):
        account = Account.objects.create_user(f"{name}@bench.example", None, name=f"The {name}")
        Membership.objects.create(
            account=account, organisation_id=organisation.id, unit_id=root, role=role, from_date="2020-01-01"
        )
        people.append(account.pk)
    setup = actions.Setup(
        role=Role.SERVICE_MANAGER,
        reader_id=people[0],
        deputy_id=people[1],
        days=(0, 1, 2, 3, 4),
        hours_from=time(9),
        hours_until=time(17),
        promise=2,
        phone="01632 960 101",
        phone_name="The ward's desk",
        marthas_rule="01632 960 199",
    )
    for number in range(wards):
        ward = add_unit(actor=SYSTEM, parent_id=root, kind="ward", name=f"Ward {number}")
        point = actions.create_point(actor=SYSTEM, unit_id=ward.id)
        actions.set_up_point(actor=SYSTEM, point_id=point.pk, setup=setup)
        actions.open_point(actor=SYSTEM, point_id=point.pk)
    return [one.code for one in queries.points(organisation.id)]


def compare(told: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What the generator sent against what the database holds.

    `told` has for each journey its mark (a word of its own; '' where only a rating was sent) and the key of its receipt
    ('' where it got none). Lost is a journey whose key finds no voice, or one with other words than its own. Doubled is
    a voice that no journey's key finds, but for one that belongs to a journey without a receipt: it may be there once.
    """
    from heard.ledger.models import Event, Opening
    from heard.voices.capture import keys
    from heard.voices.models import Answer, Receipt, Submission, Voice

    by_key = dict(Receipt.objects.values_list("key", "voice_id"))
    words = dict(Answer.objects.values_list("voice_id", "words"))
    found = [(one, by_key.get(keys.fingerprint(one["key"]))) for one in told if one["key"]]
    kept = {voice for one, voice in found if voice and one["mark"] in words[voice]}
    references = dict(Voice.objects.values_list("reference", "pk"))
    rest = Counter(words.get(voice, "").rpartition(" ")[2] for voice in set(references.values()) - kept)
    for one in told:
        if not one["key"] and rest[one["mark"]]:
            rest[one["mark"]] -= 1
    received = Event.objects.filter(kind="voices.received").values_list("id", flat=True)
    events = Counter(Opening.objects.filter(event_id__in=received).values_list("subject", flat=True))
    return {
        "journeys": len(told),
        "voices": len(references),
        "kept": len(kept),
        "lost": len(found) - len(kept),
        "doubled": rest.total(),
        "no receipt": len(told) - len(found),
        # Every voice has one event, one sending, one receipt and one answer, and there are no more of these.
        "one of each": events == Counter(f"voice:{reference}" for reference in references)
        and {Submission.objects.count(), len(by_key), Answer.objects.count()} == {len(references)},
    }


def main(what: str, given: str) -> None:
    """fill WARDS, or compare FILE (a line of JSON for each journey); prints JSON."""
    from heard.cli import django

    django.setup()
    django.quiet()
    if what == "fill":
        django.migrate()
        print(json.dumps(fill(int(given))))
    else:
        print(json.dumps(compare([json.loads(line) for line in Path(given).read_text().splitlines()])))


if __name__ == "__main__":
    main(*sys.argv[1:])
