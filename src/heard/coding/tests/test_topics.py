"""Topics: proposed from what was said, named, merged, split, dismissed, signed off by a second person, counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from heard.coding.actions import topic_search
from heard.coding.actions import topics as actions
from heard.coding.models import Topic, TopicQuotation, TopicSearch
from heard.coding.queries import topics as queries
from heard.coding.tests.ground import Ground, make_ground, signed_in
from heard.coding.tests.spoken import Spoken, speak
from heard.ledger.actions import forget
from heard.ledger.queries import history
from heard.methods.emerging.tests.planted import PARKING, WIFI, comments
from heard.organisations.errors import Refused
from heard.organisations.policy import SYSTEM
from heard.organisations.queries import Scope, actor
from heard.store.background import run_all_now

TODAY = date(2026, 3, 31)
pytestmark = [pytest.mark.django_db, pytest.mark.both]


def say(ground: Ground, unit: int, texts: Sequence[str], first: date, days: int) -> None:
    speak(
        ground.organisation.id,
        [
            Spoken(unit, first + timedelta(days=place % days), answers=[("Why?", text)])
            for place, text in enumerate(texts)
        ],
    )


@pytest.fixture
def ground() -> Ground:
    """26 weeks of what is always said, and then four with a parking machine and no wifi on Heron Ward."""
    ground = make_ground(voices=False)
    say(ground, ground.heron.id, comments(150, 1), TODAY - timedelta(weeks=20), 112)
    say(ground, ground.heron.id, comments(50, 2, [(PARKING, 14), (WIFI, 9)]), TODAY - timedelta(days=27), 28)
    return ground


@pytest.fixture
def people(ground: Ground) -> dict:
    return {name: actor(account) for name, account in ground.people.items()}


def look(ground: Ground, who, unit: int | None = None, **more) -> TopicSearch:
    asked = {"organisation_id": ground.organisation.id, "unit_id": unit, "weeks": 4, "last": TODAY, **more}
    reference = topic_search.ask_search(actor=who, **asked)
    run_all_now()
    return TopicSearch.objects.get(reference=reference)


def rows(ground: Ground, who) -> dict[str, queries.TopicRow]:
    return {row.name or row.phrases[0]: row for row in queries.topics(who, ground.organisation.id)}


def test_what_is_said_more_is_proposed_once_with_quotations_and_why(ground: Ground, people: dict) -> None:
    done = look(ground, people["analyst"], ground.medicine.id)
    assert (done.looked, done.compared, done.found, done.problem) == (73, 150, 2, "")
    parking, wifi = sorted(queries.topics(people["lead"], ground.organisation.id), key=lambda row: -row.now)
    assert (wifi.phrases[0], wifi.now, wifi.of_now) == ("wifi", 9, 73)
    assert parking.now == 14
    assert parking.expected < 1
    quoted = queries.quotations(people["lead"], [parking, wifi])
    assert len(quoted[parking.id]) == 3
    assert len({one.words for one in quoted[parking.id]}) == 3
    assert all("wifi" in one.words.lower() for one in quoted[wifi.id])
    # A second search proposes neither of them again.
    assert look(ground, people["analyst"], ground.medicine.id).found == 0
    kinds = [event.kind for event in history(f"topic-search:{done.reference}")]
    assert sorted(kinds) == ["topics.asked", "topics.proposed"]


def test_a_second_person_signs_it_off_and_it_counts_by_week(ground: Ground, people: dict) -> None:
    look(ground, people["analyst"], ground.medicine.id)
    given = {"organisation_id": ground.organisation.id}
    wifi = rows(ground, people["analyst"])["wifi"]
    with pytest.raises(Refused, match="Name the topic first"):
        actions.sign_topic(actor=people["lead"], reference=wifi.reference, **given)
    actions.name_topic(actor=people["analyst"], reference=wifi.reference, name="No  wifi", **given)
    with pytest.raises(Refused, match="second person"):
        actions.sign_topic(actor=people["analyst"], reference=wifi.reference, **given)
    actions.sign_topic(actor=people["lead"], reference=wifi.reference, **given)
    with pytest.raises(Refused, match="already"):
        actions.sign_topic(actor=people["lead"], reference=wifi.reference, **given)
    found = rows(ground, people["lead"])["No wifi"]
    assert found.state == "tracked"
    assert found.signed is not None
    assert found.signed.signed_by == "Lead"
    weeks = queries.weeks(Scope(ground.organisation.id, None), found, found.signed.phrases, TODAY)
    assert weeks is not None
    assert sum(week.count for week in weeks) == 9
    assert sum(week.of for week in weeks) == 223
    assert [week for week in weeks[:-6] if week.count] == []
    assert len(queries.newest(Scope(ground.organisation.id, None), found, ("wifi",), TODAY)) == 9
    # What is nobody's to see is not counted: the clinic has none of it.
    none = queries.weeks(Scope(ground.organisation.id, ()), found, ("wifi",), TODAY)
    assert none is not None
    assert sum(week.count for week in none) == 0


def test_a_changed_rule_waits_while_the_signed_one_counts(ground: Ground, people: dict) -> None:
    given = {"organisation_id": ground.organisation.id}
    reference = actions.start_topic(
        actor=people["analyst"], unit_id=None, name="Machines", phrases=["Parking  machine", "parking machine"], **given
    )
    actions.sign_topic(actor=people["lead"], reference=reference, **given)
    with pytest.raises(Refused, match="phrases that it has"):
        actions.change_rule(actor=people["lead"], reference=reference, phrases=["parking machine"], why="", **given)
    assert (
        actions.change_rule(
            actor=people["lead"], reference=reference, phrases=["parking machine", "fined"], why="Fines too", **given
        )
        == 2
    )
    row = rows(ground, people["lead"])["Machines"]
    assert row.waits
    assert row.signed is not None
    assert (row.signed.phrases, row.latest.phrases) == (("parking machine",), ("parking machine", "fined"))
    actions.sign_topic(actor=people["analyst"], reference=reference, **given)
    assert rows(ground, people["lead"])["Machines"].signed == rows(ground, people["lead"])["Machines"].latest
    assert [event.kind for event in history(f"topic:{reference}")][-1] in ("topic.signed", "topic.began")


def test_topics_are_merged_and_split(ground: Ground, people: dict) -> None:
    look(ground, people["analyst"], ground.medicine.id)
    given = {"actor": people["analyst"], "organisation_id": ground.organisation.id}
    wifi = rows(ground, people["lead"])["wifi"]
    parking = next(row for row in queries.topics(people["lead"], ground.organisation.id) if row.id != wifi.id)
    with pytest.raises(Refused, match="another topic"):
        actions.merge_topics(**given, reference=wifi.reference, into=wifi.reference)
    actions.merge_topics(**given, reference=wifi.reference, into=parking.reference)
    (kept,) = queries.topics(people["lead"], ground.organisation.id)
    assert "wifi" in kept.phrases
    with pytest.raises(Refused, match="dismissed or merged"):
        actions.name_topic(**given, reference=wifi.reference, name="Gone")
    with pytest.raises(Refused, match="Leave at least one"):
        actions.split_topic(**given, reference=kept.reference, phrases=kept.phrases)
    with pytest.raises(Refused, match="Choose the phrases"):
        actions.split_topic(**given, reference=kept.reference, phrases=["not one of them"])
    own = actions.split_topic(**given, reference=kept.reference, phrases=["wifi"])
    found = {row.reference: row for row in queries.topics(people["lead"], ground.organisation.id)}
    assert found[own].phrases == ("wifi",)
    assert "wifi" not in found[kept.reference].phrases
    assert TopicQuotation.objects.filter(topic__reference=own).count() == 3


def test_a_dismissed_topic_needs_a_reason_and_stays_away(ground: Ground, people: dict) -> None:
    look(ground, people["analyst"], ground.medicine.id)
    given = {"actor": people["analyst"], "organisation_id": ground.organisation.id}
    wifi = rows(ground, people["lead"])["wifi"]
    with pytest.raises(Refused, match="Enter why"):
        actions.dismiss_topic(**given, reference=wifi.reference, why=" ")
    actions.dismiss_topic(**given, reference=wifi.reference, why="The router was mended")
    assert rows(ground, people["lead"])["wifi"].state == "dismissed"
    assert look(ground, people["analyst"], ground.medicine.id).found == 0


def test_what_was_not_assigned_is_compared_with_what_was(ground: Ground, people: dict) -> None:
    texts = [f"{text} theme4" for text in comments(60, 3)] + [f"{text}" for text in WIFI * 4]
    say(ground, ground.clinic.id, texts, TODAY - timedelta(days=13), 14)
    done = look(ground, people["lead"], ground.clinic.id, among="not_assigned", weeks=2)
    assert (done.looked, done.compared) == (12, 60)
    assert done.found >= 1
    theme = look(ground, people["lead"], ground.clinic.id, among="theme", theme=4, weeks=2)
    assert (theme.looked, theme.compared, theme.problem) == (60, 0, topic_search.NOTHING_BEFORE)


@pytest.mark.parametrize(
    ("change", "says"),
    [({"weeks": 3}, "how many weeks"), ({"among": "x"}, "which comments"), ({"among": "theme"}, "Choose a theme")],
)
def test_a_search_that_cannot_be_is_refused(ground: Ground, people: dict, change: dict, says: str) -> None:
    with pytest.raises(Refused, match=says):
        look(ground, people["lead"], **change)


@pytest.mark.parametrize("phrases", [[], ["..."], ["x" * 61], ["Mr John Smith"], [f"word{n}" for n in range(13)]])
def test_a_rule_that_cannot_be_is_refused(phrases: list[str]) -> None:
    with pytest.raises(Refused):
        actions.rule_of(phrases)


def test_who_may_not_is_refused_and_sees_what_is_theirs(ground: Ground, people: dict) -> None:
    given = {"organisation_id": ground.organisation.id, "name": "Wifi", "phrases": ["wifi"]}
    for who in ("board", "manager"):
        with pytest.raises(Refused, match="not yours"):
            actions.start_topic(actor=people[who], unit_id=ground.heron.id, **given)
    heron = actions.start_topic(actor=people["lead"], unit_id=ground.heron.id, **given)
    clinic = actions.start_topic(actor=people["lead"], unit_id=ground.clinic.id, **given)
    actions.start_topic(actor=people["lead"], unit_id=None, **given)
    assert [row.reference for row in queries.topics(people["manager"], ground.organisation.id)] == [heron]
    client = signed_in(ground, "manager")
    assert client.get(ground.at(f"themes/{heron}/")).status_code == 200
    assert client.get(ground.at(f"themes/{clinic}/")).status_code == 403
    actions.sign_topic(actor=people["manager"], organisation_id=ground.organisation.id, reference=heron)


def test_a_quotation_goes_with_its_voice(ground: Ground, people: dict) -> None:
    look(ground, people["analyst"], ground.medicine.id)
    wifi = rows(ground, people["lead"])["wifi"]
    first = queries.quotations(people["lead"], [wifi])[wifi.id][0]
    given = {"actor": people["lead"], "organisation_id": ground.organisation.id, "reference": wifi.reference}
    actions.name_topic(**given, name=" ".join(first.words.split()[:6]))
    forget(subject=f"voice:{first.voice_reference}", because="asked")
    left = queries.quotations(people["lead"], [wifi])[wifi.id]
    assert first.voice_reference not in {one.voice_reference for one in left}
    assert len(left) == 2
    assert first.words.split(".")[0] not in Topic.objects.get(pk=wifi.id).name


def test_pages_ask_the_same_number_of_queries_however_many_topics(ground: Ground, people: dict) -> None:
    given = {"actor": people["lead"], "organisation_id": ground.organisation.id, "unit_id": ground.heron.id}
    client = signed_in(ground, "lead")
    first = actions.start_topic(**given, name="Wifi", phrases=["wifi"])
    client.get(ground.at(f"themes/{first}/"))
    client.get(ground.at("themes/"))
    few = _queries(client, ground.at("themes/"))
    for number in range(8):
        actions.start_topic(**given, name=f"Topic {number}", phrases=["machine"])
    assert _queries(client, ground.at("themes/")) == few
    assert _queries(client, ground.at(f"themes/{first}/")) < 60


def _queries(client: Client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_a_search_that_fails_says_so(ground: Ground) -> None:
    asked = TopicSearch.objects.create(
        organisation_id=ground.organisation.id, first=TODAY, last=TODAY, before=TODAY, asked_at=timezone.now()
    )
    topic_search.give_up(asked.pk)
    asked.refresh_from_db()
    assert asked.problem == topic_search.FAULT
    assert topic_search.run_search(asked.pk) == 0
    assert SYSTEM.system
