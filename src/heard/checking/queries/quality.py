"""How good the coder is here: by what people checked, theme by theme and service by service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from heard.coding.frame import frame
from heard.coding.queries.current import Checked, checked
from heard.methods.agreement import Share, of_sample
from heard.organisations.queries import units

# What is said about a theme or service rests on so many comments at least.
ENOUGH: Final = 20
# The lower ends that a theme has to reach before it is trusted, and a service's share of comments with the same themes.
PRECISION_BAR: Final = 0.6
RECALL_BAR: Final = 0.4
AGREEMENT_BAR: Final = 0.5
# Level from which a comment is flagged.
CONCERN: Final = 2


@dataclass(frozen=True, slots=True)
class ThemeFigures:
    """One theme among the comments that people checked."""

    bit: int
    name: str
    checked: int
    agreement: Share
    precision: Share
    recall: Share
    warning: str


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """One service: how many were checked, and in how many person and machine gave the same themes, and level."""

    name: str
    reference: str
    checked: int
    themes: Share
    levels: Share
    warning: str


@dataclass(frozen=True, slots=True)
class Quality:
    """What people found of the comments that they checked."""

    checked: int
    people: int
    themes: tuple[ThemeFigures, ...]
    services: tuple[ServiceFigures, ...]
    same_themes: Share
    same_sentiment: Share
    # Of levels 2 and 3: of what was flagged, how much a person holds too; of what a person holds, how much was flagged.
    flag_precision: Share
    flag_recall: Share
    models: tuple[tuple[str, int], ...]


def quality(organisation_id: int) -> Quality:
    """Figures of everything that was checked. Three queries, whatever was said."""
    return measured(checked(organisation_id))


def measured(rows: Sequence[Checked]) -> Quality:
    """The same of these rows. One query, for the names of services."""
    person, machine = _bits([one.themes for one in rows]), _bits([one.machine_themes for one in rows])
    level = np.array([(one.seriousness, one.machine_seriousness) for one in rows], np.int64).reshape(-1, 2)
    same = (person == machine).all(axis=1)
    flagged = level >= CONCERN
    models: dict[str, int] = defaultdict(int)
    for one in rows:
        models[one.model] += 1
    return Quality(
        checked=len(rows),
        people=len({one.person_id for one in rows}),
        themes=_themes(person, machine),
        services=_services(rows, same, level[:, 0] == level[:, 1]),
        same_themes=of_sample(int(same.sum()), len(rows)),
        same_sentiment=of_sample(sum(one.sentiment == one.machine_sentiment for one in rows), len(rows)),
        flag_precision=of_sample(int((flagged[:, 0] & flagged[:, 1]).sum()), int(flagged[:, 1].sum())),
        flag_recall=of_sample(int((flagged[:, 0] & flagged[:, 1]).sum()), int(flagged[:, 0].sum())),
        models=tuple(sorted(models.items(), key=lambda item: -item[1])),
    )


def _bits(masks: Sequence[int]) -> NDArray[np.bool_]:
    count = len(frame().themes)
    found: NDArray[np.bool_] = (np.array(masks, np.int64).reshape(-1, 1) >> np.arange(count) & 1).astype(bool)
    return found


def _themes(person: NDArray[np.bool_], machine: NDArray[np.bool_]) -> tuple[ThemeFigures, ...]:
    made = []
    for bit, (name, _) in enumerate(frame().themes):
        given, said = machine[:, bit], person[:, bit]
        both, either = int((given & said).sum()), int((given | said).sum())
        precision, recall = of_sample(both, int(given.sum())), of_sample(both, int(said.sum()))
        made.append(
            ThemeFigures(
                bit,
                name,
                either,
                of_sample(both, either),
                precision,
                recall,
                theme_warning(either, precision, recall),
            )
        )
    return tuple(sorted(made, key=lambda one: (-one.checked, one.bit)))


def theme_warning(count: int, precision: Share, recall: Share) -> str:
    """Where not to trust the coder, in a plain sentence; '' where nothing speaks against it.

    >>> from heard.methods.agreement import of_sample
    >>> theme_warning(9, of_sample(9, 9), of_sample(9, 9))
    'Too few checked to say: 9 of 20.'
    >>> theme_warning(90, of_sample(50, 90), of_sample(50, 50))
    'Not to be trusted: perhaps only 45% of what it gives is right (the bar is 60%).'
    >>> theme_warning(90, of_sample(80, 82), of_sample(80, 88))
    ''
    """
    if count < ENOUGH:
        return f"Too few checked to say: {count} of {ENOUGH}."
    if precision.whole and precision.low < PRECISION_BAR:
        worst = f"perhaps only {round(100 * precision.low)}% of what it gives is right"
        return f"Not to be trusted: {worst} (the bar is {round(100 * PRECISION_BAR)}%)."
    if recall.low < RECALL_BAR:
        worst = f"it perhaps finds only {round(100 * recall.low)}% of what there is"
        return f"Misses much: {worst} (the bar is {round(100 * RECALL_BAR)}%)."
    return ""


def _services(
    rows: Sequence[Checked], same: NDArray[np.bool_], levels: NDArray[np.bool_]
) -> tuple[ServiceFigures, ...]:
    places: dict[int, list[int]] = defaultdict(list)
    for row, one in enumerate(rows):
        places[one.unit_id].append(row)
    names = units(places)
    made = []
    for unit, at in places.items():
        agreed = of_sample(int(same[at].sum()), len(at))
        warning = ""
        if len(at) < ENOUGH:
            warning = f"Too few checked to say: {len(at)} of {ENOUGH}."
        elif agreed.low < AGREEMENT_BAR:
            warning = (
                f"Not to be trusted: perhaps only {round(100 * agreed.low)}% of comments have the right themes "
                f"(the bar is {round(100 * AGREEMENT_BAR)}%)."
            )
        levelled = of_sample(int(levels[at].sum()), len(at))
        made.append(ServiceFigures(names[unit].name, names[unit].reference, len(at), agreed, levelled, warning))
    return tuple(sorted(made, key=lambda one: (-one.checked, one.name)))
