"""Random actions by random roles: nothing serious is closed silently, nobody in conflict decides, no word changes."""

from __future__ import annotations

import os
from datetime import date

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heard.ledger.queries import history
from heard.messages.actions import keep_recipient
from heard.messages.ports import Address
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_actor, make_organisation, make_unit
from heard.signals import actions, ports
from heard.signals.models import Conflict, Signal, SignalVoice
from heard.signals.subjects import subject_of
from heard.signals.tests.factories import alone, say
from heard.tasks import actions as tasks
from heard.tasks import queries as task_queries
from heard.voices.models import Answer, Receipt

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.slow]

ACTORS = st.integers(0, 9)
SIGNALS = st.integers(0, 4)
REASON = st.sampled_from(["", "  ", "It is mended"])
STEP = st.one_of(
    st.tuples(st.just("take_up"), ACTORS, SIGNALS),
    st.tuples(st.just("give_verdict"), ACTORS, SIGNALS, st.sampled_from(["true", "false", "known", ""])),
    st.tuples(st.just("declare_conflict"), ACTORS, SIGNALS, ACTORS),
    st.tuples(st.just("merge_signals"), ACTORS, SIGNALS, SIGNALS),
    st.tuples(st.just("unmerge_signal"), ACTORS, SIGNALS),
    st.tuples(st.just("close_signal"), ACTORS, SIGNALS, REASON, st.sampled_from(["", "decisions.decision:NO", "x:OK"])),
    st.tuples(st.just("ask_to_close"), ACTORS, SIGNALS, REASON),
    st.tuples(st.just("reopen_signal"), ACTORS, SIGNALS),
    st.tuples(st.just("pass_on"), ACTORS, SIGNALS, ACTORS),
    st.tuples(st.just("end_task"), ACTORS, SIGNALS, st.booleans()),
)


class World:
    """Five signals of every way, and a person of each role."""

    def __init__(self) -> None:
        self.trust = make_organisation()
        self.ward = make_unit(self.trust, "Kestrel Ward", "ward")
        roles = [
            *(Role.ENGAGEMENT_LEAD, Role.COMPLAINTS_OFFICER, Role.SAFEGUARDING_LEAD, Role.SPEAKING_UP_GUARDIAN),
            *(Role.INFORMATION_GOVERNANCE, Role.ANALYST, Role.BOARD_MEMBER, Role.REGULATOR, Role.MODERATOR),
        ]
        manager = make_actor(self.trust, Role.SERVICE_MANAGER, self.ward)
        self.actors = [manager, *(make_actor(self.trust, role) for role in roles)]
        given: list[dict[str, object]] = [{}, {"category": 1}, {"level": 2, "relation": "carer", "category": 2}]
        given += [{"words": "Nurse [name] hit him", "kinds": ["abuse"]}, {"kind": "staff_concern"}]
        given[1]["wishes"] = {"reply": True}
        voices = [say(self.trust, self.ward, **one) for one in given]
        keep_recipient(
            actor=SYSTEM,
            organisation_id=self.trust.id,
            ref=f"voices.voice:{voices[1].reference}",
            way="email",
            address=Address(email="ann@example.org"),
        )
        Receipt.objects.create(voice=voices[1], key=voices[1].reference)
        actions.raise_waiting(actor=SYSTEM)
        self.references = list(Signal.objects.order_by("id").values_list("reference", flat=True))
        assert len(self.references) == 5
        self.words = self.said()
        self.links = self.linked()

    def said(self) -> dict[int, str]:
        return dict(Answer.objects.values_list("id", "words"))

    def linked(self) -> set[tuple[int, int, str]]:
        return set(SignalVoice.objects.values_list("signal", "answer_id", "words_hash"))

    def do(self, name: str, actor_at: int, signal_at: int, *more: object) -> None:
        actor, reference = self.actors[actor_at], self.references[signal_at]
        this = {"actor": actor, "organisation_id": self.trust.id, "reference": reference}
        if name == "end_task":
            for task in task_queries.tasks_about(subject_of(reference)):
                end = tasks.finish_task if more[0] else tasks.cancel_task
                end(actor=actor, reference=task.reference, reason="It is done")
            return
        given: dict[str, object] = {}
        if name == "give_verdict":
            given = {"verdict": more[0]}
        elif name == "declare_conflict":
            given = {"account_id": self.actors[more[0]].account_id, "reason": "Kin"}  # type: ignore[index]
        elif name == "merge_signals":
            given = {"into": self.references[more[0]], "reason": "Same"}  # type: ignore[index]
        elif name == "close_signal":
            given = {"reason": more[0], "by": more[1]}
        elif name == "ask_to_close":
            given = {"reason": more[0]}
        elif name == "pass_on":
            given = {"to": self.actors[more[0]].account_id, "reason": "Yours"}  # type: ignore[index]
        elif name in {"unmerge_signal", "reopen_signal"}:
            given = {"reason": "Look again"}
        getattr(actions, name)(**this, **given)


DECIDING = {
    "take_up",
    "give_verdict",
    "merge_signals",
    "unmerge_signal",
    "close_signal",
    "ask_to_close",
    "reopen_signal",
}


def sound(world: World, before: dict[str, Signal], step: tuple, done: bool) -> None:
    assert world.said() == world.words
    assert world.linked() == world.links
    for one in Signal.objects.all():
        was = before[one.reference]
        events = history(subject_of(one.reference))
        assert one.level >= was.level
        live = [task for task in task_queries.tasks_about(subject_of(one.reference)) if task.live]
        shut = set(Conflict.objects.filter(signal=one).values_list("account_id", flat=True))
        assert not shut & {task.owner_id for task in live}
        if one.state in {"open", "reopened", "taken_up"}:
            assert live, f"nobody has to do anything about {one.why}"
        else:
            assert not live
        if one.state == "closed":
            closing = [event for event in events if event.kind == "signals.closed"][-1]
            assert closing.content["reason"] or closing.content["by"] == "x:OK"
            assert (one.closing_reason, one.closing_reference) == (closing.content["reason"], closing.content["by"])
        if one.state != was.state:
            assert done, "a refused action changed something"
            assert len(events) > 1
    actor = world.actors[step[1]]
    if done and step[0] in DECIDING:
        target = before[world.references[step[2]]]
        assert not Conflict.objects.filter(signal=target, account=actor.account_id).exists()


# `make prove` draws more.
EXAMPLES = 40 if os.environ.get("HEARD_PROVE") else 12


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=4, max_size=25))
def test_no_path_closes_silently_lets_somebody_in_conflict_decide_or_changes_words(db, steps):
    from django.db import transaction

    def closer(closing):
        return None if closing.by == "x:OK" else "That is no decision about this."

    with time_machine.travel(date(2026, 11, 23), tick=False), transaction.atomic(), alone(ports.closers, closer):
        world = World()
        for step in steps:
            before = {one.reference: one for one in Signal.objects.all()}
            try:
                with transaction.atomic():
                    world.do(*step)
                done = True
            except Refused:
                done = False
            sound(world, before, step, done)
        transaction.set_rollback(True)
