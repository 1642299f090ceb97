"""Keeping count: append what changed, fold it into cells in short transactions, rebuild and compare."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from django.db import transaction
from django.db.models import Sum

from heard.coding import sql
from heard.coding.counting.cells import CELL, COLUMNS, Cells, count, merged
from heard.coding.counting.facts import Facts, joined
from heard.coding.models import Cell, Uncounted
from heard.coding.queries import facts as stored_facts
from heard.organisations.queries import closure
from heard.store.bulk import bulk_insert
from heard.store.moments import one_moment
from heard.store.rows import sole

KEYS: Final = ("unit_id", "facet", "period", "value")
# Voices counted at once: the more, the fewer cells a voice; 100,000 take about 300 MB while they are counted.
_VOICES_A_FOLD: Final = 100_000
# Rows of cells written in one transaction: about 100 ms of the write lock on SQLite.
CELLS_A_STEP: Final = 20_000
_FIELDS: Final = ("organisation_id", "first_unit", "last_unit", "voices", "content")


def append(organisation_id: int, facts: Facts) -> None:
    """Note, inside the change's transaction, what it adds and takes away."""
    if len(facts):
        bulk_insert(Uncounted, _FIELDS, [(organisation_id, None, None, len(facts), facts.to_bytes())])


def append_cells(organisation_id: int, cells: Cells) -> None:
    """Note rows that are rolled up already, in parts that one short transaction can write."""
    rows = cells.rows
    parts = [rows[start : start + CELLS_A_STEP] for start in range(0, len(rows), CELLS_A_STEP)]
    bulk_insert(
        Uncounted,
        _FIELDS,
        [
            (organisation_id, int(part["unit"][0]), int(part["unit"][-1]), len(part), Cells(part).to_bytes())
            for part in parts
        ],
    )


def fold(*, at_least: int = 0) -> int:
    """Fold what waits into the cells, organisation by organisation; returns how many rows of cells it wrote.

    Leaves an organisation alone where fewer than `at_least` voices wait. Safe to run twice and at once.
    """
    waiting = Uncounted.objects.values("organisation_id").annotate(voices=Sum("voices")).order_by("organisation_id")
    written = 0
    for row in list(waiting):
        if row["voices"] >= at_least:
            while _fold_facts(row["organisation_id"]):
                pass
            written += _write_parts(row["organisation_id"])
    return written


def _fold_facts(organisation_id: int) -> bool:
    """Turn facts that wait into parts of cells; whether there were any. Counts outside the transaction."""
    ids: list[int] = []
    found: list[Facts] = []
    rows = Uncounted.objects.filter(organisation_id=organisation_id, first_unit=None).order_by("id")
    for row in rows.iterator(chunk_size=20):
        ids.append(row.id)
        found.append(Facts.from_bytes(bytes(row.content)))
        if sum(map(len, found)) >= _VOICES_A_FOLD:
            break
    if not ids:
        return False
    tree = closure(organisation_id)
    cells = count(joined(found), tree)
    with transaction.atomic():
        sql.hold_counts(organisation_id, alone=False)
        now = closure(organisation_id)
        same = all(
            np.array_equal(getattr(tree, name), getattr(now, name))
            for name in ("unit", "ancestor", "from_day", "until_day")
        )
        # The tree has moved or another process has folded these meanwhile: begin again with what is there now.
        if same and _take(ids):
            append_cells(organisation_id, cells)
    return True


def _take(ids: list[int]) -> bool:
    """Delete these rows, all of them or none; whether it did."""
    locked = list(Uncounted.objects.select_for_update().filter(id__in=ids).values_list("id", flat=True))
    if len(locked) < len(ids):
        return False
    Uncounted.objects.filter(id__in=ids).delete()
    return True


def _write_parts(organisation_id: int) -> int:
    """Add the parts that wait to the cells, one transaction each; returns how many rows."""
    written = 0
    parts = Uncounted.objects.filter(organisation_id=organisation_id, first_unit__isnull=False)
    for part_id in list(parts.order_by("first_unit", "id").values_list("id", flat=True)):
        with transaction.atomic():
            part = sole(Uncounted.objects.select_for_update().filter(id=part_id))
            if part is None:
                continue
            written += _write(Cells.from_bytes(bytes(part.content)))
            part.delete()
    return written


def _write(cells: Cells) -> int:
    rows = cells.rows
    table = np.column_stack([rows["unit"], rows["facet"], rows["period"], rows["value"], rows["counts"]])
    sql.add_to_cells(KEYS, COLUMNS, table)
    if (rows["counts"] < 0).any():
        units = np.unique(rows["unit"]).tolist()
        # All of them: parts are written in any order, so that a change may come before what it changes.
        Cell.objects.filter(unit_id__in=units, **dict.fromkeys(COLUMNS, 0)).delete()
    return len(rows)


def rebuild_cells(*, organisation_id: int) -> int:
    """Count everything of an organisation anew from Explore's tables; returns how many rows of cells there are."""
    with transaction.atomic():
        sql.hold_counts(organisation_id, alone=True)
        Uncounted.objects.filter(organisation_id=organisation_id).delete()
        tree = closure(organisation_id)
        Cell.objects.filter(unit_id__in=np.unique(tree.ancestor).tolist()).delete()
        cells = counted_anew(organisation_id)
        for start in range(0, len(cells), CELLS_A_STEP):
            _write(Cells(cells.rows[start : start + CELLS_A_STEP]))
    return len(cells)


def counted_anew(organisation_id: int) -> Cells:
    """What the cells should be, from Explore's tables."""
    tree = closure(organisation_id)
    total: Cells | None = None
    for facts in stored_facts.of_organisation(organisation_id):
        cells = count(facts, tree)
        total = cells if total is None else merged([total, cells])
    return total if total is not None else merged([])


def counted(organisation_id: int) -> Cells:
    """What pages read: the cells of an organisation with everything that waits, of one moment."""
    with one_moment():
        tree = closure(organisation_id)
        units = np.unique(tree.ancestor).tolist()
        stored = list(Cell.objects.filter(unit_id__in=units).values_list(*KEYS, *COLUMNS))
        waiting = list(Uncounted.objects.filter(organisation_id=organisation_id).values_list("first_unit", "content"))
    rows = np.zeros(len(stored), CELL)
    if stored:
        table = np.array(stored, np.int64)
        rows["unit"], rows["facet"], rows["period"], rows["value"] = table[:, :4].T
        rows["counts"] = table[:, 4:]
    facts = joined(Facts.from_bytes(bytes(content)) for first, content in waiting if first is None)
    parts = [Cells.from_bytes(bytes(content)) for first, content in waiting if first is not None]
    return merged([Cells(rows), count(facts, tree), *parts])


def differences(organisation_id: int) -> list[str]:
    """Where the counts that pages show differ from a rebuild, as sentences; none is what they should be."""
    # Of one moment, for what is stored between the two would be a difference. Held, imports would wait for minutes.
    with one_moment():
        shown, anew = counted(organisation_id).rows, counted_anew(organisation_id).rows
    ours = {_key(row): row["counts"].tolist() for row in shown}
    theirs = {_key(row): row["counts"].tolist() for row in anew}
    return [
        f"Unit {key[0]}, facet {key[1]}, period {key[2]}, value {key[3]}: {ours.get(key)} is shown, "
        f"{theirs.get(key)} is right."
        for key in sorted(ours.keys() | theirs.keys())
        if ours.get(key) != theirs.get(key)
    ]


def _key(row: Any) -> tuple[int, ...]:
    return tuple(int(row[name]) for name in ("unit", "facet", "period", "value"))
