"""Proves tests/who_may.py with requests: every address, every role, own and other organisation, signed in or not."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

from django.db import transaction
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from heard.config import urls
from heard.decisions.models import Speaker
from heard.demonstration import actions as demonstration
from heard.demonstration.people import PASSWORD, PEOPLE
from heard.ledger import queries as ledger
from heard.organisations import actions as organisations
from heard.organisations import policy
from heard.organisations.actions import Invitee, invite_people
from heard.organisations.models import Account, Membership, Organisation, Role, Unit
from heard.voices import queries as voices
from heard.voices.queries import erasures
from tests.who_may import OF_AN_ORGANISATION, PUBLIC, SIGNED_IN, Address

METHODS = ("get", "post")
NARROW_ROLE = Role.SERVICE_MANAGER


def addresses(patterns: list[Any], space: str = "") -> Iterator[tuple[str, str]]:
    """(name, pattern) of every address of the installation."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, (space, pattern.namespace or "")))
            yield from addresses(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield ":".join(filter(None, (space, pattern.name or ""))), str(pattern.pattern)


def test_every_address_stands_in_the_table_once() -> None:
    listed = [row.name for row in OF_AN_ORGANISATION]
    assert len(listed) == len(set(listed))
    named = {name for name, _ in addresses(get_resolver().url_patterns)}
    assert "" not in named, "every address has a name"
    assert named == {*listed, *SIGNED_IN, *PUBLIC}


class World:
    """A small demonstration organisation, another organisation, and one of every thing that an address names."""

    def __init__(self) -> None:
        self.organisation = demonstration.ensure(count=90, until=date(2026, 11, 20))
        pk = self.organisation.id
        self.accounts = {Role(person.role): Account.objects.get(email=person.email) for person in PEOPLE}
        self.views = {role: self._view(account) for role, account in self.accounts.items()}
        self.notices = {role: self._notice(account) for role, account in self.accounts.items()}
        administrator = policy_actor(self.accounts[Role.ADMINISTRATOR])
        (invitation,) = invite_people(
            actor=administrator,
            organisation_id=pk,
            invitees=[Invitee("new@riverside.example", Role.ANALYST)],
            site="http://testserver",
        )
        inside = Unit.objects.get(organisation=pk, name="Kestrel Ward")
        outside = Unit.objects.get(organisation=pk, name="Eye Clinic")
        self.things = {
            "unit": inside.reference,
            "closed_unit": Unit.objects.get(organisation=pk, name="Kingfisher Ward").reference,
            "invitation": invitation,
            "member": Membership.objects.get(account=self.accounts[Role.MODERATOR]).reference,
            "draft": self._draft(administrator),
            "submission": self._submitted(),
            "point": voices.points(pk)[0].reference,
            "task": self._task(inside),
            "signal": self._signal(inside),
            "topic": self._topic(inside),
            "frame": self._frame(),
            "one": "1",
            **self._said(inside),
            **self._written(inside),
            **self._written_to_all(),
            **self._decided(inside),
            "board_question": self._board_question(),
            "calibration": self._calibration(),
            "sample": self._sample(),
            "people": self._people(),
            "attachment": self._attachment(inside),
            "appeal": self._appeal(inside),
            **self._to_erase(),
            **self._masked_and_withdrawn(policy_actor(self.accounts[Role.INFORMATION_GOVERNANCE])),
        }
        task = self._task(outside)
        self.elsewhere = {
            **self.things,
            "unit": outside.reference,
            "task": task,
            "signal": self._signal(outside),
            "topic": self._topic(outside),
            **self._said(outside),
            **self._written(outside),
            **self._decided(outside),
        }
        other = organisations.create_organisation(actor=policy.SYSTEM, code="elsewhere", name="Elsewhere Care")
        for role in Role:
            organisations.enrol(
                actor=policy.SYSTEM,
                organisation_id=other.id,
                email="everything@elsewhere.example",
                name="Somebody Else",
                role=role,
                password=PASSWORD,
                purpose="To prove the policy",
                legal_basis="To prove the policy",
            )
        Organisation.objects.filter(pk=other.id).update(demonstration=True)
        # Every role at once: a role more never takes away, so what this person does not reach no single role does.
        self.stranger = Account.objects.get(email="everything@elsewhere.example")
        assert {grant.role for grant in policy_actor(self.stranger).grants} == set(Role)

    def _view(self, account: Account) -> str:
        from heard.coding.actions.saved import save_view

        actor = policy_actor(account)
        if not policy.may(actor, "save_view", self.organisation.id):
            return "NO-VIEW-OF-THEIR-OWN"  # an administrator keeps none: its addresses are asked for all the same
        return save_view(actor=actor, organisation_id=self.organisation.id, name="Mine", query="period=month")

    def _to_erase(self) -> dict[str, str]:
        """A request for erasure, a voice that a rule proposes, and a hold over something else."""
        from heard.voices import actions
        from heard.voices.models import Voice

        governance, taker = (
            policy_actor(self.accounts[role]) for role in (Role.INFORMATION_GOVERNANCE, Role.COMPLAINTS_OFFICER)
        )
        asked, old, held = Voice.objects.filter(organisation=self.organisation.id, erased_at=None).order_by("id")[:3]
        Voice.objects.filter(pk=old.pk).update(received_at=timezone.now() - timedelta(days=15 * 366))
        given = {"organisation_id": self.organisation.id, "why": "A claim"}
        hold = actions.place_hold(actor=governance, voice=held.reference, **given)
        request = actions.ask_erasure(
            actor=taker,
            organisation_id=self.organisation.id,
            reference=asked.reference,
            identity="details",
            note="They knew the day.",
        )
        rule = next(one.rule for one in erasures.due(self.organisation.id))
        return {"erasure": request.reference, "due_rule": rule, "hold": hold.reference}

    def _task(self, unit: Unit) -> str:
        """A task of the unit that nobody owns."""
        from heard.tasks.actions import open_task

        opened = open_task(
            actor=policy.SYSTEM,
            organisation_id=self.organisation.id,
            unit_id=unit.pk,
            kind="signals.signal",
            subject=f"signals.signal:{unit.reference}",
            title="Look at a concern",
            role=Role.SERVICE_MANAGER,
            clock="reply",
        )
        return opened.reference

    def _decided(self, unit: Unit) -> dict[str, str]:
        """An open decision, one with a draft and somebody who has none, and one whose reply is in the queue."""
        from heard.decisions import actions
        from heard.decisions.tests.factories import about, decided, make_decision, make_voice
        from heard.organisations import queries
        from heard.store import sealing
        from heard.voices.models import Contact, Voice

        place, given = queries.units([unit.pk])[unit.pk], {"actor": policy.SYSTEM}
        voices = [
            make_voice(self.organisation, place, reply=True, email=f"{unit.pk}-{number}@example.org")
            for number in range(3)
        ]
        spoken = Voice.objects.get(reference=voices[0])
        Contact.objects.update_or_create(voice=spoken, defaults={"sealed": sealing.seal('{"phone": "01632 960001"}')})
        first = decided(make_decision(self.organisation, place, about=[about(voices[0])]))
        actions.draft_replies(**given, reference=first.reference)
        Speaker.objects.create(evidence=first.evidence.get(), voice=voices[1])
        due = timezone.localdate() + timedelta(days=30)
        plan = {"what": "Begin", "measure": "Bells", "direction": "down", "comparator": "Wards", "check_on": due}
        action = actions.add_action(**given, reference=first.reference, due_on=due, **plan)
        second = decided(make_decision(self.organisation, place, about=[about(voices[2])]))
        actions.draft_replies(**given, reference=second.reference)
        actions.send_replies(**given, reference=second.reference)
        return {
            "open_decision": make_decision(self.organisation, place).reference,
            "decided": first.reference,
            "replied": second.reference,
            "reply_voice": voices[0],
            "action": action.reference,
        }

    def _board_question(self) -> str:
        from heard.decisions.actions import ask_board

        answerer = self.accounts[Role.ENGAGEMENT_LEAD].pk
        given = {"organisation_id": self.organisation.id, "question": "Why?", "answerer_id": answerer}
        return ask_board(actor=policy.SYSTEM, **given).reference

    def _calibration(self) -> str:
        """A version of the coder that waits for somebody to adopt it."""
        from heard.coding.models import Calibration

        measure = {"value": 0.1, "low": 0.0, "high": 0.2}
        measured = {"learned": 120, "comments": 80, "before": measure, "after": measure, "difference": measure}
        numbers = {"thresholds": [], "slope": 4, "intercept": 0, "measured": measured}
        given = {"number": 1, "frame": "fft-themes@7", "model": "fast@1", "made_at": timezone.now(), **numbers}
        return Calibration.objects.create(organisation_id=self.organisation.id, **given).reference

    def _sample(self) -> str:
        """A gold set that the analyst and the moderator code, and the lead settles."""
        from heard.checking.actions.sampling import KINDS, Asked, make_gold_set

        people = (self.accounts[role].pk for role in (Role.ANALYST, Role.MODERATOR, Role.ENGAGEMENT_LEAD))
        given = {"organisation_id": self.organisation.id, "name": "Gold", "purpose": "", "size": 5, "strata": KINDS}
        days = (date(2024, 1, 1), date(2026, 11, 22))
        return make_gold_set(actor=policy.SYSTEM, **given, days=days, asked=Asked(*people), seed=1)

    def _attachment(self, unit: Unit) -> str:
        """A recording that came with what was said first about the unit."""
        from heard.voices import actions
        from heard.voices.models import Attachment, Voice

        reference, _ = actions.add_attachment(token="t", data=b"OggS" + bytes(60))
        said = Voice.objects.get(reference=self._said(unit)["voice"])
        Attachment.objects.filter(reference=reference).update(voice=said, pending="")
        return reference

    def _appeal(self, unit: Unit) -> str:
        """What somebody asks the independent body to look at again."""
        from heard.voices import actions
        from heard.voices.models import Voice

        # Not the last one of all, which is withdrawn.
        voice = Voice.objects.filter(unit=unit, withdrawn_at=None).order_by("id")[1]
        Voice.objects.filter(pk=voice.pk).update(moderation="held")
        return actions.appeal_refusal(reference=voice.reference)

    def _people(self) -> str:
        """A list of people who could be invited."""
        from heard.voices import actions

        given = {"actor": policy.SYSTEM, "organisation_id": self.organisation.id}
        content = f"Email,Service\na@example.org,{voices.open_places(self.organisation.id)[0][1]}\n".encode()
        batch = actions.take_list(**given, blocks=[content], file_name="people.csv")
        actions.map_list(**given, reference=batch.reference, columns=batch.columns)
        return batch.reference

    def _signal(self, unit: Unit) -> str:
        """A signal about the unit that nobody has taken up."""
        from heard.signals.actions import raise_signal

        return raise_signal(actor=policy.SYSTEM, organisation_id=self.organisation.id, unit_id=unit.pk, why="Look")

    def _frame(self) -> str:
        """A frame of the organisation's own."""
        from heard.coding.actions.frames import make_frame

        given = {"organisation_id": self.organisation.id, "labels": [("Bells", "")]}
        return make_frame(actor=policy.SYSTEM, **given, name="Ours")

    def _topic(self, unit: Unit) -> str:
        """A topic of the unit that waits for a second person."""
        from heard.coding.actions.topics import start_topic

        given = {"organisation_id": self.organisation.id, "unit_id": unit.pk}
        return start_topic(actor=policy.SYSTEM, **given, name="Bells", phrases=["bell"])

    def _written(self, unit: Unit) -> dict[str, str]:
        """A message in the queue, a letter and a draft about a unit."""
        from heard.messages import actions
        from heard.messages.ports import Address as Reached

        given = {"actor": policy.SYSTEM, "organisation_id": self.organisation.id}
        reached = Reached(name="Ann", email="ann@example.org", lines=("1 High Street", "Riverside", "RV1 1AA"))
        for way in ("email", "letter"):
            actions.keep_recipient(**given, ref=f"voices.contact:{way}", way=way, address=reached)
        values = {"name": "Ann", "service": unit.name, "answer": "Sorry", "sender": "Us", "key": "a b c", "phone": "1"}
        given |= {"template": "reply", "values": values, "unit_id": unit.id}
        return {
            "message": actions.write(**given, recipient_ref="voices.contact:email"),
            "letter": actions.write(**given, recipient_ref="voices.contact:letter"),
            "draft_message": actions.draft_message(**given, recipient_ref="voices.contact:email"),
        }

    def _written_to_all(self) -> dict[str, str]:
        """A batch, letters that were printed, a reply to nothing, and a notice."""
        from heard.messages import actions
        from heard.messages.actions.replies import Received, receive_reply
        from heard.messages.models import Message, PrintRun

        pk = self.organisation.id
        values = {"service": "x", "link": "https://x.example", "phone": "1"}
        to = [actions.To("voices.contact:email", values)]
        sent = actions.write_to_many(actor=policy.SYSTEM, organisation_id=pk, template="invitation", to=to)
        Message.objects.filter(way="letter").update(state="to_print")
        run = actions.make_print_run(actor=policy.SYSTEM, organisation_id=pk)
        assert PrintRun.objects.filter(reference=run).exists()
        stray = receive_reply(Received(pk, None, "sms", "answer", "1", "Hello", timezone.now()))
        assert stray is not None
        return {"batch": sent.reference, "print_run": run, "stray_reply": stray}

    def _notice(self, account: Account) -> str:
        from heard.messages import actions
        from heard.messages.models import Notice
        from heard.messages.ports import NoticeFor

        actions.notify([NoticeFor(account.pk, self.organisation.id, "reply", "k", "Look", "/account/")])
        return str(Notice.objects.filter(account=account).latest("pk").pk)

    def _draft(self, actor: policy.Actor) -> str:
        from heard.voices import actions

        batch = actions.create_import(
            actor=actor,
            organisation_id=self.organisation.id,
            blocks=[b"Date,Comment\n01/02/2026,Kind people\n"],
            file_name="draft.csv",
            source_name="Draft",
        )
        return batch.reference

    def _submitted(self) -> str:
        """A month's return, submitted and published."""
        from heard.assurance import actions
        from heard.methods.fft import Month

        given = {"actor": policy.SYSTEM, "organisation_id": self.organisation.id, "month": Month(2026, 10)}
        actions.start_return(**given)
        submitted = actions.submit_return(**given)
        actions.publish_percentages(**given)
        return submitted

    def _masked_and_withdrawn(self, actor: policy.Actor) -> dict[str, str]:
        from heard.voices import actions
        from heard.voices.models import Answer, Voice

        masked = Answer.objects.filter(masked=True).order_by("id").first()
        assert masked is not None, "nothing is masked"
        withdrawn = Voice.objects.exclude(pk=masked.voice_id).order_by("-id").first()
        assert withdrawn is not None
        actions.withdraw_voice(actor=policy.SYSTEM, voice_id=withdrawn.pk, reason="To prove the policy")
        return {
            "masked_voice": masked.voice.reference,
            "masked_answer": str(masked.pk),
            "withdrawn_voice": withdrawn.reference,
        }

    def _said(self, unit: Unit) -> dict[str, str]:
        from heard.coding.models import Spoken
        from heard.voices.models import Answer, Import

        answer = Answer.objects.filter(voice__unit=unit, state=Answer.State.SAID).order_by("id").first()
        assert answer is not None, f"nothing is said about {unit.name}"
        # A page for what is in another language stands for such alone.
        Spoken.objects.get_or_create(answer_id=answer.pk, language="pl")
        done = Import.objects.filter(pk=answer.voice.batch_id).get()
        return {
            "voice": answer.voice.reference,
            "answer": str(answer.pk),
            "import": done.reference,
            "source": str(done.source_id),
        }

    def url(self, row: Address, things: dict[str, str], role: Role | None = None) -> str:
        """The address with its parts filled in."""
        parts = {part: things.get(thing, thing) for part, thing in row.things.items()}
        if role is not None:
            own = {"own_view": self.views[role], "own_notice": self.notices[role]}
            parts = {part: own.get(thing, thing) for part, thing in parts.items()}
        return reverse(row.name, kwargs={"code": self.organisation.code, **parts})


def policy_actor(account: Account) -> policy.Actor:
    from heard.organisations import queries

    return queries.actor(account)


def outcome(client: Client, method: str, url: str) -> str:
    """What a request comes to, whatever it changed taken back: reached, refused, absent, sign-in, no-method.

    A redirect with a sentence that says why nothing was done, and no event, is 'declined'.
    """
    with transaction.atomic():
        events = ledger.size() if method == "post" else 0
        response = getattr(client, method)(url)
        recorded = method == "post" and ledger.size() - events
        transaction.set_rollback(True)
    if response.status_code in {301, 302} and "/account/login/" in response["Location"]:
        return "sign-in"
    if method == "post" and response.status_code == 302 and not recorded:
        return "declined"
    return {403: "refused", 404: "absent", 405: "no-method"}.get(response.status_code, "reached")


# Parts of an address that name no record.
WITHOUT_A_THING = frozenset({"name", "form", "slug", "language", "key", "month"})


class WhoMay(TestCase):
    """Every address of an organisation."""

    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = World()
        # Every refusal is a line with its traceback: thousands of them.
        logging.disable(logging.CRITICAL)
        cls.addClassCleanup(logging.disable, logging.NOTSET)
        # And a page: what those look like is proven elsewhere, as is what a PDF holds.
        for maker in ("heard.design.pdf.pdf", "heard.pages.views.board.pdf", "heard.voices.views.poster.pdf"):
            cls.enterClassContext(patch(maker, lambda *_, **__: b"%PDF-"))
        for status in (403, 404):
            answer = partial(HttpResponse, status=status)
            cls.enterClassContext(patch.object(urls, f"handler{status}", lambda *_, answer=answer, **__: answer()))

    def clients(self, accounts: dict[Role, Account]) -> Iterator[tuple[Role, Client]]:
        for role, account in accounts.items():
            client = Client(raise_request_exception=True)
            client.force_login(account)
            yield role, client

    def compare(self, wrong: list[str]) -> None:
        assert wrong == [], "\n" + "\n".join(wrong)

    def test_each_role_reaches_its_own_addresses_and_no_other(self) -> None:
        wrong = []
        for role, client in self.clients(self.world.accounts):
            for row in OF_AN_ORGANISATION:
                url = self.world.url(row, self.world.things, role)
                for method in METHODS:
                    roles = getattr(row, method)
                    found = outcome(client, method, url)
                    if roles is None:
                        # Which of the two gates stands first does not matter where the method is not offered.
                        right = found in {"no-method", "refused", "absent"}
                    else:
                        right = found in {"reached", "declined"} if role in roles else found in {"refused", "absent"}
                    if not right:
                        wrong.append(f"{role} {method} {row.name}: {found}")
        self.compare(wrong)

    def test_a_manager_of_one_subtree_reaches_nothing_outside_it(self) -> None:
        wrong = []
        client = Client()
        client.force_login(self.world.accounts[NARROW_ROLE])
        for row in (row for row in OF_AN_ORGANISATION if row.narrow):
            url = self.world.url(row, self.world.elsewhere, NARROW_ROLE)
            for method in (method for method in METHODS if getattr(row, method) is not None):
                if (found := outcome(client, method, url)) not in {"refused", "absent"}:
                    wrong.append(f"{method} {row.name}: {found}")
        self.compare(wrong)

    def test_whoever_has_every_role_elsewhere_reaches_nothing(self) -> None:
        wrong = []
        client = Client()
        client.force_login(self.world.stranger)
        for row in OF_AN_ORGANISATION:
            url = self.world.url(row, self.world.things, Role.ANALYST)
            for method in METHODS:
                if (found := outcome(client, method, url)) not in {"absent", "no-method"}:
                    wrong.append(f"{method} {row.name}: {found}")
        self.compare(wrong)

    def test_another_organisations_things_are_absent_under_ones_own_address(self) -> None:
        """The code in the address is one's own, the reference is another organisation's."""
        wrong = []
        client = Client()
        client.force_login(self.world.stranger)
        for row in (row for row in OF_AN_ORGANISATION if set(row.things) - WITHOUT_A_THING):
            url = self.world.url(row, self.world.things, Role.ANALYST).replace("/o/riverside/", "/o/elsewhere/")
            for method in METHODS:
                if (found := outcome(client, method, url)) not in {"absent", "refused", "no-method", "declined"}:
                    wrong.append(f"{method} {row.name}: {found}")
        self.compare(wrong)

    def test_nobody_reaches_anything_without_signing_in(self) -> None:
        wrong = []
        for row in OF_AN_ORGANISATION:
            for method in METHODS:
                found = outcome(Client(), method, self.world.url(row, self.world.things, Role.ANALYST))
                if found not in {"sign-in", "no-method"}:
                    wrong.append(f"{method} {row.name}: {found}")
        self.compare(wrong)

    def test_addresses_of_ones_own_account_ask_for_signing_in(self) -> None:
        wrong = [name for name in sorted(SIGNED_IN) if outcome(Client(), "get", reverse(name)) != "sign-in"]
        self.compare(wrong)

    def test_a_leaver_reaches_nothing(self) -> None:
        account = self.world.accounts[Role.ANALYST]
        Membership.objects.filter(account=account).update(until_date=date(2026, 1, 1))
        client = Client()
        client.force_login(account)
        urls = [self.world.url(row, self.world.things, Role.ANALYST) for row in OF_AN_ORGANISATION]
        self.compare([url for url in urls if outcome(client, "get", url) not in {"absent", "no-method"}])
