"""Where the two readings of seriousness differ: the lexicon's rules, and the learned heads."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from heard.methods.coding.coder import Coder
from heard.methods.coding.columns import buffers
from heard.methods.coding.features import Array


def two_levels(coder: Coder, texts: Sequence[str]) -> tuple[Array, Array]:
    """Levels int8 [N] by the rules alone and by the learned heads alone; the coder gives the worse of the two.

    >>> from heard.methods.coding import SHIPPED
    >>> rules, model = two_levels(Coder.load(SHIPPED), ["Lovely staff", "I was suicidal and they ignored me"])
    >>> rules.tolist(), int(model[0])
    ([0, 3], 0)
    """
    column = pa.array(list(texts), pa.string())
    sums = coder.scorer(*buffers(column), np.zeros(len(column), dtype=np.uint8), coder.artefact.weights)
    rules = np.zeros(len(column), dtype=np.int8)
    for row, found in coder.lexicon.find(column).items():
        rules[row] = found.level
    model: Array = np.where(sums.letters, coder.artefact.levels_given(sums.worst), 0).astype(np.int8)
    return rules, model
