"""The recipes of pxtextmining 1.x (MIT), as far as they are public: what an honest comparison needs.

SVC: TfidfVectorizer() and MultiOutputClassifier(SVC(rbf, C=15, class_weight='balanced', probability=True,
max_iter=1000)); a label where the machine or its probability (> .5) says so, and the likeliest where nothing fires.
SVC+XGB: the mean of its probabilities and of XGBClassifier's on 1- and 2-grams, at .3. Text is cleaned as there.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
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


def svc(texts: Sequence[str], themes: Array) -> Any:
    """The SVC recipe, fitted; predict with `svc_given`."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.multioutput import MultiOutputClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import SVC

    machine = SVC(C=15, class_weight="balanced", probability=True, max_iter=1_000, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return make_pipeline(TfidfVectorizer(), MultiOutputClassifier(machine)).fit([cleaned(t) for t in texts], themes)


def xgb(texts: Sequence[str], themes: Array) -> Any:
    """The XGB recipe, fitted. Raises ModuleNotFoundError without xgboost."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.multioutput import MultiOutputClassifier
    from sklearn.pipeline import make_pipeline
    from xgboost import XGBClassifier

    words = TfidfVectorizer(max_df=0.99, min_df=6, ngram_range=(1, 2))
    trees = XGBClassifier(
        tree_method="hist", n_estimators=200, max_depth=4, gamma=0.3, min_child_weight=0.5, n_jobs=1, random_state=0
    )
    return make_pipeline(words, MultiOutputClassifier(trees)).fit([cleaned(t) for t in texts], themes)


def probabilities(model: Any, texts: Sequence[str]) -> Array:
    """Probability float64 [N, themes] of each theme; of a theme that was never seen, 0."""
    found = model.predict_proba([cleaned(text) for text in texts])
    return np.column_stack([one[:, 1] if one.shape[1] > 1 else np.zeros(len(texts)) for one in found])


def svc_given(model: Any, texts: Sequence[str], likely: Array) -> Array:
    """Themes bool [N, themes] as the SVC alone gives them; `likely` are its probabilities."""
    given = (model.predict([cleaned(text) for text in texts]) > 0) | (likely > 0.5)
    nothing = ~given.any(axis=1)
    given[nothing, likely[nothing].argmax(axis=1)] = True
    return np.asarray(given)
