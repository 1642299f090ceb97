"""What corrections taught, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heard.coding.actions.calibrations import ENOUGH
from heard.coding.models import Calibration
from heard.coding.queries.calibrations import CalibrationRow


@dataclass(frozen=True, slots=True)
class Learning:
    """What the page says about learning from corrections."""

    sentence: str
    verdict: str
    enough: bool
    proposal: CalibrationRow | None
    adopted: CalibrationRow | None


def learning(checked: int, versions: Sequence[CalibrationRow]) -> Learning:
    """How many corrections there are, and what the latest measurement says."""
    proposal = next((one for one in versions if one.state == Calibration.State.PROPOSED), None)
    adopted = next((one for one in versions if one.state == Calibration.State.ADOPTED), None)
    left = ENOUGH - checked
    if left > 0:
        sentence = (
            f"{checked:,} of {ENOUGH} comments are checked. From {ENOUGH} on, the coder can learn from them, "
            "and shows here what that changes."
        )
    else:
        sentence = f"{checked:,} comments are checked: enough to learn from."
    latest = proposal or adopted
    return Learning(sentence, verdict(latest) if latest else "", left <= 0, proposal, adopted)


def verdict(row: CalibrationRow) -> str:
    """What the measured change comes to, in a plain sentence."""
    value, low, high = row.difference
    kept = f"on {row.kept_aside:,} comments of your own that it did not learn from"
    if low > 0:
        return f"Better, {kept}: micro F1 goes up by {value:.3f} (95% interval {low:.3f} to {high:.3f})."
    if high < 0:
        interval = f"95% interval {low:.3f} to {high:.3f}"
        return f"Worse, {kept}: micro F1 goes down by {-value:.3f} ({interval}). Do not adopt it."
    return (
        f"No certain change, {kept}: micro F1 moves by {value:+.3f} (95% interval {low:.3f} to {high:.3f}, "
        "which includes none). Check more comments before you adopt it."
    )
