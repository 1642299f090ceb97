"""The board's page, on screen and on paper."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from heard.assurance import policy as _declared  # noqa: F401 - declares the verb
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest
from heard.pages.board import Board, BoardPage, page
from heard.pages.pdf import pdf


@require_safe
@requires("see_board", whole=True)
def board(request: ActingRequest, code: str) -> HttpResponse:
    """Concerns before praise, for the whole organisation."""
    return render(request, "pages/board.jinja", {"code": code, "page": _page(request)})


@require_safe
@requires("see_board", whole=True)
def board_pdf(request: ActingRequest, code: str) -> HttpResponse:
    """The same as a PDF, every chart with its table."""
    made = pdf(render_to_string("pages/board_print.jinja", {"page": _page(request)}))
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="board-{code}-{timezone.localdate()}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _page(request: ActingRequest) -> BoardPage:
    organisation = request.organisation
    return page(Board(organisation.id, organisation.code, organisation.name, timezone.localdate()))
