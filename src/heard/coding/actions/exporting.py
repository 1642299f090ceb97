"""Words that leave in a file."""

from __future__ import annotations

from django.db import transaction
from django.http import QueryDict

from heard.ledger.actions import record
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor, may


def record_export(*, actor: Actor, organisation_id: int, organisation: str, form: str, search: str) -> int:
    """Say in the ledger who took what is shown as a file, and by which filters; returns the event's id.

    `organisation` is the organisation's reference, `search` the query string of Explore.
    Searched words stay out of it, for they may be somebody's name: it says only that there were some. Raises Refused.
    """
    if not may(actor, "export", organisation_id):
        raise Refused("Your role does not include files of comments.")
    filters = QueryDict(search).dict()
    words = filters.pop("words", "")
    content = {"form": form, "filters": filters, "words": bool(words)}
    with transaction.atomic():
        return record(
            kind="coding.exported", subject=f"organisation:{organisation}", content=content, actor=actor.reference
        )
