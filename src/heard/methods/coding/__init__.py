"""Themes, sentiment and seriousness of what people said: a small linear coder that codes at once on any machine.

Start reading at `coder.Coder`. `features` says what is computed, in NumPy; `kernel` computes the same by numba;
`seriousness` is the lexicon beside the learned heads; `training` makes the artefact (extra `train`).
"""

from pathlib import Path

from heard.methods.coding.coder import Coded, Coder, question_kind

# The artefact that ships with Heard.
SHIPPED = Path(__file__).resolve().parents[2] / "coding" / "artefacts" / "fast"

__all__ = ["SHIPPED", "Coded", "Coder", "question_kind"]
