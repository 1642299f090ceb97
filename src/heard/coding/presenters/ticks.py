"""Checkboxes, rendered once."""

from __future__ import annotations

from functools import lru_cache

from django.template.loader import render_to_string
from markupsafe import Markup

from heard.coding.forms import Group


@lru_cache(maxsize=1_000)
def ticks(group: Group, legend: str) -> Markup:
    """The checkboxes of a group, kept for every state in which they are met.

    Explore has about 75 of them, nearly always unticked, and the NHS macro takes 1 ms for each: half of the page.
    """
    return Markup(render_to_string("coding/ticks.jinja", {"group": group, "legend": legend}))  # noqa: S704  (escaped)
