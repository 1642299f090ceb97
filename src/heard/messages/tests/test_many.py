"""One message to many, letters printed together, an organisation's wordings, notices gathered, people forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heard.ledger import queries as ledger
from heard.ledger.models import Event
from heard.messages import actions, queries, sending
from heard.messages.actions import To
from heard.messages.actions.wordings import PARTS, problem
from heard.messages.models import Body, Message, Notice, Outbox, Recipient, Reply, Wording
from heard.messages.ports import Address, NoticeFor
from heard.messages.tests.factories import LINES, NOON, VALUES, again, person, queued
from heard.messages.wording import sms
from heard.organisations.errors import Refused
from heard.organisations.models import Account, Role
from heard.organisations.policy import SYSTEM
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_account, make_actor, make_membership, make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = NOON + timedelta(minutes=11)


def invite(organisation: OrganisationSummary, refs: list[str], **given: Any) -> actions.Sent:
    return actions.write_to_many(
        actor=given.pop("actor", SYSTEM),
        organisation_id=organisation.id,
        template="invitation",
        to=[To(ref, VALUES["invitation"]) for ref in refs],
        now=given.pop("now", NOON),
    )


def test_many_are_written_to_with_one_event() -> None:
    organisation = make_organisation()
    refs = [person(organisation) for _ in range(30)]
    before = Event.objects.count()
    sent = invite(organisation, refs)
    assert (sent.count, sent.unsent, sent.left_out) == (30, 0, {})
    assert Event.objects.count() == before + 1
    assert Message.objects.filter(state="queued").count() == Body.objects.count() == 30
    (entry,) = ledger.history(f"batch:{sent.reference}")
    assert "Ward 5" not in str(entry.content)


def test_the_work_of_a_batch_does_not_grow_with_its_length() -> None:
    organisation = make_organisation()
    counts = []
    for size in (5, 50):
        refs = [person(organisation) for _ in range(size)]
        with CaptureQueriesContext(
            connection,
        ) as caught:
            invite(organisation, refs)
        counts.append(len(caught))
    # SQLite inserts 50 rows with one statement; PostgreSQL copies.
    assert counts[1] <= counts[0] + 4


def test_who_was_asked_lately_or_stands_there_twice_is_left_out_and_counted() -> None:
    organisation = make_organisation()
    first, second, third = (person(organisation) for _ in range(3))
    invite(organisation, [first], now=NOON - timedelta(days=29))
    invite(organisation, [second], now=NOON - timedelta(days=31))
    sent = invite(organisation, [first, second, third, third])
    assert sent.count == 2
    assert sent.left_out == {"asked in the last 30 days": 1, "on the list twice": 1}


def test_one_invitation_too_many_is_not_sent_either() -> None:
    organisation = make_organisation()
    ref = person(organisation)
    assert queued(organisation, ref, template="invitation").state == "queued"
    second = queued(organisation, ref, template="invitation")
    assert (second.state, second.problem) == ("unsent", "This person was asked in the last 30 days already.")


def test_what_was_recalled_does_not_count_as_asked() -> None:
    organisation = make_organisation()
    refs = [person(organisation)]
    sent = invite(organisation, refs)
    assert actions.recall_batch(actor=SYSTEM, organisation_id=organisation.id, reference=sent.reference, now=NOON) == 1
    assert invite(organisation, refs).count == 1


def test_who_asked_to_stop_is_not_invited() -> None:
    organisation = make_organisation()
    stopped, other = person(organisation), person(organisation)
    actions.stop(actor=SYSTEM, organisation_id=organisation.id, ref=stopped, asked_by="email")
    sent = invite(organisation, [stopped, other])
    assert (sent.count, sent.unsent) == (2, 1)


def test_a_batch_is_recalled_as_far_as_it_is_not_sent() -> None:
    organisation = make_organisation()
    sent = invite(organisation, [person(organisation) for _ in range(5)])
    sending.send_due(now=LATER, most=2)
    assert actions.recall_batch(actor=SYSTEM, organisation_id=organisation.id, reference=sent.reference) == 3
    sending.send_due(now=LATER)
    assert Outbox.objects.count() == 2
    with pytest.raises(Refused, match="can no longer be recalled"):
        actions.recall_batch(actor=SYSTEM, organisation_id=organisation.id, reference=sent.reference)


def test_who_may_write_to_many() -> None:
    organisation = make_organisation()
    refs = [person(organisation)]
    with pytest.raises(Refused, match="Your role"):
        invite(organisation, refs, actor=make_actor(organisation, Role.SERVICE_MANAGER))
    assert invite(organisation, refs, actor=make_actor(organisation, Role.ENGAGEMENT_LEAD)).count == 1
    with pytest.raises(Refused, match="Choose at least one person"):
        invite(organisation, [])


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


def test_every_wording_that_heard_comes_with_holds_to_its_own_rules() -> None:
    organisation = make_organisation()
    for template in queries.templates(organisation.id):
        for language, texts in template.texts.items():
            for part in PARTS:
                assert problem(template, part, getattr(texts, part)) == "", (template.slug, language, part)
            shown = queries.render(template, language=language, way="sms", format="standard", values=template.examples)
            assert "{" not in shown.words
            assert sms.length(shown.words).segments <= 3, (template.slug, language, sms.length(shown.words))
        assert "en" in template.texts
        assert not template.public or "cy" in template.texts


def test_a_wording_of_ones_own_is_kept_in_versions_and_given_back() -> None:
    organisation, other = make_organisation(), make_organisation()
    given = {"actor": SYSTEM, "organisation_id": organisation.id, "template": "reply", "language": "en"}
    texts = {"subject": "About {service}", "body": "Dear {name}, {answer}", "easy_read": "{answer}", "sms": "{answer}"}
    assert actions.save_wording(**given, **texts) == 1
    with pytest.raises(Refused, match="Nothing has been changed"):
        actions.save_wording(**given, **texts)
    assert actions.save_wording(**given, **{**texts, "body": "Hello, {answer}"}) == 2
    message = queued(organisation)
    assert Body.objects.get(message=message).words == "Hello, We have put a second person on at night."
    assert message.template_version == "own 2"
    assert queued(other).template_version == "2026.1"
    assert actions.reset_wording(**given) == 3
    assert queued(organisation).template_version == "2026.1"
    assert list(Wording.objects.order_by("version").values_list("version", "own")) == [(1, True), (2, True), (3, False)]
    with pytest.raises(Refused, match="that Heard comes with"):
        actions.reset_wording(**given)


@pytest.mark.parametrize(
    ("part", "text", "sentence"),
    [
        ("body", "Hello {name}", "Keep {answer} in the wording"),
        ("body", "{answer} {secret}", "There is no field {secret}"),
        ("sms", "{answer", "Write a field as"),
        ("easy_read", "", "Enter the easy read wording"),
        ("sms", "{answer} " + "x" * 1000, "Shorten it"),
    ],
)
def test_a_wrong_wording_is_refused_beside_its_field(part: str, text: str, sentence: str) -> None:
    organisation = make_organisation()
    texts = dict.fromkeys(PARTS, "{answer}") | {part: text}
    with pytest.raises(Refused) as caught:
        actions.save_wording(actor=SYSTEM, organisation_id=organisation.id, template="reply", language="en", **texts)
    assert caught.value.field == part
    assert sentence in caught.value.sentence


def test_people_get_their_language_and_format() -> None:
    organisation = make_organisation()
    welsh = queued(organisation, person(organisation, language="cy"))
    assert "Dyma ein hateb" in Body.objects.get(message=welsh).words
    polish = queued(organisation, person(organisation, language="pl"))
    assert polish.language == "en"
    easy = queued(organisation, person(organisation, "letter", format="easy_read"))
    assert "This is our answer:" in Body.objects.get(message=easy).words
    with pytest.raises(Refused, match="Enter which format"):
        person(organisation, format="other")


@pytest.mark.parametrize(
    ("way", "address", "sentence"),
    [
        ("email", Address(email="ann@"), "like name@example.com"),
        ("sms", Address(phone="12"), "like 07700 900 123"),
        ("letter", Address(name="Ann", lines=("1 High Street",)), "at least two lines"),
        ("letter", Address(name="Ann", lines=("x",) * 7), "at most 7 lines"),
        ("fax", Address(), "Choose how they are reached"),
    ],
)
def test_an_address_that_cannot_work_is_refused(way: str, address: Address, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        person(make_organisation(), way, address=address)


def test_addresses_are_kept_sealed() -> None:
    organisation = make_organisation()
    ref = person(organisation)
    row = Recipient.objects.get(ref=ref)
    assert b"example.org" not in bytes(row.sealed or b"")
    found = queries.resolve(organisation.id, ref)
    assert found
    assert found.address.email.endswith("@example.org")


CANARY = "zzcanaryzz"


def everything() -> str:
    """Every value of the room's tables."""
    from django.apps import apps

    rows: list[str] = []
    for model in apps.get_app_config("heard_messages").get_models():
        rows += [str(row) for row in model._base_manager.values_list()]
    return " ".join(rows)


def test_who_is_forgotten_leaves_states_and_events_and_no_word() -> None:
    from heard.messages.inbound.receiving import receive

    organisation = make_organisation()
    address = Address(name=f"Ann {CANARY}", email=f"{CANARY}@example.org", lines=LINES)
    ref = person(organisation, address=address)
    values = {**VALUES["reply"], "answer": f"Dear {CANARY}"}
    given = {
        "actor": SYSTEM,
        "organisation_id": organisation.id,
        "template": "reply",
        "recipient_ref": ref,
        "values": values,
    }
    sent = Message.objects.get(reference=actions.write(**given, now=NOON))
    sending.send_due(now=LATER)
    waiting = Message.objects.get(reference=actions.write(**given, now=LATER))
    raw = f"From: x@example.org\r\nTo: heard+{sent.token}@localhost\r\nMessage-ID: <c@x>\r\n\r\nYes {CANARY}"
    receive(raw.encode())
    assert CANARY in everything()
    assert Reply.objects.get().words == f"Yes {CANARY}"
    gone = actions.forget_recipient(actor=SYSTEM, organisation_id=organisation.id, ref=ref)
    assert (gone.addresses, gone.bodies, gone.replies) == (1, 2, 1)
    assert CANARY not in everything()
    assert (again(sent).state, again(waiting).state) == ("sent", "recalled")
    assert len(ledger.history(f"message:{sent.reference}")) == 4
    assert queries.resolve(organisation.id, ref) is None
    assert sending.send_due(now=LATER + timedelta(hours=1)) == 0
    kept = [row for row in Outbox.objects.all() if row.sealed is not None]
    assert kept == []


def told(account: Account, organisation: OrganisationSummary, kind: str, key: str, at: Any) -> None:
    actions.notify([NoticeFor(account.pk, organisation.id, kind, key, f"{kind} {key}")], at=at)


def test_notices_are_gathered_at_once_each_morning_or_each_monday() -> None:
    organisation = make_organisation()
    account = make_account()
    make_membership(organisation, Role.BOARD_MEMBER, account)
    # A board member by the pack: what came up daily, tasks weekly, replies at once. NOON is a Monday.
    for kind in ("reply", "task_up", "task_yours"):
        told(account, organisation, kind, kind, NOON)
    mailed = lambda: set(Notice.objects.exclude(mailed_at=None).values_list("subject_kind", flat=True))  # noqa: E731
    assert actions.send_digests(NOON + timedelta(minutes=1)) == 1
    assert mailed() == {"reply"}
    assert actions.send_digests(NOON + timedelta(hours=6)) == 0
    assert actions.send_digests(NOON + timedelta(hours=20)) == 1, "Tuesday at eight"
    assert mailed() == {"reply", "task_up"}
    assert actions.send_digests(NOON + timedelta(days=6)) == 0
    assert actions.send_digests(NOON + timedelta(days=6, hours=20)) == 1, "Monday at eight"
    assert mailed() == {"reply", "task_up", "task_yours"}
    sending.send_due(now=NOON + timedelta(days=6, hours=20))
    assert Outbox.objects.count() == 3, "they cannot be recalled, so that they wait for nothing"


def test_what_was_read_and_what_is_set_to_never_is_not_mailed() -> None:
    organisation = make_organisation()
    account = make_account()
    actor = make_membership(organisation, Role.ENGAGEMENT_LEAD, account) and _actor(account)
    told(account, organisation, "reply", "a", NOON)
    actions.mark_notices_read(actor=actor, organisation_id=organisation.id)
    told(account, organisation, "task_up", "b", NOON)
    actions.set_notices(actor=actor, organisation_id=organisation.id, often={"task_up": "never"})
    assert actions.send_digests(NOON + timedelta(days=7)) == 0


def _actor(account: Account) -> Any:
    from heard.organisations import queries as organisations

    return organisations.actor(account)


def test_the_same_notice_twice_is_one_and_many_become_one_e_mail() -> None:
    organisation = make_organisation()
    account = make_account()
    make_membership(organisation, Role.ENGAGEMENT_LEAD, account)
    for n in range(25):
        told(account, organisation, "reply", f"k{n}", NOON)
        told(account, organisation, "reply", f"k{n}", NOON)
    assert Notice.objects.count() == 25
    assert actions.send_digests(NOON) == 1
    words = Body.objects.get().words
    assert "and 5 more" in words
    assert actions.send_digests(NOON) == 0
    assert queries.messages_page(_scope(organisation))[0] == [], "they are on nobody else's list"


def _scope(organisation: OrganisationSummary) -> Any:
    from heard.organisations import queries as organisations

    return organisations.scope(SYSTEM, "see_messages", organisation.id)


def test_a_notice_leads_nowhere_outside() -> None:
    organisation = make_organisation()
    account = make_account()
    actions.notify([NoticeFor(account.pk, organisation.id, "reply", "k", "Look", "https://evil.example/")])
    assert Notice.objects.get().link == ""
