"""Counts in cells equal a count by hand after any sequence of what can happen to voices."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from heard.coding.actions import changes, counts, storing
from heard.coding.actions.giving import recode
from heard.coding.counting.cells import COLUMNS
from heard.coding.models import UNCODED, Cell, ExploreAnswer, Uncounted
from heard.coding.tests import brute
from heard.coding.tests.factories import Said, batch, code_of
from heard.organisations import actions as organisations
from heard.organisations.errors import Refused
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_organisation, make_unit
from heard.store.background.clock import run_periodic
from heard.voices.ports import VoicesChanged

DAYS = st.one_of(st.none(), st.dates(date(2026, 1, 20), date(2026, 3, 10)))
CODES = st.tuples(st.sets(st.integers(0, 4), max_size=3), st.integers(0, 5), st.integers(0, 3), st.booleans()).map(
    lambda code: " ".join(
        [*(f"theme{bit}" for bit in sorted(code[0])), f"mood{code[1]}", f"level{code[2]}", *["foreign"] * code[3]]
    )
)
MASKS = st.integers(0, 31) | st.just(UNCODED)
ANSWERS = st.lists(st.tuples(st.sampled_from([None, 11, 12]), CODES), max_size=3)


class Happenings(RuleBasedStateMachine):
    """Voices come, go and change while the tree changes and counts are folded at any moment."""

    @initialize()
    def begin(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.organisation = make_organisation()
        sites = [make_unit(self.organisation, kind="site") for _ in range(2)]
        self.sites = [site.id for site in sites]
        self.wards = [make_unit(sites[n % 2], kind="ward").id for n in range(3)]
        self.units = [*self.sites, *self.wards]
        self.voices: dict[int, Said] = {}
        self.codes: dict[int, tuple[int, int, int]] = {}
        self.gone: set[int] = set()
        self.moved = date(2026, 1, 25)
        self.next = 1

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    @rule(
        said=st.lists(
            st.tuples(
                st.integers(0, 4),
                DAYS,
                st.one_of(st.none(), st.integers(0, 6)),
                st.integers(0, 2),
                st.integers(0, 2),
                st.sampled_from([None, 7]),
                ANSWERS,
            ),
            min_size=1,
            max_size=4,
        )
    )
    def store(self, said: list[tuple]) -> None:
        new = {}
        for unit, *rest in said:
            new[self.next] = Said(self.units[unit], *rest)
            self.next += 1
        storing.store(batch(self.organisation.id, new))()
        self.voices |= new
        self._coded(new)

    @precondition(lambda self: self.voices)
    @rule(pick=st.integers(0), answer=st.tuples(st.sampled_from([None, 13]), CODES))
    def add_answer(self, pick: int, answer: tuple[int | None, str]) -> None:
        voice_id = self._pick(pick, list(self.voices))
        said = self.voices[voice_id]
        said.answers.append(answer)
        answer_id = 100 * voice_id + len(said.answers) - 1
        storing.add(batch(self.organisation.id, {voice_id: said}, only=[answer_id]))()
        self.codes[answer_id] = code_of(answer[1])

    @precondition(lambda self: any(s.answers for v, s in self.voices.items() if v not in self.gone))
    @rule(
        pick=st.integers(0), code=st.tuples(st.integers(0, 31) | st.just(UNCODED), st.integers(0, 5), st.integers(0, 3))
    )
    def correct(self, pick: int, code: tuple[int, int, int]) -> None:
        shown = [a for a in self.codes if a // 100 in self.voices and a // 100 not in self.gone]
        answer_id = self._pick(pick, shown)
        themes, sentiment, seriousness = code
        recode(ExploreAnswer.objects.get(answer_id=answer_id), themes, sentiment or None, seriousness)
        self.codes[answer_id] = code

    @precondition(lambda self: self.voices)
    @rule(picks=st.lists(st.integers(0), min_size=1, max_size=3))
    def withdraw(self, picks: list[int]) -> None:
        ids = sorted({self._pick(pick, list(self.voices)) for pick in picks})
        changes.follow(VoicesChanged(ids, "withdrawn"))
        self.gone |= set(ids)

    @precondition(lambda self: self.voices)
    @rule(picks=st.lists(st.integers(0), min_size=1, max_size=3))
    def restore(self, picks: list[int]) -> None:
        ids = sorted({self._pick(pick, list(self.voices)) for pick in picks})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                changes,
                "stored_batch",
                lambda ids: batch(self.organisation.id, {voice: self.voices[voice] for voice in ids}),
            )
            changes.follow(VoicesChanged(ids, "restored"))
        self.gone -= set(ids)

    @precondition(lambda self: self.voices)
    @rule(pick=st.integers(0), day=DAYS)
    def settle_date(self, pick: int, day: date | None) -> None:
        voice_id = self._pick(pick, list(self.voices))
        self.voices[voice_id].said_on = day
        changes.follow(VoicesChanged([voice_id], "dated", [day]))

    @precondition(lambda self: self.voices)
    @rule(pick=st.integers(0))
    def undo(self, pick: int) -> None:
        voice_id = self._pick(pick, list(self.voices))
        changes.follow(VoicesChanged([voice_id], "deleted"))
        del self.voices[voice_id]
        self.gone.discard(voice_id)

    @rule(ward=st.integers(0, 2), site=st.integers(0, 1), later=st.integers(1, 9))
    def move(self, ward: int, site: int, later: int) -> None:
        self._tree(organisations.move_unit, unit_id=self.wards[ward], parent_id=self.sites[site], later=later)

    @rule(ward=st.integers(0, 2), into=st.integers(0, 2), later=st.integers(1, 9))
    def merge(self, ward: int, into: int, later: int) -> None:
        self._tree(organisations.merge_units, unit_id=self.wards[ward], into_id=self.wards[into], later=later)

    @rule(ward=st.integers(0, 2), site=st.integers(0, 1), later=st.integers(0, 9))
    def reopen(self, ward: int, site: int, later: int) -> None:
        self._tree(organisations.reopen_unit, unit_id=self.wards[ward], parent_id=self.sites[site], later=later)

    def _tree(self, action, *, later: int, **units: int) -> None:
        try:
            with transaction.atomic():
                action(actor=SYSTEM, on=self.moved + timedelta(days=later), **units)
        except Refused:
            return
        self.moved += timedelta(days=later)

    @rule()
    def fold(self) -> None:
        counts.fold()

    @rule()
    def fold_halfway(self) -> None:
        counts._fold_facts(self.organisation.id)

    @invariant()
    def counts_are_right(self) -> None:
        if not hasattr(self, "organisation"):
            return
        by_hand = brute.cells(
            (said, [(*self.codes[100 * voice + n], question or 0) for n, (question, _) in enumerate(said.answers)])
            for voice, said in self.voices.items()
            if voice not in self.gone
        )
        shown = {
            counts._key(row): dict(zip(COLUMNS, row["counts"].tolist(), strict=True))
            for row in counts.counted(self.organisation.id).rows
        }
        assert shown == by_hand
        assert counts.differences(self.organisation.id) == []

    def _pick(self, pick: int, among: list[int]) -> int:
        return among[pick % len(among)]

    def _coded(self, voices: dict[int, Said]) -> None:
        for voice_id, said in voices.items():
            for number, (_, words) in enumerate(said.answers):
                self.codes[100 * voice_id + number] = code_of(words)


@pytest.mark.slow
@pytest.mark.both
@pytest.mark.django_db
def test_counts_equal_a_count_by_hand_after_anything() -> None:
    run_state_machine_as_test(
        Happenings,
        settings=settings(
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )


@pytest.mark.both
@pytest.mark.django_db
def test_a_fold_leaves_no_row_of_zeros_and_nothing_waiting() -> None:
    organisation = make_organisation()
    ward = make_unit(organisation, kind="ward").id
    storing.store(batch(organisation.id, {1: Said(ward, answers=[(None, "theme1 mood2 level3")])}))()
    counts.fold()
    assert Cell.objects.exists()
    changes.follow(VoicesChanged([1], "deleted"))
    counts.fold()
    assert not Cell.objects.exists()
    assert not Uncounted.objects.exists()


@pytest.mark.both
@pytest.mark.django_db
def test_a_change_that_is_written_before_what_it_changes_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    organisation = make_organisation()
    ward = make_unit(organisation, kind="ward").id
    said = Said(ward, answers=[(None, "theme1 mood2 level0"), (11, "theme1 mood2 level0")])
    storing.store(batch(organisation.id, {1: said}))()
    # A row of cells a part, as where a fold is so large that its later units wait behind another one's first.
    monkeypatch.setattr(counts, "CELLS_A_STEP", 1)
    counts._fold_facts(organisation.id)
    recode(ExploreAnswer.objects.get(answer_id=101), 1 << 2, 5, 3)
    counts._fold_facts(organisation.id)
    for part in Uncounted.objects.order_by("-id"):
        counts._write(counts.Cells.from_bytes(bytes(part.content)))
        part.delete()
    assert counts.differences(organisation.id) == []


@pytest.mark.both
@pytest.mark.django_db
def test_the_worker_folds_what_waits() -> None:
    organisation = make_organisation()
    ward = make_unit(organisation, kind="ward").id
    storing.store(batch(organisation.id, {1: Said(ward, answers=[(None, "theme1")])}))()
    run_periodic()
    assert not Uncounted.objects.exists()
    assert Cell.objects.filter(unit_id=ward).exists()
