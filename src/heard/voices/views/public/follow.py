"""Follow your words: by the key of the receipt, words hidden until a tap or the PIN."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.csrf import csrf_exempt

from heard.ledger import queries as ledger
from heard.organisations.public_facts import public_facts
from heard.organisations.queries import OrganisationSummary
from heard.voices import actions, queries
from heard.voices.capture import limits
from heard.voices.capture.danger import danger
from heard.voices.errors import Refused
from heard.voices.forms.following import AppealForm, ChangedForm, KeyForm, MeantForm, MoreForm, PinForm
from heard.voices.views.public.gates import found_organisation, show
from heard.voices.views.steps import refuse

# How long a page may be used after the key was typed; the pass holds no key.
MINUTES: Final = 30
_SALT: Final = "heard.voices.follow"


# The key is sent with each form: there is no session that somebody else could use.
@csrf_exempt
def follow(request: HttpRequest, code: str) -> HttpResponseBase:
    """Ask for the key; then show what happened, and do what the person asks."""
    organisation = found_organisation(code)
    if request.method != "POST":
        return _ask_key(request, organisation, KeyForm())
    response = _posted(request, organisation)
    response["Cache-Control"] = "no-store"
    return response


def _posted(request: HttpRequest, organisation: OrganisationSummary) -> HttpResponse:
    do = request.POST.get("do", "find")
    if do == "find":
        return _find(request, organisation)
    try:
        reference, proven = open_pass(request.POST.get("pass", ""), organisation)
    except signing.BadSignature:
        return _ask_key(request, organisation, KeyForm(), late=True)
    if not proven or do == "pin":
        return _pin(request, organisation, reference)
    if do == "proof":
        return _proof(reference)
    if do == "withdraw" and request.POST.get("sure") != "yes":
        return show(request, "take_back", organisation, ticket=_ticket(organisation, reference, True))
    return _do(request, organisation, reference, do)


def _find(request: HttpRequest, organisation: OrganisationSummary) -> HttpResponse:
    form = KeyForm(request.POST)
    if form.is_valid():
        try:
            reference, has_pin = actions.find_by_key(
                organisation_id=organisation.id, key=form.cleaned_data["key"], address=limits.address_of(request)
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            if has_pin:
                return show(
                    request, "pin", organisation, form=PinForm(), ticket=_ticket(organisation, reference, False)
                )
            return _timeline(request, organisation, reference)
    return _ask_key(request, organisation, form)


def _ask_key(
    request: HttpRequest, organisation: OrganisationSummary, form: KeyForm, *, late: bool = False
) -> HttpResponse:
    phone = public_facts(organisation.public_facts).phone
    return show(request, "follow", organisation, form=form, late=late, phone=phone)


def _pin(request: HttpRequest, organisation: OrganisationSummary, reference: str) -> HttpResponse:
    form = PinForm(request.POST)
    if form.is_valid():
        try:
            actions.check_pin(reference=reference, pin=form.cleaned_data["pin"])
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return _timeline(request, organisation, reference, shown=True)
    return show(request, "pin", organisation, form=form, ticket=_ticket(organisation, reference, False))


def _add(reference: str, given: dict[str, Any]) -> str:
    actions.add_words(reference=reference, words=given["words"])
    return gettext("We have added this to what you said.")


def _misread(reference: str, given: dict[str, Any]) -> str:
    actions.say_misread(reference=reference, words=given["meant"])
    return gettext("Thank you. A person will look at how we understood your words.")


def _appeal(reference: str, given: dict[str, Any]) -> str:
    actions.appeal_refusal(reference=reference, words=given["why"])
    return gettext("The independent body looks at it again, and answers you here.")


def _confirm(reference: str, given: dict[str, Any]) -> str:
    actions.confirm_change(
        reference=reference, about=given["about"], answer=given["answer"], treated_worse=given["worse"] == "yes"
    )
    return gettext("Thank you. We have kept your answer, and the people responsible see it.")


def _withdraw(reference: str, given: dict[str, Any]) -> str:  # noqa: ARG001 - all are called alike
    actions.withdraw_own(reference=reference)
    return gettext("You have taken your words back. They are no longer counted or shown.")


_DOINGS: Final[dict[str, tuple[type[forms.Form], Callable[[str, dict[str, Any]], str]]]] = {
    "add": (MoreForm, _add),
    "misread": (MeantForm, _misread),
    "appeal": (AppealForm, _appeal),
    "confirm": (ChangedForm, _confirm),
    "withdraw": (forms.Form, _withdraw),
}


def _do(request: HttpRequest, organisation: OrganisationSummary, reference: str, do: str) -> HttpResponse:
    """One of the things that somebody can do with their words; each page afterwards shows them."""
    if do not in _DOINGS:
        return _timeline(request, organisation, reference, shown=True)
    kind, act = _DOINGS[do]
    form, done = kind(request.POST, **_asked(do, queries.followed(reference))), ""
    if form.is_valid():
        try:
            if not limits.spend("actions", reference):
                raise Refused(gettext_noop("You have done a lot in this hour. Wait a little, or ring us."))
            done = act(reference, form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
    sent = {do: form} if form.errors else {}
    # Whatever they write here may say that somebody is in danger, kept or not.
    alarms = danger(" ".join(str(request.POST.get(field, "")) for field in kind.base_fields))
    return _timeline(request, organisation, reference, shown=True, done=done, danger=alarms, forms=sent)


def _asked(do: str, found: queries.Followed | None) -> dict[str, Any]:
    """What the form of 'Did it change?' needs besides what was sent: that about which it can be said."""
    return {"asked": found.asked} if do == "confirm" and found else {}


def _timeline(
    request: HttpRequest, organisation: OrganisationSummary, reference: str, *, shown: bool = False, **more: Any
) -> HttpResponse:
    followed = queries.followed(reference)
    if followed is None:
        raise Http404("There is no such page.")
    changed = ChangedForm(asked=followed.asked)
    given: dict[str, forms.Form] = {"add": MoreForm(), "misread": MeantForm(), "confirm": changed}
    given["appeal"] = AppealForm()
    given |= more.pop("forms", {})
    wrong = next((form for form in given.values() if form.errors), None)
    receipt = ledger.receipt(followed.event)
    return show(
        request,
        "timeline",
        organisation,
        followed=followed,
        shown=shown,
        forms=given,
        form=wrong,
        ticket=_ticket(organisation, reference, True),
        proves=receipt.proves if receipt else (),
        proves_not=receipt.proves_not if receipt else "",
        **more,
    )


def _proof(reference: str) -> HttpResponse:
    """The proof file of the event that recorded the words, for `heard verify`."""
    followed = queries.followed(reference)
    receipt = ledger.receipt(followed.event) if followed else None
    if receipt is None:
        raise Http404("There is no such page.")
    body = json.dumps(receipt.as_json(), indent=1)
    response = HttpResponse(body, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="my-proof.json"'
    return response


def _ticket(organisation: OrganisationSummary, reference: str, proven: bool) -> str:
    return signing.dumps([organisation.id, reference, proven], salt=_SALT)


def open_pass(text: str, organisation: OrganisationSummary) -> tuple[str, bool]:
    """(reference, whether the PIN was given or none is set). Raises BadSignature for another's or a late one."""
    owner, reference, proven = signing.loads(text, salt=_SALT, max_age=MINUTES * 60)
    if owner != organisation.id:
        raise signing.BadSignature("Another organisation's.")
    return reference, proven
