"""The poster and the paper form of a capture point, as PDF for print."""

from __future__ import annotations

from html import escape

import segno

from heard.design.pdf import pdf
from heard.organisations import packs
from heard.voices.forms.telling import FORMATS, MOMENTS, RELATIONS
from heard.voices.queries import PointDetail

_STYLE = """
@page { size: A4; margin: 16mm 18mm; }
html { font-family: "Liberation Sans", Arial, sans-serif; font-size: 12pt; line-height: 1.4; color: #000; }
h1 { font-size: 24pt; line-height: 1.15; margin: 0 0 4mm; } h2 { font-size: 14pt; margin: 5mm 0 1.5mm; }
p { margin: 0 0 3mm; } ul { list-style: none; margin: 0; padding: 0; } li { margin: 0 0 1.5mm; }
.poster { font-size: 17pt; text-align: center; }
.poster h1 { font-size: 42pt; margin: 4mm 0 6mm; }
.poster img { width: 96mm; }
.poster .code { font-size: 24pt; font-weight: bold; margin: 0 0 7mm; overflow-wrap: anywhere; }
.poster .unsafe { border: 2pt solid #000; margin: 6mm 0; padding: 4mm 6mm; }
.poster .unsafe p { margin: 0; }
.demonstration { border: 2pt solid #000; font-size: 14pt; font-weight: bold; padding: 2mm; text-align: center; }
.box { border: 1pt solid #000; margin: 0 0 4mm; }
.words { height: 55mm; } .reach { height: 38mm; } .more { height: 145mm; }
.back { break-before: page; }
.tick { display: inline-block; width: 4mm; height: 4mm; border: 1pt solid #000; margin-right: 2mm; }
.ticks { columns: 2; } .ticks li { break-inside: avoid; padding-left: 6mm; text-indent: -6mm; }
"""


_DEMONSTRATION = '<p class="demonstration">Demonstration: nobody reads what is written here. Do not put it up.</p>'


def poster(organisation: str, point: PointDetail, address: str, *, demonstration: bool = False) -> bytes:
    """An A4 poster: QR code, short address, who reads it and when, whom to ring."""
    code = segno.make(address, error="m").svg_data_uri(scale=8, border=2)
    shown = address.removeprefix("https://").removeprefix("http://").rstrip("/")
    body = (
        f'<article class="poster">{_DEMONSTRATION if demonstration else ""}<h1>Tell us about {escape(point.unit)}</h1>'
        "<p>Good or bad, before, during or after your care. You need no account and do not have to give your name.</p>"
        f'<img src="{code}" alt="QR code to {escape(address)}">'
        f'<p class="code">{escape(shown)}</p>{_reading(point)}<div class="unsafe">{_ring(point)}</div>'
        f"<p>{escape(organisation)}</p></article>"
    )
    return pdf(_document(f"Tell us about {point.unit}", body), _STYLE)


def paper_form(organisation: str, point: PointDetail, privacy: str, *, demonstration: bool = False) -> bytes:
    """A paper form with the same questions; staff enter it, and give or send the receipt.

    `privacy` is the address of the privacy notice: whoever is asked for something has to be told what becomes of it.
    """
    fft, asked = packs.load("fft-ratings").content, packs.load("tell-us").content["words"]
    body = (
        f"<article>{_DEMONSTRATION if demonstration else ''}<h1>Tell us about {escape(point.unit)}</h1>"
        f"{_ring(point)}{_reading(point)}{_ticks('Who are you in this?', [str(label) for _, label in RELATIONS])}"
        f'<h2>{escape(asked)}</h2><div class="box words"></div>'
        f"{_ticks(fft['question'], list(fft['answers'].values()))}"
        f"{_ticks('When was this?', [str(label) for _, label in MOMENTS])}"
        f"{_ticks('What should happen?', _WISHES)}"
        "<p>There is more room on the back.</p></article>"
        '<article class="back"><h2>How we can reach you (only if you want a reply)</h2><div class="box reach"></div>'
        f"{_ticks('How should we write to you?', [str(label) for _, label in FORMATS])}"
        '<h2>More room for your words</h2><div class="box more"></div>'
        f"<p>Give this form to a member of staff, or ask for an envelope. {escape(organisation)}</p>"
        f"<p>What we keep and why: {escape(privacy)}, or ask staff for it on paper.</p></article>"
    )
    return pdf(_document(f"Tell us about {point.unit}: paper form", body), _STYLE)


_WISHES = (
    "I would like a reply",
    "You may contact me with questions",
    "Do not show this to the service that it is about",
    "You may publish it without my name",
    "You may publish it with my name",
)


def _ticks(question: str, answers: list[str] | tuple[str, ...]) -> str:
    lines = "".join(f'<li><span class="tick"></span>{escape(answer)}</li>' for answer in answers)
    return f'<h2>{escape(question)}</h2><ul class="ticks">{lines}</ul>'


def _reading(point: PointDetail) -> str:
    return (
        f"<p>It is read by a person ({escape(point.role_label.lower())}) on {escape(point.days_words)}, "
        f"{escape(point.hours_words)}, within {escape(point.promise_words)}.</p>"
    )


def _ring(point: PointDetail) -> str:
    martha = f" Martha’s Rule line: {escape(point.marthas_rule)}." if point.marthas_rule else ""
    return (
        f"<p><strong>If someone is unsafe now, do not write: ring {escape(point.phone_name)} on "
        f"{escape(point.phone)}, or 999.</strong>{martha}</p>"
    )


def _document(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"</head><body>{body}</body></html>"
    )
