"""Explore finds, counts and adds up just what a person would by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from heard.coding import queries
from heard.coding.queries import By, Filters, Interval, Search
from heard.coding.tests.crowd import Crowd
from heard.coding.tests.factories import Said, code_of
from heard.methods.search import terms
from heard.organisations import queries as organisations
from heard.organisations.models import Role
from heard.organisations.queries import Scope
from heard.organisations.tests.factories import make_actor

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def crowd(db: None, monkeypatch: pytest.MonkeyPatch) -> Crowd:
    found = Crowd(600)
    found.read_words(monkeypatch)
    return found


def by_hand(crowd: Crowd, filters: Filters, units: set[int]) -> list[int]:
    """Answers that match, newest first."""
    found = []
    for voice, said in crowd.voices.items():
        for number, (question, words) in enumerate(said.answers):
            if _matches(said, question, words, filters, units):
                day = (said.said_on - date(1970, 1, 1)).days if said.said_on else -1_000_000
                found.append((day, 100 * voice + number))
    return [answer for _, answer in sorted(found, reverse=True)]


def _matches(said: Said, question: int | None, words: str, filters: Filters, units: set[int]) -> bool:
    themes, sentiment, level = code_of(words)
    period = filters.from_date or filters.to_date
    return (
        said.unit_id in units
        and (said.said_on is None if filters.undated else not (period and said.said_on is None))
        and (not filters.from_date or (said.said_on is not None and said.said_on >= filters.from_date))
        and (not filters.to_date or (said.said_on is not None and said.said_on <= filters.to_date))
        and (not filters.themes or any(themes >> t & 1 if t >= 0 else themes == 0 for t in filters.themes))
        and (not filters.sentiments or sentiment in filters.sentiments)
        and level >= filters.seriousness
        and (not filters.relations or said.relation in filters.relations)
        and (not filters.channels or said.channel in filters.channels)
        and (not filters.questions or question in filters.questions)
        and (not filters.sources or (said.source_id or 0) in filters.sources)
        and (not filters.ratings or said.rating in filters.ratings)
        and (not filters.words or f" {terms(filters.words)} " in f" {terms(words)} ")
    )


FILTERS = [
    Filters(),
    Filters(words="zebra"),
    Filters(words="kind"),
    Filters(words='"the staff"'),
    Filters(words="kind", themes=(2,), from_date=date(2025, 11, 20)),
    Filters(from_date=date(2026, 3, 4), to_date=date(2026, 5, 20)),
    Filters(from_date=date(2026, 3, 4), to_date=date(2026, 3, 5)),
    Filters(from_date=date(2026, 3, 1), to_date=date(2026, 3, 31), themes=(1,)),
    Filters(undated=True),
    Filters(themes=(1, 3)),
    Filters(themes=(-1,)),
    Filters(sentiments=(5,)),
    Filters(seriousness=2, channels=(1, 2)),
    Filters(relations=(1,), sources=(7,)),
    Filters(sources=(0, 8)),
    Filters(questions=(11,)),
    Filters(ratings=(1, 2), seriousness=2),
    Filters(ratings=(0,)),
]


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_lists_and_counts_what_matches(crowd: Crowd, filters: Filters) -> None:
    scope = Scope(crowd.organisation.id, None)
    site, ward = crowd.sites[0], crowd.wards[3]
    everywhere = {ward.id for ward in crowd.wards}
    for unit, units in ((None, everywhere), (site.id, {w.id for w in crowd.wards[:10]}), (ward.id, {ward.id})):
        asked = replace(filters, unit_id=unit)
        expected = by_hand(crowd, asked, units)
        page = queries.explore(scope, asked)
        assert [row.answer_id for row in page.rows] == expected[:25]
        assert queries.count(scope, asked).number == len(expected)


def test_pages_lead_to_older_and_back_to_newer(crowd: Crowd) -> None:
    scope = Scope(crowd.organisation.id, None)
    expected = by_hand(crowd, Filters(), {ward.id for ward in crowd.wards})
    pages = [queries.explore(scope, Filters())]
    while pages[-1].older:
        pages.append(queries.explore(scope, Filters(), pages[-1].older))
    assert [row.answer_id for page in pages for row in page.rows] == expected
    assert not pages[0].newer
    back = queries.explore(scope, Filters(), pages[2].newer)
    assert back.rows == pages[1].rows
    assert queries.explore(scope, Filters(), pages[1].newer).newer == ""
    assert queries.explore(scope, Filters(), "nonsense'--").rows == pages[0].rows


def test_a_manager_sees_the_own_subtree_alone(crowd: Crowd) -> None:
    actor = make_actor(crowd.organisation, Role.SERVICE_MANAGER, crowd.sites[1])
    scope = organisations.scope(actor, "explore", crowd.organisation.id)
    assert scope is not None
    own = {ward.id for ward in crowd.wards[10:]}
    assert queries.count(scope, Filters()).number == len(by_hand(crowd, Filters(), own))
    assert {row.unit_id for row in queries.explore(scope, Filters()).rows} <= own
    elsewhere = Filters(unit_id=crowd.wards[0].id)
    assert queries.explore(scope, elsewhere).rows == ()
    assert queries.summary(scope, elsewhere).figures == queries.Figures()
    found = queries.breakdown(scope, Filters(), By.SERVICE)
    assert found is not None
    assert {share.value for share in found.shares} == {crowd.sites[1].id}


def test_figures_add_up_whatever_the_period(crowd: Crowd) -> None:
    scope = Scope(crowd.organisation.id, None)
    for first, last in ((date(2026, 3, 4), date(2026, 5, 20)), (date(2026, 1, 1), date(2026, 6, 30))):
        summary = queries.summary(scope, Filters(from_date=first, to_date=last))
        chosen = [said for said in crowd.voices.values() if said.said_on and first <= said.said_on <= last]
        figures = summary.figures
        assert figures is not None
        assert figures.voices == len(chosen)
        assert figures.wordless == sum(not said.answers for said in chosen)
        assert figures.positive == sum(said.rating in (1, 2) for said in chosen)
        assert figures.ratings == sum(said.rating in range(1, 7) for said in chosen)
        assert figures.concerns_rated_good == sum(
            said.rating in (1, 2) and any(code_of(words)[2] >= 2 for _, words in said.answers) for said in chosen
        )
        assert summary.undated == sum(said.said_on is None for said in crowd.voices.values())


@pytest.mark.parametrize("interval", list(Interval))
def test_a_trend_has_every_step_and_loses_nobody(crowd: Crowd, interval: Interval) -> None:
    scope = Scope(crowd.organisation.id, None)
    trend = queries.trend(scope, Filters(channels=(1,)), interval)
    assert trend is not None
    dated = [said for said in crowd.voices.values() if said.said_on and said.channel == 1]
    assert sum(point.value for point in trend.points) == len(dated)
    steps = {Interval.WEEK: 7, Interval.MONTH: 31, Interval.QUARTER: 92}
    starts = [point.start for point in trend.points]
    assert all(b - a <= timedelta(days=steps[interval]) for a, b in pairwise(starts))
    searched = queries.trend(scope, Filters(words="zebra"), interval)
    assert searched is not None
    assert searched.unit_of_count == "comments"


@pytest.mark.parametrize("filters", [Filters(), Filters(words="kind"), Filters(from_date=date(2026, 3, 4))], ids=str)
def test_breakdowns_count_the_comments_of_each_part(crowd: Crowd, filters: Filters) -> None:
    scope = Scope(crowd.organisation.id, None)
    everywhere = {ward.id for ward in crowd.wards}
    parts = {
        By.THEME: ("themes", range(-1, 6)),
        By.RELATION: ("relations", range(3)),
        By.CHANNEL: ("channels", range(4)),
        By.QUESTION: ("questions", (11, 12)),
        By.SOURCE: ("sources", (0, 7, 8)),
    }
    for by, (field, values) in parts.items():
        found = queries.breakdown(scope, filters, by)
        assert found is not None
        expected = {value: len(by_hand(crowd, replace(filters, **{field: (value,)}), everywhere)) for value in values}
        shown = {share.value: share.figures.comments for share in found.shares}
        assert shown == {value: number for value, number in expected.items() if number}
    found = queries.breakdown(scope, filters, By.SERVICE)
    assert found is not None
    for site, wards in ((crowd.sites[0], crowd.wards[:10]), (crowd.sites[1], crowd.wards[10:])):
        shown = next(share for share in found.shares if share.value == site.id)
        assert shown.label == site.name
        assert shown.figures.comments == len(by_hand(crowd, filters, {ward.id for ward in wards}))


def test_one_search_answers_its_parts_alike(crowd: Crowd) -> None:
    scope = Scope(crowd.organisation.id, None)
    search = Search(scope, Filters(words="kind"))
    assert search.count() == queries.count(scope, search.filters)
    assert search.summary() == queries.summary(scope, search.filters)
    assert search.trend(Interval.MONTH) == queries.trend(scope, search.filters, Interval.MONTH)


def test_exports_every_match_newest_first(crowd: Crowd) -> None:
    scope = Scope(crowd.organisation.id, None)
    rows = list(queries.export_rows(scope, Filters(words="kind")))
    expected = by_hand(crowd, Filters(words="kind"), {ward.id for ward in crowd.wards})
    assert [row[0] for row in rows] == [f"V{answer // 100}" for answer in expected]
    assert all(len(row) == len(queries.EXPORT_HEADER) for row in rows)
