"""The rules of Making Data Count in plain NumPy, one series after the other, as somebody would write them first."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int8]


def plain(y: Floats, target: float) -> tuple[Labels, float, float, int]:
    """Labels (numbers of LABELS), the limits and how the last of them stand to a target, of one series without gaps."""
    mean, distances = np.mean(y), np.abs(np.diff(y))
    reach = np.mean(distances[distances < 3.267 * np.mean(distances)])
    lower, upper, near = mean - 2.66 * reach, mean + 2.66 * reach, 2 * 2.66 / 3 * reach
    side, outside = np.sign(y - mean), (y > upper) | (y < lower)
    close = ~outside & (np.abs(y - mean) > near)
    found = np.zeros(len(y), np.int8)
    _mark(found, np.abs(sliding_window_view(side, 7).sum(axis=1)) == 7, 7, side, 7)
    three = np.abs(sliding_window_view(side, 3).sum(axis=1)) == 3
    _mark(found, three & (sliding_window_view(close, 3).sum(axis=1) >= 2), 3, side * close, 5)
    step = np.append(0, np.sign(np.diff(y)))
    climbs = np.abs(sliding_window_view(step[1:], 6).sum(axis=1)) == 6
    within = _members(climbs, 7, len(y))
    onward = np.append(step[1:] * within[1:], 0)
    _put(found, np.where(onward != 0, onward, step) * within, 3)
    _put(found, side * outside, 1)
    return found, float(lower), float(upper), int(target > upper) - int(target < lower)


def _mark(found: Labels, windows: NDArray[np.bool_], length: int, sign: Floats, label: int) -> None:
    _put(found, sign * _members(windows, length, len(found)), label)


def _members(windows: NDArray[np.bool_], length: int, size: int) -> NDArray[np.bool_]:
    inside = np.zeros(size, bool)
    for start in np.flatnonzero(windows):
        inside[start : start + length] = True
    return inside


def _put(found: Labels, sign: Floats, label: int) -> None:
    found[sign > 0], found[sign < 0] = label, label + 1
