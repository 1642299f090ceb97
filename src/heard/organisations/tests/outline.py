"""What a page needs for a keyboard, a screen reader and the content security policy, by its markup alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser


class Outline(HTMLParser):
    """What of a page a screen reader would stumble over."""

    def __init__(self, text):
        super().__init__()
        self.headings, self.ids, self.controls, self.labels, self.inline = 0, [], [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "h1":
            self.headings += 1
        if tag == "label":
            self.labels.add(found.get("for"))
        if tag in {"input", "select", "textarea"} and found.get("type") not in {"hidden", "submit"}:
            self.controls.append(found.get("id"))
        if "style" in found or any(name.startswith("on") for name in found):
            self.inline.append((tag, attrs))


def assert_usable(response):
    text = response.content.decode()
    outline = Outline(text)
    assert outline.headings == 1, "one first heading"
    assert [one for one in outline.ids if outline.ids.count(one) > 1] == []
    assert [one for one in outline.controls if one not in outline.labels] == [], "every field has its label"
    assert not re.search(r"<title>\s*</title>", text)
    assert outline.inline == [], "the content security policy refuses these"
