"""Themes, sentiment and seriousness of what people said: a small linear coder that codes at once on any machine.

Start reading at `coder.Coder`. `features` says what is computed, in NumPy; `kernel` computes the same by numba;
`seriousness` is the lexicon beside the learned heads (`rules` says what it finds, `selecting` in which texts to look,
`harmless` what the heads may leave out; `programs` and `matching` are the patterns compiled, `judging` the rules);
`engines` chooses between the fast and the accurate coder;
`batches` codes tables of any size; `training` makes the artefact (extra `train`).
"""

from heard.methods.coding.coder import Coded, Coder, question_kind
from heard.methods.coding.engines import ACCURATE, MODES, SHIPPED, EngineAbsentError, load

__all__ = ["ACCURATE", "MODES", "SHIPPED", "Coded", "Coder", "EngineAbsentError", "load", "question_kind"]
