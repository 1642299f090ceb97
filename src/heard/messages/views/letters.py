"""Letters: those to print, the runs, their PDF, and that they are in the post."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from heard.messages import actions, queries
from heard.messages.views.gates import crumbs
from heard.messages.views.one import pdf
from heard.messages.views.steps import done
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest


@require_safe
@requires("print_letters", whole=True)
def letters(request: ActingRequest, code: str) -> HttpResponse:
    """How many letters wait, and the last runs."""
    organisation = request.organisation.id
    context = {
        "code": code,
        "crumbs": crumbs(code),
        "count": queries.to_print(organisation),
        "most": actions.LETTERS_OF_A_RUN,
        "runs": queries.runs(organisation),
    }
    return render(request, "messages/letters.jinja", context)


@require_POST
@requires("print_letters", whole=True)
def print_all(request: ActingRequest, code: str) -> HttpResponse:
    """Take the letters that wait into a run."""

    def act() -> str:
        actions.make_print_run(actor=request.actor, organisation_id=request.organisation.id)
        return "The letters are ready. Open the PDF, print it, and then mark them as posted."

    done(request, act)
    return redirect("messages:letters", code)


@require_safe
@requires("print_letters", whole=True)
def run_pdf(request: ActingRequest, code: str, reference: str) -> HttpResponse:  # noqa: ARG001 - the address's
    """The PDF of a run: the list, then each letter on a sheet of its own."""
    made = queries.run_pdf(request.organisation.id, reference)
    if made is None:
        raise Http404("No such letters.")
    return pdf(made, f"letters-{reference}.pdf")


@require_POST
@requires("print_letters", whole=True)
def posted(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Say that a run's letters are in the post."""

    def act() -> str:
        count = actions.mark_posted(actor=request.actor, organisation_id=request.organisation.id, reference=reference)
        return f"{count:,} letter{' is' if count == 1 else 's are'} marked as posted."

    _existing(request, reference)
    done(request, act)
    return redirect("messages:letters", code)


@require_POST
@requires("print_letters", whole=True)
def undo(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Put a run's letters back among those to be printed."""

    def act() -> str:
        count = actions.undo_print_run(
            actor=request.actor, organisation_id=request.organisation.id, reference=reference
        )
        return f"{count:,} letter{' waits' if count == 1 else 's wait'} to be printed again."

    _existing(request, reference)
    done(request, act)
    return redirect("messages:letters", code)


def _existing(request: ActingRequest, reference: str) -> None:
    if queries.run(request.organisation.id, reference) is None:
        raise Http404("No such letters.")
