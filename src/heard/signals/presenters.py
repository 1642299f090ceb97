"""What other rooms' pages show of signals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from markupsafe import Markup

from heard.organisations import policy
from heard.signals import queries
from heard.voices.ports import Panel

if TYPE_CHECKING:
    from heard.voices.queries import VoiceDetail


def panel(request: HttpRequest, voice: VoiceDetail) -> list[Panel]:
    """The signals that a voice is in, and the way to raise one, for those who may."""
    organisation, actor = request.organisation, request.actor  # type: ignore[attr-defined]
    if not policy.may(actor, "see_signals", organisation.id):
        return []
    rows = queries.of_voice(voice.reference, actor)
    # Somebody raised it where this reader does not stand: that is all that they learn, and raise no other.
    elsewhere = not rows and queries.is_outside(voice.reference)
    may = policy.can(actor, "raise_signals", voice) and not elsewhere
    if not (rows or may or elsewhere):
        return []
    raising = reverse("signals:signal-raise", args=[organisation.code]) + f"?voice={voice.reference}"
    context = {"rows": rows, "elsewhere": elsewhere, "code": organisation.code, "raise_url": raising if may else ""}
    html = render_to_string("signals/panel.jinja", context, request)
    return [Panel("signals", "Signals", Markup(html))]  # noqa: S704  (rendered with escaping on)
