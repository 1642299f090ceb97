"""A letter as HTML for print: A4, the address where a window envelope shows it, 12 point or as somebody asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from heard.design import pdf as design
from heard.messages.wording import plain

# The address block as GOV.UK Notify specifies it for C5 and DL windows: 24.6 mm from the left and 39.5 mm from the
# top, 95.4 by 26.8 mm. Seven lines at 3.8 mm fill it.
ADDRESS_LINES = 7
STYLE = """
@page { size: A4; margin: 20mm 20mm 22mm 24.6mm;
  @bottom-right { content: counter(page); font: 10pt "Liberation Sans", Arial, sans-serif; } }
@page :blank { @bottom-right { content: none; } }
@page letter { @bottom-right { content: none; } }
html { font-family: "Liberation Sans", Arial, sans-serif; font-size: 12pt; line-height: 1.5; color: #000; }
.letter { break-before: recto; page: letter; }
.sheet-top { position: relative; height: 60mm; margin-top: 0; }
.address { position: absolute; left: 0; top: 19.5mm; width: 95.4mm; height: 26.8mm; overflow: hidden;
  font-size: 10pt; line-height: 3.8mm; }
.sender { position: absolute; right: 0; top: 0; width: 60mm; text-align: right; font-weight: bold; }
.address p, .sender p { margin: 0; }
h1 { font-size: 1.3em; line-height: 1.25; margin: 0 0 .8em; }
h2 { font-size: 1.1em; margin: 1em 0 .4em; }
p, ul { margin: 0 0 .9em; orphans: 3; widows: 3; }
.large_print { font-size: 18pt; line-height: 1.5; }
.easy_read { font-size: 16pt; line-height: 1.8; }
.easy_read p { margin-bottom: 1.1em; }
table { border-collapse: collapse; width: 100%; font-size: 10pt; }
th, td { border: .5pt solid #000; padding: 1.5mm 2mm; text-align: left; vertical-align: top; }
thead { display: table-header-group; }
.list h1 { font-size: 16pt; }
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. `address` has the name first; `words` is plain text (see `plain`)."""

    reference: str
    address: Sequence[str]
    subject: str
    words: str
    day: str
    language: str = "en"
    format: str = "standard"


def address_problem(lines: Sequence[str]) -> str:
    """What is wrong with an address on a letter, in a sentence; empty where nothing is.

    >>> address_problem(["Ann Example"])
    'Enter the name and at least two lines of the address.'
    """
    if len([line for line in lines if line.strip()]) < 3:
        return "Enter the name and at least two lines of the address."
    if len(lines) > ADDRESS_LINES:
        return f"Enter at most {ADDRESS_LINES} lines with the name: more do not fit the window of the envelope."
    return ""


def document(letters: Sequence[Letter], *, sender: str, title: str, listed: bool) -> str:
    """The HTML of letters, each beginning on a right-hand page; with `listed`, a list to tick off comes first."""
    parts = [_list(letters, title)] if listed else []
    parts += [_letter(letter, sender) for letter in letters]
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
        f"<body>{''.join(parts)}</body></html>"
    )


def _letter(letter: Letter, sender: str) -> str:
    address = "".join(f"<p>{escape(line)}</p>" for line in letter.address)
    return (
        f'<article class="letter {escape(letter.format)}" lang="{escape(letter.language)}"><div class="sheet-top">'
        f'<div class="sender"><p>{escape(sender)}</p></div><div class="address">{address}</div></div>'
        f"<p>{escape(letter.day)}</p><h1>{escape(letter.subject)}</h1>{plain.as_html(letter.words)}</article>"
    )


def _list(letters: Sequence[Letter], title: str) -> str:
    rows = "".join(
        f"<tr><td>{place}</td><td>{escape(letter.address[0] if letter.address else '')}</td>"
        f"<td>{escape(letter.address[-1] if letter.address else '')}</td>"
        f"<td>{escape(letter.format.replace('_', ' '))}</td><td>{escape(letter.reference)}</td><td></td></tr>"
        for place, letter in enumerate(letters, 1)
    )
    head = "".join(f"<th>{name}</th>" for name in ("", "To", "Postcode", "Format", "Reference", "In the envelope"))
    count = f"{len(letters)} letter{'' if len(letters) == 1 else 's'}"
    return (
        f'<section class="list"><h1>{escape(title)}</h1><p>{count}. Keep this list; it is not posted.</p>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def pdf(html: str) -> bytes:
    """The HTML as a tagged PDF. Nothing is fetched from anywhere but the document itself.

    Raises OSError where Pango is missing: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0.
    """
    return design.pdf(html, STYLE)
