"""What an action changed, where the place was acted on because it was bad.

Places picked at their worst get better by themselves: this is regression to the mean. So the weeks by which a place was
chosen are not what it is compared with. Its rate before is that of the weeks before those or, where they are too few,
of all weeks drawn towards its peers (empirical Bayes). What its peers did in the same weeks is taken off.

- `effect(acted, peers, …)`: one action, with verdict, estimate, interval, weeks still needed and plain sentences.
- `looks(x, n, x_after, n_after, …)`: the same over many actions at once and after every week: what the bench runs.

The page may be looked at every week until the check date, and still at most about one in twenty places at which nothing
was changed is shown as improved: see `LINE` in `comparing`. What this rests on, and where it ends, stands in ADR 29.

    >>> weeks = [(2, 30), (1, 30)] * 46 + [(4, 30)] * 12
    >>> peers = [[(1, 30), (2, 30)] * 65 for _ in range(5)]
    >>> better = effect(weeks + [(0, 30), (1, 30)] * 13, peers, before=104, chosen_by=12)
    >>> better.verdict.value, round(better.expected), better.seen
    ('improved', 39, 13)
    >>> print(better.sentence)
    Improved: 13 of 780 in 26 weeks, where about 39 were to be expected. Chance alone hardly makes such a difference.
    >>> same = effect(weeks + [(1, 30), (2, 30)] * 13, peers, before=104, chosen_by=12)
    >>> same.verdict.value
    'no change can be seen yet'
    >>> print(same.why)
    It was chosen by 12 bad weeks (13.3%), and bad weeks are mostly followed by better ones by themselves. So it is \
compared with the 92 weeks before them (5.0%), and with what 5 peers did in the same weeks.
"""

from heard.methods.effects.comparing import LEAST_BEFORE, LINE, Looks, looks
from heard.methods.effects.saying import Effect, Verdict, effect

__all__ = ["LEAST_BEFORE", "LINE", "Effect", "Looks", "Verdict", "effect", "looks"]
