"""One action's effect in words: verdict, estimate, interval, what it was compared with, weeks still needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from heard.methods.effects.comparing import LEAST_BEFORE, LINE, Looks, looks

# Of a change that would need ten years, no week is named.
_LONGEST: Final = 520
Weeks = Sequence[tuple[float, float]]
Floats = NDArray[np.float64]


class Verdict(StrEnum):
    """What can be said of an action's effect."""

    IMPROVED = "improved"
    WORSE = "worse"
    NOT_YET = "no change can be seen yet"


@dataclass(frozen=True, slots=True)
class Effect:
    """`seen` of `voices` in `weeks`, where `expected` were to be expected; `times` is the odds now over those expected.

    `low` and `high` are the ends of what the weeks so far do not rule out: 95% or more at each look, 90% over all looks
    until the check date. `still` is how many more weeks would tell at the present volume, if it goes on as it does;
    None where none are needed, or where ten years would not do. `sentence` says the verdict, `why` what it is compared
    with.
    """

    verdict: Verdict
    seen: int
    voices: int
    weeks: int
    expected: float
    times: float
    low: float
    high: float
    still: int | None
    sentence: str
    why: str


def effect(
    acted: Weeks, peers: Sequence[Weeks], *, before: int, chosen_by: int = 0, planned: int = 26, rise: bool = False
) -> Effect:
    """The effect of one action: (x, n) of every week of the place and of its peers, the first `before` before it.

    What is counted should fall, or with `rise` rise. The place was chosen by the last `chosen_by` weeks before, and is
    checked `planned` weeks after; later weeks are not counted. NaN is a week without a count.
    Raises ValueError where places have not as many weeks as each other, or the counts are none such.

    >>> found = effect([(3, 30)] * 60, [[(3, 30)] * 60] * 3, before=52)
    >>> found.verdict.value, round(found.times, 1), found.still
    ('no change can be seen yet', 1.0, None)
    >>> effect([(3, 30)] * 52, [], before=52).sentence
    'No change can be seen yet: nobody has been heard since.'
    """
    places = [list(acted), *(list(peer) for peer in peers)]
    if len({len(place) for place in places}) > 1 or not 0 <= before <= len(places[0]):
        raise ValueError("Give every place the same weeks, and as many of them before the action as there are.")
    table = np.array(places, np.float64).reshape(len(places), len(places[0]), 2)
    x, n = (table[:, :, part].T[:, :, np.newaxis] for part in (0, 1))
    found = looks(x[:before], n[:before], x[before:], n[before:], chosen_by=chosen_by, planned=planned)
    why = _why(x[:before, 0, 0], n[:before, 0, 0], chosen_by, len(peers))
    if not len(found.seen) or not found.voices[-1, 0]:
        sentence = "No change can be seen yet: nobody has been heard since."
        return Effect(Verdict.NOT_YET, 0, 0, len(found.seen), 0.0, 1.0, 0.0, np.inf, None, sentence, why)
    verdict = _verdict(found, rise)
    low, high = (float(np.exp(end[-1, 0])) for end in found.interval())
    still = _still(found, planned) if verdict is Verdict.NOT_YET else None
    seen, voices, expected = int(found.seen[-1, 0]), int(found.voices[-1, 0]), float(found.expected[-1, 0])
    sentence = _sentence(verdict, found, still)
    times = float(np.exp(found.odds[-1, 0]))
    return Effect(verdict, seen, voices, len(found.seen), expected, times, low, high, still, sentence, why)


def _verdict(found: Looks, rise: bool) -> Verdict:
    fell, rose = bool(found.improved[-1, 0]), bool(found.worse[-1, 0])
    if fell or rose:
        return Verdict.IMPROVED if rose == rise else Verdict.WORSE
    return Verdict.NOT_YET


def _still(found: Looks, planned: int) -> int | None:
    """Weeks until the score would pass its line, if voices and rate go on as since the action."""
    so_far = len(found.seen)
    weeks = np.arange(1, _LONGEST + 1)
    voices = weeks * found.voices[-1, 0] / so_far
    rate = expit(found.before[-1, 0] + found.shift[-1, 0])
    chance = voices * rate * (1 - rate)
    known, wide = found.variance[-1, 0], found.inflation[-1, 0]
    away = np.abs(voices * (found.seen[-1, 0] / found.voices[-1, 0] - rate))
    full = voices[planned - 1] * rate * (1 - rate) / wide if planned <= _LONGEST else chance[-1] / wide
    share = (chance / wide / (1 + chance / wide * known)) / (full / (1 + full * known))
    told = away >= LINE / np.sqrt(np.minimum(share, 1.0)) * np.sqrt(chance * wide + chance**2 * known)
    enough = weeks[np.logical_and(told, weeks > so_far)]
    return int(enough[0]) - so_far if len(enough) else None


def _sentence(verdict: Verdict, found: Looks, still: int | None) -> str:
    seen, voices, expected = (float(part[-1, 0]) for part in (found.seen, found.voices, found.expected))
    about = f"{expected:.0f}" if expected >= 10 else f"{expected:.1f}"
    what = f"{seen:,.0f} of {voices:,.0f} in {_of_weeks(len(found.seen))}, where about {about} were to be expected."
    if verdict is Verdict.IMPROVED:
        return f"Improved: {what} Chance alone hardly makes such a difference."
    if verdict is Verdict.WORSE:
        return f"Worse: {what} Chance alone hardly makes such a difference."
    more = "" if still is None else f" If it goes on like this, {_of_weeks(still)} more would tell."
    return f"No change can be seen yet: {what} Chance alone makes differences like this.{more}"


def _why(x: Floats, n: Floats, chosen_by: int, peers: int) -> str:
    """What it is compared with, and why not simply with the weeks by which it was chosen."""
    kept = len(x) - chosen_by
    others = f"what {peers} peers did" if peers > 1 else "what one peer did"
    beside = f", and with {others} in the same weeks" if peers else "; there are no peers to compare it with"
    if kept >= LEAST_BEFORE:
        usual = f"the {kept} weeks before" + (f" them ({_rate(x[:kept], n[:kept])})" if chosen_by else "")
    elif peers > 1:
        usual = f"its rate over {_of_weeks(len(x))}, drawn towards that of its peers because the weeks are few"
    else:
        usual = f"its rate over {_of_weeks(len(x))}, which are few"
    if not chosen_by:
        return f"It is compared with {usual}{beside}."
    was = f"{chosen_by} bad weeks ({_rate(x[-chosen_by:], n[-chosen_by:])})" if chosen_by > 1 else "a bad week"
    told = f"It was chosen by {was}, and bad weeks are mostly followed by better ones by themselves."
    return f"{told} So it is compared with {usual}{beside}."


def _rate(x: Floats, n: Floats) -> str:
    voices = np.nansum(n)
    return f"{100 * np.nansum(x) / voices:.1f}%" if voices else "nobody was heard"


def _of_weeks(number: int) -> str:
    return "1 week" if number == 1 else f"{number} weeks"
