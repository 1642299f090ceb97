"""The pages that stand in for a page that cannot be shown."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.templatetags.static import static

from heard.config.jinja import Frame


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """400: the request itself could not be read, perhaps not even whom it is for."""
    return _bare("400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the role does not include this; says the sentence that the refusal carries."""
    return render(request, "403.html", {"sentence": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """404: no such thing, or none that this person may know of."""
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """403 for a form from a page that was open too long."""
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """500, with a frame that asks nothing of the database."""
    return _bare("500.html", 500)


def _bare(template: str, status: int) -> HttpResponse:
    """A page whose frame asks nothing of the request or the database."""
    frame = Frame(brand_name=settings.BRAND["name"], brand_logo=static("built/heard.svg"), brand_stylesheet="")
    return HttpResponse(engines["jinja2"].get_template(template).render({"frame": frame}), status=status)
