"""Figures are of one moment, whatever is committed while they are read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Event, Thread

import pytest
from django.db import connections, transaction

from heard.coding.actions import counts, storing
from heard.coding.models import Facet
from heard.coding.queries import cells
from heard.coding.queries.cells import Edges, Group, Wanted
from heard.coding.queries.places import FIRST_DAY, LAST_DAY
from heard.coding.tests.factories import Said, batch
from heard.organisations import actions as organisations
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_organisation, make_unit

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 3, 4)


def meanwhile(work: Callable[[], object]) -> None:
    """Do it on another connection, to its end."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    thread.join(20)
    assert not thread.is_alive()


def store(organisation_id: int, numbers: range, unit_id: int) -> None:
    finish = storing.store(
        batch(organisation_id, {n: Said(unit_id, DAY, answers=[(None, "theme1 mood1")]) for n in numbers})
    )
    with transaction.atomic():
        finish()


def wanted(organisation_id: int, unit_id: int) -> Wanted:
    return Wanted(organisation_id, (unit_id,), Facet.ALL, (), FIRST_DAY, LAST_DAY)


def voices(found: dict[int, cells.Vector]) -> int:
    return sum(int(vector[0]) for vector in found.values())


def test_the_tree_by_which_what_waits_is_counted_is_that_of_the_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    trust = make_organisation()
    north, south = make_unit(trust, kind="site"), make_unit(trust, kind="site")
    ward = make_unit(north, kind="ward")
    store(trust.id, range(1, 4), ward.id)
    counts.fold()
    store(trust.id, range(4, 6), ward.id)
    closure = cells.organisations.closure
    moves = [lambda: organisations.move_unit(actor=SYSTEM, unit_id=ward.id, parent_id=south.id, on=date(2026, 1, 1))]

    def after_a_move(organisation_id: int) -> object:
        if moves:
            meanwhile(moves.pop())
        return closure(organisation_id)

    monkeypatch.setattr(cells.organisations, "closure", after_a_move)
    assert voices(cells.read(wanted(trust.id, north.id), Group.PERIOD)) == 5
    assert not moves
    assert voices(cells.read(wanted(trust.id, north.id), Group.PERIOD)) == 0
    assert voices(cells.read(wanted(trust.id, south.id), Group.PERIOD)) == 5


def test_the_days_at_the_edges_are_counted_by_the_tree_of_their_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    trust = make_organisation()
    north, south = make_unit(trust, kind="site"), make_unit(trust, kind="site")
    ward = make_unit(north, kind="ward")
    store(trust.id, range(1, 4), ward.id)
    in_ranges = cells.stored_facts.in_ranges
    moves = [lambda: organisations.move_unit(actor=SYSTEM, unit_id=ward.id, parent_id=south.id, on=date(2026, 1, 1))]

    def before_a_move(*given: object, **more: object) -> object:
        found = in_ranges(*given, **more)
        # The move reads facts by the same function.
        if moves:
            meanwhile(moves.pop())
        return found

    monkeypatch.setattr(cells.stored_facts, "in_ranges", before_a_move)
    edges = Edges(trust.id, (north.id,), [(20_000, 21_000)])
    assert voices(cells.of_cells(edges.cells(wanted(trust.id, north.id)), "period")) == 3


def test_a_comparison_with_a_rebuild_takes_no_import_beside_it_for_a_difference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trust = make_organisation()
    ward = make_unit(trust, kind="ward")
    store(trust.id, range(1, 4), ward.id)
    anew = counts.counted_anew

    def after_an_import(organisation_id: int) -> object:
        meanwhile(lambda: store(trust.id, range(4, 9), ward.id))
        return anew(organisation_id)

    monkeypatch.setattr(counts, "counted_anew", after_an_import)
    assert counts.differences(trust.id) == []
    monkeypatch.setattr(counts, "counted_anew", anew)
    assert counts.differences(trust.id) == []


def test_readers_beside_folding_always_see_every_voice_once() -> None:
    trust = make_organisation()
    ward = make_unit(trust, kind="ward")
    store(trust.id, range(1, 21), ward.id)
    done, seen, wrong = Event(), [], []

    def read() -> None:
        try:
            while not done.is_set():
                seen.append(voices(cells.read(wanted(trust.id, ward.id), Group.PERIOD)))
        except BaseException as problem:
            wrong.append(problem)
            raise
        finally:
            connections.close_all()

    readers = [Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for start in range(21, 121, 10):
        store(trust.id, range(start, start + 10), ward.id)
        counts.fold()
    done.set()
    for reader in readers:
        reader.join(20)
    assert not wrong
    assert seen
    # Each reader's figures only grow, by whole imports: none is halved or doubled by a fold.
    assert set(seen) <= set(range(20, 121, 10))
    assert voices(cells.read(wanted(trust.id, ward.id), Group.PERIOD)) == 120
