"""An XmR chart says the same in black and white as in colour, and draws whatever it is given."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from heard.design.figures import Chart, Point, control_chart

NUMBER = st.none() | st.floats(-1e300, 1e300)
KINDS = st.sampled_from(["", "concern", "improvement", "neutral_high", "neutral_low"])


def drawn(points: list[Point], **given_too: object) -> Chart:
    periods = [f"P{number}" for number in range(len(points))]
    rows = [(period, "1") for period in periods]
    return control_chart(
        title="Concerns", sentence="It rose.", periods=periods, points=points, columns=["", "n"], rows=rows, **given_too
    )


def first(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(f"<all>{chart.svg}</all>")[0]


def parts(chart: Chart, name: str) -> list[ElementTree.Element]:
    return list(first(chart).iter(f"{{http://www.w3.org/2000/svg}}{name}"))


@given(st.lists(st.builds(Point, NUMBER, NUMBER, NUMBER, NUMBER, KINDS), max_size=40))
def test_whatever_it_is_given_it_draws_inside_its_frame(points: list[Point]) -> None:
    chart = drawn(points)
    for place in re.findall(r'(?:cy|y1|y2)="(-?[\d.]+)"', str(chart.svg)):
        assert 0 <= float(place) <= 260
    assert "nan" not in chart.svg
    assert "inf" not in chart.svg


def test_kinds_of_points_differ_in_shape() -> None:
    kinds = ["", "concern", "improvement", "neutral_high", "neutral_low"]
    chart = drawn([Point(number, 2, 0, 4, kind) for number, kind in enumerate(kinds)])
    corners = [len(one.get("points", "").split()) for one in parts(chart, "polygon")]
    # Each once among the points and once in the key.
    assert sorted(corners) == [3, 3, 3, 3, 4, 4, 4, 4]
    hollow = [one for one in parts(chart, "polygon") if one.get("fill") == "#ffffff"]
    assert len(hollow) == 2
    assert len(parts(chart, "circle")) == 1


def test_the_mean_is_solid_the_limits_dashed_and_a_new_group_begins_a_new_line() -> None:
    chart = drawn([Point(1, 2, 0, 4)] * 3 + [Point(5, 6, 5, 7)] * 3)
    dashed = [one for one in parts(chart, "line") if one.get("stroke-dasharray")]
    assert len(dashed) == 5  # two limits in two groups, and the key


def test_a_missing_value_breaks_the_line() -> None:
    points = [Point(1, 1, 0, 2), Point(2, 1, 0, 2), Point(None, 1, 0, 2), Point(1, 1, 0, 2), Point(1, 1, 0, 2)]
    assert len(parts(drawn(points), "polyline")) == 2


def test_a_percentage_has_no_axis_beyond_a_hundred() -> None:
    chart = drawn([Point(97, 97, 90, 104)], unit="%", least=0, most=100)
    labels = [one.text for one in parts(chart, "text")]
    assert "100%" in labels
    assert not any(label and label.endswith("%") and float(label[:-1]) > 100 for label in labels)


def test_it_needs_no_style_and_is_told_to_who_cannot_see_it() -> None:
    chart = drawn([Point(1, 1, 0, 2, "concern")])
    assert "style" not in chart.svg
    assert first(chart).get("role") == "img"
    assert "It rose." in chart.svg
