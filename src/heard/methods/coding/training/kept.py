"""What takes minutes to make is kept in a folder, under a digest of all that it was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from heard.methods.coding.features import Array
from heard.methods.coding.training.deep_folds import write


def kept(
    folder: Path | None, name: str, made_of: Sequence[object], make: Callable[[], Mapping[str, Array]]
) -> Mapping[str, Array]:
    """The arrays that `make` gives, or those kept of the same `made_of`; without a folder they are always made."""
    if folder is None:
        return make()
    path = folder / f"{name}-{_digest(made_of)}.npz"
    if not path.exists():
        made: dict[str, Any] = dict(make())
        write(path, lambda part: np.savez(part, **made))
    with np.load(path, allow_pickle=False) as arrays:
        return {key: arrays[key] for key in arrays.files}


def _digest(made_of: Sequence[object]) -> str:
    told = hashlib.sha256()
    for one in made_of:
        if isinstance(one, np.ndarray):
            told.update(repr((one.dtype.str, one.shape)).encode() + np.ascontiguousarray(one).tobytes())
        else:
            told.update(repr(one).encode() + b"\0")
    return told.hexdigest()[:16]
