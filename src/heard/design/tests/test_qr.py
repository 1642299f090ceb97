"""What is drawn is the code: read back stroke by stroke, it is the same."""

from __future__ import annotations

import re
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
import segno

from heard.design import qr


@pytest.mark.parametrize("text", ["https://example.org/", "https://example.org/p/vale/follow/#one-two-three-four-five"])
def test_a_drawn_code_read_back_is_the_code(text: str) -> None:
    code = segno.make(text, error="m", mask=3)
    kind, drawn = qr.drawn(code).split(",", 1)
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
