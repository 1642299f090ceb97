"""Early warning: whether concerns have risen above what they used to be, over many streams at once.

A stream is a place (or a theme) counted by the week: `x` concerns of `n` voices, or `x` alone. Arrays are [weeks,
streams]; NaN is a week without a count; a stream whose n is NaN throughout has no denominator.

- `baselines(x, n, peers)`: what each stream's rate used to be (empirical Bayes over its peers), how much more its weeks
  differ than chance alone would make them, and the null rate: a stated quantile of the posterior.
- `watch(channels, options, state)`: the mixture Shiryaev-Roberts statistic M after each week, the same for bets that
  need no model, and since when. `M - weeks` never rises on average while the rate is at most the null rate, so that an
  alarm at M >= A comes on average not before A weeks, and by week t with probability at most t / A.
- `standing(...)` does all of it for streams over their whole time; `tipping` says what would have to be usual for an
  alert to be none.
- `thresholds(streams, false_alerts, share)`: A = K / (b w) for b agreed false alerts a week in the whole.
- `confirmed(evidence, patience, alpha)`: e-BH on M / H. `calibrated(...)`: the threshold for an in-control run length.

The ratios of independent channels are multiplied each week; where channels may depend on each other, watch them one by
one and take `averaged`. Sources: Shiryaev 1963; Roberts 1966; Shin, Ramdas and Rinaldo, 'E-detectors' (NEJSDS 2024);
Wang and Ramdas, 'False discovery rate control with e-values' (JRSS B 2022); Spiegelhalter et al. 2012 (overdispersion).
What the guarantees rest on, and where they end, stands in ADR 27.

    >>> import numpy as np
    >>> from heard.methods.signals.detect import Channel, baselines, thresholds, watch
    >>> n = np.full((104, 1), 30.0)
    >>> x = np.where(np.arange(104)[:, None] % 5 == 0, 3.0, 0.0)
    >>> was = baselines(x, n)
    >>> [round(float(rate), 3) for rate in (x.sum() / n.sum(), was.rate[0])]
    [0.02, 0.026]
    >>> found = watch([Channel(np.full((8, 1), 3.0), np.full((8, 1), 30.0), was)])
    >>> int(np.argmax(found.evidence[:, 0] >= thresholds(1, 1 / 260))) + 1, int(found.since[-1, 0])
    (6, 0)
"""

from heard.methods.signals.detect.baselines import Baseline, baselines, taken
from heard.methods.signals.detect.calibrating import calibrated, passages, run_length, threshold_for
from heard.methods.signals.detect.deciding import averaged, confirmed, thresholds
from heard.methods.signals.detect.likelihood import Bets, Ratios
from heard.methods.signals.detect.options import RISING, SILENT, Options
from heard.methods.signals.detect.recursion import Channel, State, Watched, advance, read, start, watch
from heard.methods.signals.detect.standing import Standing, standing, tipping

__all__ = [
    "RISING",
    "SILENT",
    "Baseline",
    "Bets",
    "Channel",
    "Options",
    "Ratios",
    "Standing",
    "State",
    "Watched",
    "advance",
    "averaged",
    "baselines",
    "calibrated",
    "confirmed",
    "passages",
    "read",
    "run_length",
    "standing",
    "start",
    "taken",
    "threshold_for",
    "thresholds",
    "tipping",
    "watch",
]
