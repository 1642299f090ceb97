"""What this room gives to the ports of lower rooms. `config.ports` calls it."""

from __future__ import annotations

from heard.coding.actions import changes, storing, trees
from heard.coding.presenters import understood, voice
from heard.organisations import ports as organisations
from heard.voices import ports as voices


def connect() -> None:
    """Register; safe to call twice."""
    voices.stored.register(storing.store)
    voices.added.register(storing.add)
    voices.changed.register(changes.follow)
    organisations.tree_changed.register(trees.follow)
    voices.panels.register(voice.codes_panel)
    voices.trail.register(voice.trail)
    voices.timeline.register(understood.moments)
