"""Erasure asked for, looked at by a second person, refused, held back, and proposed by a rule, through the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from heard.ledger import erased
from heard.ledger.queries import history
from heard.organisations.models import Role
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_actor, make_organisation
from heard.voices import actions
from heard.voices.actions.retaining import propose_retention
from heard.voices.errors import Refused
from heard.voices.models import Answer, ErasureRequest, Voice
from heard.voices.queries import erasures
from heard.voices.tests.desk import at_desk, page
from heard.voices.tests.speaking import open_at, say

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def trust() -> OrganisationSummary:
    return make_organisation("riverside")


def test_staff_ask_and_a_second_person_erases_or_refuses(trust: OrganisationSummary) -> None:
    told = say(open_at(trust), words="Nobody came when I rang the bell all night")
    base, voice = "/o/riverside/erasure/", told.reference
    taker, second = at_desk(trust, Role.COMPLAINTS_OFFICER), at_desk(trust, Role.INFORMATION_GOVERNANCE)
    assert "Nobody has asked" in page(taker.get(base))
    ask = f"/o/riverside/voices/{voice}/erase/"
    assert "Nobody came" not in page(taker.get(ask))
    assert "Choose how you know who asked" in page(taker.post(ask, {"identity": "", "note": "x"}))
    assert "A second person looks at it" in page(
        taker.post(ask, {"identity": "called_back", "note": "Rang the number that we had"}, follow=True)
    )
    request = ErasureRequest.objects.get().reference
    assert taker.post(f"{base}{request}/").status_code == 403, "who takes it does not carry it out"
    refused = second.post(f"{base}{request}/refuse/", {"reason": "They are another person"}, follow=True)
    assert "Refused" in page(refused)
    assert Answer.objects.exists()
    taker.post(ask, {"identity": "details", "note": "They knew the day"})
    request = ErasureRequest.objects.get(state="asked").reference
    assert "What will go" in page(second.get(f"{base}{request}/"))
    assert "The words are erased" in page(second.post(f"{base}{request}/", follow=True))
    assert not Answer.objects.exists()
    assert [one.kind for one in history(f"voice:{voice}")][-1] == "ledger.erased"
    assert set(erased.recorded("default")) == {f"voice:{voice}"}


def test_who_took_the_request_does_not_carry_it_out_whatever_their_role(trust: OrganisationSummary) -> None:
    told = say(open_at(trust))
    person = make_actor(trust, Role.INFORMATION_GOVERNANCE)
    given = {"organisation_id": trust.id, "reference": told.reference}
    asked = actions.ask_erasure(actor=person, **given, identity="document", note="Saw a passport")
    with pytest.raises(Refused, match="second person"):
        actions.erase_asked(actor=person, organisation_id=trust.id, reference=asked.reference)


def test_a_hold_stops_every_way_and_is_told_to_who_asks(trust: OrganisationSummary) -> None:
    told = say(open_at(trust))
    governance = at_desk(trust, Role.INFORMATION_GOVERNANCE)
    base = "/o/riverside/erasure/"
    assert "Nothing is erased there" in page(
        governance.post(f"{base}holds/new/", {"unit": "", "why": "The inquiry needs it"}, follow=True)
    )
    with pytest.raises(Refused, match="The inquiry needs it"):
        actions.ask_erasure_own(reference=told.reference)
    assert "may not be erased yet" in page(governance.get(f"/o/riverside/voices/{told.reference}/erase/"))
    (hold,) = erasures.holds(trust.id)
    assert "The hold is lifted" in page(governance.post(f"{base}holds/{hold.reference}/lift/", follow=True))
    actions.ask_erasure_own(reference=told.reference)
    assert actions.erase_due() == 0, "there are days in which it can be taken back"


def test_what_staff_withdrew_stays_withdrawn_when_a_request_is_taken_back(trust: OrganisationSummary) -> None:
    told = say(open_at(trust))
    Voice.objects.update(withdrawn_at=timezone.now() - timedelta(days=1))
    actions.ask_erasure_own(reference=told.reference)
    actions.take_back_erasure(reference=told.reference)
    assert Voice.objects.get().withdrawn_at is not None


def test_a_rule_proposes_a_person_confirms_and_what_is_young_or_worked_on_stays(trust: OrganisationSummary) -> None:
    point = open_at(trust)
    old, young, outside = (say(point, token=token, words=f"Words {token}") for token in ("old", "young", "outside"))
    long_ago = timezone.now() - timedelta(days=4 * 366)
    Voice.objects.exclude(reference=young.reference).update(received_at=long_ago)
    Voice.objects.filter(reference=outside.reference).update(route="outside")
    (lot,) = erasures.due(trust.id)
    assert (lot.rule, lot.references) == ("feedback", (old.reference,))
    assert propose_retention() == 1
    governance = at_desk(trust, Role.INFORMATION_GOVERNANCE)
    assert "older than 3 years" in page(governance.get("/o/riverside/erasure/"))
    assert "1 are erased within the hour" in page(governance.post("/o/riverside/erasure/due/feedback/", follow=True))
    assert actions.erase_due() == 1
    assert set(Voice.objects.filter(erased_at__isnull=True).values_list("reference", flat=True)) == {
        young.reference,
        outside.reference,
    }
    assert erasures.due(trust.id) == []
