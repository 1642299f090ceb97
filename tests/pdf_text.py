"""The words of a PDF that Heard made, for tests: its fonts name what each glyph means, so that nothing else is needed.

assert "Dear Ann" in text_of(response.content)
"""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\s.*?stream\r?\n(.*?)\r?\nendstream", re.S)
_FONT = re.compile(rb"/BaseFont\s*/(\w+)\+[^/]*/ToUnicode (\d+) 0 R")
_MEANS = re.compile(rb"<([0-9a-f]{4})>\s*<((?:[0-9a-f]{4})+)>")
_SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf\s*\[(.*?)\]\s*TJ", re.S)
_GLYPHS = re.compile(rb"<((?:[0-9a-f]{4})+)>")


def text_of(pdf: bytes) -> str:
    """All words in the order in which they are drawn, with single spaces between them."""
    streams = {int(number): _unpacked(content) for number, content in _OBJECT.findall(pdf)}
    fonts = {
        font: {glyph: bytes.fromhex(means.decode()).decode("utf-16-be") for glyph, means in _MEANS.findall(streams[at])}
        for content in streams.values()
        for font, at in ((name, int(number)) for name, number in _FONT.findall(content))
    }
    runs = [
        "".join(
            fonts[font].get(glyphs[at : at + 4], "")
            for glyphs in _GLYPHS.findall(row)
            for at in range(0, len(glyphs), 4)
        )
        for _, content in sorted(streams.items())
        for font, row in _SHOWN.findall(content)
        if font in fonts
    ]
    return " ".join(" ".join(runs).split())


def _unpacked(content: bytes) -> bytes:
    try:
        return zlib.decompress(content)
    except zlib.error:
        return b""
