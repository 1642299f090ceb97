"""The signs of XmR charts: one for each meaning, told apart without colour, never without words."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from heard.design.figures import Point, control_chart, legend, sign, signs
from heard.methods.signals.xmr import MEANINGS


def shapes(key: str) -> list[tuple[str, str, str]]:
    """What is drawn of a sign, without any colour: elements, where they are, and letters."""
    found = []
    for one in ElementTree.fromstring(str(sign(key).svg)).iter():
        place = " ".join(
            one.get(name, "") for name in ("points", "x", "y", "width", "x1", "y1", "y2", "stroke-dasharray")
        )
        found.append((one.tag, place, one.text or ""))
    return found


def test_every_meaning_has_a_sign_and_every_sign_its_meaning() -> None:
    assert {one.key for one in legend()} == set(MEANINGS)
    assert all(one.meaning == MEANINGS[one.key] for one in legend())
    assert len({one.name for one in legend()}) == len(MEANINGS)


def test_the_legend_begins_with_concern() -> None:
    assert [one.key for one in legend()][:2] == ["concern_high", "concern_low"]


def test_no_two_signs_are_alike_without_their_colours() -> None:
    drawn = [tuple(shapes(key)) for key in MEANINGS]
    assert len(set(drawn)) == len(drawn)


@pytest.mark.parametrize("key", MEANINGS)
def test_every_sign_has_a_letter_and_needs_no_style(key: str) -> None:
    assert len([words for _, _, words in shapes(key) if words]) == 1
    assert "style" not in sign(key).svg


@pytest.mark.parametrize("key", MEANINGS)
def test_every_sign_stays_inside_its_frame(key: str) -> None:
    root = ElementTree.fromstring(str(sign(key).svg))
    for corners in (one.get("points", "") for one in root.iter()):
        for x, y in re.findall(r"([\d.]+),([\d.]+)", corners):
            assert 0 <= float(x) <= 60
            assert 0 <= float(y) <= 40


def test_a_screen_reader_is_told_the_words_alone() -> None:
    assert 'aria-hidden="true"' in sign("concern_low").svg


def test_high_and_low_point_to_opposite_sides() -> None:
    assert shapes("concern_high") != shapes("concern_low")
    assert shapes("improvement_high") != shapes("improvement_low")
    assert shapes("neutral_high") != shapes("neutral_low")


def test_a_chart_carries_its_signs_and_none_for_no_target() -> None:
    chart = control_chart(
        title="Concerns",
        sentence="It rose.",
        periods=["Jan"],
        points=[Point(1, 1, 0, 2)],
        columns=["", "n"],
        rows=[("Jan", "1")],
        icons=("concern_high", ""),
    )
    assert [one.key for one in chart.signs] == ["concern_high"]
    assert signs("", "") == ()
