"""Random actions by random roles over voices, signals, tasks, decisions, messages and places: four things always hold.

No path closes a serious signal silently, shows an original without its role, lets somebody in conflict decide, or
changes words. Three faults that are put in on purpose are found by the same machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from heard.decisions import policy as decision_policy
from heard.signals.actions import changing
from heard.voices import actions as voices
from heard.voices.actions import voices as one_voice
from heard.voices.models import Original
from tests.safety_world import Steps, World, attempt, looked_at, sound

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# `make prove` draws more.
EXAMPLES, LENGTH = (150, 40) if os.environ.get("HEARD_PROVE") else (12, 20)
# Often those who may do most (lead, complaints officer, governance) and whoever is in conflict; else anybody at all.
ACTORS = st.one_of(st.sampled_from([2, 3, 13]), st.sampled_from([0, 2, 3, 4, 6, 13]), st.integers(0, 15))
THINGS = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4, 5])
PAGES = (
    *(
        "explore/?period=all",
        "signals/",
        "inbox/",
        "tasks/",
        "messages/",
        "decisions/",
        "monday/",
        "imports/",
        "board/",
    ),
    *("explore/export.csv?period=all", "signals/export/", "erasure/", "board/"),
)


class Ground(RuleBasedStateMachine):
    """Where it happens, and what is looked at after each step."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        # One world for all runs: each begins where it stood at first.
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.kept = (dict(self.world.said), dict(self.world.texts), set(self.world.serious), set(self.world.decided))
        self.steps = Steps(self.world)
        self.signals = sorted(self.world.serious)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        self.world.said, self.world.texts, self.world.serious, self.world.decided = self.kept
        self.world.opened.clear()

    def _do(self, at: int, act: Any, *given: Any) -> None:
        actor = self.world.actors[at % len(self.world.actors)]
        # Nobody at all reaches no action: they look at pages.
        if actor is not None:
            attempt(self.world, lambda: act(actor, *given))

    @invariant()
    def holds(self) -> None:
        sound(self.world)


class Anybody(Ground):
    """Somebody, often without the right to it, does something to one of the voices, signals or decisions."""

    @rule(
        name=st.sampled_from(
            [
                *("read", "open", "withdraw", "restore", "publish", "hold", "refuse", "mask", "downgrade", "answer"),
                *("ask_erasure", "erase"),
            ]
        ),
        at=ACTORS,
        thing=THINGS,
    )
    def voice(self, name: str, at: int, thing: int) -> None:
        place = at % len(self.world.actors)
        self._do(at, lambda actor: self.steps.on_voice(name, actor, self.world.voices[thing], place))

    @rule(name=st.sampled_from(["add", "misread", "no", "yes", "withdraw", "erase", "keep"]), thing=THINGS)
    def own(self, name: str, thing: int) -> None:
        attempt(self.world, lambda: self.steps.own(name, self.world.voices[thing]))

    @rule(
        name=st.sampled_from(
            [
                *("take_up", "take_up", "verdict", "conflict", "pass", "close", "close", "close_blank", "ask_close"),
                *("close_by", "merge", "unmerge", "reopen", "finish", "cancel", "pause"),
            ]
        ),
        at=ACTORS,
        thing=THINGS,
        other=st.integers(0, 15),
    )
    def signal(self, name: str, at: int, thing: int, other: int) -> None:
        signal, second = self.signals[thing], self.signals[other % len(self.signals)]
        person = self.world.actors[other % len(self.world.actors)]
        self._do(
            at, lambda actor: self.steps.on_signal(name, actor, signal, second, person.account_id if person else None)
        )

    @rule(
        name=st.sampled_from(
            ["open", "look", "fix", "interest", "decide", "decide", "publish", "reply", "settle", "withdraw"]
        ),
        at=ACTORS,
        thing=THINGS,
    )
    def decision(self, name: str, at: int, thing: int) -> None:
        self._do(at, lambda actor: self.steps.on_decision(name, actor, self.signals[thing], self.world.voices[thing]))

    @rule(at=ACTORS, thing=THINGS, how=st.sampled_from(["close", "ask_close", "close_blank", "close_by", "merge"]))
    def work_on_signal(self, at: int, thing: int, how: str) -> None:
        """As far as this person comes with it: taken up, then ended in one of the ways, then looked at by another."""
        self.voice(name="read", at=at, thing=thing)
        for name, who in (("take_up", at), (how, at), ("close", 6)):
            self.signal(name=name, at=who, thing=thing, other=(thing + 1) % len(self.signals))

    @rule(opens=ACTORS, decides=ACTORS, thing=THINGS)
    def work_on_decision(self, opens: int, decides: int, thing: int) -> None:
        """From its opening to its outcome, and then a signal closed by it."""
        for name, who in (("open", opens), ("fix", opens), ("decide", decides)):
            self.decision(name=name, at=who, thing=thing)
        self.signal(name="take_up", at=opens, thing=thing, other=0)
        self.signal(name="close_by", at=opens, thing=thing, other=0)

    @rule(name=st.sampled_from(["move", "merge", "close", "undo", "withdraw", "forget"]), at=ACTORS, thing=THINGS)
    def place(self, name: str, at: int, thing: int) -> None:
        self._do(at, lambda actor: self.steps.on_place(name, actor, self.world.voices[thing]))

    @rule(at=ACTORS, path=st.sampled_from(PAGES))
    def look(self, at: int, path: str) -> None:
        looked_at(self.world, at % len(self.world.actors), path)

    @rule(at=ACTORS, thing=THINGS)
    def look_at_voice(self, at: int, thing: int) -> None:
        looked_at(self.world, at % len(self.world.actors), f"voices/{self.world.voices[thing]}/")

    @rule(at=ACTORS, thing=THINGS)
    def look_at_signal(self, at: int, thing: int) -> None:
        looked_at(self.world, at % len(self.world.actors), f"signals/{self.signals[thing]}/")


def run(world: World, *only: str, examples: int = EXAMPLES, **more: Any) -> None:
    """Let the machine run, with all its rules or only some."""
    rules = {name: getattr(Anybody, name) for name in only}
    run_state_machine_as_test(
        type("Machine", (Ground if only else Anybody,), {"world": world, **rules}),
        settings=settings(
            max_examples=examples,
            stateful_step_count=LENGTH,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            **more,
        ),
    )


@pytest.fixture
def world(db: None) -> Iterator[World]:
    return World()


@pytest.mark.both
def test_no_path_closes_silently_shows_an_original_lets_a_conflict_decide_or_changes_words(world: World) -> None:
    run(world)


def _closed_unrecorded(patch: pytest.MonkeyPatch) -> None:
    """Closing a signal leaves no event."""
    record = changing.record
    patch.setattr(changing, "record", lambda actor, kind, *a, **k: kind != "closed" and record(actor, kind, *a, **k))


def _conflict_unseen(patch: pytest.MonkeyPatch) -> None:
    """A decision looks at nobody's conflict of interest."""
    patch.setattr(decision_policy, "conflicted", lambda decision: frozenset())


def _opened_by_anybody(patch: pytest.MonkeyPatch) -> None:
    """Opening an original asks for no role."""
    patch.setattr(one_voice, "require", lambda actor, verb, thing: None)


def _words_lost(patch: pytest.MonkeyPatch) -> None:
    """Taking one's words back throws the originals away."""

    def withdraw(*, reference: str) -> None:
        Original.objects.filter(answer__voice__reference=reference).delete()

    patch.setattr(voices, "withdraw_own", withdraw)


def test_the_machine_finds_faults_that_are_put_in_on_purpose(world: World) -> None:
    # With the rules that can meet each, to be quick.
    faults = (
        ("closed without an event", _closed_unrecorded, ("work_on_signal", "signal", "voice")),
        ("somebody in conflict decided", _conflict_unseen, ("work_on_decision", "decision", "signal")),
        ("opened an original", _opened_by_anybody, ("voice",)),
        ("words were changed", _words_lost, ("own",)),
    )
    for sentence, put_in, rules in faults:
        with pytest.MonkeyPatch.context() as patch:
            put_in(patch)
            with pytest.raises(AssertionError, match=sentence):
                run(world, *rules, examples=60, phases=[Phase.generate], derandomize=True)
