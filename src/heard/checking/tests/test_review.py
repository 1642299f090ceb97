"""The queue: what comes first, what a person says of it, undo, filters, who may."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heard.checking.actions import filling, reviewing
from heard.checking.models import Queued
from heard.checking.queries.review import review
from heard.checking.tests.ground import Ground, make_ground
from heard.coding.actions import corrections, counts
from heard.coding.models import ExploreAnswer
from heard.coding.queries.current import checked
from heard.ledger.queries import history
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.queries import actor as actor_of
from heard.organisations.tests.factories import make_account, make_membership
from heard.voices.actions import withdraw_voice

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def ground() -> Ground:
    found = make_ground()
    filling.fill_queue(**found.asked("Analyst"))
    return found


def item(ground: Ground, who: str = "Analyst", **asked: int):
    return review(ground.actor(who), ground.organisation.id, **asked).item


def test_what_rules_and_model_read_differently_comes_first_then_what_is_unsure(ground: Ground) -> None:
    rows = list(Queued.objects.order_by("place", "id"))
    assert len(rows) == 12
    assert [row.why for row in rows] == sorted(row.why for row in rows)
    first = item(ground)
    assert first.words == "He fell and lay on the floor all night"
    assert (first.rules_level, first.model_level) == (2, 3)
    assert {Queued.Why.APART, Queued.Why.UNSURE} <= {row.why for row in rows}


def test_agreeing_and_correcting_bring_the_next_and_undo_brings_it_back(ground: Ground) -> None:
    asked = ground.asked("Analyst")
    first = item(ground)
    reviewing.agree(**asked, queued_id=first.id)
    second = item(ground)
    assert second.id != first.id
    reviewing.correct(**asked, queued_id=second.id, themes=[21], sentiment=5, seriousness=3, reason="Hurt")
    found = review(ground.actor("Analyst"), ground.organisation.id)
    assert (found.waiting, found.mine_today, found.done, found.undo) == (10, 2, 2, "corrected")
    assert {(one.answer_id, one.seriousness) for one in checked(ground.organisation.id)} == {
        (first.answer_id, 3),
        (second.answer_id, 3),
    }
    # What a person puts at level 3 is noted as what may become a signal, by the way that exists.
    assert apps.get_model("signals", "Candidate").objects.filter(answer_id=second.answer_id, level=3).exists()
    reviewing.undo(**asked)
    assert item(ground).id == second.id
    assert [one.answer_id for one in checked(ground.organisation.id)] == [first.answer_id]
    assert counts.differences(ground.organisation.id) == []
    kinds = [entry.kind for entry in history(f"voice:{second.voice_reference}")]
    assert kinds == ["code.corrected", "code.taken-back"]
    reviewing.undo(**asked)
    with pytest.raises(Refused, match="nothing of yours"):
        reviewing.undo(**asked)


def test_what_somebody_checks_is_nobody_elses_any_more(ground: Ground) -> None:
    first = item(ground)
    reviewing.agree(**ground.asked("Moderator"), queued_id=first.id)
    with pytest.raises(Refused, match="checked this comment meanwhile"):
        reviewing.agree(**ground.asked("Analyst"), queued_id=first.id)
    # Corrected on the voice's own page: it leaves the queue too.
    second = item(ground)
    corrections.correct(
        actor=ground.actor("Lead"), answer_id=second.answer_id, themes=[], sentiment=None, seriousness=1
    )
    assert item(ground).id not in {first.id, second.id}
    # Filled again, nothing that was checked or waits comes twice.
    assert filling.fill_queue(**ground.asked("Analyst")) == 0


def test_what_is_skipped_comes_to_others_and_comes_back_when_asked_for(ground: Ground) -> None:
    first = item(ground)
    reviewing.skip(**ground.asked("Analyst"), queued_id=first.id)
    assert item(ground).id != first.id
    assert item(ground, "Moderator").id == first.id
    assert reviewing.show_skipped(**ground.asked("Analyst")) == 1
    assert item(ground).id == first.id


def test_filters_and_a_withdrawn_voice(ground: Ground) -> None:
    assert {
        review(ground.actor("Analyst"), ground.organisation.id, unit_id=unit.id).waiting
        for unit in (ground.ward, ground.clinic)
    } == {6}
    bit = next(iter(review(ground.actor("Analyst"), ground.organisation.id).themes))
    assert all(theme in item(ground, theme=theme).code.theme_bits for theme in (bit,) if theme >= 0)
    first = item(ground)
    withdraw_voice(actor=SYSTEM, voice_id=first.voice_id, reason="They asked")
    assert item(ground).id != first.id
    with pytest.raises(Refused):
        reviewing.agree(**ground.asked("Analyst"), queued_id=first.id)


def test_who_corrects_one_service_alone_has_its_comments_alone(ground: Ground) -> None:
    account = make_account("ward@example.org")
    make_membership(ground.organisation, Role.MODERATOR, account, ground.ward)
    actor = actor_of(account)
    found = review(actor, ground.organisation.id)
    assert found.waiting == 6
    other = Queued.objects.filter(unit_id=ground.clinic.id).first()
    for refused in (actor, ground.actor("Board")):
        with pytest.raises(Refused):
            reviewing.agree(actor=refused, organisation_id=ground.organisation.id, queued_id=other.id)
    with pytest.raises(Refused):
        filling.fill_queue(actor=ground.actor("Board"), organisation_id=ground.organisation.id)


def test_the_page_asks_as_often_for_many_as_for_few() -> None:
    numbers = []
    for times in (1, 8):
        ground = make_ground(times)
        with CaptureQueriesContext(connection) as filled:
            filling.fill_queue(**ground.asked("Analyst"))
        actor = ground.actor("Analyst")
        with CaptureQueriesContext(connection) as shown:
            assert review(actor, ground.organisation.id).item is not None
        numbers.append((len(filled), len(shown)))
    (filled_few, shown_few), (filled_many, shown_many) = numbers
    assert shown_many == shown_few
    # A statement holds so many rows: a full queue takes one more.
    assert filled_many <= filled_few + 1


def test_the_page_works_step_by_step_and_says_what_is_wrong(ground: Ground) -> None:
    client, address = ground.client("Analyst"), ground.at("coding/review/")
    first = item(ground)
    page = client.get(address).content.decode()
    assert "The rules read ‘distress or risk’, the model ‘serious’" in page
    wrong = client.post(address, {"item": first.id, "step": "correct", "sentiment": "5"})
    assert "Choose how serious it is" in wrong.content.decode()
    assert ExploreAnswer.objects.get(answer_id=first.answer_id).seriousness == 3
    given = {"item": first.id, "step": "correct", "sentiment": "5", "seriousness": "3", "themes": ["21"]}
    assert client.post(address, given, follow=True).status_code == 200
    assert item(ground).id != first.id
    # Sent twice, it says so and changes nothing.
    late = client.post(address, given, follow=True).content.decode()
    assert "Somebody has checked this comment meanwhile" in late
    assert "Nothing new is worth a look" in client.post(ground.at("coding/review/fill/"), follow=True).content.decode()
