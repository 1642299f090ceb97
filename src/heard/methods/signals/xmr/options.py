"""What somebody may choose about a chart, and the names of what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# Each label by its number; the first of these that fits is a point's.
LABELS: Final = (
    "Common Cause",
    "Above UCL",
    "Below LCL",
    "7 Point Trend (Increasing)",
    "7 Point Trend (Decreasing)",
    "2 in 3 Above CL",
    "2 in 3 Below CL",
    "7 Points Above CL",
    "7 Points Below CL",
)
# The direction that each label says.
SIGNS: Final = (0, 1, -1, 1, -1, 1, -1, 1, -1)
TYPES: Final = (
    "common_cause",
    "special_cause_improvement",
    "special_cause_concern",
    "special_cause_neutral_high",
    "special_cause_neutral_low",
)


class Better(StrEnum):
    """Which way is an improvement."""

    HIGHER = "increase"
    LOWER = "decrease"
    NEITHER = "neutral"


@dataclass(frozen=True, slots=True)
class Options:
    """How charts are made; as it stands, just as NHSRplotthedots makes them.

    `screen`: leave moving ranges of 3.267 times their mean or more out of the limits; False as in the Excel tools.
    `beyond_counts`: points beyond the limits count in '2 in 3' too, as in NHS England's tools since about 2024.
    `points`: how long a run or a trend has to be: 7, or 6 as Excel offers.
    `least`: limits and icons only from so many points in a group: NHS England asks for 13.
    `touching`: a target that is just at a limit is outside it, as in the Power BI template.
    `fix_after`: take the limits from the first so many points of each group, at least 12; None from all.
    """

    better: Better = Better.HIGHER
    screen: bool = True
    beyond_counts: bool = False
    points: int = 7
    least: int = 1
    fix_after: int | None = None
    touching: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError where a choice is none."""
        if self.points not in (6, 7):
            raise ValueError("A run or a trend has 6 or 7 points.")
        if self.fix_after is not None and self.fix_after < 12:
            raise ValueError("Limits can be fixed after 12 points or more.")
        if self.least < 1:
            raise ValueError("A group has at least 1 point.")
