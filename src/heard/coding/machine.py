"""The coder that gives the first codes, and the run that names it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
import pyarrow as pa
from django.db import connection
from django.utils import timezone
from numpy.typing import NDArray

from heard.coding.models import UNCODED, Calibration, Run
from heard.methods.coding import SHIPPED, Coded, Coder, calibrate
from heard.methods.language import is_foreign
from heard.store import sql


@lru_cache(maxsize=1)
def coder() -> Coder:
    """The shipped coder, loaded once a process."""
    return Coder.load(SHIPPED)


def warm_up() -> None:
    """Load the coder, and what it compiles or reads when it is first used."""
    coder().read(pa.array(["Thank you."]), ["nonspecific"])


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """Codes of words, with the language of each; what was not coded has UNCODED for its themes."""

    coded: Coded
    languages: pa.Array

    def take(self, rows: NDArray[np.int64]) -> Read:
        """Those of some of the words."""
        return Read(self.coded.take(rows), self.languages.take(pa.array(rows)))


@dataclass(frozen=True)
class Machine:
    """A coder with the run that names what it gives. Equal where they are the same version."""

    name: str
    frame: str
    coder: Coder = field(compare=False, repr=False)
    configuration: str = field(default="", compare=False)

    @property
    def run(self) -> int:
        """The id of its run."""
        return run_id(self.frame, self.name, {"calibration": self.configuration} if self.configuration else {})

    def read(self, words: pa.Array, kinds: Sequence[str], english: Mapping[int, str] | None = None) -> Read:
        """Codes of words, by kinds of questions; `english` is what some of them, by their place, say in English.

        Those get the themes and the sentiment of that, and no lower level than the lexicon finds in the words
        themselves.
        """
        coded, languages = self.coder.read(words, kinds)
        coded.themes[is_foreign(languages)] = UNCODED
        if english:
            rows = np.array(list(english), np.int64)
            said = self.coder.code(pa.array(list(english.values()), pa.string()), [kinds[row] for row in rows.tolist()])
            worse = coded.seriousness[rows] > said.seriousness
            for name in ("seriousness", "hcat"):
                getattr(said, name)[worse] = getattr(coded, name)[rows][worse]
            said.kinds[:] |= coded.kinds[rows]
            coded.put(rows, said)
        return Read(coded, languages)


def shipped() -> Machine:
    """The coder as it shipped."""
    found = coder()
    return Machine(found.name, found.frame, found)


_ADOPTED: Final = "SELECT 1 FROM coding_calibration WHERE organisation_id = %s AND state = %s"


def of(organisation_id: int) -> Machine:
    """The coder of an organisation: the shipped one, by the calibration that somebody there adopted. Two queries.

    A calibration is for the scores of one artefact: with another the shipped thresholds hold until it is made anew.
    """
    unchanged = shipped()
    state = Calibration.State.ADOPTED.value
    # Every voice that arrives asks, and most organisations have adopted none.
    with sql.planned_cursor(connection) as cursor:
        cursor.execute(_ADOPTED, [organisation_id, state])
        if cursor.fetchone() is None:
            return unchanged
    adopted = Calibration.objects.filter(organisation=organisation_id, state=state).first()
    if adopted is None or (adopted.model, adopted.frame) != (unchanged.name, unchanged.frame):
        return unchanged
    return _local(adopted.reference, f"{unchanged.name}+{adopted.organisation_id}.{adopted.number}", _numbers(adopted))


def _numbers(row: Calibration) -> calibrate.Calibration:
    return calibrate.Calibration(tuple(row.thresholds), row.slope, row.intercept)


@lru_cache(maxsize=50)
def _local(reference: str, name: str, numbers: calibrate.Calibration) -> Machine:
    made = calibrate.calibrated(coder(), numbers, name)
    return Machine(name, made.frame, made, reference)


_runs: dict[tuple[str, str], int] = {}


def run_id(frame: str, model: str, configuration: dict[str, str] | None = None) -> int:
    """The run of a coder's version, made when it first codes. Remembered only while it is there (tests roll back)."""
    key = (frame, model)
    known = _runs.get(key)
    if known is None or not _is_there(known):
        run, _ = Run.objects.get_or_create(
            frame=frame, model=model, defaults={"started_at": timezone.now(), "configuration": configuration or {}}
        )
        _runs[key] = known = run.pk
    return known


def _is_there(run: int) -> bool:
    with sql.planned_cursor(connection) as cursor:
        cursor.execute("SELECT 1 FROM coding_run WHERE id = %s", [run])
        return cursor.fetchone() is not None
