"""What Explore brings to a voice's page: the codes of its answers, and the way back to the search."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from heard.coding import queries
from heard.coding.presenters.codes import coded
from heard.coding.presenters.search import Asking, read
from heard.coding.presenters.services import services
from heard.coding.presenters.why import why
from heard.coding.queries import languages
from heard.organisations import policy
from heard.organisations import queries as organisations
from heard.voices.ports import Panel, Trail

if TYPE_CHECKING:
    from heard.voices.queries import VoiceDetail


def codes_panel(request: HttpRequest, voice: VoiceDetail) -> list[Panel]:
    """How each of a voice's comments was understood, by whom and when; nothing where there is none."""
    organisation, actor = request.organisation, request.actor  # type: ignore[attr-defined]
    found = queries.codes([answer.id for answer in voice.answers])
    if not any(found.values()):
        return []
    levels = {level.value: level.label for level in queries.choices(organisation.id).seriousness}
    spoken = languages.spoken(list(found))
    place = request.GET.get("from", "")
    kept = "?" + urlencode({"from": place}) if place else ""
    correct_href, translate_href = (
        _address(name, organisation.code, voice.reference, kept) if policy.can(actor, verb, voice) else _nowhere
        for verb, name in (("correct", "coding:codes-correct"), ("translate", "coding:translation"))
    )
    answers = [
        coded(
            answer.id,
            answer.question,
            found[answer.id],
            levels,
            spoken.get(answer.id),
            correct_href(answer.id),
            translate_href(answer.id),
        )
        for answer in voice.answers
        if found.get(answer.id)
    ]
    asked = request.GET.get("why", "")
    explained = why(organisation.id, voice.id, int(asked)) if asked in {str(one.answer_id) for one in answers} else None
    context = {"answers": answers, "asked": asked, "why": explained, "kept": kept}
    html = render_to_string("coding/codes_panel.jinja", context, request)
    return [Panel("understood-as", "Understood as", Markup(html))]  # noqa: S704  (rendered with escaping on)


def _address(name: str, code: str, reference: str, kept: str) -> Callable[[int], str]:
    return lambda answer: reverse(name, args=[code, reference, answer]) + kept


def _nowhere(_answer: int) -> str:
    return ""


def trail(request: HttpRequest, voice: VoiceDetail, place: str) -> Trail | None:
    """The search that a reader came from, and this voice's neighbours on its page of the list."""
    organisation, actor = request.organisation, request.actor  # type: ignore[attr-defined]
    scope = organisations.scope(actor, "explore", organisation.id)
    if scope is None:
        return None
    choices = queries.choices(organisation.id)
    _, search = read(QueryDict(place), choices, services(scope), timezone.localdate())
    listed = queries.Search(scope, search.filters).page(search.cursor)
    references = list(dict.fromkeys(row.voice_reference for row in listed.rows))
    at = references.index(voice.reference) if voice.reference in references else None
    return Trail(
        back=reverse("coding:explore", args=[organisation.code]) + f"?{search.place}",
        back_text="Back to your search" if search.narrowed else "Back to Explore",
        previous=_voice(organisation.code, references[at - 1], search) if at else "",
        next=_voice(organisation.code, references[at + 1], search)
        if at is not None and at + 1 < len(references)
        else "",
    )


def _voice(code: str, reference: str, search: Asking) -> str:
    return reverse("voices:voice", args=[code, reference]) + "?" + urlencode({"from": search.place})
