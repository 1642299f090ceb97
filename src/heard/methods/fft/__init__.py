"""The Friends and Family Test's month: what is counted, what is listed beside it, and the percentages.

Source: NHS England's own pipeline (nhsengland/fft_pipeline, docs/FFT_DATA_REFERENCE.md): the six answers are numbered
1 very good … 5 very poor, 6 don't know; percent positive is (1 + 2) and percent negative (4 + 5) of all responses, in
which 'Don't know' is counted. A rating without words is a response. A code that nobody knows is none.

    >>> from datetime import date
    >>> from heard.methods.fft import Month, Rated, count
    >>> found = count([
    ...     Rated("Heron", 1, day=date(2026, 3, 4), mode="sms", number=8),
    ...     Rated("Heron", 6, day=date(2026, 3, 9), mode="paper", number=2),
    ...     Rated("Heron", 7, day=date(2026, 3, 9)),
    ...     Rated("Heron", 1, readings=(date(2026, 3, 2), date(2026, 2, 3))),
    ...     Rated("Heron", 5),
    ...     Rated("Heron", 5, day=date(2026, 4, 1)),
    ... ], Month(2026, 3))
    >>> heron = found.units["Heron"]
    >>> heron.answers, heron.responses, heron.percent_positive, dict(heron.modes)
    ((8, 0, 0, 0, 0, 2), 10, Decimal('80.0'), {'sms': 8, 'paper': 2})
    >>> found.unknown_codes["Heron"], found.undecided["Heron"], found.undated["Heron"]
    (1, 1, 1)
"""

from heard.methods.fft.counting import Counted, Month, Rated, Ratings, count, count_months
from heard.methods.fft.shares import percent, proportion

__all__ = ["Counted", "Month", "Rated", "Ratings", "count", "count_months", "percent", "proportion"]
