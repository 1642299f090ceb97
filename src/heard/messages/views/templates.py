"""Templates: the list, one with its previews and versions, an organisation's own wording."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from heard.messages import actions, queries
from heard.messages.forms import Wording
from heard.messages.models import Format, Way
from heard.messages.queries.letters import example_pdf
from heard.messages.queries.templates import versions
from heard.messages.views.gates import framed
from heard.messages.views.one import pdf
from heard.messages.views.steps import done
from heard.organisations import policy
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest
from heard.organisations.views.steps import Ask, answer

# What a template is previewed as: (key, heading, way, format).
PREVIEWS = (
    ("email", "E-mail", Way.EMAIL, Format.STANDARD),
    ("plain", "E-mail as plain text", Way.EMAIL, Format.PLAIN),
    ("easy", "Easy read e-mail", Way.EMAIL, Format.EASY_READ),
    ("sms", "Text message", Way.SMS, Format.STANDARD),
    ("letter", "Letter", Way.LETTER, Format.STANDARD),
    ("large", "Letter in large print", Way.LETTER, Format.LARGE_PRINT),
    ("easy-letter", "Easy read letter", Way.LETTER, Format.EASY_READ),
)


@require_safe
@requires("see_templates", whole=True)
def templates(request: ActingRequest, code: str) -> HttpResponse:
    """Every template with its languages."""
    rows = [
        (found, [(language, queries.LANGUAGES[language], texts.own) for language, texts in found.texts.items()])
        for found in queries.templates(request.organisation.id)
    ]
    context = {"code": code, "crumbs": _crumbs(code), "rows": rows}
    return render(request, "messages/templates.jinja", context)


@require_safe
@requires("see_templates", whole=True)
def template(request: ActingRequest, code: str, slug: str, language: str) -> HttpResponse:
    """One template in one language, filled in with examples as each recipient would see it."""
    found = _loaded(request, slug, language)
    shown = {key: _preview(request, found, language, key) for key, *_ in PREVIEWS}
    context = {
        "code": code,
        "crumbs": _crumbs(code, listed=True),
        "found": found,
        "language": language,
        "language_name": queries.LANGUAGES[language],
        "texts": found.texts[language],
        "previews": [(key, heading, way, shown[key]) for key, heading, way, _ in PREVIEWS],
        "versions": versions(request.organisation.id, slug, language),
        "may_edit": policy.can(request.actor, "edit_templates", request.organisation),
    }
    return render(request, "messages/template.jinja", context)


@require_safe
@requires("see_templates", whole=True)
@framed
def template_email(request: ActingRequest, code: str, slug: str, language: str, key: str) -> HttpResponse:  # noqa: ARG001
    """A template's e-mail, filled in with examples, as mail programs show it."""
    shown = _preview(request, _loaded(request, slug, language), language, key)
    if not shown.html:
        raise Http404("There is no such document.")
    return HttpResponse(shown.html)


@require_safe
@requires("see_templates", whole=True)
def template_letter(request: ActingRequest, code: str, slug: str, language: str, key: str) -> HttpResponse:  # noqa: ARG001
    """A template's letter, filled in with examples, as it is printed."""
    found = _loaded(request, slug, language)
    _, _, way, format = _kind(key)
    if way != Way.LETTER:
        raise Http404("There is no such letter.")
    made = queries.render(found, language=language, way=way, format=format, values=found.examples)
    content = example_pdf(
        request.organisation.id, subject=made.subject, words=made.words, language=language, format=format
    )
    return pdf(content, f"{slug}.pdf")


@requires("edit_templates", whole=True)
def template_edit(request: ActingRequest, code: str, slug: str, language: str) -> HttpResponse:
    """Save the organisation's own wording."""
    found = _loaded(request, slug, language)
    texts = found.texts[language]
    initial = {name: getattr(texts, name) for name in ("subject", "body", "easy_read", "sms")}
    form = Wording(request.POST if request.method == "POST" else None, initial=initial)

    def act(given: dict[str, Any]) -> str:
        actions.save_wording(
            actor=request.actor, organisation_id=request.organisation.id, template=slug, language=language, **given
        )
        return "The wording is saved. These are its previews; the earlier wording is kept below."

    here = reverse("messages:template", args=[code, slug, language])
    fields = ", ".join(f"{{{field.name}}} ({field.label.lower()})" for field in found.fields)
    lines = [f"You can use these fields: {fields}."]
    ask = Ask(f"{found.title}, in {queries.LANGUAGES[language]}", "Save the wording", here, lines=lines)
    return answer(request, form, ask, act, done=here, crumbs=_crumbs(code, listed=True))


@require_POST
@requires("edit_templates", whole=True)
def template_reset(request: ActingRequest, code: str, slug: str, language: str) -> HttpResponse:
    """Go back to the wording that Heard comes with."""
    _loaded(request, slug, language)

    def act() -> str:
        actions.reset_wording(
            actor=request.actor, organisation_id=request.organisation.id, template=slug, language=language
        )
        return "The wording that Heard comes with is in force again. Your own is kept below."

    done(request, act)
    return redirect("messages:template", code, slug, language)


def _loaded(request: ActingRequest, slug: str, language: str) -> queries.Template:
    found = queries.template(request.organisation.id, slug)
    if found is None or language not in found.texts:
        raise Http404("No such template.")
    return found


def _kind(key: str) -> tuple[str, str, Way, Format]:
    for row in PREVIEWS:
        if row[0] == key:
            return row
    raise Http404("There is no such preview.")


def _preview(request: ActingRequest, found: queries.Template, language: str, key: str) -> queries.Preview:
    _, _, way, format = _kind(key)
    values = {**found.examples, "organisation": request.organisation.name}
    made = queries.render(found, language=language, way=way, format=format, values=values)
    return queries.preview(
        way=way,
        format=format,
        subject=made.subject,
        words=made.words,
        language=language,
        sender=request.organisation.name,
    )


def _crumbs(code: str, *, listed: bool = False) -> list[dict[str, str]]:
    way = [{"text": "Messages", "href": reverse("messages:messages", args=[code])}]
    return [*way, {"text": "Templates", "href": reverse("messages:templates", args=[code])}] if listed else way
