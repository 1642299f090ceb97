"""An e-mail's HTML: one column, the words at a readable size, nothing that is fetched from anywhere."""

from __future__ import annotations

from html import escape

from heard.messages.wording import plain

_STYLE = (
    "body{margin:0;padding:0;background:#fff;color:#212b32;font-family:Arial,Helvetica,sans-serif;font-size:19px;"
    "line-height:1.5}main,header,footer{display:block;max-width:36em;margin:0 auto;padding:16px}"
    "header{border-bottom:4px solid #005eb8;font-weight:bold}h1{font-size:26px;line-height:1.25}h2{font-size:22px}"
    "a{color:#005eb8}footer{border-top:1px solid #d8dde0;color:#4c6272;font-size:16px}"
    ".easy p,.easy li{font-size:22px;line-height:1.8}.large p,.large li{font-size:24px;line-height:1.6}"
)
_CLASSES = {"easy_read": "easy", "large_print": "large"}


def document(
    *, subject: str, words: str, sender: str, footer: str, language: str = "en", format: str = "standard"
) -> str:
    """The whole HTML document of an e-mail; `words` and `footer` are plain text (see `plain`).

    >>> "<h1>Thank you</h1>" in document(subject="Thank you", words="Hello", sender="Vale", footer="")
    True
    """
    kind = _CLASSES.get(format, "")
    below = f"<footer>{plain.as_html(footer)}</footer>" if footer else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(subject)}</title><style>{_STYLE}</style></head><body>"
        f"<header>{escape(sender)}</header>"
        f'<main class="{kind}"><h1>{escape(subject)}</h1>\n{plain.as_html(words)}</main>{below}</body></html>'
    )
