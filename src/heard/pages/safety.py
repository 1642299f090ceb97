"""The hazard log: read from its pack, rated by its matrix, shown to staff and written as docs/safety/HAZARD_LOG.md."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import django

if TYPE_CHECKING:
    from heard.organisations.packs import Pack

# In a checkout: the impact assessment and the safety case stand there too. An installed package has none of them.
DOCUMENTS: Final = Path(__file__).resolve().parents[3] / "docs" / "safety"
PACK: Final = Path(__file__).resolve().parent / "packs" / "hazard-log.yaml"


@dataclass(frozen=True, slots=True)
class Risk:
    """How bad, how likely, and what the matrix makes of the two."""

    severity: str
    likelihood: str
    rating: int
    means: str

    def __str__(self) -> str:
        return f"{self.severity}, {self.likelihood.lower()}: {self.rating} ({self.means.lower()})"


@dataclass(frozen=True, slots=True)
class Control:
    """What lowers a risk, and the tests that prove it (path::name)."""

    says: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hazard:
    """One line of the log, in the form of DCB0129."""

    id: str
    hazard: str
    effect: str
    causes: tuple[str, ...]
    initial: Risk
    controls: tuple[Control, ...]
    residual: Risk
    status: str
    to_do: str
    owner: str


def hazards(content: Mapping[str, Any]) -> tuple[Hazard, ...]:
    """The hazards of the pack's content, in its order. Raises KeyError for a severity or likelihood that it lacks."""
    return tuple(
        Hazard(
            id=one["id"],
            hazard=one["hazard"],
            effect=one["effect"],
            causes=tuple(one["causes"]),
            initial=risk(content, one["initial"]),
            controls=tuple(Control(control["says"], tuple(control["tests"])) for control in one["controls"]),
            residual=risk(content, one["residual"]),
            status=one["status"].capitalize(),
            to_do=one["to_do"].strip(),
            owner=one["owner"],
        )
        for one in content["hazards"]
    )


def risk(content: Mapping[str, Any], given: Mapping[str, str]) -> Risk:
    """A risk by the matrix of the pack.

    >>> content = {
    ...     "severities": {"minor": {"number": 1, "label": "Minor"}, "major": {"number": 2, "label": "Major"}},
    ...     "likelihoods": {"low": {"number": 1, "label": "Low"}},
    ...     "matrix": [[1, 3]],
    ...     "acceptable": [{"up_to": 2, "label": "Acceptable"}, {"up_to": 5, "label": "Not acceptable"}],
    ... }
    >>> str(risk(content, {"severity": "major", "likelihood": "low"}))
    'Major, low: 3 (not acceptable)'
    """
    severity, likelihood = content["severities"][given["severity"]], content["likelihoods"][given["likelihood"]]
    rating = content["matrix"][likelihood["number"] - 1][severity["number"] - 1]
    means = next(one["label"] for one in content["acceptable"] if rating <= one["up_to"])
    return Risk(severity["label"], likelihood["label"], rating, means)


def documents() -> tuple[str, ...]:
    """The names of the documents that stand beside the log in a checkout; none where Heard is installed without it."""
    return tuple(sorted(path.name for path in DOCUMENTS.glob("*.md") if path.name != "HAZARD_LOG.md"))


def as_markdown(pack: Pack) -> str:
    """The log as a document."""
    return "\n".join((*_head(pack), *(line for one in hazards(pack.content) for line in _lines(one)))) + "\n"


def _head(pack: Pack) -> Iterator[str]:
    content = pack.content
    found = hazards(content)
    unfinished = sum(one.status == "Open" for one in found)
    yield f"# {pack.title}, version {pack.version}"
    yield ""
    yield "Made from `src/heard/pages/packs/hazard-log.yaml` by `python -m heard.pages.safety`: change the pack."
    yield ""
    yield f"{pack.source.strip()}"
    yield ""
    yield f"{len(found)} hazards, {unfinished} of them open. Staff read the same under 'Settings', 'Safety'."
    yield ""
    yield from _table(("Hazard", "Before", "Now", "Status"), [_row(one) for one in found])
    yield ""
    yield "Ratings by likelihood (rows) and severity (columns):"
    yield ""
    names = [one["label"] for one in content["severities"].values()]
    likelihoods = sorted(content["likelihoods"].values(), key=lambda one: -one["number"])
    rows = [(one["label"], *map(str, content["matrix"][one["number"] - 1])) for one in likelihoods]
    yield from _table(("", *names), rows)


def _row(one: Hazard) -> tuple[str, ...]:
    return (f"{one.id} {one.hazard}", str(one.initial.rating), str(one.residual.rating), one.status)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _lines(one: Hazard) -> Iterator[str]:
    yield ""
    yield f"## {one.id} {one.hazard}"
    yield ""
    yield f"- **Effect** {one.effect}"
    yield f"- **Causes** {'; '.join(one.causes)}"
    yield f"- **Before controls** {one.initial}"
    yield "- **Controls**"
    for control in one.controls:
        yield f"  - {control.says}"
        yield from (f"    - `{test}`" for test in control.tests)
    yield f"- **Now** {one.residual}"
    yield f"- **Status** {one.status}. **Owner** {one.owner}"
    if one.to_do:
        yield f"- **Still to do** {one.to_do}"


def main() -> None:
    """Write docs/safety/HAZARD_LOG.md."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heard.config.settings")
    django.setup()
    from heard.organisations.packs import read

    (DOCUMENTS / "HAZARD_LOG.md").write_text(as_markdown(read(PACK)), encoding="utf-8")


if __name__ == "__main__":
    main()
