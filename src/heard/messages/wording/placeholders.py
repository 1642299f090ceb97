"""Fields in a wording: {name} stands for what is filled in."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

_FIELD = re.compile(r"\{([a-z_]+)\}")
_WITH_SPACE = re.compile(r"([ \t]?)\{([a-z_]+)\}")


def names(text: str) -> tuple[str, ...]:
    """The fields of a wording, each once, in order.

    >>> names("Hello {name}, thank you, {name}. {organisation}")
    ('name', 'organisation')
    """
    return tuple(dict.fromkeys(_FIELD.findall(text)))


def problem(text: str, *, known: Collection[str], needed: Collection[str] = ()) -> str:
    """What is wrong with a wording's fields, in a sentence that says what to do; empty where nothing is.

    >>> problem("Hello {nmae}", known=["name", "link"])
    'There is no field {nmae}. Use {name}, {link}.'
    >>> problem("Hello {Name}", known=["name"])
    'Write a field as {name}: a curly bracket with anything else in it is not filled in.'
    >>> problem("Hello", known=["link"], needed=["link"])
    'Keep {link} in the wording: without it the message does not say what it is for.'
    """
    listed = ", ".join(f"{{{name}}}" for name in known)
    for name in names(text):
        if name not in known:
            return f"There is no field {{{name}}}. Use {listed}." if known else f"There is no field {{{name}}}."
    rest = _FIELD.sub("", text)
    if "{" in rest or "}" in rest:
        return "Write a field as {name}: a curly bracket with anything else in it is not filled in."
    missing = [name for name in needed if name not in names(text)]
    if missing:
        return f"Keep {{{missing[0]}}} in the wording: without it the message does not say what it is for."
    return ""


def fill(text: str, values: Mapping[str, str]) -> str:
    """A wording with its fields filled in; an empty value takes the space before it away too.

    >>> fill("Hello {name},", {"name": ""}), fill("Hello {name},", {"name": "Ann {link}"})
    ('Hello,', 'Hello Ann {link},')

    Raises KeyError for a field without a value.
    """
    return _WITH_SPACE.sub(lambda match: match[1] + values[match[2]] if values[match[2]] else "", text)
