"""XmR charts by NHS England's 'Making Data Count' rules, over many series at once.

Source: the R package NHSRplotthedots 0.2.2 (NHS-R Community, MIT), whose limits, labels and icons these are; where NHS
England's own tools differ, `Options` says so. Where one point breaks rules in both directions, or the last point does,
`shown` and `icon` say concern: the national tool shows the improvement.

    >>> import numpy as np
    >>> from heard.methods.signals.xmr import Better, Options, chart, summary
    >>> day = np.arange("2026-01", "2027-01", dtype="datetime64[M]").astype("datetime64[D]")
    >>> y = np.array([10, 12, 11, 9, 10, 12, 11, 10, 9, 11, 10, 30.0])
    >>> found = chart(np.zeros(12, int), day, y, options=Options(better=Better.LOWER))
    >>> float(round(found.mean[0], 2)), float(round(found.upper[0], 2)), found.labels[-1], found.shown[-1]
    (12.08, 15.81, 'Above UCL', 'concern')
    >>> summary(found)[0].icon, summary(found)[0].short
    ('concern_high', True)
"""

from heard.methods.signals.xmr.charting import Chart, chart
from heard.methods.signals.xmr.options import LABELS, TYPES, Better, Options
from heard.methods.signals.xmr.reading import MEANINGS, Reading, summary

__all__ = ["LABELS", "MEANINGS", "TYPES", "Better", "Chart", "Options", "Reading", "chart", "summary"]
