"""An organisation in which anybody may try anything, and what must hold whatever they do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.test import Client
from django.utils import timezone

from heard.coding.actions import corrections
from heard.coding.models import ExploreAnswer
from heard.decisions import actions as decisions
from heard.decisions.models import Decision, Evidence, Interest
from heard.ledger import queries as ledger
from heard.messages import actions as messages
from heard.organisations import actions as organisations
from heard.organisations import queries as people
from heard.organisations.errors import Refused
from heard.organisations.models import Account, Role
from heard.organisations.policy import SYSTEM, Actor
from heard.organisations.tests.factories import make_account, make_membership, make_organisation
from heard.signals import actions as signals
from heard.signals.models import Conflict, Signal, SignalVoice
from heard.tasks import actions as tasks
from heard.tasks import queries as task_queries
from heard.tasks.models import Task
from heard.voices import actions as voices
from heard.voices import queries
from heard.voices.capture.wishes import Wishes
from heard.voices.models import Answer, ErasureRequest, Original, Receipt, Voice
from heard.voices.tests.factories import bring, row, table
from heard.voices.tests.speaking import open_at, say

ROLES = (
    *(Role.ENGAGEMENT_LEAD, Role.COMPLAINTS_OFFICER, Role.SAFEGUARDING_LEAD, Role.SPEAKING_UP_GUARDIAN),
    *(Role.INFORMATION_GOVERNANCE, Role.ANALYST, Role.BOARD_MEMBER, Role.REGULATOR, Role.MODERATOR),
    *(Role.INDEPENDENT_VOICE, Role.ADMINISTRATOR),
)
# Who may read untouched words, by the way that a voice goes: written down again here, on purpose.
OPENERS = {
    "line": {Role.INFORMATION_GOVERNANCE, Role.COMPLAINTS_OFFICER, Role.SAFEGUARDING_LEAD},
    "outside": {Role.INFORMATION_GOVERNANCE, Role.COMPLAINTS_OFFICER, Role.SAFEGUARDING_LEAD},
    "safeguarding": {Role.SAFEGUARDING_LEAD},
    "speaking_up": set(),
}
# A telephone number that is masked everywhere: where it stands unmasked, an original was shown.
NUMBER = "07700 9004"
REASON = "It is mended: a second person is on duty at night"
LIVE = {"open", "reopened", "taken_up"}


class World:
    """Two places, a person of each role, one in conflict, a stranger and nobody; voices of every way, with signals."""

    def __init__(self) -> None:
        self.trust = make_organisation()
        self.points = [open_at(self.trust, name) for name in ("Kestrel Ward", "Heron Ward")]
        self.roles: list[Role | None] = []
        self.actors: list[Actor | None] = []
        self.clients: list[Client] = []
        units = people.units([point.unit_id for point in self.points])
        for point in self.points:
            self._person(Role.SERVICE_MANAGER, unit=units[point.unit_id])
        for role in ROLES:
            self._person(role)
        # In conflict from the start, with the widest role that works on signals and decides.
        self._person(Role.ENGAGEMENT_LEAD)
        self.conflicted = len(self.actors) - 1
        self._person(Role.ENGAGEMENT_LEAD, elsewhere=True)
        self.roles, self.actors, self.clients = [*self.roles, None], [*self.actors, None], [*self.clients, Client()]
        self._speak()
        signals.raise_waiting(actor=SYSTEM)
        for signal in Signal.objects.filter(level=3):
            signals.declare_conflict(
                actor=self.actors[self.conflicted],
                organisation_id=self.trust.id,
                reference=signal.reference,
                reason="Kin",
            )
        self.said = self.words()
        self.texts = dict(Answer.objects.values_list("id", "voice__reference"))
        self.serious = set(Signal.objects.filter(level=3).values_list("reference", flat=True))
        assert len(self.serious) >= 6, "every serious voice has become a signal"
        self.opened: list[tuple[int, int]] = []
        self.decided: set[str] = set()

    def _person(self, role: Role, unit: Any = None, elsewhere: bool = False) -> None:
        account = make_account()
        make_membership(make_organisation() if elsewhere else self.trust, role, account, unit)
        client = Client()
        client.force_login(account)
        self.roles.append(None if elsewhere else role)
        self.actors.append(people.actor(account))
        self.clients.append(client)

    def _speak(self) -> None:
        """Serious words with a number in each: with and without an address, by every way, and brought by a file."""
        asked = [
            {"wishes": Wishes(reply=True, publication="without_name"), "contact": {"email": "ann@example.org"}},
            {"wishes": Wishes(publication="without_name")},
            {"wishes": Wishes(not_this_ward=True)},
            {"under_16": True},
            {"speaking_up": True},
        ]
        self.voices = []
        for place, given in enumerate(asked):
            words = f"He was left on the floor for nine hours and nearly died. Ring me on {NUMBER}{place:02}"
            point = self.points[place % 2]
            self.voices.append(say(point, f"s{place}", words, **given).reference)
        serious = f"He was left on the floor for nine hours and nearly died. Ring me on {NUMBER}50"
        self.batch = bring(self.trust.id, table([row(1, answer=serious, ward="Kestrel Ward", date="20/11/2026")]))
        self.voices.append(Voice.objects.get(batch=self.batch).reference)

    def words(self) -> dict[int, str]:
        """The untouched words of every answer, as they are kept now."""
        kept = dict(Answer.objects.values_list("id", "words"))
        return kept | dict(Original.objects.values_list("answer_id", "words"))

    def account(self, at: int) -> Account | None:
        actor = self.actors[at]
        return Account.objects.get(pk=actor.account_id) if actor and actor.account_id else None


def attempt(world: World, act: Callable[[], Any]) -> bool:
    """Do it as one request would: all of it, or nothing. Whether it was done."""
    try:
        with transaction.atomic():
            act()
    except Refused:
        return False
    return True


def sound(world: World) -> None:
    """What must hold after every step."""
    nothing_serious_closed_silently(world)
    no_word_changed(world)
    nobody_in_conflict_decided(world)
    no_original_without_its_role(world)


def nothing_serious_closed_silently(world: World) -> None:
    """A signal that was serious once is live with somebody asked, or closed by what the person can read."""
    rows = {row.reference: row for row in Signal.objects.select_related("merged_into")}
    asked = set(Task.objects.filter(state__in=["open", "paused"]).values_list("subject", flat=True))
    assert world.serious <= set(rows), "a serious signal is gone"
    world.serious |= {row.reference for row in rows.values() if row.level == 3}
    for reference in world.serious:
        signal = rows[reference]
        assert signal.level == 3, f"{reference} is no longer serious"
        if signal.state == "merged":
            assert signal.merged_into.level == 3
            continue
        if signal.state in LIVE:
            assert signal.backlog or f"signals.signal:{reference}" in asked, f"nobody is asked about {reference}"
            continue
        closed_in_the_open(signal)


def closed_in_the_open(signal: Signal) -> None:
    """There is an event, and a decision that cites it, or a reason on the page of everybody who holds a key."""
    events = [one for one in ledger.history(f"signals.signal:{signal.reference}") if one.kind == "signals.closed"]
    assert events, "closed without an event"
    if signal.closing_reference:
        decision = Decision.objects.get(reference=signal.closing_reference.rpartition(":")[2])
        assert decision.decided_at is not None
        family = [signal.reference, *signal.merged.values_list("reference", flat=True)]
        assert Evidence.objects.filter(decision=decision, kind="signals.signal", of__in=family).exists()
        return
    assert signal.closing_reason.strip(), "closed without a reason"
    spoken = SignalVoice.objects.filter(signal=signal).values_list("voice_reference", flat=True)
    for voice in Receipt.objects.filter(voice__reference__in=spoken).select_related("voice"):
        shown = queries.followed(voice.voice.reference)
        assert shown is not None
        assert any(signal.closing_reason in moment.text for moment in shown.moments), "the reason is not shown"


def no_word_changed(world: World) -> None:
    """Every answer has its first words still, or its voice was erased or taken back with its import, on record."""
    now = world.words()
    for answer, words in world.said.items():
        if answer in now:
            assert now[answer] == words, "words were changed"
            continue
        reference = world.texts[answer]
        erased = ErasureRequest.objects.filter(voice=reference, state="done").exclude(basis="subject").exists()
        seen = ErasureRequest.objects.filter(voice=reference, state="done", basis="subject").first()
        undone = not Voice.objects.filter(reference=reference).exists() and world.batch.reference
        assert erased or undone or (seen and seen.asked_by_id != seen.decided_by_id), "words are gone"
    world.texts |= dict(Answer.objects.values_list("id", "voice__reference"))
    world.said |= {answer: words for answer, words in now.items() if answer not in world.said}


def nobody_in_conflict_decided(world: World) -> None:
    """Who has an interest in a decision, or is in conflict over a signal that it cites, did not decide it."""
    for decision in Decision.objects.filter(decided_at__isnull=False).exclude(reference__in=world.decided):
        cited = Evidence.objects.filter(decision=decision, kind="signals.signal").values_list("of", flat=True)
        shut = set(Interest.objects.filter(decision=decision).values_list("account_id", flat=True))
        shut |= set(Conflict.objects.filter(signal__reference__in=cited).values_list("account_id", flat=True))
        assert decision.decided_by_id not in shut, "somebody in conflict decided"
        world.decided.add(decision.reference)
    for signal in Signal.objects.filter(state="closed").exclude(closed_by=""):
        shut = Conflict.objects.filter(signal=signal).values_list("account__reference", flat=True)
        assert signal.closed_by not in shut, "somebody in conflict closed"


def no_original_without_its_role(world: World) -> None:
    """Who opened untouched words had the role for that way, and it is on record; no common copy of words has them."""
    for at, answer in world.opened:
        voice = Voice.objects.get(answers=answer)
        assert world.roles[at] in OPENERS[voice.route], f"{world.roles[at]} opened an original"
        assert any(one.kind == "voices.original-opened" for one in ledger.history(f"voice:{voice.reference}"))
    world.opened.clear()
    shown = [*Answer.objects.values_list("words", flat=True), *ExploreAnswer.objects.values_list("terms", flat=True)]
    assert not any(NUMBER in str(text) or "077009004" in str(text) for text in shown), "unmasked words are shown"


def looked_at(world: World, at: int, path: str) -> None:
    """A page as somebody sees it holds no original."""
    content = world.clients[at].get(f"/o/{world.trust.code}/{path}", follow=True)
    body = b"".join(content.streaming_content) if content.streaming else content.content
    assert NUMBER.encode() not in body, f"{world.roles[at]} reads an original on {path}"


class Steps:
    """What somebody can do to something: each is one action, with what they might send."""

    def __init__(self, world: World) -> None:
        self.world = world

    def on_voice(self, name: str, actor: Actor, voice: str, at: int) -> None:
        """Something done to a voice by staff."""
        found = Voice.objects.filter(reference=voice).first()
        if found is None:
            return  # its import was undone
        answer = found.answers.order_by("id").first()
        mine = {"actor": actor, "voice_id": found.pk}
        organisation = self.world.trust.id
        if name == "read":
            voices.mark_read(**mine)
        elif name == "open" and answer is not None:
            words = voices.open_original(actor=actor, answer_id=answer.pk, reason="To ring them")
            if NUMBER in words:
                self.world.opened.append((at, answer.pk))
        elif name in {"withdraw", "restore"}:
            getattr(voices, f"{name}_voice")(**mine, reason="By mistake")
        elif name in {"publish", "hold"}:
            getattr(voices, f"{name}_voice")(actor=actor, reference=voice)
        elif name == "refuse":
            voices.refuse_voice(actor=actor, reference=voice, reason="threat")
        elif name == "mask" and answer is not None:
            voices.mask_more(actor=actor, reference=voice, answer_id=answer.pk, words="floor")
        elif name == "downgrade" and answer is not None:
            corrections.correct(actor=actor, answer_id=answer.pk, themes=[], sentiment=3, seriousness=0, reason="No")
        elif name == "answer":
            voices.answer_voice(actor=actor, organisation_id=organisation, reference=voice, words="We are sorry.")
        elif name == "ask_erasure":
            voices.ask_erasure(
                actor=actor, organisation_id=organisation, reference=voice, identity="details", note="They knew the day"
            )
        elif name == "erase":
            request = ErasureRequest.objects.filter(voice=voice, state="asked").first()
            if request is not None:
                voices.erase_asked(actor=actor, organisation_id=organisation, reference=request.reference)

    def own(self, name: str, voice: str) -> None:
        """Something that whoever spoke does with their key."""
        if name == "add":
            voices.add_words(reference=voice, words="And nobody rang us back. He nearly died")
        elif name == "misread":
            voices.say_misread(reference=voice, words="It was the night")
        elif name in {"no", "yes"}:
            voices.confirm_change(reference=voice, answer=name, treated_worse=name == "no")
        elif name == "withdraw":
            voices.withdraw_own(reference=voice)
        elif name == "erase":
            voices.ask_erasure_own(reference=voice)
            ErasureRequest.objects.filter(voice=voice, state="asked").update(due_on=timezone.localdate())
            voices.erase_due()
        elif name == "keep":
            voices.take_back_erasure(reference=voice)

    def on_signal(self, name: str, actor: Actor, signal: str, other: str, account_id: int | None) -> None:
        """Something done to a signal."""
        this = {"actor": actor, "organisation_id": self.world.trust.id, "reference": signal}
        if name == "take_up":
            signals.take_up(**this)
        elif name == "verdict":
            signals.give_verdict(**this, verdict="false")
        elif name == "conflict":
            signals.declare_conflict(**this, reason="Kin", account_id=account_id)
        elif name == "pass":
            signals.pass_on(**this, to=account_id, reason="Yours")
        elif name in {"close", "close_blank", "ask_close"}:
            action = signals.ask_to_close if name == "ask_close" else signals.close_signal
            action(**this, reason="   " if name == "close_blank" else REASON)
        elif name == "close_by":
            decision = Decision.objects.order_by("-id").first()
            by = f"decisions.decision:{decision.reference if decision else 'NONE'}"
            signals.close_signal(**this, by=by)
        elif name == "merge":
            signals.merge_signals(**this, into=other, reason="The same")
        elif name in {"unmerge", "reopen"}:
            getattr(signals, f"{name}_signal")(**this, reason="Look again")
        elif name in {"finish", "cancel"}:
            for task in task_queries.tasks_about(f"signals.signal:{signal}"):
                if task.live:
                    getattr(tasks, f"{name}_task")(actor=actor, reference=task.reference, reason="It is done")
        elif name == "pause":
            for task in task_queries.tasks_about(f"signals.signal:{signal}"):
                until = timezone.localdate() + timedelta(days=3)
                tasks.pause_task(actor=actor, reference=task.reference, reason="Waiting", until=until)

    def on_decision(self, name: str, actor: Actor, signal: str, voice: str) -> None:
        """Something done to the latest decision, or a new one about a signal and a voice."""
        if name == "open":
            decisions.open_decision(
                actor=actor, organisation_id=self.world.trust.id, question="What do we do at night?",
                can_change="Staff", cannot_change="Beds", about=[f"signals.signal:{signal}"],
            )  # fmt: skip
            return
        decision = Decision.objects.order_by("-id").first()
        if decision is None:
            return
        this = {"actor": actor, "reference": decision.reference}
        if name == "look":
            decisions.add_contrary(**this, kind="voices.voice", of=voice)
        elif name == "fix":
            decisions.add_option(**this, text="A second person at night")
            decisions.fix_options(**this)
        elif name == "interest":
            decisions.declare_interest(**this, what="I run it")
        elif name == "decide":
            decisions.decide(**this, outcome="done", decided="A second person.", reasons="They were afraid.")
        elif name == "publish":
            decisions.publish(**this, you_said="Nobody came at night.", we_did="A second person comes.")
        elif name == "reply":
            decisions.draft_replies(**this)
            decisions.send_replies(**this)
        elif name == "settle":
            decisions.settle_returns(**this, answer="We look again.")
        elif name == "withdraw":
            decisions.withdraw_decision(**this, reason="It was wrong")

    def on_place(self, name: str, actor: Actor, voice: str) -> None:
        """Something done to the services, to an import, or to an address."""
        ward, other = (point.unit_id for point in self.world.points)
        today = timezone.localdate()
        if name == "move":
            organisations.move_unit(actor=actor, unit_id=ward, parent_id=other, on=today)
        elif name == "merge":
            organisations.merge_units(actor=actor, unit_id=ward, into_id=other, on=today)
        elif name == "close":
            organisations.close_unit(actor=actor, unit_id=other, on=today)
        elif name == "undo":
            voices.undo_import(actor=actor, import_id=self.world.batch.pk)
            from heard.voices.importing import undoing

            undoing.undo(self.world.batch.pk)
        elif name == "withdraw":
            voices.withdraw_import(actor=actor, import_id=self.world.batch.pk, reason="Wrong file")
        elif name == "forget":
            messages.forget_recipient(actor=actor, organisation_id=self.world.trust.id, ref=f"voices.voice:{voice}")
