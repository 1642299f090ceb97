"""Opening originals and marking as read, as actions: who may, what is asked, what stays on record."""

from __future__ import annotations

import pytest

from heard.ledger import queries as ledger
from heard.organisations.models import Role
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_actor, make_organisation, make_unit
from heard.voices.actions import mark_read, open_original
from heard.voices.errors import Refused
from heard.voices.models import Answer, Voice
from heard.voices.tests.factories import bring, row, table

pytestmark = [pytest.mark.django_db, pytest.mark.both]
WORDS = "Ring me on 01632 960001 please"
READERS_OF_ORIGINALS = {Role.INFORMATION_GOVERNANCE, Role.COMPLAINTS_OFFICER, Role.SAFEGUARDING_LEAD}
MARKERS = {
    Role.ENGAGEMENT_LEAD,
    Role.SERVICE_MANAGER,
    Role.COMPLAINTS_OFFICER,
    Role.MODERATOR,
    Role.SAFEGUARDING_LEAD,
}


@pytest.fixture
def trust() -> OrganisationSummary:
    made = make_organisation("riverside")
    bring(made.id, table([row(1, answer=WORDS)]))
    return made


def kinds() -> list[str]:
    return [entry.kind for entry in ledger.history(f"voice:{Voice.objects.get().reference}")]


@pytest.mark.parametrize("role", list(Role))
def test_an_original_opens_to_few_roles_with_a_record_of_who_and_why(trust: OrganisationSummary, role: Role) -> None:
    actor, answer = make_actor(trust, role), Answer.objects.get()
    if role not in READERS_OF_ORIGINALS:
        with pytest.raises(Refused, match="Your role"):
            open_original(actor=actor, answer_id=answer.pk, reason="To ring them back")
        assert kinds() == []
        return
    assert open_original(actor=actor, answer_id=answer.pk, reason="To ring them back on 07700 900123") == WORDS
    (entry,) = ledger.history(f"voice:{Voice.objects.get().reference}")
    assert (entry.kind, entry.actor) == ("voices.original-opened", actor.reference)
    assert entry.content is not None
    body = entry.content.get("body", entry.content)
    assert body == {"answer": answer.pk, "reason": "To ring them back on [phone number]", "role": role.label}


@pytest.mark.parametrize(
    ("reason", "sentence"), [("", "Enter why"), (" \n\x00", "Enter why"), ("x" * 301, "at most 300 characters")]
)
def test_an_original_does_not_open_without_a_reason(trust: OrganisationSummary, reason: str, sentence: str) -> None:
    actor = make_actor(trust, Role.INFORMATION_GOVERNANCE)
    with pytest.raises(Refused, match=sentence):
        open_original(actor=actor, answer_id=Answer.objects.get().pk, reason=reason)
    assert kinds() == []


def test_an_original_outside_ones_services_or_that_is_not_there_does_not_open(trust: OrganisationSummary) -> None:
    elsewhere = make_actor(trust, Role.COMPLAINTS_OFFICER, make_unit(trust, "Eye Clinic"))
    stranger = make_actor(make_organisation(), Role.INFORMATION_GOVERNANCE)
    answer = Answer.objects.get().pk
    for actor, pk, sentence in (
        (elsewhere, answer, "Your role"),
        (stranger, answer, "Your role"),
        (stranger, answer + 1, "Choose an answer"),
    ):
        with pytest.raises(Refused, match=sentence):
            open_original(actor=actor, answer_id=pk, reason="To ring them back")
    assert kinds() == []


@pytest.mark.parametrize("role", list(Role))
def test_the_first_reading_is_noted_once_for_those_who_answer_for_it(trust: OrganisationSummary, role: Role) -> None:
    actor, voice = make_actor(trust, role), Voice.objects.get()
    if role not in MARKERS:
        with pytest.raises(Refused, match="Your role"):
            mark_read(actor=actor, voice_id=voice.pk)
        assert Voice.objects.get().first_read_at is None
        assert kinds() == []
        return
    assert mark_read(actor=actor, voice_id=voice.pk) is True
    first = Voice.objects.get().first_read_at
    assert first is not None
    assert mark_read(actor=make_actor(trust, Role.MODERATOR), voice_id=voice.pk) is False
    assert Voice.objects.get().first_read_at == first
    assert kinds() == ["voices.first-read"]


def test_a_voice_of_another_service_or_none_is_not_marked(trust: OrganisationSummary) -> None:
    manager = make_actor(trust, Role.SERVICE_MANAGER, make_unit(trust, "Eye Clinic"))
    voice = Voice.objects.get().pk
    for pk, sentence in ((voice, "Your role"), (voice + 1, "Choose a voice")):
        with pytest.raises(Refused, match=sentence):
            mark_read(actor=manager, voice_id=pk)
    assert kinds() == []
