"""How well readers agree with each other, and a machine with what they settled: agreement, shares, sampling.

`two_readers` compares two people who read the same things alone; `shares` says how sure a share is, of a plain or a
weighted sample; `drawing` draws a seeded sample from strata and keeps each one's chance of being drawn.
"""

from heard.methods.agreement.drawing import Drawing, draw, keys, shared_out
from heard.methods.agreement.shares import Share, clopper_pearson, of_sample, of_weighted
from heard.methods.agreement.two_readers import Agreement, compare

__all__ = [
    "Agreement",
    "Drawing",
    "Share",
    "clopper_pearson",
    "compare",
    "draw",
    "keys",
    "of_sample",
    "of_weighted",
    "shared_out",
]
