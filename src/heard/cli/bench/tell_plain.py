"""What 'Tell us' is measured beside: one Django form, rendered for each request, and a view that inserts one row.

The same web server, settings, middleware and database, and as many requests a journey. It does less: nothing is carried
from page to page, masked, coded, counted, put on anybody's clock or recorded in the ledger, and there is no receipt.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

PATH = "/plain/"
PAGE = """<!DOCTYPE html><html lang="en"><title>Tell us</title><h1>Tell us</h1>
{% if key %}<p id="key">{{ key }}</p>
{% else %}<form method="post">{{ form.as_p }}<button>Continue</button></form>{% endif %}
</html>"""


class PlainForm(forms.Form):
    """As many fields as the longest step has."""

    step = forms.CharField()
    words = forms.CharField(widget=forms.Textarea, max_length=10_000, required=False)
    rating = forms.ChoiceField(choices=[(number, number) for number in range(1, 7)], required=False)
    relation = forms.ChoiceField(choices=[(name, name) for name in ("patient", "relative", "carer")], required=False)
    email = forms.EmailField(required=False)
    name = forms.CharField(required=False)


@csrf_exempt
def plain(request: HttpRequest) -> HttpResponse:
    """The form, or after the last step thanks."""
    from django.contrib.sessions.models import Session

    form, key = PlainForm(request.POST or None), ""
    if request.POST.get("step") == "check" and form.is_valid():
        # Any table will do for one row.
        Session.objects.create(session_key=uuid4().hex, session_data=form.data["step"], expire_date=datetime.now(UTC))
        key = "kept"
    return HttpResponse(engines["django"].from_string(PAGE).render({"form": form, "key": key}, request))


urlpatterns = [path(PATH[1:], plain)]


def application() -> WSGIHandler:
    """The web application, whose only address this is; the web server calls it once, in a process of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heard.config.settings")
    settings.ROOT_URLCONF = __name__
    return get_wsgi_application()
