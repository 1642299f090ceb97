"""How well comments of a trust are coded that nothing was learned from, and what some labels of its own add.

The coders and the SVC recipe of pxtextmining learn one trust and are tested on the other, both ways, over the themes
that both trusts have. Local labels move thresholds as an organisation's corrections do (`methods.coding.calibrate`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from heard.cli.bench.coding import training
from heard.methods.coding.features import Array

LABELS: Final = (0, 50, 200)
# Draws of labels, resamples of groups, inner folds, and comments that are learned and tested at most.
_FULL: Final = {"draws": 20, "resamples": 1_000, "folds": 5, "learned": 1_000_000, "tested": 1_000_000}
_QUICK: Final = {"draws": 2, "resamples": 40, "folds": 2, "learned": 220, "tested": 280}
# Those whose figures are told; the others stand in the table alone.
_TOLD: Final = ("SVC", "fast", "accurate")
_UNTAUGHT: Final = "fast, with sentences of our own"
# Learning anew takes longer than moving thresholds: so many draws of labels only.
_FEW_DRAWS: Final = 4


def bench_transfer(full: bool) -> dict[str, Any]:
    """Both ways; quick: the fast coder from a few comments of the trust alone, beside the SVC."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it comes with scikit-learn

    # Threads of the linear algebra wait for each other beside other work.
    with threadpool_limits(1):
        return _measured(full)


def _measured(full: bool) -> dict[str, Any]:
    from heard.methods.coding.training import transfer

    made, size = training(deep=full), _FULL if full else _QUICK
    ways = [_few(way, size) for way in transfer.ways(made.data)]
    table = _Table(made, transfer.shared(made.data), size)
    for way in ways:
        coders = {"SVC": _svc(made, way), **_coders(made, way, table, full=full)}
        for name, one in coders.items():
            table.row(way.source, way.tested, name, one.codes)
        for name in _TOLD:
            if name in coders:
                table.curve(way, name, coders[name])
        if full:
            table.otherwise(way, coders[_UNTAUGHT])
    if full:
        _both(made, ways, table)
    return {
        "sizes": {
            "comments": len(made.data), "shared themes": len(table.shared), "draws of labels": size["draws"],
            **{f"learned, {way}": len(way.learned) for way in ways},
            **{f"tested, {way}": len(way.tested) for way in ways},
        },
        "figures": table.figures,
        "intervals": {"method": "95%, resamples of whole groups and of draws of labels", **table.intervals},
        "baseline": {
            name: table.figures[f"SVC{name[name.index(',') :]}"] for name in table.figures if not name.startswith("SVC")
        },
        "details": {
            "shared themes": [made.data.names[place] for place in table.shared],
            "table": table.rows,
            "curve": table.points,
        },
    }  # fmt: skip


def _few(way: Any, size: Mapping[str, int]) -> Any:
    """A way with at most so many comments learned, and tested: the same each time."""
    random = np.random.default_rng(1)
    few = {name: np.sort(random.permutation(getattr(way, name))[: size[name]]) for name in ("learned", "tested")}
    return replace(way, **few)


def _svc(made: Any, way: Any) -> Any:
    """The SVC recipe, whose threshold is one half."""
    from heard.methods.coding.calibrate import Calibration
    from heard.methods.coding.training import recipes, thresholds
    from heard.methods.coding.training.thresholds import Measured
    from heard.methods.coding.training.transfer import Stranger

    made.progress(f"SVC, {way}")
    data = made.data
    found = recipes.svc(made.kept, thresholds.part(data, way.learned), [data.texts[row] for row in way.tested])
    none = np.zeros(len(way.tested), dtype=np.int8)
    start = Calibration((0.5,) * len(data.names), 1.0, 0.0)
    return Stranger(found["likely"], start, Measured(found["given"], none, none))


def _coders(made: Any, way: Any, table: _Table, *, full: bool) -> dict[str, Any]:
    """Heard's coders and the steps to them; how the fast one does at home goes into the table at once."""
    from heard.methods.coding import SHIPPED
    from heard.methods.coding.artefact import Artefact
    from heard.methods.coding.training import transfer

    shipped, coders = Artefact.load(SHIPPED), {}
    steps = {"fast, the trust alone": False, _UNTAUGHT: True} if full else {"fast": False}
    for name, own in steps.items():
        coders[name], home = transfer.linear(made, way, shipped, own=own, folds=table.size["folds"])
        table.row(way.source, way.learned, name, home)
    return coders | (transfer.deep(made, way, shipped) if full else {})


def _both(made: Any, ways: Any, table: _Table) -> None:
    """Both coders after learning both trusts, out of fold."""
    from heard.methods.coding import SHIPPED
    from heard.methods.coding.artefact import Artefact
    from heard.methods.coding.training import mixing, thresholds

    held, shipped = made.out_of_fold(), Artefact.load(SHIPPED)
    measured = {
        "fast": thresholds.honest(made.data, held, shipped),
        "accurate": mixing.honest(made.data, held, shipped),
    }
    for way in ways:
        for name, codes in measured.items():
            table.row("both", way.tested, name, codes.part(way.tested))


@dataclass
class _Table:
    """What is told in the end: figures, one row for each coder and pair of trusts, points of the curves."""

    made: Any
    shared: Array
    size: Mapping[str, int]
    figures: dict[str, float] = field(default_factory=dict)
    intervals: dict[str, Any] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    points: list[dict[str, Any]] = field(default_factory=list)

    def row(self, source: str, rows: Array, name: str, codes: Any) -> None:
        """A coder that learned `source`, on these rows of the data."""
        from heard.methods.coding.training import serious, thresholds

        data = thresholds.part(self.made.data, rows)
        every, few = self._measuring(data, slice(None), 1), self._measuring(data, self.shared, 1)
        all_rows = [np.ones(len(data), dtype=bool)]
        f1 = few.f1([codes.themes[:, self.shared]], all_rows)
        row: dict[str, Any] = {"learned": source, "tested": str(data.trusts[0]), "coder": name, "comments": len(data)}
        row["micro F1, shared themes"], row["macro F1, shared themes"] = _three(f1.micro), _three(f1.macro)
        row["micro F1, all themes"] = _three(every.f1([codes.themes], all_rows).micro)
        if codes.sentiment.any():
            said, wide = data.sentiment > 0, np.array([0, 1, 1, 2, 3, 3])
            row["sentiment, 5 classes"] = _three(every.share((codes.sentiment == data.sentiment) & said, said))
            same = wide[codes.sentiment] == wide[data.sentiment]
            row["sentiment, 3 classes"] = _three(every.share(same & said, said))
            row |= {key: list(value) for key, value in serious.figures(data, codes).items()}
        self.rows.append(row)
        if name in _TOLD and source not in ("both", data.trusts[0]):
            for kind, estimate in (("micro F1", f1.micro), ("macro F1", f1.macro)):
                self._tell(f"{name}, {source} to {data.trusts[0]}: {kind}", estimate)

    def curve(self, way: Any, name: str, coder: Any) -> None:
        """A stranger's F1 after each number of labels, on comments that no draw's labels touch."""
        from heard.methods.coding.training.curve import calibrated

        data, draws, tested = self._draws(way)
        measuring = self._measuring(data, self.shared, len(draws))
        before = measuring.f1([codes := coder.codes.themes[:, self.shared]] * len(draws), tested)
        for count in LABELS:
            moved = [calibrated(coder.scores, data.themes, coder.start, rows[:count]) for rows in draws]
            after = measuring.f1([one[:, self.shared] if count else codes for one in moved], tested)
            self._point(way, name, count, after, after.less(before))
            if count:
                self._tell(f"{name}, {way}: micro F1, {count} labels", after.micro)

    def otherwise(self, way: Any, coder: Any) -> None:
        """What else the most labels could do: teach the heads anew beside the source, or a frame of one's own alone."""
        from heard.methods.coding import local
        from heard.methods.coding.training import transfer

        data, draws, tested = self._draws(way)
        draws, tested, shared = draws[:_FEW_DRAWS], tested[:_FEW_DRAWS], self.shared
        measuring = self._measuring(data, shared, len(draws))
        before = measuring.f1([coder.codes.themes[:, shared]] * len(draws), tested)
        cut = np.array(coder.start.thresholds)
        again = [(transfer.again(self.made, way, rows) > cut)[:, shared] for rows in draws]
        own = []
        for rows in draws:
            texts, owners = [data.texts[row] for row in rows], data.groups[rows].tolist()
            learned = local.learn(texts, data.themes[rows][:, shared], owners, seed=self.made.seed)
            own.append((learned.code(data.texts)[:, None] >> np.arange(len(shared)) & 1).astype(bool))
        for name, given in ((f"{_UNTAUGHT}, learned again with them", again), ("a frame of its own", own)):
            after = measuring.f1(given, tested)
            self._point(way, name, max(LABELS), after, after.less(before))

    def _draws(self, way: Any) -> tuple[Any, list[Array], list[Array]]:
        """The tested comments, those that each draw labels, and which it leaves to be tested, bool [N]."""
        from heard.methods.coding.training import thresholds
        from heard.methods.coding.training.curve import drawn_labels

        data = thresholds.part(self.made.data, way.tested)
        draws = drawn_labels(data.groups, max(LABELS), self.size["draws"], self.made.seed)
        return data, draws, [~np.isin(data.groups, data.groups[rows]) for rows in draws]

    def _measuring(self, data: Any, themes: Any, draws: int) -> Any:
        from heard.methods.coding.training.curve import Measuring

        return Measuring.of(data.themes[:, themes], data.groups, draws, self.size["resamples"], self.made.seed)

    def _point(self, way: Any, name: str, count: int, f1: Any, gain: Any) -> None:
        point = {"way": str(way), "coder": name, "labels": count}
        point |= {"micro F1": _three(f1.micro), "macro F1": _three(f1.macro)}
        if count and gain:
            point |= {"gain in micro F1": _three(gain.micro), "gain in macro F1": _three(gain.macro)}
        self.points.append(point)

    def _tell(self, name: str, estimate: Any) -> None:
        value, *self.intervals[name] = _three(estimate)
        self.figures[name] = value


def _three(estimate: Any) -> list[float]:
    """A figure with its interval."""
    return [round(estimate.value, 4), round(estimate.low, 4), round(estimate.high, 4)]
