"""The recipes of pxtextmining 1.x (MIT), as far as they are public: what an honest comparison needs.

SVC: TfidfVectorizer() and MultiOutputClassifier(SVC(rbf, C=15, class_weight='balanced', probability=True,
max_iter=1000)); a label where the machine or its probability (> .5) says so, and the likeliest where nothing fires.
SVC+XGB: the mean of its probabilities and of XGBClassifier's on 1- and 2-grams, at .3. Text is cleaned as there.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from heard.methods.coding.features import Array

SOFT_VOTE: Final = 0.3
_SPACES: Final = re.compile(r"[\n\r,.\-]")
_DELETED: Final = re.compile(r"[\d!-/:-@\[-`{-~]")


def cleaned(text: str) -> str:
    """Text as pxtextmining hands it to scikit-learn.

    >>> cleaned("Rang 3 times, no-one answered!")
    'rang times no one answered'
    """
    return " ".join(_DELETED.sub("", _SPACES.sub(" ", text)).lower().split())


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model with the themes that it could learn: those that some comments have and some have not."""

    model: Any
    learned: Array
    themes: int

    def probabilities(self, texts: Sequence[str]) -> Array:
        """Probability float64 [N, themes] of each theme; of one that was not learned, 0."""
        found = self.model.predict_proba([cleaned(text) for text in texts])
        likely = np.zeros((len(texts), self.themes))
        likely[:, self.learned] = np.column_stack([one[:, 1] for one in found])
        return likely

    def given(self, texts: Sequence[str], likely: Array) -> Array:
        """Themes bool [N, themes] as the SVC alone gives them; `likely` are its probabilities."""
        given = likely > 0.5
        given[:, self.learned] |= self.model.predict([cleaned(text) for text in texts]) > 0
        nothing = ~given.any(axis=1)
        given[nothing, likely[nothing].argmax(axis=1)] = True
        return np.asarray(given)


def svc(texts: Sequence[str], themes: Array) -> Fitted:
    """The SVC recipe, fitted; themes bool [N, themes]."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import SVC

    machine = SVC(C=15, class_weight="balanced", probability=True, max_iter=1_000, random_state=0)
    return _fitted(TfidfVectorizer(), machine, texts, themes)


def xgb(texts: Sequence[str], themes: Array) -> Fitted:
    """The XGB recipe, fitted. Raises ModuleNotFoundError without xgboost."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from xgboost import XGBClassifier

    words = TfidfVectorizer(max_df=0.99, min_df=6, ngram_range=(1, 2))
    trees = XGBClassifier(
        tree_method="hist", n_estimators=200, max_depth=4, gamma=0.3, min_child_weight=0.5, n_jobs=1, random_state=0
    )
    return _fitted(words, trees, texts, themes)


def _fitted(words: Any, machine: Any, texts: Sequence[str], themes: Array) -> Fitted:
    from sklearn.multioutput import MultiOutputClassifier
    from sklearn.pipeline import make_pipeline

    learned = np.flatnonzero(themes.any(axis=0) & ~themes.all(axis=0))
    with warnings.catch_warnings():
        # 1,000 steps are too few to converge: so is the recipe.
        warnings.simplefilter("ignore")
        model = make_pipeline(words, MultiOutputClassifier(machine))
        model.fit([cleaned(text) for text in texts], themes[:, learned].astype(int))
    return Fitted(model, learned, themes.shape[1])
