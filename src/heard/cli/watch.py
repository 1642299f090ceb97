"""`heard watch`: which streams of a file of weekly counts have risen, as a file. Needs no database."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from heard.cli.errors import CommandError
from heard.cli.watch_counts import Counts, read, restored, stored

if TYPE_CHECKING:
    from heard.methods.signals.detect import Baseline

OUT: Final = ("stream_id", "period", "status", "evidence", "null_rate", "observed_rate", "since")
# As many simulated paths for each kind of stream, from the same seed: a threshold depends on the counts alone.
PATHS, SEED = 2000, 20261123


def watch_file(
    source: Path,
    target: Path,
    *,
    arl: float | None = None,
    false_alerts: float | None = None,
    baseline_weeks: int = 104,
    state: Path | None = None,
    every: bool = False,
) -> int:
    """Write the alerts of a file of counts; returns how many rows were written.

    A row stands where a stream comes to 'watch' (its statistic M, the evidence, reaches the threshold) or goes on from
    there to 'confirmed' (e-BH over all streams of that week); with `every`, each watched week has one, 'none' among
    them. The first `baseline_weeks` counted weeks of a stream are its baseline, streams with the same parent its peers.
    With `arl` thresholds are calibrated and the null rate is the posterior's median; else A = K / b with its 90%
    quantile. `state` keeps the counts, so that the next file needs only what is new or has changed: rows are written
    from that file's first week on, as the whole would give them. Raises CommandError; nothing is half-written.
    """
    if arl is not None and false_alerts is not None:
        raise CommandError("Give either --arl or --false-alerts-per-week, not both.")
    if (arl is not None and arl < 2) or (false_alerts is not None and not false_alerts > 0) or baseline_weeks < 1:
        raise CommandError("Give an --arl of at least 2, a budget above 0, and at least 1 week of baseline.")
    for path in (target, *([state] if state else [])):
        if path.is_dir() or not path.resolve().parent.is_dir():
            raise CommandError(f"{path} cannot be written: choose a file in a folder that is there.")
    counts = read(source)
    first = int(counts.week.min())
    if state is not None:
        counts = restored(state, counts)
    found = _watched(counts, arl, false_alerts or 1.0, baseline_weeks)
    rows = _rows(found, counts, first, every)
    _write(target, rows)
    if state is not None:
        stored(state, counts)
    return len(rows["stream_id"])


@dataclass(frozen=True, eq=False)
class _Found:
    """[weeks, streams] but for `rate` [streams]; `past` is the sum of x, and of n, of all weeks before."""

    status: Any
    evidence: Any
    since: Any
    seen: Any
    rate: Any
    past: tuple[Any, Any]


def _watched(counts: Counts, arl: float | None, false_alerts: float, baseline_weeks: int) -> _Found:
    import numpy as np

    from heard.methods.signals.detect import standing, thresholds

    x, n = counts.dense()
    seen = ~np.isnan(x).all(axis=0)
    early = seen.cumsum(axis=0) <= baseline_weeks
    watched = seen & ~early
    has = ~np.isnan(x).all(axis=1)

    def level(was: Sequence[Baseline]) -> Any:
        if arl is None:
            return np.full(x.shape[2], thresholds(x.shape[2], false_alerts))
        return _calibrated(arl, was, has, watched.any(axis=0))

    found = standing(x, n, counts.parent, early, watched, level, quantile=0.9 if arl is None else 0.5)
    # A channel that says out of how many tells most of a stream's rate; else the first that it has.
    shown = (has + (has & ~np.isnan(n).all(axis=1)).astype(int)).argmax(axis=0)
    places = np.arange(x.shape[2])
    one_x, one_n = x[shown, :, places].T, n[shown, :, places].T
    one_n = np.where(np.isnan(one_n) & ~np.isnan(one_x), 1.0, one_n)
    past = tuple(np.vstack([np.zeros(x.shape[2]), np.nancumsum(each, axis=0)]) for each in (one_x, one_n))
    rate = np.array([one.rate for one in found.was])[shown, places]
    return _Found(found.status, found.evidence, found.since, watched, rate, (past[0], past[1]))


def _calibrated(arl: float, was: Sequence[Baseline], has: Any, needed: Any) -> Any:
    """The threshold of each stream; those with the same channels are simulated together."""
    import numpy as np

    from heard.methods.signals.detect import calibrated

    made = np.full(has.shape[1], np.inf)
    for pattern in np.unique(has[:, needed], axis=1).T:
        streams = np.flatnonzero((has == pattern[:, None]).all(axis=0) & needed)
        chosen = [one.of(streams) for one, there in zip(was, pattern, strict=True) if there]
        made[streams] = calibrated(arl, chosen, PATHS, SEED)
    return made


def _rows(found: _Found, counts: Counts, first: int, every: bool) -> dict[str, list[Any]]:
    import numpy as np

    before = np.vstack([np.zeros((1, found.status.shape[1]), int), found.status[:-1]])
    # A week without a count ends no alert: the status before it is the one to compare with.
    for later in range(1, len(before)):
        silent = ~found.seen[later - 1]
        before[later, silent] = before[later - 1, silent]
    told = found.seen if every else found.seen & (found.status > before)
    told[: first - counts.first_week] = False
    stream, week = np.nonzero(told.T)
    since = found.since[week, stream]
    concerns, voices = (past[week + 1, stream] - past[since, stream] for past in found.past)
    monday = np.datetime64("1970-01-05") + 7 * np.arange(counts.first_week, counts.first_week + len(told))
    return {
        "stream_id": counts.names[stream].tolist(),
        "period": monday[week].astype(str).tolist(),
        "status": np.array(["none", "watch", "confirmed"])[found.status[week, stream]].tolist(),
        "evidence": found.evidence[week, stream].tolist(),
        "null_rate": found.rate[stream].tolist(),
        "observed_rate": np.divide(concerns, voices, out=np.zeros(len(since)), where=voices > 0).tolist(),
        "since": monday[since].astype(str).tolist(),
    }


def _write(target: Path, rows: dict[str, list[Any]]) -> None:
    import pyarrow as pa
    import pyarrow.csv

    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    kinds = [pa.string()] * 3 + [pa.float64()] * 3 + [pa.string()]
    table = pa.table({name: pa.array(rows[name], kind) for name, kind in zip(OUT, kinds, strict=True)})
    try:
        pyarrow.csv.write_csv(table, partial, pyarrow.csv.WriteOptions(quoting_style="needed"))
        partial.replace(target)
    except OSError as problem:
        raise CommandError(f"{problem.filename or target}: {problem.strerror}.") from problem
    finally:
        partial.unlink(missing_ok=True)
    print(f"{table.num_rows:,} rows", file=sys.stderr)
