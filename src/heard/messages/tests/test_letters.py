"""Letters: printed together, posted by a person, and none lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from heard.messages import actions, queries, sending
from heard.messages.models import Message
from heard.messages.tests.factories import NOON, again, person, queued
from heard.organisations.errors import Refused
from heard.organisations.policy import SYSTEM
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = NOON + timedelta(minutes=11)


def letters(organisation: OrganisationSummary, count: int = 3, **given: Any) -> list[Message]:
    made = [queued(organisation, person(organisation, "letter", **given)) for _ in range(count)]
    sending.send_due(now=LATER)
    return made


def test_letters_are_printed_in_one_file_and_posted_by_a_person() -> None:
    organisation = make_organisation()
    made = letters(organisation)
    given = {"actor": SYSTEM, "organisation_id": organisation.id}
    run = actions.make_print_run(**given)
    assert {again(one).state for one in made} == {"printed"}
    with pytest.raises(Refused, match="can no longer be recalled"):
        actions.recall_message(**given, reference=made[0].reference)
    content = queries.run_pdf(organisation.id, run)
    assert content
    # A list, and each letter on a right-hand page of its own.
    assert pages(content) == 7
    assert actions.mark_posted(**given, reference=run) == 3
    assert {again(one).state for one in made} == {"sent"}
    for again_ in (actions.mark_posted, actions.undo_print_run):
        with pytest.raises(Refused, match="have been posted"):
            again_(**given, reference=run)
    with pytest.raises(Refused, match="No letter waits"):
        actions.make_print_run(**given)


def pages(content: bytes) -> int:
    import re
    import zlib

    texts = [content]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.S):
        try:
            texts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return max(int(found) for text in texts for found in re.findall(rb"/Type /Pages[^>]*?/Count (\d+)", text))


def test_a_jammed_printer_is_no_loss() -> None:
    organisation = make_organisation()
    made = letters(organisation, 2)
    given = {"actor": SYSTEM, "organisation_id": organisation.id}
    run = actions.make_print_run(**given)
    assert actions.undo_print_run(**given, reference=run) == 2
    assert {again(one).state for one in made} == {"to_print"}
    assert queries.to_print(organisation.id) == 2


def test_a_letter_to_who_asked_to_stop_is_not_printed() -> None:
    organisation = make_organisation()
    first, second = letters(organisation, 2)
    given = {"actor": SYSTEM, "organisation_id": organisation.id}
    actions.stop(**given, ref=first.recipient_ref, asked_by="phone")
    actions.make_print_run(**given)
    assert (again(first).state, again(second).state) == ("unsent", "printed")
    assert again(first).settled_how
