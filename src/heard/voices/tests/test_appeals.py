"""Words that were not published: counted for everybody, and looked at again by a body that the trust cannot close."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from heard.organisations import queries as organisations
from heard.organisations.models import Account, Role
from heard.organisations.policy import SYSTEM, Actor
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_account, make_membership, make_organisation
from heard.tasks import actions as tasks
from heard.tasks.models import Task
from heard.tasks.queries import tasks_about
from heard.voices import actions, queries
from heard.voices.capture.wishes import Wishes
from heard.voices.errors import Refused
from heard.voices.models import Appeal, Voice
from heard.voices.queries.appeals import Line, moderation_figures
from heard.voices.tests.desk import at_desk, page
from heard.voices.tests.speaking import open_at, say

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def trust() -> OrganisationSummary:
    return make_organisation("riverside")


def member(trust: OrganisationSummary, role: Role) -> Actor:
    account: Account = make_account(name=str(role.label))
    make_membership(trust, role, account)
    return organisations.actor(account)


def refused(trust: OrganisationSummary, *moderators: Actor, **given: str) -> Voice:
    """A voice whose publication two people refused."""
    point = open_at(trust, **given)
    voice = Voice.objects.get(reference=say(point, wishes=Wishes(publication="without_name")).reference)
    for actor in moderators:
        actions.refuse_voice(actor=actor, reference=voice.reference, reason="names_somebody")
    voice.refresh_from_db()
    return voice


def test_a_refusal_is_looked_at_again_by_the_independent_body_and_nobody_else_closes_it(
    trust: OrganisationSummary,
) -> None:
    first, second = member(trust, Role.MODERATOR), member(trust, Role.COMPLAINTS_OFFICER)
    point = open_at(trust)
    voice = Voice.objects.get(reference=say(point, wishes=Wishes(publication="without_name")).reference)
    given = {"reference": voice.reference, "reason": "names_somebody"}
    with pytest.raises(Refused, match="not held back"):
        actions.appeal_refusal(reference=voice.reference)
    assert not actions.refuse_voice(actor=first, **given)
    with pytest.raises(Refused, match="second person"):
        actions.refuse_voice(actor=first, **given)
    assert actions.refuse_voice(actor=second, **given)
    found = queries.followed(voice.reference)
    assert found is not None
    assert found.may_appeal
    reference = actions.appeal_refusal(reference=voice.reference, words="Ring me on 07700 900123: nobody is named")
    with pytest.raises(Refused, match="already"):
        actions.appeal_refusal(reference=voice.reference)
    (task,) = tasks_about(f"voices.appeal:{reference}")
    assert (task.role, task.confined) == ("independent_voice", True)
    lead, board = member(trust, Role.ENGAGEMENT_LEAD), member(trust, Role.BOARD_MEMBER)
    # Long overdue, it comes before the board: which sees it, and cannot close it.
    Task.objects.filter(reference=task.reference).update(level=4)
    for actor in (lead, board, first, SYSTEM):
        with pytest.raises(Refused):
            tasks.finish_task(actor=actor, reference=task.reference, outcome=task.subject)
        with pytest.raises(Refused):
            tasks.cancel_task(actor=actor, reference=task.reference, reason="We are busy")
    for actor in (lead, board, first):
        with pytest.raises(Refused):
            actions.answer_appeal(
                actor=actor, organisation_id=trust.id, reference=reference, overturned=False, answer="No"
            )
    outside = at_desk(trust, Role.INDEPENDENT_VOICE)
    assert "Words about Kestrel Ward" in page(outside.get("/o/riverside/appeals/"))
    here = f"/o/riverside/appeals/{reference}/"
    shown = page(outside.get(here))
    assert "Nobody came all night" in shown
    assert "It could name a patient" in shown
    assert "07700" not in shown
    assert at_desk(trust, Role.ENGAGEMENT_LEAD).get(here).status_code == 403
    assert "Enter an answer" in page(outside.post(here, {"outcome": "overturned", "answer": ""}))
    outside.post(here, {"outcome": "overturned", "answer": "Nobody can be known by it."})
    voice.refresh_from_db()
    assert voice.moderation == "published"
    assert not tasks_about(f"voices.appeal:{reference}")[0].live
    followed = queries.followed(voice.reference)
    assert followed is not None
    assert any("Nobody can be known by it." in moment.text for moment in followed.moments)
    for again in (actions.hold_voice, lambda **given: actions.refuse_voice(reason="threat", **given)):
        with pytest.raises(Refused, match="independent body has said"):
            again(actor=first, reference=voice.reference)


def test_what_was_taken_back_is_looked_at_no_more(trust: OrganisationSummary) -> None:
    voice = refused(trust, member(trust, Role.MODERATOR), member(trust, Role.MODERATOR))
    reference = actions.appeal_refusal(reference=voice.reference)
    actions.withdraw_own(reference=voice.reference)
    assert not tasks_about(f"voices.appeal:{reference}")[0].live
    assert "Nobody waits" in page(at_desk(trust, Role.INDEPENDENT_VOICE).get("/o/riverside/appeals/"))


def test_everybody_reads_how_often_words_were_not_published_and_small_numbers_are_hidden(
    trust: OrganisationSummary,
) -> None:
    point = open_at(trust)
    for n in range(20):
        say(point, f"t{n}", wishes=Wishes(publication="without_name"))
    say(point, "private")
    moderators = member(trust, Role.MODERATOR), member(trust, Role.MODERATOR)
    for n, voice in enumerate(Voice.objects.exclude(moderation="").order_by("pk")):
        reason = "threat" if n < 2 else "names_somebody"
        if n < 9:
            for actor in moderators:
                actions.refuse_voice(actor=actor, reference=voice.reference, reason=reason)
        elif n < 18:
            actions.publish_voice(actor=moderators[0], reference=voice.reference)
    for voice in Voice.objects.filter(moderation="refused").order_by("pk")[:6]:
        actions.appeal_refusal(reference=voice.reference)
    Appeal.objects.filter(pk=Appeal.objects.earliest("pk").pk).update(
        state="stands", answer="Rightly", answered_at=timezone.now()
    )
    figures = moderation_figures(trust.id)
    words = {line.label: line for line in figures.words}
    assert words["Whoever spoke wanted it published"] == Line("Whoever spoke wanted it published", 20, 0)
    # Two are too few to say; another number goes with them, or they could be worked out.
    assert words["It threatens or abuses somebody"].count is None
    assert words["Not looked at yet"].count is None
    shown = [line.count for line in figures.words]
    assert shown.count(None) >= 4
    assert 2 not in shown
    assert figures.appeals[0].count == 6
    assert {line.count for line in figures.appeals[1:]} <= {None, 0}
    public = page(Client().get("/p/riverside/moderation/"))
    assert "Being critical is no reason" in public
    assert "Fewer than five" in public
