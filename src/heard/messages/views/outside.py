"""Addresses for the outside: a mailbox and GOV.UK Notify hand in what came back; a person stops e-mails by a link."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.signing import Signer
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from heard.messages import actions
from heard.messages.inbound.mail import LARGEST
from heard.messages.inbound.receiving import Nobody, receive, receive_receipt, receive_text
from heard.messages.queries.outside import Stopper, stopper

View = Callable[[HttpRequest], HttpResponse]


def bearer(purpose: str) -> str:
    """The token that a mailbox or GOV.UK Notify sends along: the purpose, signed with the installation's key."""
    return Signer(salt="heard.messages.outside").sign(purpose)


def with_token(purpose: str) -> Callable[[View], View]:
    """A view that only a request with the purpose's bearer token reaches."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @require_POST
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            given = request.headers.get("Authorization", "").encode()
            if not hmac.compare_digest(given, f"Bearer {bearer(purpose)}".encode()):
                return JsonResponse({"error": "Send the bearer token."}, status=401)
            try:
                return view(request)
            except Nobody as nobody:
                return JsonResponse({"error": str(nobody)}, status=422)

        return guarded

    return decorate


@with_token("mail")
def mail(request: HttpRequest) -> HttpResponse:
    """Take an e-mail in as it came: the body of the request is the message (RFC 5322)."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return JsonResponse({"error": "The e-mail is larger than 10 MB."}, status=413)
    raw = request.read(LARGEST + 1)
    if not raw.strip() or len(raw) > LARGEST:
        return JsonResponse({"error": "Send one e-mail of at most 10 MB as the body."}, status=400)
    return JsonResponse({"was": receive(raw)})


@with_token("notify")
def notify(request: HttpRequest) -> HttpResponse:
    """Take a delivery receipt or a received text message of GOV.UK Notify in: they differ in their fields."""
    try:
        given = json.loads(request.read(100_000))
        if "status" in given and "reference" in given:
            changed = receive_receipt(reference=str(given["reference"] or ""), status=str(given["status"]))
            return JsonResponse({"changed": changed})
        external, number, words = str(given["id"]), str(given["source_number"]), str(given["message"])
        at = _moment(given.get("date_received"))
    except (ValueError, TypeError, KeyError):
        return JsonResponse({"error": "Send a delivery receipt or a received text message."}, status=400)
    return JsonResponse({"was": receive_text(number=number, words=words, external=external, received_at=at)})


def _moment(given: Any) -> datetime | None:
    found = parse_datetime(given) if isinstance(given, str) else None
    return found if found and found.tzinfo else None


# Mail programs send the one-click form of RFC 8058 without our form's token. All that it can do is stop e-mails.
@csrf_exempt
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop e-mails to the address that a message went to. Asked first, because mail scanners open links."""
    found: Stopper | None = stopper(token)
    if found is None:
        return render(request, "messages/stop_unknown.jinja", status=404)
    stopped = request.method == "POST"
    if stopped:
        actions.stop_by_link(token=token)
    return render(request, "messages/stop.jinja", {"found": found, "stopped": stopped})
