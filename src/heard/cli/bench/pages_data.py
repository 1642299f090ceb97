"""An organisation full of voices for `heard bench pages`: seeded, and stored as an import stores them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from random import Random
from typing import Any, Final

import numpy as np
import pyarrow as pa

PASSWORD: Final = "a long password for a benchmark"  # noqa: S105 - of a database that is thrown away
EMAIL: Final = "analyst@bench.example"
CODE: Final = "bench"
# Voices in one transaction.
CHUNK: Final = 5_000
SITES, SERVICES, WARDS = 4, 5, 4
# Made-up words, so that the index of words grows as a real one does; each is in about 20 of a million comments.
SYLLABLES: Final = "ba de fi go hu ka le mi no pu ra se ti vo wa ye zi".split()  # noqa: SIM905
RARE_SHARE: Final = 0.1


def rare_word(random: Random) -> str:
    """A word that few comments have."""
    return "".join(random.choice(SYLLABLES) for _ in range(3))


def load(size: int, seed: int = 20261122) -> dict[str, Any]:
    """Fill this (migrated, empty) database; returns what the pages to measure are called."""
    from django.db import connection

    from heard.coding.actions.counts import fold
    from heard.voices.models import Voice

    random = Random(seed)  # noqa: S311 - invented words, no secret
    organisation, units, services = _organisation()
    for chunk in _chunks(size, seed):
        _store(organisation, units, chunk, random)
    fold()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    references = Voice.objects.order_by("reference").values_list("reference", flat=True)[: size // 100 : size // 1_000]
    return {"services": services, "voices": list(references), "rare": [rare_word(random) for _ in range(20)]}


def _organisation() -> tuple[int, list[int], list[str]]:
    """The organisation's id, its wards' ids, and the references of services with 20 units below or in them."""
    from heard.organisations import actions
    from heard.organisations.actions import create_organisation
    from heard.organisations.models import Account, Membership, Role
    from heard.organisations.policy import SYSTEM
    from heard.organisations.queries import root_unit

    organisation = create_organisation(actor=SYSTEM, code=CODE, name="Benchmark NHS Trust")
    root = root_unit(organisation.id).id
    wards, sites = [], []
    for site in range(SITES):
        place = actions.add_unit(actor=SYSTEM, parent_id=root, kind="site", name=f"Site {site}")
        sites.append(place.reference)
        for service in range(SERVICES):
            below = actions.add_unit(actor=SYSTEM, parent_id=place.id, kind="service", name=f"Service {service}")
            wards += [
                actions.add_unit(actor=SYSTEM, parent_id=below.id, kind="ward", name=f"Ward {ward}").id
                for ward in range(WARDS)
            ]
    account = Account.objects.create_user(EMAIL, PASSWORD, name="Ann Analyst")
    Membership.objects.create(
        account=account, organisation_id=organisation.id, unit_id=root, role=Role.ANALYST, from_date="2020-01-01"
    )
    return organisation.id, wards, sites


def _chunks(size: int, seed: int) -> Iterator[list[Any]]:
    from heard.demonstration.generator import voices

    spoken = voices(size, seed=seed)
    while chunk := list(islice(spoken, CHUNK)):
        yield chunk


def _store(organisation: int, units: Sequence[int], spoken: Sequence[Any], random: Random) -> None:
    """One chunk: voices, answers, and what the coding room makes of them, in one transaction."""
    from django.db import transaction

    from heard.coding.actions.storing import store
    from heard.ledger.actions import record
    from heard.store.bulk import bulk_insert, reserve_ids
    from heard.store.references import new_reference
    from heard.voices.models import Answer, Voice
    from heard.voices.ports import StoredBatch

    count = len(spoken)
    voice_id, answer_id = reserve_ids(Voice, count), reserve_ids(Answer, count)
    said = [
        f"{one.why} {rare_word(random).capitalize()}." if random.random() < RARE_SHARE else one.why for one in spoken
    ]
    said = [text or "Fine." for text in said]
    places = [random.choice(units) for _ in spoken]
    batch = StoredBatch(
        voices=pa.record_batch(
            {
                "voice_id": pa.array(np.arange(voice_id, voice_id + count)),
                "organisation_id": pa.array([organisation] * count, pa.int64()),
                "unit_id": pa.array(places, pa.int64()),
                "said_on": pa.array([one.day for one in spoken], pa.date32()),
                "rating": pa.array([one.rating for one in spoken], pa.int8()),
                "relation": pa.array([random.randrange(4) for _ in spoken], pa.int8()),
                "channel": pa.array([random.randrange(5) for _ in spoken], pa.int8()),
                "source_id": pa.nulls(count, pa.int64()),
            }
        ),
        answers=pa.record_batch(
            {
                "answer_id": pa.array(np.arange(answer_id, answer_id + count)),
                "voice": pa.array(np.arange(count, dtype=np.int32)),
                "question_id": pa.nulls(count, pa.int64()),
                "question_kind": pa.array(["nonspecific"] * count),
                "words": pa.array(said),
            }
        ),
    )
    write = store(batch)
    now = datetime.now(UTC)
    with transaction.atomic():
        event = record(kind="bench.stored", subject="import:bench", content={"voices": count})
        fixed = _defaults(Voice, ("received_at", "event"), (now, event))
        own = ("id", "reference", "organisation_id", "unit_id", "key", "said_on", "rating", "salt")
        bulk_insert(
            Voice,
            (*own, *fixed),
            (
                (
                    *(voice_id + n, new_reference(), organisation, places[n], voice_id + n, one.day, one.rating, b""),
                    *fixed.values(),
                )
                for n, one in enumerate(spoken)
            ),
        )
        fixed = _defaults(Answer)
        bulk_insert(
            Answer,
            ("id", "voice_id", "words", *fixed),
            ((answer_id + n, voice_id + n, text, *fixed.values()) for n, text in enumerate(said)),
        )
        write()


_OWN: Final = {"id", "reference", "organisation", "unit", "key", "said_on", "rating", "salt", "voice", "words"}


def _defaults(model: Any, names: Sequence[str] = (), values: Sequence[Any] = ()) -> dict[str, Any]:
    """Every other column of a model with its default, or with the value given."""
    given = dict(zip(names, values, strict=True))
    return {
        field.attname: given.get(field.name, None if field.null else field.get_default())
        for field in model._meta.concrete_fields
        if field.name not in _OWN
    }


def _main(size: str) -> None:
    from heard.cli import django

    django.setup()
    django.quiet()
    django.migrate()
    print(json.dumps(load(int(size))))


if __name__ == "__main__":
    _main(*sys.argv[1:])
