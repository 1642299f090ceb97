"""Messages reach whoever spoke by their sealed contact, and what they write back is added to their voice."""

from __future__ import annotations

import pytest
from django.utils import timezone

from heard.messages import ports as messages
from heard.messages import queries as book
from heard.organisations.tests.factories import make_organisation
from heard.voices import actions
from heard.voices.connect import resolve
from heard.voices.models import Answer
from heard.voices.tests.speaking import open_at, say

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.mark.parametrize(
    ("contact", "way"),
    [
        ({"name": "Ann", "email": "ann@example.org", "phone": "07700 900123"}, "email"),
        ({"phone": "07700 900123"}, "sms"),
        ({"phone": "01632 960001"}, "phone"),
        ({"name": "Ann", "address": "1 High Street\nRiverside\nRV1 1AA"}, "letter"),
    ],
)
def test_whoever_spoke_is_reached_by_the_contact_that_they_gave(contact: dict[str, str], way: str) -> None:
    trust = make_organisation()
    ref = f"voices.voice:{say(open_at(trust), contact=contact).reference}"
    found = book.resolve(trust.id, ref)
    assert found is not None
    assert (found.way, found.organisation_id) == (way, trust.id)


def test_nobody_is_reached_who_gave_no_contact_or_took_their_words_back() -> None:
    point = open_at(make_organisation())
    silent = say(point).reference
    gone = say(point, token="b", contact={"email": "ann@example.org"}).reference
    actions.withdraw_own(reference=gone)
    assert [resolve(f"voices.voice:{one}") for one in (silent, gone)] == [None, None]
    assert resolve("voices.contact:x") is None


def test_a_reply_becomes_a_further_answer_of_the_voice() -> None:
    trust = make_organisation()
    reference = say(open_at(trust)).reference
    given = {"received_at": timezone.now(), "way": "email", "organisation_id": trust.id}
    messages.inbound(messages.Inbound(f"voices.voice:{reference}", "", "It was Dr Patel", **given))
    assert [one.words for one in Answer.objects.order_by("id")] == ["Nobody came all night", "It was Dr [name]"]
    messages.inbound(messages.Inbound("voices.contact:x", "", "Not ours", **given))
    actions.withdraw_own(reference=reference)
    messages.inbound(messages.Inbound(f"voices.voice:{reference}", "", "Too late", **given))
    assert Answer.objects.count() == 2
