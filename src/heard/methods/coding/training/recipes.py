"""What pxtextmining's recipes say of comments after learning others: kept, since they take minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from heard.methods.coding.features import Array
from heard.methods.coding.training import plain
from heard.methods.coding.training.dataset import Dataset
from heard.methods.coding.training.kept import kept


def svc(folder: Path | None, learned: Dataset, tested: Sequence[str]) -> Mapping[str, Array]:
    """Of the tested texts `likely` float64 [N, themes] and `given` bool [N, themes] by the SVC recipe."""

    def make() -> Mapping[str, Array]:
        machine = plain.svc(learned.texts, learned.themes)
        likely = machine.probabilities(tested)
        return {"likely": likely, "given": machine.given(tested, likely)}

    return kept(folder, "svc", [version("scikit-learn"), learned.texts, learned.themes, list(tested)], make)


def xgb(folder: Path | None, learned: Dataset, tested: Sequence[str]) -> Mapping[str, Array]:
    """Of the tested texts `likely` float64 [N, themes] by the XGB recipe.

    Raises PackageNotFoundError without xgboost.
    """

    def make() -> Mapping[str, Array]:
        return {"likely": plain.xgb(learned.texts, learned.themes).probabilities(tested)}

    return kept(folder, "xgb", [version("xgboost"), learned.texts, learned.themes, list(tested)], make)
