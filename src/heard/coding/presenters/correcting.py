"""The form in which a person says what they read in a comment."""

from __future__ import annotations

from typing import Any

from heard.coding import queries
from heard.coding.forms import CorrectionForm, Level
from heard.coding.presenters.ticks import ticks
from heard.organisations import packs


def correction_form(data: Any, organisation_id: int, current: queries.CodeEntry | None) -> CorrectionForm:
    """The form, filled in with a code until something is sent; empty where the person is not to see any."""
    initial = {}
    if current is not None:
        initial = {
            "themes": current.theme_bits,
            "sentiment": current.sentiment or "none",
            "seriousness": current.seriousness,
        }
    book = packs.load("seriousness").content["levels"]
    levels = [Level(level["level"], level["name"], level["meaning"]) for level in book]
    form = CorrectionForm(data, queries.choices(organisation_id), levels, initial=initial)
    form.majors = [ticks(group, "What it is about") for group in form.groups]
    return form


def given(form: CorrectionForm) -> dict[str, Any]:
    """What a valid form says, as `correct` takes it: themes, sentiment, seriousness, reason."""
    said = form.cleaned_data
    return {
        "themes": said["themes"],
        "sentiment": None if said["sentiment"] == "none" else int(said["sentiment"]),
        "seriousness": int(said["seriousness"]),
        "reason": said["reason"],
    }
