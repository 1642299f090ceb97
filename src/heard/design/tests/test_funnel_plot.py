"""A funnel plot says the same in black and white as in colour, names who stands out, and draws whatever it is given."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.design.figures import Chart, Limits, Place, funnel_plot

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=60)
PLACES = st.builds(Place, NAMES, st.integers(1, 100_000), st.floats(0, 1), st.sampled_from([-2, -1, 0, 1, 2]))
NARROWING = [Limits(size, 0, max(0, 0.1 - 0.6 / size**0.5), 0.1 + 0.6 / size**0.5, 0.1 + 0.9 / size**0.5)
             for size in (1, 4, 9, 25, 100, 400)]  # fmt: skip


def drawn(places: list[Place], target: float = 0.1) -> Chart:
    return funnel_plot(
        title="Concerns",
        sentence="One stands out.",
        places=places,
        limits=NARROWING,
        target=target,
        asked="comments",
        columns=["Place"],
        rows=[(place.name,) for place in places],
    )


def frame(chart: Chart, number: int) -> ElementTree.Element:
    return ElementTree.fromstring(f"<all>{chart.svg}</all>")[number]


def parts(chart: Chart, name: str, number: int = 0) -> list[ElementTree.Element]:
    return list(frame(chart, number).iter(f"{{http://www.w3.org/2000/svg}}{name}"))


@given(st.lists(PLACES, max_size=30), st.floats(0, 1))
def test_whatever_it_is_given_it_draws_inside_its_frame(places: list[Place], target: float) -> None:
    chart = drawn(places, target)
    for place in re.findall(r'(?:cy|y1|y2)="(-?[\d.]+)"', str(chart.svg)):
        assert 0 <= float(place) <= 430
    for place in re.findall(r'(?:cx|x1|x2)="(-?[\d.]+)"', str(chart.svg)):
        assert 0 <= float(place) <= 820
    assert "nan" not in re.sub(r">[^<]*<", "><", str(chart.svg))


def test_it_is_drawn_for_a_desk_and_for_a_telephone() -> None:
    chart = drawn([Place("Kestrel Ward", 300, 0.3, 2)])
    assert [frame(chart, number).get("class") for number in (0, 1)] == [
        "heard-chart heard-chart-wide",
        "heard-chart heard-chart-half",
    ]


def test_near_and_far_limits_have_different_dashes_and_the_target_none() -> None:
    curves = parts(drawn([Place("Kestrel Ward", 300, 0.3, 2)]), "polyline")
    assert [one.get("stroke-dasharray") for one in curves] == ["2 4", "7 5", "7 5", "2 4"]
    solid = [
        one for one in parts(drawn([]), "line") if one.get("stroke-width") == "2" and not one.get("stroke-dasharray")
    ]
    assert len(solid) == 2  # the line and its key


def test_each_kind_of_place_has_its_shape() -> None:
    places = [Place("A", 300, 0.3, 2), Place("B", 200, 0.2, 1), Place("C", 100, 0.1, 0), Place("D", 300, 0.02, -2)]
    chart = drawn(places)
    squares = [one for one in parts(chart, "rect") if one.get("width") == "12"]
    triangles = parts(chart, "polygon")
    rings = [one for one in parts(chart, "circle") if one.get("r") == "5"]
    discs = [one for one in parts(chart, "circle") if one.get("r") == "3.5"]
    # Each once in the plot and once in the key, which the ordinary disc is not in.
    assert [len(squares), len(triangles), len(rings), len(discs)] == [2, 2, 2, 1]


@pytest.mark.parametrize("number", [0, 1])
def test_who_stands_out_is_named_and_no_name_covers_another(number: int) -> None:
    names = ["Kestrel Ward", "Heron Ward", "Eye Clinic"]
    chart = drawn([*(Place(name, 300, 0.3, 2) for name in names), Place("Curlew Ward", 300, 0.1)])
    bold = [one for one in parts(chart, "text", number) if one.get("font-weight") == "bold"]
    assert [one.text for one in bold] == names
    assert len({(one.get("x"), one.get("y")) for one in bold}) == 3


def test_a_name_is_only_text() -> None:
    assert "<script>" not in drawn([Place("<script>alert(1)</script>", 300, 0.3, 2)]).svg


def test_it_needs_no_style_and_is_told_to_who_cannot_see_it() -> None:
    chart = drawn([Place("Kestrel Ward", 300, 0.3, 2)])
    assert "style" not in chart.svg
    assert frame(chart, 0).get("role") == "img"
    assert "One stands out." in chart.svg
