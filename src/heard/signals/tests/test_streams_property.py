"""Streams and alerts are what a count by hand gives, after anything that can happen to voices and to the tree."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from heard.coding import machine
from heard.coding.actions import storing
from heard.coding.counting import periods
from heard.coding.models import Facet
from heard.coding.queries.weekly import Weekly
from heard.coding.tests import brute
from heard.coding.tests.factories import FakeCoder, Said, batch
from heard.coding.tests.test_counts_property import Happenings
from heard.organisations import queries as organisations
from heard.organisations.policy import SYSTEM
from heard.signals import actions
from heard.signals.models import Alert
from heard.signals.streams import FAMILIES, Finding, calendar, counted, judge, read
from heard.signals.streams.families import WatchRules, watch_rules
from heard.signals.streams.weeks import Read

TODAY = date(2026, 11, 23)
A_YEAR = 104
SEEN: list[str] = []
_COMPARED = ("evidence", "threshold", "betting", "null_rate", "usual", "count", "of", "weeks", "tipping", "since")


class Watched(Happenings):
    """As voices come, go and change, what is watched equals a rebuild by hand; alerts equal it whenever one looks."""

    @rule(
        ward=st.integers(0, 2),
        week=st.integers(0, 6),
        voices=st.integers(3, 9),
        level=st.integers(0, 3),
        relation=st.integers(0, 2),
    )
    def many(self, ward: int, week: int, voices: int, level: int, relation: int) -> None:
        """A week in which a ward is heard: enough for a stream to change."""
        day = date(2026, 1, 19) + timedelta(days=7 * week)
        new = {
            self.next + number: Said(
                self.wards[ward], day, 1, relation, relation, None, [(None, f"theme1 level{level}")]
            )
            for number in range(voices)
        }
        self.next += voices
        storing.store(batch(self.organisation.id, new))()
        self.voices |= new
        self._coded(new)

    @rule()
    def look(self) -> None:
        actions.watch_organisation(actor=SYSTEM, organisation_id=self.organisation.id)
        anew = {finding.key: finding for finding in self._found(self._by_hand())}
        for alert in Alert.objects.filter(organisation=self.organisation.id):
            SEEN.append(alert.kind)
            finding = anew.pop((alert.kind, alert.unit_id, alert.facet, alert.value), None)
            assert alert.holds == (finding is not None)
            if finding is not None:
                told = {name: getattr(alert, name) for name in _COMPARED}
                assert told == {name: getattr(finding, name) for name in _COMPARED}
        assert not [one for one in anew.values() if one.lasting], "what a rebuild finds is an alert"

    @invariant()
    def counts_are_right(self) -> None:
        """The weeks of every stream, rather than the cells that the other test compares."""
        if not hasattr(self, "organisation"):
            return
        shown, by_hand = read(self.organisation.id), self._by_hand()
        for facet, weeks in shown.facets.items():
            for name in Weekly.__slots__:
                assert getattr(weeks, name).tolist() == getattr(by_hand.facets[facet], name).tolist()

    def _by_hand(self) -> Read:
        cells = brute.cells(
            (said, [(*self.codes[100 * voice + n], question or 0) for n, (question, _) in enumerate(said.answers)])
            for voice, said in self.voices.items()
            if voice not in self.gone
        )
        rows = organisations.tree(self.organisation.id)
        there = {row.unit.id for row in rows}
        sums: dict[Facet, dict[tuple[int, int, int], list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
        for (unit, facet, day, value), cell in cells.items():
            if unit in there and day > -1_000_000:
                week = int(periods.monday(np.array([day], np.int32))[0])
                into = sums[Facet(facet)][unit, value, week]
                serious = cell["seriousness_2"] + cell["seriousness_3"]
                for place, number in enumerate((cell["voices"], cell["comments"], serious)):
                    into[place] += number
        parents = {row.parent_id for row in rows}
        return Read(
            {facet: _weekly(sums[facet]) for facet in (Facet.ALL, Facet.THEME, Facet.RELATION, Facet.CHANNEL)},
            {row.unit.id: row.unit.id not in parents for row in rows},
            {row.unit.id: row.unit.kind for row in rows},
            {row.unit.id: row.level for row in rows},
            next(row.unit.id for row in rows if row.unit.is_root),
        )

    def _found(self, found: Read) -> list[Finding]:
        rules = watch_rules()
        when = calendar(found, TODAY, rules)
        if when is None:
            return []
        judged = (judge(counted(found, family, when), when, rules, A_YEAR, {}) for family in FAMILIES)
        return [finding for one in judged for finding in one.findings]


def _weekly(sums: dict[tuple[int, int, int], list[int]]) -> Weekly:
    rows = sorted((*key, *counts) for key, counts in sums.items() if any(counts))
    columns = np.array(rows, np.int64).reshape(-1, 6).T
    return Weekly(*columns)


@pytest.mark.slow
@pytest.mark.both
@pytest.mark.django_db
def test_streams_and_alerts_equal_a_rebuild_after_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "coder", FakeCoder)
    content = dict(watch_rules().content)
    # A week of baseline and thresholds that a few concerns reach: in seven weeks alerts come and go.
    lenient: dict[str, Any] = {**content, "baseline_weeks": 1, "shares": dict.fromkeys(content["shares"], 1.0)}
    lenient["false_alerts_a_year"] = A_YEAR
    monkeypatch.setattr("heard.signals.streams.families.watch_rules", lambda: WatchRules(lenient))
    monkeypatch.setattr("heard.signals.actions.watching.watch_rules", lambda: WatchRules(lenient))
    monkeypatch.setitem(globals(), "watch_rules", lambda: WatchRules(lenient))
    with time_machine.travel(TODAY, tick=False):
        run_state_machine_as_test(
            Watched,
            settings=settings(
                max_examples=max(20, settings.default.max_examples // 4),
                stateful_step_count=20,
                deadline=None,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
            ),
        )
    assert SEEN, "there were alerts to compare"
