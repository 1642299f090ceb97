"""Plain text with three shapes: '# ' begins a heading, '* ' an item of a list, an empty line ends a paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Literal

_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a list; `lines` are a paragraph's lines or a list's items."""

    kind: Literal["heading", "paragraph", "list"]
    lines: tuple[str, ...]


def blocks(text: str) -> tuple[Block, ...]:
    """The shapes of a text, in order.

    >>> [(block.kind, block.lines) for block in blocks("# News\\nOne\\ntwo\\n\\n* a\\n* b")]
    [('heading', ('News',)), ('paragraph', ('One', 'two')), ('list', ('a', 'b'))]
    """
    found: list[Block] = []
    for line in [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]:
        stripped = line.strip()
        kind: Literal["heading", "paragraph", "list", "end"] = "paragraph"
        if stripped.startswith("# "):
            kind, stripped = "heading", stripped[2:].strip()
        elif stripped.startswith(("* ", "- ")):
            kind, stripped = "list", stripped[2:].strip()
        elif not stripped:
            kind = "end"
        if kind == "end":
            # Marks the end; taken out below.
            found.append(Block("paragraph", ()))
        elif kind != "heading" and found and found[-1].kind == kind and found[-1].lines:
            found[-1] = Block(kind, (*found[-1].lines, stripped))
        else:
            found.append(Block(kind, (stripped,)))
    return tuple(block for block in found if block.lines)


def as_text(text: str) -> str:
    """A text as e-mail shows it without HTML.

    >>> print(as_text("# News\\n\\n* a\\n* b"))
    News
    <BLANKLINE>
    - a
    - b
    """
    shown = []
    for block in blocks(text):
        lines = (f"- {line}" for line in block.lines) if block.kind == "list" else block.lines
        shown.append("\n".join(lines))
    return "\n\n".join(shown)


def as_html(text: str, *, heading: str = "h2") -> str:
    """A text as HTML: headings, paragraphs, lists and links, everything else escaped.

    >>> as_html("See https://a.example/b?c=1&d. <i>")
    '<p>See <a href="https://a.example/b?c=1&amp;d">https://a.example/b?c=1&amp;d</a>. &lt;i&gt;</p>'
    """
    shown = []
    for block in blocks(text):
        lines = [_linked(line) for line in block.lines]
        if block.kind == "list":
            shown.append(f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>")
        elif block.kind == "heading":
            shown.append(f"<{heading}>{lines[0]}</{heading}>")
        else:
            shown.append(f"<p>{'<br>'.join(lines)}</p>")
    return "\n".join(shown)


def _linked(line: str) -> str:
    parts, end = [], 0
    for match in _LINK.finditer(line):
        address = escape(match[0])
        parts += [escape(line[end : match.start()]), f'<a href="{address}">{address}</a>']
        end = match.end()
    return "".join([*parts, escape(line[end:])])
