"""A complaint about Heard itself, by anybody, without an account."""

from __future__ import annotations

from typing import Final

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.csrf import csrf_exempt

from heard.organisations import packs
from heard.organisations.queries import OrganisationSummary
from heard.voices import actions, queries
from heard.voices.actions import Received
from heard.voices.capture import keys, limits
from heard.voices.capture.danger import danger
from heard.voices.capture.routes import READINGS
from heard.voices.errors import Refused
from heard.voices.forms.complaining import ComplaintForm
from heard.voices.models import Voice
from heard.voices.views.public.gates import found_organisation, show
from heard.voices.views.steps import posted, refuse

TOO_MUCH: Final = gettext_noop(
    "Too much has been sent from this network in the last hour. Send it again later, or ring us."
)
_SALT: Final = "heard.voices.complain"


# No cookie stands behind this page: nobody can use somebody else's session, for there is none.
@csrf_exempt
def complain(request: HttpRequest, code: str) -> HttpResponse:
    """Ask what went wrong; keep it, and show the key."""
    organisation = found_organisation(code)
    form = ComplaintForm(posted(request))
    if request.method != "POST" or not form.is_valid():
        return _ask(request, organisation, form)
    if not limits.spend("submissions", limits.address_of(request)):
        return _ask(request, organisation, form, gettext(TOO_MUCH))
    given = form.cleaned_data
    try:
        received = actions.complain_about_heard(
            organisation_id=organisation.id,
            token=_token(request),
            about=given["about"],
            words=given["words"],
            contact={way: given[way] for way in ("name", "email", "phone", "address")},
        )
    except Refused as refusal:
        refuse(form, refusal)
        return _ask(request, organisation, form)
    return _receipt(request, organisation, received, danger(given["words"]))


def _receipt(
    request: HttpRequest, organisation: OrganisationSummary, received: Received, alarms: tuple[str, ...]
) -> HttpResponse:
    link = request.build_absolute_uri(reverse("follow", args=[organisation.code]))
    by = queries.read_by(received.reference)
    response = show(request, "complained", organisation, received=received, link=link, by=by, danger=alarms)
    response["Cache-Control"] = "no-store"
    return response


def _ask(
    request: HttpRequest, organisation: OrganisationSummary, form: ComplaintForm, problem: str = ""
) -> HttpResponse:
    days = packs.load("clocks").content[READINGS[Voice.Route.OUTSIDE.value].clock]["working_days"]
    token = signing.dumps(_token(request), salt=_SALT)
    response = show(request, "complain", organisation, form=form, token=token, days=days, problem=problem)
    response["Cache-Control"] = "no-store"
    return response


def _token(request: HttpRequest) -> str:
    """The token of this sending, as the page carried it; a new one where it carried none of ours."""
    try:
        return str(signing.loads(request.POST.get("token", ""), salt=_SALT))
    except signing.BadSignature:
        return keys.new_token()
