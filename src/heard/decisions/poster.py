"""'You said, we did' as a poster: one A4 page to hang up, made by WeasyPrint."""

from __future__ import annotations

import io
from collections.abc import Sequence
from html import escape

import segno

from heard.decisions.queries.public import Published
from heard.design import pdf as design

STYLE = """
@page { size: A4; margin: 16mm 18mm 14mm; }
html { font-family: "Liberation Sans", Arial, sans-serif; font-size: 13pt; line-height: 1.4; color: #212b32; }
h1 { background: #005eb8; color: #fff; font-size: 30pt; line-height: 1.1; margin: 0 0 5mm; padding: 6mm 7mm; }
h1 span { display: block; font-size: 14pt; font-weight: normal; margin-top: 2mm; }
article { border-left: 2mm solid #005eb8; break-inside: avoid; margin: 0 0 5mm; padding: 0 0 0 5mm; }
h2 { color: #005eb8; font-size: 13pt; margin: 0; }
p { margin: 0 0 1.5mm; }
.facts { color: #4c6272; font-size: 10pt; }
footer { align-items: center; display: flex; font-size: 12pt; gap: 6mm; margin-top: 4mm; }
footer svg { height: 26mm; width: 26mm; }
"""


def html(rows: Sequence[Published], organisation: str, service: str, address: str) -> str:
    """The poster's document."""
    parts = "".join(
        f"<article><h2>You said</h2><p>{escape(row.you_said)}</p><h2>{escape(row.told)}</h2><p>{escape(row.we_did)}</p>"
        f'<p class="facts">{escape(row.service)}, {row.published_on.day} {row.published_on:%B %Y}</p></article>'
        for row in rows
    )
    place = f"{service}, {organisation}" if service else organisation
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>What changed</title></head><body>'
        f"<h1>What changed because you spoke<span>{escape(place)}</span></h1>{parts}"
        f"<footer>{_code(address)}<p>Read how we decided, and tell us whether it changed:<br>{escape(address)}</p>"
        "</footer></body></html>"
    )


def pdf(rows: Sequence[Published], organisation: str, service: str, address: str) -> bytes:
    """The poster as a tagged PDF. Nothing is fetched from anywhere.

    Raises OSError where Pango is missing: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0.
    """
    return design.pdf(html(rows, organisation, service, address), STYLE)


def _code(address: str) -> str:
    """The address as a QR code with a description for those who do not see it."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, title="Code to read how we decided", border=0
    )
    return out.getvalue().decode()
