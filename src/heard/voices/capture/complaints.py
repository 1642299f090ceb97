"""What a complaint about Heard itself can be about, and the question under which staff read it."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

ABOUT: Final = {
    "words": _("How my words were dealt with"),
    "privacy": _("My privacy"),
    "access": _("I cannot use these pages, or find it hard"),
    "broken": _("Something on these pages does not work or is wrong"),
    "other": _("Something else"),
}
QUESTIONS: Final = {
    "words": "A complaint about Heard: how words were dealt with",
    "privacy": "A complaint about Heard: privacy",
    "access": "A complaint about Heard: somebody cannot use the pages",
    "broken": "A complaint about Heard: something does not work or is wrong",
    "other": "A complaint about Heard",
}
