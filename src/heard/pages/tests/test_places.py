"""Places beside each other: who stands out is named whatever the percentage says, and small numbers are hidden."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heard.coding.tests.ground import WHY, Ground, make_ground, signed_in
from heard.coding.tests.spoken import Spoken, speak
from heard.coding.tests.test_explore_page import text_of
from heard.organisations.models import Role
from heard.organisations.queries import UnitSummary
from heard.organisations.tests.factories import make_account, make_membership, make_unit
from tests.browser import axe, sign_in_session

BAD, GOOD, POOR = "Left in pain level3 mood5 theme21", "Kind nurses theme4 mood1", "Food was cold level1 theme27 mood4"
NOW = date(2026, 11, 22)
DAY = date(2026, 10, 6)
PLACES, EACH, USUAL = 24, 60, 6
_A_WEEK = timedelta(days=7)


def wards(ground: Ground, places: int = PLACES) -> list[UnitSummary]:
    return [make_unit(ground.medicine, f"Ward {number:02}", "ward") for number in range(1, places + 1)]


def said(units: list[UnitSummary], bad: dict[str, int] | None = None, day: date = DAY) -> list[Spoken]:
    """As many comments about each, some of them concerns; every concern ticks Very good, 6 in 100 tick Very poor."""
    spoken = []
    for place, unit in enumerate(units):
        concerns = (bad or {}).get(unit.name, USUAL + place % 3 - 1)
        for number in range(EACH):
            words = BAD if number < concerns else POOR if number >= EACH - 4 else GOOD
            rating = 5 if words == POOR and (number + place) % 8 < 7 else 1
            spoken.append(Spoken(unit.id, day, rating, answers=[(WHY, words)]))
    return spoken


@pytest.fixture
def ground(db: None) -> Any:
    """24 wards alike, but for one with three times the concerns."""
    with time_machine.travel(NOW, tick=False):
        made = make_ground(voices=False)
        speak(made.organisation.id, said(wards(made), {"Ward 07": 3 * USUAL}))
        yield made


def shown(ground: Ground, path: str = "places/", who: str = "board") -> str:
    return text_of(signed_in(ground, who).get(ground.at(path)))


def rows(ground: Ground, query: str = "") -> list[dict[str, str]]:
    response = signed_in(ground, "board").get(ground.at(f"places.csv{query}"))
    content = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(StringIO(content)))


def test_one_bad_ward_cannot_hide_behind_a_good_percentage(ground: Ground) -> None:
    """24 places, one tripled, the organisation at 94% positive: the board's page names that ward after concerns."""
    page = shown(ground, "board/")
    assert "94.2% of 1,440 ratings were Good or Very good" in page
    assert "The last twelve months: 1 of 24 places stands out with more concerns than chance explains." in page
    assert "Ward 07: 18 of 60 comments tell of a concern, where" in page
    assert "would be usual for a place of its size." in page
    assert "Its ratings say 95.0% Good or Very good, those of all together 94.2%" in page
    assert page.index("what the percentage hides") < page.index("Places that stand out") < page.index("Is it changing?")
    assert "Ward 08" not in page[: page.index("Is it changing?")]


def test_a_ward_that_has_become_bad_is_named_before_it_is_so_over_the_year(ground: Ground) -> None:
    late = make_unit(ground.medicine, "Late Ward", "ward")
    for month in range(1, 8):
        speak(ground.organisation.id, said([late], {"Late Ward": USUAL - 3}, date(2026, month, 5)))
    speak(ground.organisation.id, said([late], {"Late Ward": 3 * USUAL}))
    page = shown(ground, "board/")
    quarter, year = page.index("The last three months:"), page.index("The last twelve months:")
    assert "Late Ward: 18 of 60 comments" in page[quarter:year]
    assert "Late Ward: " not in page[year:]


def test_the_board_is_told_too_where_none_stands_out(db: None) -> None:
    with time_machine.travel(NOW, tick=False):
        made = make_ground(voices=False)
        speak(made.organisation.id, said(wards(made, 6)))
        page = shown(made, "board/")
    assert "None of 6 places stands out with more concerns than chance explains." in page


def test_the_page_names_the_worst_in_a_sentence_in_the_chart_and_first_in_the_table(ground: Ground) -> None:
    response = signed_in(ground, "board").get(ground.at("places/"))
    page, table = text_of(response), rows(ground)
    assert "Ward 07: 18 of 60 comments tell of a concern" in page
    assert "Above the far limit: Ward 07. Below it: none. All together: " in page
    assert 'font-weight="bold" text-anchor="middle">Ward 07</text>' in response.content.decode()
    assert table[0]["Place"] == "Ward 07"
    assert [table[0][name] for name in ("Concerns", "Comments", "Share", "Of ratings", "Where it lies")] == [
        "18",
        "60",
        "30.0",
        "60",
        "Above the far limit",
    ]
    assert table[0]["Concerns behind it"] == "18"


def test_places_of_which_nothing_was_said_stand_in_the_table(ground: Ground) -> None:
    quiet = next(row for row in rows(ground) if row["Place"] == "Eye Clinic")
    assert quiet["Where it lies"] == "Nothing said"
    assert quiet["Comments"] == "0"


def test_small_numbers_are_hidden_in_page_chart_and_file(db: None) -> None:
    with time_machine.travel(NOW, tick=False):
        made = make_ground(voices=False)
        units = wards(made, 8)
        speak(made.organisation.id, said(units[2:]))
        few = [Spoken(units[0].id, DAY, 1, answers=[(WHY, BAD)]) for _ in range(4)]
        speak(made.organisation.id, [*few, *(Spoken(units[1].id, DAY, 1, answers=[(WHY, BAD)]) for _ in range(3))])
        page, table = shown(made), {row["Place"]: row for row in rows(made)}
    for name in ("Ward 01", "Ward 02"):
        assert table[name]["Concerns"] == table[name]["Comments"] == table[name]["Share"] == "hidden"
        assert table[name]["Where it lies"] == "Too few to show"
        assert f"{name}:" not in page
    assert "by numbers too small to be shown" in page
    assert "Numbers under 5 are hidden" in page
    assert page.index("Every place, worst first") < page.index("Ward 01")


def test_a_hidden_number_cannot_be_worked_out_from_the_total(db: None) -> None:
    with time_machine.travel(NOW, tick=False):
        made = make_ground(voices=False)
        units = wards(made, 5)
        speak(made.organisation.id, said(units, {"Ward 01": 3}))
        hidden = [row["Place"] for row in rows(made) if row["Concerns"] == "hidden"]
    assert "Ward 01" in hidden
    assert len(hidden) == 2


def test_where_all_are_hidden_there_is_no_chart(db: None) -> None:
    with time_machine.travel(NOW, tick=False):
        made = make_ground(voices=False)
        speak(made.organisation.id, [Spoken(made.clinic.id, DAY, 1, answers=[(WHY, BAD)]) for _ in range(3)])
        response = signed_in(made, "board").get(made.at("places/"))
    assert "<figure" not in response.content.decode()
    assert "Eye Clinic hidden hidden hidden" in text_of(response)


def test_a_place_is_said_by_what_is_known_of_it_and_leads_to_its_page(ground: Ground) -> None:
    page = signed_in(ground, "board").get(ground.at("places/")).content.decode()
    assert f'<a href="{ground.at(f"services/{ground.clinic.reference}/")}">Eye Clinic</a>' in page


def test_twelve_weeks_or_twelve_months_that_are_over(ground: Ground) -> None:
    speak(ground.organisation.id, said([ground.clinic], {"Eye Clinic": 20}, date(2026, 11, 21)))
    speak(ground.organisation.id, said([ground.heron], {"Heron Ward": 20}, date(2026, 2, 3)))
    assert "1 November 2025 to 31 October 2026" in shown(ground)
    assert "24 August 2026 to 15 November 2026" in shown(ground, "places/?over=weeks")
    months = {row["Place"]: row for row in rows(ground)}
    weeks = {row["Place"]: row for row in rows(ground, "?over=weeks")}
    assert [months["Heron Ward"]["Comments"], weeks["Heron Ward"]["Comments"]] == ["60", "0"]
    assert [months["Eye Clinic"]["Comments"], weeks["Eye Clinic"]["Comments"]] == ["0", "0"]


def test_a_time_that_nobody_offers_is_the_twelve_months(ground: Ground) -> None:
    assert "1 November 2025 to 31 October 2026" in shown(ground, "places/?over=%00")


def test_fewer_concerns_than_usual_are_no_praise(ground: Ground) -> None:
    silent = make_unit(ground.medicine, "Quiet Ward", "ward")
    for _ in range(5):
        speak(ground.organisation.id, said([silent], {"Quiet Ward": 1}))
    page = shown(ground)
    assert "Fewer concerns than usual" in page
    assert "So can people who are not asked, or do not dare to say it: find out which." in page
    assert "Quiet Ward: 5 of 300 comments tell of a concern" in page


def test_an_empty_page_says_what_will_stand_there(db: None) -> None:
    empty = make_ground(voices=False, code="hillside")
    assert "Nothing was said in this time about any ward, clinic or team" in shown(empty)


def test_who_has_a_role_over_a_part_compares_its_places_alone(ground: Ground) -> None:
    other = make_unit(ground.organisation, "Surgery")
    theirs = make_unit(other, "Theatre Ward", "ward")
    speak(ground.organisation.id, said([theirs], {"Theatre Ward": 30}))
    account = make_account("part@riverside.example", "Part")
    make_membership(ground.organisation, Role.SERVICE_MANAGER, account, ground.medicine)
    ground.people["part"] = account
    page = shown(ground, who="part")
    assert "Ward 07: 18 of 60" in page
    assert "Theatre Ward" not in page
    assert "Eye Clinic" not in page
    assert "Back to the board" not in page
    assert "Theatre Ward: 30 of 60" in shown(ground)


def test_it_asks_no_more_often_when_more_was_said_or_there_are_more_places(ground: Ground) -> None:
    def asked(path: str) -> int:
        client = signed_in(ground, "board")
        client.get(ground.at(path))
        with CaptureQueriesContext(connection) as queries:
            client.get(ground.at(path))
        return len(queries)

    before = [asked(path) for path in ("places/", "board/")]
    more = [make_unit(ground.medicine, f"New Ward {number}", "ward") for number in range(6)]
    speak(ground.organisation.id, said(more))
    after = [asked(path) for path in ("places/", "board/")]
    assert all(now <= then for now, then in zip(after, before, strict=True))


def test_it_stands_in_the_menu_and_on_the_board_s_page(ground: Ground) -> None:
    page = signed_in(ground, "board").get(ground.at("board/")).content.decode()
    assert page.count(f'href="{ground.at("places/")}"') == 2


def test_signs_stand_beside_the_charts_of_the_board_with_their_meaning(ground: Ground) -> None:
    response = signed_in(ground, "board").get(ground.at("board/"))
    page = text_of(response)
    assert response.content.decode().count("<figure") == 2
    assert "Is it changing?" in page
    assert "What the signs mean" in page
    assert "Hit or miss. It will sometimes meet its target and sometimes miss it, by chance." in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1280])
def test_it_is_clean_to_axe_and_fits_a_telephone(page_at: Any, width: int) -> None:
    ground = make_ground(voices=False)
    speak(ground.organisation.id, said(wards(ground, 12), {"Ward 07": 20}, date.today().replace(day=1) - _A_WEEK))
    page = page_at(width)
    sign_in_session(page, signed_in(ground, "board"))
    for path in ("places/", "board/"):
        page.goto(page.address + ground.at(path))
        page.locator("summary").evaluate_all("all => all.forEach(one => one.parentElement.open = true)")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_print_is_the_page_with_its_table_and_without_its_links(page_at: Any) -> None:
    ground = make_ground(voices=False)
    speak(ground.organisation.id, said(wards(ground, 12), {"Ward 07": 20}, date.today().replace(day=1) - _A_WEEK))
    page = page_at(1280)
    sign_in_session(page, signed_in(ground, "board"))
    page.goto(page.address + ground.at("places/"))
    page.emulate_media(media="print")
    assert page.locator(".heard-chart-wide").is_visible()
    assert page.get_by_role("cell", name="Above the far limit").first.is_visible()
    assert not page.get_by_text("Download this table").is_visible()
    page.goto(page.address + ground.at("board/"))
    for name in (".heard-explained", ".heard-figure .nhsuk-details"):
        folded = page.locator(name).first
        page.emulate_media(media="screen")
        height = folded.bounding_box()["height"]
        page.emulate_media(media="print")
        assert folded.bounding_box()["height"] > height + 50
