"""What is drawn is the code: read back stroke by stroke, it is the same."""

from __future__ import annotations

import re
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
import segno

from heard.design import qr
from heard.methods import qr as methods

KEY = "https://example.org/p/vale/follow/#one-two-three-four-five"


@pytest.mark.parametrize("text", ["https://example.org/", KEY, f"{KEY}{KEY}", f"{KEY}é"])
def test_a_drawn_code_read_back_is_the_code(text: str) -> None:
    version = None if len(text) > 106 or not text.isascii() else 3 if len(text) < 43 else 4
    code = segno.make(text, error="m", mask=3, version=version, boost_error=version is None)
    kind, drawn = qr.drawn(text).split(",", 1)
    assert kind == "data:image/svg+xml"
    image = ElementTree.fromstring(unquote(drawn))
    side = len(code.matrix) + 2 * qr.BORDER
    assert image.get("viewBox") == f"0 0 {side} {side}"
    path = image[0].get("d") or ""
    modules = [bytearray(len(row)) for row in code.matrix]
    for left, top, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", path):
        for place in range(int(left), int(left) + int(length)):
            modules[int(top) - qr.BORDER][place - qr.BORDER] = 1
    assert modules == [bytearray(row) for row in code.matrix]


def test_a_code_is_the_one_that_segno_makes() -> None:
    """Whatever the length, up to the longest that we make ourselves."""
    for length in range(1, 107):
        text = ("https://example.org/" + KEY * 2)[-length:]
        version = len(methods.matrix(text)) // 4 - 4
        code = segno.make(text, error="m", mask=methods.MASK, version=version, mode="byte", boost_error=False)
        assert methods.matrix(text) == [bytes(row) for row in code.matrix], length
    for refused in ("a" * 107, "é", "\n"):
        with pytest.raises(ValueError, match="code"):
            methods.matrix(refused)
