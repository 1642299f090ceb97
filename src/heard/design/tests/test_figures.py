"""Charts: what a screen reader, a printer and the content security policy need of them."""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree

import pytest

from heard.design.figures import Mark, Series, bars, bars_over_time, drawing, share_over_time

MONTHS = ["Jan 26", "Feb 26", "Mar 26", "Apr 26"]


def concerns(periods=MONTHS, serious=(1, 0, 2, 0), others=(3, 0, 4, 1), marks=(), title="Concerns"):
    return bars_over_time(
        title=title,
        sentence="Three serious comments in four months.",
        periods=periods,
        series=[
            Series("Serious", serious, drawing.RED),
            Series("Other concerns", others, drawing.AMBER, hatched=True),
        ],
        columns=("Month", "Serious"),
        rows=[(name, str(value)) for name, value in zip(periods, serious, strict=True)],
        marks=marks,
    )


def positive(parts=(9, 0, 5, 7), wholes=(10, 0, 5, 8), periods=MONTHS):
    return share_over_time(
        title="Positive",
        sentence="Nine of ten.",
        periods=periods,
        parts=parts,
        wholes=wholes,
        columns=("Month", "Positive"),
        rows=[],
    )


def elements(chart, name):
    root = ElementTree.fromstring(f"<all>{chart.svg}</all>")
    return [found for found in root.iter() if found.tag.split("}")[-1] == name]


@pytest.mark.parametrize("chart", [concerns(), positive(), concerns([f"W{n}" for n in range(60)], [1] * 60, [2] * 60)])
def test_an_svg_has_no_style_and_no_script(chart):
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|javascript:|xlink", chart.svg)


def test_an_svg_is_one_image_with_title_and_description():
    svg = elements(concerns(), "svg")[0]
    names = svg.attrib["aria-labelledby"].split()
    told = {found.attrib["id"]: found.text for kind in ("title", "desc") for found in elements(concerns(), kind)}
    assert svg.attrib["role"] == "img"
    assert [told[name] for name in names] == ["Concerns", "Three serious comments in four months."]


def test_ids_of_two_charts_on_one_page_differ():
    many = [f"W{n}" for n in range(60)]
    charts = [concerns(), concerns(title="Others"), positive(), concerns(many, [1] * 60, [2] * 60, title="Weeks")]
    ids = [
        found.attrib["id"]
        for chart in charts
        for found in ElementTree.fromstring(f"<a>{chart.svg}</a>").iter()
        if "id" in found.attrib
    ]
    assert len(ids) == len(set(ids))


def test_words_in_a_chart_are_escaped():
    chart = concerns(periods=["<b>", "&", '"', "'"], title="<script>alert(1)</script>")
    assert "<script>" not in chart.svg
    assert "<b>" not in chart.svg
    assert elements(chart, "title")[0].text == "<script>alert(1)</script>"


def test_kinds_are_told_apart_without_colour():
    fills = {found.attrib["fill"] for found in elements(concerns(), "rect")}
    assert drawing.RED in fills
    assert any(fill.startswith("url(#") for fill in fills)
    named = {fill[5:-1] for fill in fills if fill.startswith("url(#")}
    assert named == {found.attrib["id"] for found in elements(concerns(), "pattern")}


def test_a_period_without_answers_breaks_the_line():
    assert len(elements(positive(), "polyline")) == 2
    assert len(elements(positive(wholes=(10, 1, 5, 8)), "polyline")) == 1


def test_nothing_at_all_is_still_a_chart():
    assert elements(concerns([], [], []), "svg")
    assert not elements(positive((), (), ()), "circle")


def test_a_mark_is_a_numbered_line_told_under_the_chart():
    chart = concerns(marks=[Mark(2, "1 March 2026: merged with Ward 5")])
    assert list(chart.notes) == ["1 March 2026: merged with Ward 5"]
    assert "1" in [found.text for found in elements(chart, "text")]


def test_many_periods_are_drawn_wide_and_once_more_for_telephones():
    assert len(elements(concerns(), "svg")) == 1
    many = concerns([f"W{n}" for n in range(60)], [1] * 60, [2] * 60)
    assert [found.attrib["width"] for found in elements(many, "svg")] == ["820", "400"]
    assert many.wide


@pytest.mark.parametrize("count", [1, 12, 26, 27, 104])
def test_labels_of_periods_never_touch(count):
    labels = [f"Mar {n:02}" for n in range(count)]
    for frame in drawing.frames(count):
        kept = drawing.spread(labels, frame.plot_width, frame.font)
        slot = frame.plot_width / count
        assert kept[-1] == count - 1
        assert all((after - before) * slot >= 6 * frame.font * 0.56 for before, after in itertools.pairwise(kept))


@pytest.mark.parametrize("largest", [0, 1, 3, 5, 9, 10, 99, 101, 2500, 123456])
def test_an_axis_ends_at_or_above_the_largest_value_and_has_at_most_five_lines(largest):
    scale = drawing.ticks(largest)
    assert scale[0] == 0
    assert scale[-1] >= largest
    assert len(scale) <= 5


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colour", [drawing.RED, drawing.AMBER, drawing.BLUE])
def test_colours_that_mean_something_stand_out(colour):
    assert contrast(colour, drawing.PAPER) >= 3


@pytest.mark.parametrize("colour", [drawing.INK, drawing.QUIET])
def test_text_can_be_read(colour):
    assert contrast(colour, drawing.PAPER) >= 4.5


def test_the_line_stands_out_from_its_range():
    assert contrast(drawing.BLUE, drawing.BAND) >= 3


def test_a_breakdown_draws_every_row_against_the_longest():
    shown = bars(
        title="By theme",
        sentence="",
        columns=("Theme", "Comments"),
        rows=[("Parking", 10, 0, ["10"], "?theme=3", False), ("Food", 5, 5, ["5"], "", True)],
    )
    widths = [
        [float(found.attrib["width"]) for found in ElementTree.fromstring(row.svg).iter() if found.tag.endswith("rect")]
        for row in shown.rows
    ]
    assert widths == [[120.0], [60.0, 60.0]]
    assert (shown.rows[0].href, shown.rows[1].chosen) == ("?theme=3", True)
