"""A person says what a comment in another language means in English."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from heard.coding.actions.translating import settle_language, translate, withdraw_translation
from heard.coding.language_forms import TranslationForm
from heard.coding.presenters import languages
from heard.coding.queries.languages import spoken
from heard.organisations.access import check, requires
from heard.organisations.errors import Refused
from heard.organisations.middleware import ActingRequest
from heard.voices import queries as voices


@requires("translate")
def translation(request: ActingRequest, code: str, reference: str, answer: int) -> HttpResponseBase:
    """The words with a form for what they say in English; once saved or withdrawn, back to the voice."""
    voice = voices.voice(request.organisation.id, reference)
    check(request.actor, "translate", voice)
    said = next((one for one in voice.answers if one.id == answer and one.words), None) if voice else None
    language = spoken([answer]).get(answer) if said else None
    if voice is None or voice.withdrawn_at is not None or language is None:
        raise Http404("There is no such comment.")
    stands = language.in_force
    form = TranslationForm(request.POST or None, language.code, stands.words if stands else "")
    back = _back(request, code, reference)
    if request.method == "POST" and _done(request, answer, form):
        return redirect(back)
    shown = languages.shown(language)
    context = {"code": code, "form": form, "said": said, "back": back, "language": shown}
    return render(request, "coding/translation.jinja", context)


def _done(request: ActingRequest, answer: int, form: TranslationForm) -> bool:
    try:
        return _withdrawn(request, answer) if "withdraw" in request.POST else _saved(request, answer, form)
    except Refused as refused:
        form.add_error(refused.field or None, refused.sentence)
        return False


def _withdrawn(request: ActingRequest, answer: int) -> bool:
    withdraw_translation(actor=request.actor, answer_id=answer)
    messages.success(request, "The translation is withdrawn. It stays on record, and nothing is coded by it.")
    return True


def _saved(request: ActingRequest, answer: int, form: TranslationForm) -> bool:
    if not form.is_valid():
        return False
    said = form.cleaned_data
    if form.english:
        settle_language(actor=request.actor, answer_id=answer, language=said["language"])
        messages.success(request, "Kept as English. It is coded as it stands, and the counts have changed.")
    else:
        translate(actor=request.actor, answer_id=answer, language=said["language"], words=said["words"])
        messages.success(request, "Kept with your name and the time, and coded from the translation.")
    return True


def _back(request: ActingRequest, code: str, reference: str) -> str:
    place = request.GET.get("from", "")
    kept = "?" + urlencode({"from": place}) if place else ""
    return reverse("voices:voice", args=[code, reference]) + kept + "#understood-as"
