"""The inbox: published without a name, held, refused by two, masked again, understood again."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps

from heard.organisations.models import Role
from heard.organisations.tests.factories import make_actor, make_organisation
from heard.tasks import actions as tasks
from heard.tasks.queries import tasks_about
from heard.voices import actions
from heard.voices.capture.wishes import Wishes
from heard.voices.errors import Refused
from heard.voices.models import Answer, Misread, Original, Voice
from heard.voices.queries.inbox import inbox
from heard.voices.tests.desk import at_desk, page
from heard.voices.tests.speaking import open_at, say

pytestmark = [pytest.mark.django_db, pytest.mark.both]
PUBLIC = Wishes(publication="without_name")


def test_waiting_voices_stand_oldest_first_and_what_may_not_be_published_is_not_among_them() -> None:
    trust = make_organisation()
    point = open_at(trust)
    first, second = (say(point, token=t, words=f"Words {t}", wishes=PUBLIC).reference for t in ("a", "b"))
    say(point, token="c")
    say(point, token="d", wishes=Wishes(publication="without_name", not_this_ward=True))
    found = inbox(make_actor(trust, Role.MODERATOR), trust.id)
    assert [row.reference for row in found.waiting] == [first, second]
    assert found.waiting_total == 2


def test_publishing_and_holding_change_the_state_and_a_wish_is_kept() -> None:
    trust = make_organisation()
    point = open_at(trust)
    moderator = make_actor(trust, Role.MODERATOR)
    reference = say(point, wishes=PUBLIC).reference
    actions.hold_voice(actor=moderator, reference=reference)
    actions.publish_voice(actor=moderator, reference=reference)
    assert Voice.objects.get(reference=reference).moderation == "published"
    private = say(point, token="b").reference
    for act in (actions.publish_voice, actions.hold_voice):
        with pytest.raises(Refused, match="does not want it published"):
            act(actor=moderator, reference=private)


def test_a_refusal_needs_a_second_person_and_is_counted_by_its_reason() -> None:
    trust = make_organisation()
    one, two = make_actor(trust, Role.MODERATOR), make_actor(trust, Role.ENGAGEMENT_LEAD)
    reference = say(open_at(trust), wishes=PUBLIC).reference
    with pytest.raises(Refused, match="Choose why"):
        actions.refuse_voice(actor=one, reference=reference, reason="too critical")
    assert actions.refuse_voice(actor=one, reference=reference, reason="threat") is False
    assert Voice.objects.get().moderation == "waiting"
    with pytest.raises(Refused, match="second person"):
        actions.refuse_voice(actor=one, reference=reference, reason="threat")
    assert actions.refuse_voice(actor=two, reference=reference, reason="threat") is True
    assert Voice.objects.get().moderation == "refused"
    assert ("It threatens or abuses somebody", 1) in inbox(one, trust.id).refused


def test_what_redaction_missed_is_masked_everywhere_and_the_original_stays() -> None:
    trust = make_organisation()
    moderator = make_actor(trust, Role.MODERATOR)
    reference = say(open_at(trust), words="The blonde matron with the parrot, the parrot!", wishes=PUBLIC).reference
    answer = Answer.objects.get()
    with pytest.raises(Refused, match="exactly as they stand"):
        actions.mask_more(actor=moderator, reference=reference, answer_id=answer.pk, words="walrus")
    actions.mask_more(actor=moderator, reference=reference, answer_id=answer.pk, words="parrot")
    answer.refresh_from_db()
    assert answer.words == "The blonde matron with the [hidden], the [hidden]!"
    assert Original.objects.get().words == "The blonde matron with the parrot, the parrot!"
    searched = apps.get_model("coding", "ExploreAnswer").objects.get(answer_id=answer.pk)
    assert "matron" in str(searched.terms)
    assert "parrot" not in str(searched.terms)


def test_a_moderator_does_it_all_through_the_pages() -> None:
    trust = make_organisation("riverside")
    reference = say(open_at(trust), words="The matron with the parrot", wishes=PUBLIC).reference
    actions.say_misread(reference=reference, words="It was praise")
    client: Any = at_desk(trust, Role.MODERATOR)
    text = page(client.get("/o/riverside/inbox/"))
    assert "It was praise" in text
    here = f"/o/riverside/inbox/{reference}/"
    assert "Choose why it is not published" in page(client.post(here, {"do": "refuse"}))
    assert "It is masked" in page(client.post(here, {"do": "mask", "words": "parrot"}, follow=True))
    assert "Settled" in page(client.post(here, {"do": "settle"}, follow=True))
    first = page(client.post(here, {"do": "publish"}))
    assert "Publish these words without a name?" in first
    assert "The matron with the" in first
    assert Voice.objects.get().moderation == "waiting"
    assert "May be published without their name" in page(client.get(f"/o/riverside/voices/{reference}/"))
    assert "shown to everybody now" in page(client.post(here, {"do": "publish", "sure": "yes"}, follow=True))
    assert Misread.objects.get().settled_at is not None
    assert Voice.objects.get().moderation == "published"


def test_what_waits_to_be_read_and_answered_stands_first_for_those_who_may_see_it() -> None:
    trust = make_organisation("riverside")
    point = open_at(trust)
    told = say(point, wishes=Wishes(reply=True), contact={"email": "ann@example.org"})
    narrow = say(point, "t2", speaking_up=True)
    client: Any = at_desk(trust, Role.ENGAGEMENT_LEAD)
    html = client.get("/o/riverside/inbox/").content.decode()
    assert html.index("To read") < html.index("To answer") < html.index("To publish or not")
    assert html.count(f"/voices/{told.reference}/") == 2
    assert "A reply is wanted" in html
    assert narrow.reference not in html
    client.get(f"/o/riverside/voices/{told.reference}/")
    after = page(client.get("/o/riverside/inbox/"))
    assert "Everything that you may see has been read." in after
    assert "Answer somebody who spoke" in after


def test_held_words_have_a_clock_and_are_published_or_refused_by_its_day() -> None:
    trust = make_organisation("riverside")
    moderator = make_actor(trust, Role.MODERATOR)
    point = open_at(trust)
    back, kept, published = (say(point, token=t, wishes=PUBLIC).reference for t in ("a", "b", "c"))
    for reference in (back, kept, published):
        actions.hold_voice(actor=moderator, reference=reference)
    (task,) = [one for one in tasks_about(f"voices.voice:{kept}") if one.kind == "voices.held"]
    assert (task.live, task.clock, task.role) == (True, "held", "moderator")
    with pytest.raises(Refused, match="Publish it or refuse it"):
        tasks.finish_task(actor=moderator, reference=task.reference)
    actions.publish_voice(actor=moderator, reference=published)
    actions.withdraw_own(reference=back)
    about = {one: tasks_about(f"voices.voice:{one}") for one in (back, kept, published)}
    states = {one: [task.state for task in found if task.kind == "voices.held"] for one, found in about.items()}
    assert states == {back: ["cancelled"], kept: ["open"], published: ["done"]}
    (row,) = inbox(moderator, trust.id).held
    assert "working day" in row.due


def test_the_list_of_held_words_is_paged() -> None:
    trust = make_organisation("riverside")
    moderator = make_actor(trust, Role.MODERATOR)
    point = open_at(trust)
    said = [say(point, token=f"t{number}", wishes=PUBLIC).reference for number in range(27)]
    Voice.objects.update(moderation="held")
    first, second, beyond = (inbox(moderator, trust.id, page) for page in (1, 2, 99))
    assert [row.reference for row in (*first.held, *second.held)] == said
    assert beyond.held == second.held
    client: Any = at_desk(trust, Role.MODERATOR)
    assert "1 to 25 of 27 held back" in page(client.get("/o/riverside/inbox/"))
    assert "26 to 27 of 27 held back" in page(client.get("/o/riverside/inbox/?held=2"))
