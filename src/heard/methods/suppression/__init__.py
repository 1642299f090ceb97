"""Small numbers hidden before counts are published, and as many more as keep the first from being worked out.

Source of the rule: NHS England's own pipeline (nhsengland/fft_pipeline, src/fft/suppression.py): counts of 1 to 4 are
hidden, then the next smallest of the same parent, from ward to site to trust. Where that leaves a number that can
still be worked out, this goes on until none can (`hiding` says why that is enough); so it hides the same or more.

A site of 232 with wards of 2, 80 and 150. The ward of 2 is hidden, and the next smallest with it:

    >>> from heard.methods.suppression import suppress
    >>> found = suppress({"A": 2, "B": 80, "C": 150}, {"A": "Site", "B": "Site", "C": "Site", "Site": None})
    >>> found.shown("Site"), found.shown("A"), found.shown("B"), found.shown("C")
    (232, None, None, 150)

What it does not do, in this first form: it looks at one table, so that two versions of one table, or two tables that
overlap, may tell together what neither tells alone; and a shown 0 says that there was nobody.
"""

from heard.methods.suppression.hiding import Rule, Suppressed, suppress

__all__ = ["Rule", "Suppressed", "suppress"]
