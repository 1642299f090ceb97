"""`heard watch`: counts in, alerts out, and one sentence where that cannot be."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from heard.cli.errors import CommandError
from heard.cli.watch import OUT, watch_file

HEAD = "stream_id,period,x,n,channel,parent"
MONDAY = date(2024, 1, 1)
BASELINE, WEEKS = 40, 60


def lines(weeks: range = range(WEEKS)) -> list[str]:
    """Six wards, the last of which triples when the baseline ends; complaints have no denominator."""
    made = []
    for week in weeks:
        rng = np.random.default_rng(week)
        for ward in range(6):
            times = 3 if ward == 5 and week >= BASELINE else 1
            day = MONDAY + timedelta(weeks=week)
            made.append(f"ward {ward},{day},{rng.binomial(60, 0.05 * times)},60,comments,site")
            if ward % 2:
                made.append(f"ward {ward},{day},{rng.poisson(0.3 * times)},,complaints,site")
    return made


def run(folder: Path, rows: list[str], **options: object) -> list[dict[str, str]]:
    (folder / "in.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    count = watch_file(folder / "in.csv", folder / "out.csv", **{"baseline_weeks": BASELINE, **options})
    with (folder / "out.csv").open(newline="", encoding="utf-8") as file:
        read = list(csv.DictReader(file))
    assert len(read) == count
    return read


def test_the_ward_that_tripled_is_told_of_and_no_other(tmp_path: Path) -> None:
    found = run(tmp_path, lines(), false_alerts=0.02)
    assert tuple(found[0]) == OUT
    assert {row["stream_id"] for row in found} == {"ward 5"}
    assert found[-1]["status"] == "confirmed"
    assert found[0]["since"] == str(MONDAY + timedelta(weeks=BASELINE))
    assert float(found[0]["observed_rate"]) > 2 * float(found[0]["null_rate"]) > 0.1
    assert len(run(tmp_path, lines(), every=True)) == 6 * (WEEKS - BASELINE)


def test_the_rate_is_that_of_the_channel_that_says_out_of_how_many(tmp_path: Path) -> None:
    first = [row.replace(",complaints,", ",a,") for row in lines()]
    assert run(tmp_path, first, every=True) == run(tmp_path, lines(), every=True)


def test_the_order_of_the_rows_does_not_matter(tmp_path: Path) -> None:
    rows = lines()
    first = run(tmp_path, rows, every=True)
    random.Random(4).shuffle(rows)
    assert run(tmp_path, rows, every=True) == first


def test_what_was_kept_and_what_is_new_are_exactly_the_whole(tmp_path: Path) -> None:
    whole = run(tmp_path, lines(), every=True, arl=10)
    parts = []
    for weeks in (range(45), range(45, 46), range(46, WEEKS)):
        parts += run(tmp_path, lines(weeks), every=True, arl=10, state=tmp_path / "state.npz")
    assert sorted(parts, key=lambda row: (row["stream_id"], row["period"])) == whole


def test_what_comes_late_or_is_corrected_is_counted_as_if_it_had_always_been_so(tmp_path: Path) -> None:
    rows, state = lines(), tmp_path / "state.npz"
    whole = run(tmp_path, rows, every=True)
    wrong = [row for number, row in enumerate(rows) if number != 400]
    wrong[405] = wrong[405].replace(",60,", ",61,")
    late = [rows[400], rows[406]]
    run(tmp_path, wrong, state=state)
    found = run(tmp_path, late, every=True, state=state)
    assert found == [row for row in whole if row["period"] >= found[0]["period"]]
    assert found[-1]["period"] == str(MONDAY + timedelta(weeks=WEEKS - 1))


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "in.csv has no rows."),
        (["a,2024-01-02,1,2,,"], "Line 2 has 2024-01-02 for a period, which is no Monday."),
        (["a,soon,1,2,,"], "Line 2 has 'soon' for a period. Enter the Monday of the week as 2026-03-30."),
        (["a,2024-01-01,1,2,,", "b,2024-01-01,1.5,2,,"], "Line 3 has '1.5' for x. Enter a whole number from 0 on."),
        (["a,2024-01-01,1,nan,,"], "Line 2 has 'nan' for n. Enter a whole number from 0 on, or leave it empty."),
        (["a,2024-01-01,-1,2,,"], "Line 2 has '-1' for x. Enter a whole number from 0 on."),
        (["a,2024-01-01,,2,,"], "Line 2 has no x."),
        (["a,2024-01-01,3,2,,"], "Line 2 has more concerns (x) than voices (n)."),
        ([",2024-01-01,1,2,,"], "Line 2 has no stream_id."),
        (
            ["a,2024-01-01,1,2,,"] * 2,
            "Line 3 has a stream, period and channel that another line has too. Give each once.",
        ),
        (
            ["a,2024-01-01,1,2,,", "a,2024-01-08,1,,,"],
            "Line 2: n has to be empty in every week of a stream, or in none.",
        ),
        (["a,2024-01-01,1,2,,p", "a,2024-01-08,1,2,,q"], "Line 2 has another parent than its stream has before."),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_written(tmp_path: Path, rows: list[str], says: str) -> None:
    with pytest.raises(CommandError) as refused:
        run(tmp_path, rows)
    assert str(refused.value) == says
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_other_things_that_cannot_be_are_one_sentence_too(tmp_path: Path) -> None:
    (tmp_path / "torn.csv").write_text("stream_id,period,x,n\na,2024-01-01\n", encoding="utf-8")
    (tmp_path / "few.csv").write_text("stream_id,period,x\na,2024-01-01,1\n", encoding="utf-8")
    (tmp_path / "twice.csv").write_text("stream_id,period,x,x,n\na,2024-01-01,1,1,2\n", encoding="utf-8")
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    (tmp_path / "state").write_text("no state", encoding="utf-8")
    (tmp_path / "in.csv").write_text("stream_id,period,x,n\na,2024-01-01,1,2\n", encoding="utf-8")
    for name, options, says in (
        ("torn.csv", {}, "torn.csv cannot be read as it is"),
        ("few.csv", {}, "There is no column n. The columns are: stream_id, period, x."),
        ("none.csv", {}, "There is no file"),
        ("twice.csv", {}, "There is more than one column x. Give each column a name of its own."),
        ("empty.csv", {}, "empty.csv cannot be read as it is"),
        ("in.csv", {"arl": 260.0, "false_alerts": 1.0}, "Give either --arl or --false-alerts-per-week, not both."),
        ("in.csv", {"arl": 1.0}, "Give an --arl of at least 2"),
        ("in.csv", {"state": tmp_path / "state"}, "is not a state of heard watch"),
    ):
        with pytest.raises(CommandError) as refused:
            watch_file(tmp_path / name, tmp_path / "out.csv", **options)
        assert says in str(refused.value)
    assert not (tmp_path / "out.csv").exists()
