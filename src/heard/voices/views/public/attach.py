"""A recording or a picture beside the words: a page of its own, so that the words' page stays as quick as it is."""

from __future__ import annotations

from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.csrf import csrf_exempt

from heard.voices import actions
from heard.voices.capture import limits
from heard.voices.capture.scanning import LARGEST, TOO_LARGE
from heard.voices.errors import Refused
from heard.voices.forms.attaching import AttachForm
from heard.voices.queries import PublicPoint
from heard.voices.views.public.carried import Carried, Spoilt, carried_from
from heard.voices.views.public.gates import found_point, show

TOO_MANY: Final = gettext_noop("Too many files have come from this network in this hour. Write instead, or ring us.")


def attaching(
    request: HttpRequest, found: PublicPoint, carried: Carried, form: AttachForm | None = None
) -> HttpResponse:
    """The page: what has been added, and how to add more."""
    given: dict[str, Any] = {
        "point": found.point,
        "carried": carried.text(),
        "files": carried.files,
        "form": form or AttachForm(),
    }
    response = show(request, "attach", found.organisation, **given)
    response["Cache-Control"] = "private, no-cache"
    return response


# As the other steps: no cookie stands behind it.
@csrf_exempt
def attach(request: HttpRequest, code: str, point: str) -> HttpResponseBase:
    """Add, take back, or go back to the words."""
    from heard.voices.views.public.tell import Telling, page

    found = found_point(code, point)
    if request.method != "POST" or not found.point.is_open:
        return redirect("tell-us-point", code, point)
    try:
        carried = carried_from(request.POST.get("carried", ""))
    except Spoilt:
        return show(request, "spoilt", found.organisation, status=400, point=found.point)
    if dropped := request.POST.get("drop", ""):
        actions.drop_attachment(token=carried.token, reference=dropped)
        carried.files = tuple(one for one in carried.files if one[0] != dropped)
        return attaching(request, found, carried)
    if "done" in request.POST:
        response = page(Telling(request, found, carried), "words")
        response["Cache-Control"] = "private, no-cache"
        return response
    return _added(request, found, carried)


def _added(request: HttpRequest, found: PublicPoint, carried: Carried) -> HttpResponse:
    form = AttachForm(request.POST, request.FILES)
    if not form.is_valid():
        return attaching(request, found, carried, form)
    for name in ("sound", "picture"):
        file: UploadedFile[bytes] | None = form.cleaned_data[name]
        if file is None:
            continue
        try:
            if not limits.spend("attachments", limits.address_of(request)):
                raise Refused(TOO_MANY)
            if (file.size or 0) > LARGEST:
                raise Refused(TOO_LARGE)
            added = actions.add_attachment(token=carried.token, data=file.read())
        except Refused as refusal:
            form.add_error(name, gettext(refusal.sentence))
        else:
            carried.files = (*carried.files, added)
    return attaching(request, found, carried, form if form.errors else None)
