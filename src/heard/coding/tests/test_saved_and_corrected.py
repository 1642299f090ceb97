"""Corrections and saved searches: who may, what is said, what the counts do."""

from __future__ import annotations

import pytest

from heard.coding import queries
from heard.coding.actions import storing
from heard.coding.actions.corrections import correct
from heard.coding.actions.saved import delete_view, rename_view, save_view, share_view
from heard.coding.models import Code
from heard.coding.queries import Filters
from heard.coding.tests.factories import Said, batch
from heard.ledger.queries import history
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.queries import OrganisationSummary, Scope
from heard.organisations.tests.factories import make_actor, make_organisation, make_unit
from heard.voices import queries as voices

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> OrganisationSummary:
    organisation = make_organisation()
    ward = make_unit(organisation, kind="ward").id
    storing.store(batch(organisation.id, {1: Said(ward, rating=1, answers=[(None, "kind theme1 mood1 level0")])}))()
    words = {100: voices.Words(100, "V1", "Why?", "kind", False)}
    monkeypatch.setattr(voices, "words", lambda ids: {answer: words[answer] for answer in ids})
    return organisation


def test_a_correction_stands_beside_the_first_code_and_counts_follow(place: OrganisationSummary) -> None:
    analyst = make_actor(place, Role.ANALYST)
    assert correct(actor=analyst, answer_id=100, themes=[3], sentiment=5, seriousness=2, reason="Read again") == 1
    now, first = queries.codes([100])[100]
    assert (now.theme_bits, now.sentiment, now.seriousness, now.by, now.reason) == (
        (3,),
        5,
        2,
        analyst.name,
        "Read again",
    )
    assert (first.theme_bits, first.current, first.by) == ((1,), False, "fake@1")
    figures = queries.summary(Scope(place.id, None), Filters(themes=(3,))).figures
    assert figures is not None
    assert (figures.comments, figures.sentiments, figures.concerns_rated_good) == (1, (0, 0, 0, 0, 1), 1)
    assert queries.count(Scope(place.id, None), Filters(themes=(1,))).number == 0
    (event,) = history("voice:V1")
    assert event.kind == "code.corrected"
    assert event.actor == analyst.reference


@pytest.mark.parametrize(
    ("change", "field"),
    [({"themes": [99]}, "themes"), ({"sentiment": 6}, "sentiment"), ({"seriousness": 4}, "seriousness")],
)
def test_a_code_that_cannot_be_is_refused(place: OrganisationSummary, change: dict, field: str) -> None:
    given = {"themes": [1], "sentiment": None, "seriousness": 0, **change}
    with pytest.raises(Refused) as refused:
        correct(actor=make_actor(place, Role.ANALYST), answer_id=100, **given)
    assert refused.value.field == field
    assert Code.objects.count() == 1


def test_who_may_not_correct_is_refused(place: OrganisationSummary) -> None:
    elsewhere = make_actor(make_organisation(), Role.ANALYST)
    for actor in (make_actor(place, Role.BOARD_MEMBER), elsewhere):
        with pytest.raises(Refused):
            correct(actor=actor, answer_id=100, themes=[3], sentiment=None, seriousness=0)
    assert Code.objects.count() == 1


def test_a_saved_view_is_its_owners_until_it_is_shared(place: OrganisationSummary) -> None:
    analyst, manager = make_actor(place, Role.ANALYST), make_actor(place, Role.SERVICE_MANAGER)
    stranger = make_actor(make_organisation(), Role.ANALYST)
    reference = save_view(actor=analyst, organisation_id=place.id, name="  Night  noise ", query="words=noise")
    (own,) = queries.saved_views(analyst, place.id)
    assert (own.name, own.query, own.mine) == ("Night noise", "words=noise", True)
    assert queries.saved_views(manager, place.id) == ()
    share_view(actor=analyst, organisation_id=place.id, reference=reference, shared=True)
    found = queries.saved_view(manager, place.id, reference)
    assert found is not None
    assert not found.mine
    assert queries.saved_views(stranger, place.id) == ()
    with pytest.raises(Refused):
        rename_view(actor=manager, organisation_id=place.id, reference=reference, name="Mine now")
    with pytest.raises(Refused):
        save_view(actor=manager, organisation_id=place.id, name="Ours", query="", shared=True)
    rename_view(actor=analyst, organisation_id=place.id, reference=reference, name="Noise")
    delete_view(actor=analyst, organisation_id=place.id, reference=reference)
    assert queries.saved_views(analyst, place.id) == ()
    assert [event.kind for event in history(f"view:{reference}")] != []


def test_a_saved_view_needs_a_name(place: OrganisationSummary) -> None:
    with pytest.raises(Refused, match="Enter a name"):
        save_view(actor=make_actor(place, Role.ANALYST), organisation_id=place.id, name=" ", query="")
