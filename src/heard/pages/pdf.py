"""A page as a PDF for a meeting: A4, tagged, nothing fetched from anywhere."""

from __future__ import annotations

from heard.design import pdf as design

STYLE = """
@page { size: A4; margin: 18mm;
  @bottom-right { content: counter(page); font: 10pt "Liberation Sans", Arial, sans-serif; } }
html { font-family: "Liberation Sans", Arial, sans-serif; font-size: 11pt; line-height: 1.4; color: #000; }
h1 { font-size: 20pt; margin: 0 0 2mm; } h2 { font-size: 14pt; margin: 8mm 0 2mm; break-after: avoid; }
p { margin: 0 0 3mm; orphans: 3; widows: 3; }
figure { margin: 0 0 6mm; break-inside: avoid; } figcaption { font-weight: bold; }
svg { width: 100%; height: auto; } .heard-chart-wide + .heard-chart-half { display: none; }
.sign, ul.signs li { margin: 0 0 1mm; break-inside: avoid; } ul.signs { list-style: none; margin: 0; padding: 0; }
.sign svg, ul.signs svg { width: 12mm; height: 8mm; vertical-align: middle; }
h3 { font-size: 11pt; margin: 4mm 0 1mm; break-after: avoid; }
dl { display: flex; flex-wrap: wrap; gap: 4mm; margin: 0 0 4mm; }
dl > div { border: .5pt solid #000; padding: 2mm 3mm; }
dt { font-weight: bold; } dd { margin: 0; } dd.value { font-size: 16pt; }
table { border-collapse: collapse; width: 100%; font-size: 9pt; margin: 0 0 4mm; }
caption { text-align: left; font-weight: bold; padding: 0 0 1mm; }
th, td { border: .5pt solid #000; padding: 1mm 1.5mm; text-align: left; vertical-align: top; }
thead { display: table-header-group; } tr { break-inside: avoid; }
"""


def pdf(html: str) -> bytes:
    """The HTML as a tagged PDF. Raises OSError where Pango is missing (see ADR 11)."""
    return design.pdf(html, STYLE)
